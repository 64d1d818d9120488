"""What could pay for a project: each open program or part of one, with how much it can bring, for which costs, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from matcher.budget import Funding
from matcher.catalogue import Catalogue, Provider
from matcher.facts import Facts
from matcher.features import HELP
from matcher.matching import Match, Matches
from matcher.planning.amounts import DEBT, AmountFrom, UsualShare, stated_maximum, stated_share, top, usual_share
from matcher.planning.costs import Costs
from matcher.planning.dates import Dates, dates, usual_delay
from matcher.profile import Profile
from matcher.program import Amount, Component, OwnContribution, Program, Stacking
from matcher.rules.criteria import leaves
from matcher.rules.verdict import Verdict, decide

MOST = 30
"""Programs with an amount that are looked at: the best of the list, since a plan of programs that hardly suit is no plan."""
BESIDE = frozenset({"loan_guarantee"}) | HELP
"""Instruments that bring no money of their own."""
REPAYABLE = (DEBT - {"forgivable_loan"}) | {"equity"}
"""What stacking rules call repayable: loans and other investments that come back."""
NOT_STARTED = "project-not-started"
"""The condition of programs that refuse a project begun before the application."""

Doubt = Literal["to_confirm", "no_date", "low_confidence", "competition", "amount", "share"]
WhyNot = Literal["reserved", "amount_unknown", "starts_before", "per_enterprise", "refused", "no_cost", "beside", "bridge"]


@dataclass(frozen=True)
class Candidate:
    """A program, or one part of it, as a source of money for one project.

    `eligible` is what it could pay for, in whole dollars; `low` and `high` bound what it brings. `public` says whether the money
    is public, None where no page says; `doubts` is what makes it less than certain; `funding` what is already known of the answer.
    """

    id: str
    program: Program
    component: Component | None
    match: Match
    provider: Provider
    pays: tuple[int, ...]
    eligible: int
    low: int
    high: int
    amount_from: AmountFrom
    public: bool | None
    dates: Dates
    doubts: tuple[Doubt, ...]
    verdict: Verdict
    funding: Funding | None = None

    @property
    def terms(self) -> Program | Component:
        return self.component or self.program

    @property
    def instruments(self) -> tuple[str, ...]:
        """Return the types of aid that bring money."""
        return tuple(code for code in self.terms.instruments if code not in BESIDE)

    @property
    def debt(self) -> bool:
        """Whether it may have to be paid back: so it counts where the page does not say which part is a loan."""
        return bool(DEBT & set(self.instruments))

    @property
    def stacking(self) -> Stacking | None:
        return self.terms.stacking or self.program.stacking

    @property
    def own_contribution(self) -> OwnContribution | None:
        return self.terms.own_contribution or self.program.own_contribution

    @property
    def unfit(self) -> int:
        return 100 - round(self.match.fit.points)


@dataclass(frozen=True)
class LeftOut:
    """A program that is open and pays for such costs, and yet has no amount in the plan; and why."""

    program: Program
    why: WhyNot


@dataclass(frozen=True)
class _Setting:
    """What every candidate is worked out from."""

    profile: Profile
    catalogue: Catalogue
    costs: Costs
    facts: Facts
    as_of: date
    usual_delay: int
    usual_share: UsualShare


def candidates(
    profile: Profile, matches: Matches, catalogue: Catalogue, costs: Costs
) -> tuple[tuple[Candidate, ...], tuple[LeftOut, ...]]:
    """Return what could pay, and what was left out for want of a figure or a date."""
    funding = {entry.program: entry for entry in profile.project.funding or () if entry.program}
    setting = _Setting(profile, catalogue, costs, matches.facts, matches.as_of, usual_delay(catalogue), usual_share(catalogue))
    found: list[Candidate] = []
    left_out: list[LeftOut] = []
    planned: set[str] = set()
    for match in _considered(matches, funding):
        program = match.program.id
        if len(planned) >= MOST and program not in funding:
            continue
        for one in _parts(match, setting, funding.get(program)):
            if isinstance(one, Candidate):
                found.append(one)
                planned.add(program)
            else:
                left_out.append(one)
    reasons = {one.program.id: one for one in reversed(left_out) if one.program.id not in planned}
    return tuple(found), tuple(reasons[key] for key in sorted(reasons))


def _considered(matches: Matches, funding: dict[str, Funding]) -> Iterator[Match]:
    """Yield the best open programs that bring money, and those that the applicant already deals with."""
    open_ones = [m for m in matches.with_verdict(Verdict.ELIGIBLE, Verdict.TO_CONFIRM) if m.brings_money]
    named = {match.program.id for match in open_ones}
    yield from open_ones
    for program_id in sorted(set(funding) - named):
        yield matches.find(program_id)


def _parts(match: Match, setting: _Setting, funding: Funding | None) -> Iterator[Candidate | LeftOut]:
    program = match.program
    if funding is not None and funding.state == "refused":
        yield LeftOut(program, "refused")
        return
    if funding is None and match.fit.parts["reserved"] < 0:
        yield LeftOut(program, "reserved")
        return
    when = dates(program, match.window, setting.as_of, setting.usual_delay)
    if funding is None and _begins_too_soon(program, setting.profile, when):
        yield LeftOut(program, "starts_before")
        return
    if funding is not None and funding.amount is not None:
        yield _offered(match, setting, when, funding)
        return
    for part in program.components or (None,):
        found = _part(part, match, setting, when=when, funding=funding)
        if found is not None:
            yield found


def _part(
    part: Component | None, match: Match, setting: _Setting, *, when: Dates, funding: Funding | None
) -> Candidate | LeftOut | None:
    program, costs, catalogue = match.program, setting.costs, setting.catalogue
    terms = part or program
    if set(terms.instruments) <= BESIDE:
        return LeftOut(program, "beside")
    if program.bridges or terms.bridges:
        return LeftOut(program, "bridge")
    uses = terms.funds or program.funds
    pays = costs.paid_by(uses)
    verdict = match.verdict
    if part is not None:
        own = decide(part.eligibility, setting.facts, program.id).verdict
        if own in {Verdict.NEAR_MISS, Verdict.NOT_ELIGIBLE}:
            return None
        verdict = own if verdict is Verdict.ELIGIBLE else verdict
    if not pays:
        return None
    eligible = sum(costs.lines[index].amount for index in pays)
    amount = terms.amount or program.amount or Amount()
    bound = top(program, part, eligible, catalogue, setting.usual_share)
    if bound is None:
        return LeftOut(program, "amount_unknown")
    most, source = bound
    room = _room(program, setting)
    low, high = max(1, amount.min or 1), most if room is None else min(most, room)
    if low > high:
        return LeftOut(program, "per_enterprise" if room is not None and room < low else "no_cost")
    name = program.id if part is None else f"{program.id}/{part.id}"
    public = _public(catalogue.providers[program.provider])
    doubts = tuple(_doubts(program, part, verdict, when))
    provider = catalogue.providers[program.provider]
    return Candidate(
        name, program, part, match, provider, pays, eligible, low, high, source, public, when, doubts, verdict, funding
    )


def _offered(match: Match, setting: _Setting, when: Dates, funding: Funding) -> Candidate:
    """Return a program whose amount is known from the funder itself, whatever the sheet says."""
    assert funding.amount is not None
    program, costs, catalogue = match.program, setting.costs, setting.catalogue
    pays = costs.paid_by(program.funds)
    eligible = sum(costs.lines[index].amount for index in pays)
    if eligible < funding.amount:
        pays, eligible = tuple(range(len(costs.lines))), costs.total
    provider = catalogue.providers[program.provider]
    part = next((one for one in program.components if funding.instrument in one.instruments), None)
    return Candidate(
        program.id,
        program,
        part,
        match,
        provider,
        pays,
        eligible,
        funding.amount,
        funding.amount,
        "offer",
        _public(provider),
        when,
        (),
        match.verdict,
        funding=funding,
    )


def _begins_too_soon(program: Program, profile: Profile, when: Dates) -> bool:
    """Whether the program refuses what began before the application, and the project begins before one can be made."""
    start = profile.project.start
    conditions = {getattr(leaf, "id", None) for criterion in program.eligibility.requires for leaf in leaves(criterion)}
    return start is not None and NOT_STARTED in conditions and when.ask is not None and when.ask > start.last


def _room(program: Program, setting: _Setting) -> int | None:
    """Return what the limit per enterprise leaves, after what was received within its years; None where there is no limit."""
    limit = program.per_enterprise
    if limit is None:
        return None
    alike = {program.id}
    if limit.across == "provider":
        alike = {other.id for other in setting.catalogue.values() if other.provider == program.provider}
    since = None if limit.years is None else setting.as_of - relativedelta(years=limit.years)
    received = [award for award in setting.profile.enterprise.past_awards or () if award.program in alike]
    return max(0, limit.max - sum(award.amount for award in received if since is None or award.date.last >= since))


def _public(provider: Provider) -> bool | None:
    return {"all": True, "none": False}.get(provider.public_money)


def _doubts(program: Program, part: Component | None, verdict: Verdict, when: Dates) -> Iterator[Doubt]:
    if verdict is not Verdict.ELIGIBLE:
        yield "to_confirm"
    if when.ask is None or when.estimated_ask:
        yield "no_date"
    if program.confidence == "low":
        yield "low_confidence"
    if program.approach == "by_invitation" or set(program.instruments) & {"award", "matched_crowdfunding", "donation"}:
        yield "competition"
    if stated_maximum(program, part) is None:
        yield "amount"
    if stated_share(program, part) is None:
        yield "share"
