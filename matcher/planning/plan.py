"""The verb `plan`: several funding plans for one project, each verified, named and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import ceil

from matcher.budget import Contribution, Funding
from matcher.catalogue import Catalogue
from matcher.matching import Matches
from matcher.planning.amounts import DEBT
from matcher.planning.candidates import Candidate, LeftOut
from matcher.planning.checking import broken
from matcher.planning.draft import Draft, draft
from matcher.planning.limits import AT_LEAST, PlanRule
from matcher.planning.problem import Solution
from matcher.planning.shortfall import Binding, binding, conflicts
from matcher.planning.solver import GOALS, Goal, NoPlanError, SolverError, solve
from matcher.profile import Profile
from matcher.rules.verdict import Verdict


@dataclass(frozen=True)
class PlannedSource:
    """One source of a plan, in whole dollars: a program (`candidate`), an own contribution, or money from elsewhere."""

    id: str
    amount: int
    candidate: Candidate | None = None
    contribution: Contribution | None = None
    outside: Funding | None = None

    @property
    def state(self) -> str:
        """How far the money is: a code of the vocabulary `funding_states`. An own contribution is certain."""
        funding = self.outside or (self.candidate.funding if self.candidate else None)
        return "confirmed" if self.contribution is not None else funding.state if funding else "to_ask"

    @property
    def debt(self) -> bool:
        return self.candidate.debt if self.candidate else bool(self.outside and self.outside.instrument in DEBT)

    @property
    def to_confirm(self) -> bool:
        """Whether the applicant still has conditions of the program to confirm."""
        return self.candidate is not None and self.candidate.verdict is Verdict.TO_CONFIRM and self.candidate.funding is None


@dataclass(frozen=True)
class Check:
    """One rule of a chosen program, tested on the whole plan, with the terms that were added up.

    Amounts, `counted` and `bound` are dollars. `at_least` turns the rule round: the sum has to reach the bound. `frees` is what
    each weight that no page states would free if it were known to be the lowest.
    """

    rule: PlanRule
    terms: tuple[tuple[str, int, Fraction], ...]
    counted: Fraction
    bound: Fraction
    at_least: bool
    frees: dict[str, int]

    @property
    def ok(self) -> bool:
        return self.counted >= self.bound if self.at_least else self.counted <= self.bound

    @property
    def share(self) -> float:
        """Return how much of the bound is used, as a share of 1."""
        return float(self.counted / self.bound) if self.bound else float(self.counted > 0)


@dataclass(frozen=True)
class Plan:
    """One way to pay for the project. `goals` is what it is the best at; `refused` the program that it does without, if it is a plan B."""

    goals: tuple[Goal, ...]
    draft: Draft
    solution: Solution
    binding: tuple[Binding, ...] = ()
    only_eligible: bool = False
    refused: str | None = None

    @property
    def name(self) -> str:
        return "only_eligible" if self.only_eligible else self.goals[0]

    @property
    def total(self) -> int:
        return self.draft.costs.total

    @property
    def shortfall(self) -> int:
        return self.solution.shortfall

    @property
    def sources(self) -> tuple[PlannedSource, ...]:
        """Return the sources: own contribution first, then what is found already, then programs by amount."""
        listed = [self.source(name) for name in self.solution.amounts]
        return tuple(sorted(listed, key=lambda one: (_rank(one), -one.amount, one.id)))

    def source(self, name: str) -> PlannedSource:
        """Return one source by its id, also one that brings nothing in this plan."""
        made, amount = self.draft, self.solution.amounts.get(name, 0)
        return PlannedSource(name, amount, made.candidates.get(name), made.contributions.get(name), made.outside.get(name))

    @property
    def own_contribution(self) -> int:
        return sum(self.solution.amounts.get(name, 0) for name in self.draft.contributions)

    @property
    def debt(self) -> int:
        """Return what has to be paid back, in whole dollars."""
        return sum(source.amount for source in self.sources if source.debt)

    @property
    def files(self) -> tuple[str, ...]:
        """Return the programs to apply to: those that have not answered yet."""
        asked = {source.candidate.program.id for source in self.sources if source.candidate and source.state not in ANSWERED}
        return tuple(sorted(asked))

    @property
    def weeks(self) -> int:
        """Return the weeks to the last answer, as far as delays are known or estimated."""
        waiting = (source.candidate for source in self.sources if source.candidate and source.state not in ANSWERED)
        return max((candidate.dates.weeks for candidate in waiting), default=0)

    @property
    def to_confirm(self) -> tuple[PlannedSource, ...]:
        return tuple(source for source in self.sources if source.to_confirm)

    @property
    def public_aid(self) -> int:
        """Return the money that is public or may be, at face value, in whole dollars."""
        return sum(source.amount for source in self.sources if _may_be_public(source))

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return every rule that the chosen programs set, tested on this plan."""
        return tuple(_check(rule, self.solution) for rule in self.draft.rules if _concerns(rule, self.solution))

    @property
    def guarantees(self) -> tuple[LeftOut, ...]:
        """Return the guarantees that could stand beside a loan of the plan: no source of money."""
        return tuple(one for one in self.draft.left_out if one.why == "beside" and self.debt)


