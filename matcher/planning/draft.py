"""From a profile and its matches to the problem to be solved, with everything that is needed to explain the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from matcher.budget import Contribution, Funding
from matcher.catalogue import Catalogue
from matcher.document import InputError
from matcher.document import Problem as Mistake
from matcher.locale import N_
from matcher.matching import Matches
from matcher.planning.amounts import DEBT
from matcher.planning.candidates import Candidate, LeftOut, candidates
from matcher.planning.costs import Costs, costs_of
from matcher.planning.limits import (
    OWN,
    Payer,
    PlanRule,
    debt_service,
    payer_of,
    payer_of_contribution,
    payer_of_funding,
    rules_of,
)
from matcher.planning.problem import Payable, Problem, Source
from matcher.profile import Profile
from matcher.rules.verdict import Verdict

MOST_FILES = 8
"""Applications that a plan makes at most, where the applicant does not say: an advisor's working limit, not a rule."""


class NoCostsError(ValueError):
    """The profile does not say what the project costs, so that there is nothing to plan for."""


@dataclass(frozen=True)
class Draft:
    """Everything that a plan is made from."""

    profile: Profile
    matches: Matches
    costs: Costs
    candidates: dict[str, Candidate]
    left_out: tuple[LeftOut, ...]
    contributions: dict[str, Contribution]
    """The own contribution by id of source; one of unknown kind under `own`."""
    outside: dict[str, Funding]
    """Money from outside the catalogue, by id of source."""
    rules: tuple[PlanRule, ...]
    problem: Problem

    def only(self, *verdicts: Verdict) -> Draft:
        """Return the same draft without programs, or parts of them, of another verdict, but for those that are fixed."""
        out = {
            name
            for name, candidate in self.candidates.items()
            if candidate.verdict not in verdicts and candidate.program.id not in self.problem.fixed
        }
        return self._keeping(source for source in self.problem.sources if source.id not in out)

    def without(self, *programs: str) -> Draft:
        """Return the same draft without some programs."""
        return self._keeping(source for source in self.problem.sources if source.file not in programs)

    def _keeping(self, kept: Iterable[Source]) -> Draft:
        sources = tuple(kept)
        names = {source.id for source in sources}
        rules = tuple(rule for rule in self.rules if rule.limit.when is None or rule.limit.when in names)
        fixed = self.problem.fixed & {source.file for source in sources if source.file}
        problem = replace(self.problem, sources=sources, limits=tuple(rule.limit for rule in rules), fixed=fixed)
        return replace(self, rules=rules, problem=problem)


def draft(profile: Profile, matches: Matches, catalogue: Catalogue) -> Draft:
    """Return the problem of paying for a project.

    Raises:
        NoCostsError: nothing says what the project costs.
        InputError: its funding names a program that the catalogue does not hold.
    """
    costs = costs_of(profile)
    if costs is None:
        raise NoCostsError
    _known(profile, catalogue)
    found, left_out = candidates(profile, matches, catalogue, costs)
    contributions = dict(_contributions(profile))
    outside = {
        f"funding:{number}": entry
        for number, entry in enumerate(profile.project.funding or (), 1)
        if entry.program is None and entry.state != "refused"
    }
    payers = [payer_of(candidate) for candidate in found]
    payers += [payer_of_contribution(given, name) for name, given in contributions.items()]
    payers += [payer_of_funding(entry, name) for name, entry in outside.items()]
    rules = tuple(_rules(found, payers, profile, costs))
    problem = Problem(
        lines=tuple(Payable(line_id(index), line.amount) for index, line in enumerate(costs.lines)),
        sources=tuple(_sources(found, contributions, outside, costs)),
        limits=tuple(rule.limit for rule in rules),
        exclusive=_exclusive(found),
        fixed=frozenset(candidate.program.id for candidate in found if candidate.funding is not None),
        files_max=profile.project.files_max or MOST_FILES,
    )
    by_id = {candidate.id: candidate for candidate in found}
    return Draft(profile, matches, costs, by_id, left_out, contributions, outside, rules, problem)


def _known(profile: Profile, catalogue: Catalogue) -> None:
    """Raise InputError for every program of the funding that the catalogue does not hold."""
    problems = [
        Mistake(
            "",
            1,
            1,
            f"project.funding[{number}].program",
            N_("there is no program with this id"),
            found=name,
            nearest=catalogue.nearest(name),
        )
        for number, entry in enumerate(profile.project.funding or ())
        if (name := entry.program) is not None and name not in catalogue
    ]
    if problems:
        raise InputError(problems)


def _contributions(profile: Profile) -> Iterator[tuple[str, Contribution]]:
    project = profile.project
    if project.contributions is None:
        if project.own_contribution:
            yield OWN, Contribution.model_construct(kind=OWN, amount=project.own_contribution)
        return
    by_kind: dict[str, Contribution] = {}
    for given in project.contributions:
        kept = by_kind.get(given.kind)
        by_kind[given.kind] = given if kept is None else given.model_copy(update={"amount": given.amount + kept.amount})
    for kind, given in by_kind.items():
        yield f"{OWN}:{kind}", given


def _rules(found: tuple[Candidate, ...], payers: list[Payer], profile: Profile, costs: Costs) -> Iterator[PlanRule]:
    for candidate in found:
        yield from rules_of(candidate, payers, profile, costs)
    if profile.project.debt_service_max is not None:
        yield debt_service(found, profile.project.debt_service_max)


def _sources(
    found: tuple[Candidate, ...], contributions: dict[str, Contribution], outside: dict[str, Funding], costs: Costs
) -> Iterator[Source]:
    everything = frozenset(line_id(index) for index in range(len(costs.lines)))
    for candidate in found:
        yield Source(
            candidate.id,
            candidate.program.id,
            candidate.low,
            candidate.high,
            frozenset(line_id(index) for index in candidate.pays),
            debt=candidate.debt,
            doubts=len(candidate.doubts),
            weeks=candidate.dates.weeks,
            unfit=candidate.unfit,
        )
    for name, given in contributions.items():
        yield Source(name, None, 0, given.amount, everything)
    for name, entry in outside.items():
        assert entry.amount is not None
        yield Source(name, None, entry.amount, entry.amount, everything, debt=entry.instrument in DEBT)


def line_id(index: int) -> str:
    """Return the name of a line of costs in the problem, by its position."""
    return f"{index:03d}"


def _exclusive(found: tuple[Candidate, ...]) -> frozenset[tuple[str, str]]:
    """Return the pairs of which one at most may be chosen: by a page's word, or as a provincial program and its local version."""
    programs = {candidate.program.id: candidate.program for candidate in found}
    pairs = (
        (program.id, other)
        for program in programs.values()
        for other in (*program.exclusive_with, *program.local_version_of)
        if other in programs
    )
    return frozenset((min(pair), max(pair)) for pair in pairs)
