"""The rules that chosen programs set for the whole plan: stacking, own contribution, private share; each with its arithmetic.

A program with a stacking rule tests every source of the plan with its own ceiling, base, weights and idea of public money:
Σ weight × amount ≤ ceiling × base. What no page states is taken at the cautious end, and noted, so that the plan can say what an
answer would free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcher.budget import Contribution, Funding
from matcher.planning.amounts import DEBT
from matcher.planning.candidates import REPAYABLE, Candidate
from matcher.planning.costs import Costs
from matcher.planning.problem import SHORTFALL, Limit, Rule
from matcher.profile import Profile
from matcher.program import Program, Stacking, Weights
from matcher.vocabulary.terms import vocabulary

OWN = "own"
"""The source of an own contribution whose kind is not stated; those of a stated kind are `own:<kind>`."""
IN_KIND = frozenset({"in_kind", "volunteer_time"})
CASH = frozenset({"cash", "member_shares"})
"""Kinds that are money: what an own contribution surely counts where no page says what it accepts."""
AT_LEAST: frozenset[Rule] = frozenset({"private_share", "own_contribution", "own_contribution_cash", "in_kind"})
"""Rules that ask for so much or more; the others allow so much or less."""


@dataclass(frozen=True)
class Payer:
    """Anything that pays, as a stacking rule sees it: what kind of aid, whose money. None is unknown."""

    id: str
    instruments: tuple[str, ...]
    level: str | None
    public: bool | None
    crown: bool = False


@dataclass(frozen=True)
class PlanRule:
    """A limit with what it was made of, in order to be explained.

    `share` of `base` dollars is the bound; `unknown` holds the weights that no page states and how little each could be;
    `missing` the parts of the rule that no page states.
    """

    limit: Limit
    program: Program | None
    share: Fraction
    base: int
    unknown: dict[str, Fraction]
    missing: tuple[str, ...] = ()
    field: str = "stacking"

    @property
    def source(self) -> str | None:
        """Return the address of the page on which the rule was read."""
        page = self.program.source(self.program.evidence.get(self.field)) if self.program else None
        return page.url if page else None


def payer_of(candidate: Candidate) -> Payer:
    """Return a candidate as a stacking rule sees it."""
    provider = candidate.provider
    crown = provider.kind == "crown_corporation"
    return Payer(candidate.id, candidate.instruments, provider.level, candidate.public, crown)


def payer_of_contribution(contribution: Contribution, name: str) -> Payer:
    """Return an own contribution as a stacking rule sees it: private, but for what a municipality gives."""
    municipal = contribution.kind == "municipal"
    return Payer(name, ("donation",), "municipal" if municipal else "private", municipal)


def payer_of_funding(funding: Funding, name: str) -> Payer:
    """Return money from outside the catalogue as a stacking rule sees it: public unless its giver is said to be private."""
    public = None if funding.giver is None else funding.giver != "private"
    return Payer(name, (funding.instrument,) if funding.instrument else (), funding.giver, public)


def rules_of(candidate: Candidate, payers: Sequence[Payer], profile: Profile, costs: Costs) -> Iterator[PlanRule]:
    """Yield every rule that a chosen program sets for the whole plan."""
    stacking = candidate.stacking
    if stacking is not None:
        ceiling = ceiling_for(stacking, profile)
        if ceiling is not None:
            yield _stacking(candidate, stacking, ceiling, payers, costs)
        if stacking.private_min is not None:
            yield _private(candidate, stacking, payers, costs)
    yield from _own(candidate, payers, costs)


def ceiling_for(stacking: Stacking, profile: Profile) -> Fraction | None:
    """Return the ceiling for this applicant: the lower one while it is not said to be a social-economy enterprise."""
    ceiling = stacking.ceiling
    if isinstance(ceiling, dict):
        if profile.enterprise.social_economy and "social_economy" in ceiling:
            return _exact(ceiling["social_economy"])
        return _exact(min(ceiling.values()))
    return None if ceiling is None else _exact(ceiling)


def weight_of(payer: Payer, counts: Weights | None) -> Fraction | None:
    """Return what a dollar of a payer counts: by whose money it is, else by type of aid; None where no page says.

    Where it is not said which part of the money is a loan, the heavier of its types counts.
    """
    if counts is None:
        return None
    giver = _giver(payer.level, counts)
    if giver is not None:
        return giver
    if not payer.instruments:
        return None
    weights = [_by_instrument(code, counts) for code in payer.instruments]
    return None if None in weights else max(weight for weight in weights if weight is not None)


def _giver(level: str | None, counts: Weights) -> Fraction | None:
    if level is None:
        return None
    wider = (level, *vocabulary("levels")[level].parents)
    return next((_exact(counts.giver[code]) for code in wider if code in counts.giver), None)


def _by_instrument(code: str, counts: Weights) -> Fraction | None:
    if code in counts.instrument:
        return _exact(counts.instrument[code])
    share = counts.repayable if code in REPAYABLE else counts.non_repayable
    return None if share is None else _exact(share)


def _stacking(candidate: Candidate, rule: Stacking, ceiling: Fraction, payers: Sequence[Payer], costs: Costs) -> PlanRule:
    base = costs.total if rule.base == "total_cost" else candidate.eligible
    weights: dict[str, Fraction] = {}
    unknown: dict[str, Fraction] = {}
    for payer in payers:
        counted = _counts(payer, rule)
        if counted is False:
            continue
        weight = weight_of(payer, rule.counts)
        weights[payer.id] = Fraction(1) if weight is None else weight
        if counted is None or (weight is None and not _surely_kept(payer)):
            unknown[payer.id] = Fraction(0)
    missing = [
        name for name, value in (("base", rule.base), ("who_counts", rule.who_counts), ("counts", rule.counts)) if not value
    ]
    if isinstance(rule.ceiling, dict) and ceiling < _exact(max(rule.ceiling.values())):
        missing.append("social_economy")
    limit = Limit(f"stacking {candidate.id}", "stacking", candidate.id, weights, ceiling * base)
    return PlanRule(limit, candidate.program, ceiling, base, unknown, tuple(missing))


def _surely_kept(payer: Payer) -> bool:
    """Whether nothing of the money comes back: every rule that was read counts such public money in full."""
    return bool(payer.instruments) and not set(payer.instruments) & (REPAYABLE | DEBT)


def _counts(payer: Payer, rule: Stacking) -> bool | None:
    """Return whether a rule counts a payer as public: by whose money it is where it says whose counts, and if it is public."""
    if payer.public is False:
        return False
    if rule.who_counts and payer.level is not None and payer.level != "private":
        levels = {payer.level, *vocabulary("levels")[payer.level].parents}
        if not levels & set(rule.who_counts) and not (payer.crown and "crown_corporation" in rule.who_counts):
            return None if payer.level == "indigenous" else False
    return payer.public


def _private(candidate: Candidate, rule: Stacking, payers: Sequence[Payer], costs: Costs) -> PlanRule:
    assert rule.private_min is not None
    base = costs.total if rule.base == "total_cost" else candidate.eligible
    weights = {payer.id: Fraction(-1) for payer in payers if payer.public is False} | {SHORTFALL: Fraction(-1)}
    share = _exact(rule.private_min)
    limit = Limit(f"private {candidate.id}", "private_share", candidate.id, weights, -share * base)
    return PlanRule(limit, candidate.program, share, base, {}, () if rule.base else ("base",))


def debt_service(parts: Sequence[Candidate], most: int) -> PlanRule:
    """Return the rule that yearly payments stay within what the enterprise can pay back.

    The payment on a dollar is that of an annuity, `r / (1 - (1 + r) ** -n)`, at the highest stated rate over the longest stated
    term. A loan that states no rate or no term is not counted, and noted.
    """
    weights: dict[str, Fraction] = {}
    unknown: dict[str, Fraction] = {}
    for part in parts:
        if not part.debt:
            continue
        payment = yearly_payment(part)
        if payment is None:
            unknown[part.id] = Fraction(0)
        else:
            weights[part.id] = payment
    return PlanRule(Limit("debt service", "debt_service", None, weights, Fraction(most)), None, Fraction(1), most, unknown)


def yearly_payment(candidate: Candidate) -> Fraction | None:
    """Return what a dollar borrowed costs in a year, capital and interest; None where rate or term is not stated."""
    terms = candidate.terms.loan_terms or candidate.program.loan_terms
    rate = terms.rate_range.max if terms and terms.rate_range else None
    years = terms.term_years.get("max") if terms and terms.term_years else None
    if rate is None or years is None:
        return None
    payment = 1 / years if rate == 0 else rate / (1 - (1 + rate) ** -years)
    return Fraction(payment).limit_denominator(10**6)


def _own(candidate: Candidate, payers: Sequence[Payer], costs: Costs) -> Iterator[PlanRule]:
    """Yield the rules on the own contribution: how much, how much of it not in kind, how much in cash.

    Money still to be found counts as own money, since that is what it would have to be.
    """
    own = candidate.own_contribution
    if own is None:
        return
    kinds = {payer.id: payer.id.removeprefix(f"{OWN}:") for payer in payers if payer.id.split(":")[0] == OWN}
    accepted = set(own.accepts) or CASH
    given = [name for name, kind in kinds.items() if kind == OWN or kind in accepted]
    base = candidate.eligible if own.base == "eligible_costs" else costs.total
    share = _exact(own.min or 0)
    bound = max(share * base, Fraction(own.min_amount or 0))
    missing = tuple(name for name, value in (("base", own.base or own.min is None), ("accepts", own.accepts)) if not value)
    unknown = {} if own.accepts else {name: Fraction(0) for name, kind in kinds.items() if kind not in {*CASH, OWN}}
    if bound:
        yield _at_least(candidate, "own_contribution", given, bound, share=share, base=base, unknown=unknown, missing=missing)
    if own.in_kind_max is not None and bound:
        money = [name for name in given if kinds[name] not in IN_KIND]
        part = 1 - _exact(own.in_kind_max)
        yield _at_least(candidate, "in_kind", money, part * bound, share=part, base=int(bound))
    if own.cash_min is not None:
        cash = [name for name, kind in kinds.items() if kind in CASH or kind == OWN]
        part = _exact(own.cash_min)
        yield _at_least(candidate, "own_contribution_cash", cash, part * costs.total, share=part, base=costs.total)


def _at_least(
    candidate: Candidate,
    rule: Rule,
    sources: Sequence[str],
    least: Fraction,
    *,
    share: Fraction,
    base: int,
    unknown: dict[str, Fraction] | None = None,
    missing: tuple[str, ...] = (),
) -> PlanRule:
    weights = dict.fromkeys((*sources, SHORTFALL), Fraction(-1))
    limit = Limit(f"{rule} {candidate.id}", rule, candidate.id, weights, -least)
    return PlanRule(limit, candidate.program, share, base, unknown or {}, missing, "own_contribution")


def _exact(share: float) -> Fraction:
    """Return a share as it is written: 0.35 is 35 hundredths, whatever its binary form."""
    return Fraction(str(share))