@dataclass(frozen=True)
class Plans:
    """All plans of one profile on one day; none where what is fixed already breaks a rule, with those rules."""

    as_of: date
    version: str
    programs: int
    draft: Draft
    plans: tuple[Plan, ...]
    conflicts: tuple[PlanRule, ...] = ()
    plans_b: dict[str, tuple[Plan, ...]] = field(default_factory=dict)
    """By name of a plan, the plan without each of its programs."""


ANSWERED = frozenset({"conditional_offer", "confirmed", "paid"})
"""States in which a funder has said how much."""


def plan(
    profile: Profile, matches: Matches, catalogue: Catalogue, *, prefer: Goal | None = None, alternatives: bool = True
) -> Plans:
    """Return the plans that pay for a project, the preferred one first.

    Args:
        profile: what is known of the applicant, with costs, contributions and funding.
        matches: the matches of that profile.
        catalogue: the catalogue that was matched.
        prefer: the goal whose plan comes first; the least debt if None.
        alternatives: whether to work out a plan B for each program of each plan.

    Raises:
        NoCostsError: nothing says what the project costs.
        SolverError: a plan could not be found or verified.
    """
    made = draft(profile, matches, catalogue)
    goals = sorted(GOALS, key=lambda goal: goal != prefer)
    found: list[Plan] = []
    try:
        for goal in goals:
            found = _merged(found, _solved(made, goal))
    except NoPlanError:
        return Plans(matches.as_of, matches.version, len(catalogue), made, (), conflicts(made))
    if any(one.to_confirm for one in found):
        sure = _solved(made.only(Verdict.ELIGIBLE), goals[0])
        found.append(replace(sure, only_eligible=True))
    found = [replace(one, binding=binding(one.draft, one.solution)) if one.shortfall else one for one in found]
    others = {one.name: without_each(one) for one in found} if alternatives else {}
    return Plans(matches.as_of, matches.version, len(catalogue), made, tuple(found), (), others)


def without_each(one: Plan) -> tuple[Plan, ...]:
    """Return, for each program of a plan that has not answered, the plan without it."""
    return tuple(plan_without(one, program) for program in one.files)


def plan_without(one: Plan, program: str) -> Plan:
    """Return the plan B for one program: the best one of the same goal if it refuses."""
    left = one.draft.without(program)
    if one.only_eligible:
        left = left.only(Verdict.ELIGIBLE)
    return replace(_solved(left, one.goals[0]), only_eligible=one.only_eligible, refused=program)


@dataclass(frozen=True)
class Change:
    """What differs between two plans: dollars by source, positive where it rises; and by how much the shortfall does."""

    amounts: dict[str, int]
    shortfall: int


def difference(before: Plan, after: Plan) -> Change:
    """Return what changed from one plan to another."""
    names = {**before.solution.amounts, **after.solution.amounts}
    moved = {name: after.solution.amounts.get(name, 0) - before.solution.amounts.get(name, 0) for name in sorted(names)}
    return Change({name: dollars for name, dollars in moved.items() if dollars}, after.shortfall - before.shortfall)


def _solved(made: Draft, goal: Goal) -> Plan:
    solution = solve(made.problem, goal)
    wrong = broken(made.problem, solution)
    if wrong:
        raise SolverError("; ".join(wrong))
    return Plan((goal,), made, solution)


def _merged(found: list[Plan], one: Plan) -> list[Plan]:
    """Return the plans with one more; a plan that is the best at two things is one plan."""
    for index, other in enumerate(found):
        if other.solution == one.solution:
            return [*found[:index], replace(other, goals=(*other.goals, *one.goals)), *found[index + 1 :]]
    return [*found, one]


def _rank(source: PlannedSource) -> int:
    return 0 if source.contribution else 1 if source.outside or source.state != "to_ask" else 2


def _may_be_public(source: PlannedSource) -> bool:
    if source.candidate is not None:
        return source.candidate.public is not False
    if source.outside is not None:
        return source.outside.giver != "private"
    return source.contribution is not None and source.contribution.kind == "municipal"


def _concerns(rule: PlanRule, solution: Solution) -> bool:
    """Whether a rule says anything of a plan: its program is in it, or it is of every plan and some of its sources are."""
    when, amounts = rule.limit.when, solution.amounts
    if when is not None:
        return bool(amounts.get(when))
    return any(amounts.get(name) for name in rule.limit.weights)


def _check(rule: PlanRule, solution: Solution) -> Check:
    amounts = solution.with_shortfall
    weights: Sequence[tuple[str, Fraction]] = sorted(rule.limit.weights.items())
    at_least = rule.limit.rule in AT_LEAST
    sign = -1 if at_least else 1
    terms = tuple((name, amounts[name], sign * weight) for name, weight in weights if amounts.get(name))
    counted = sign * rule.limit.counted(amounts)
    frees = {
        name: ceil((rule.limit.weights.get(name, Fraction(0)) - lowest) * amounts[name])
        for name, lowest in sorted(rule.unknown.items())
        if amounts.get(name)
    }
    return Check(rule, terms, counted, sign * rule.limit.bound, at_least, frees)
