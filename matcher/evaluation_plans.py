"""Funding plans on real projects: whether there is one, and whether our rules would have allowed the real stack.

The public sources name what was given, seldom what the enterprise put in itself, so that money nobody named is *still to be found*
here, as in any plan. A real stack is judged by the sheets as they are: each amount against the minimum, maximum and share of its
program, each stacking rule against the whole, and what no sheet states cannot say no.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from matcher.budget import Funding
from matcher.evaluation import Case
from matcher.locale import Language
from matcher.matching import Matcher
from matcher.planning import make_plans
from matcher.planning.amounts import stated_top
from matcher.planning.candidates import Candidate
from matcher.planning.checking import broken
from matcher.planning.draft import Draft, draft
from matcher.planning.problem import Solution
from matcher.planning.wording import rule_text

FUNDERS = 3
"""Funders with an amount from which a case has a stack to judge."""


@dataclass(frozen=True)
class Stack:
    """What our rules say of a stack that was really put together; `no` holds what they would have refused, and why.

    `untested` names the programs of the stack whose amount no sheet limits.
    """

    case: str
    given: int
    total: int
    no: tuple[str, ...]
    untested: tuple[str, ...]


@dataclass(frozen=True)
class PlanResult:
    """The plan of least debt of one case: how much is missing, of how much."""

    case: str
    total: int
    shortfall: int
    files: int


def plan_case(matcher: Matcher, case: Case) -> PlanResult | None:
    """Return how far the programs pay for the project of a case; None where no source states its cost."""
    if case.profile.project.cost is None:
        return None
    matches = matcher.match(case.profile, case.date.last, any_window=True)
    plan = make_plans(case.profile, matches, matcher.catalogue, alternatives=False).plans[0]
    return PlanResult(case.id, plan.total, plan.shortfall, len(plan.files))


def judge_stack(matcher: Matcher, case: Case, language: Language = "en") -> Stack | None:
    """Return what our rules say of the stack of a case; None with fewer funders than a stack has, or without a total cost."""
    given = [one for one in case.funding if one.amount]
    project = case.profile.project
    if len(given) < FUNDERS or project.cost is None:
        return None
    amounts: dict[str, int] = {}
    for one in given:
        if one.id:
            amounts[one.id] = amounts.get(one.id, 0) + round(one.amount or 0)
    outside = [
        Funding(label=one.name[:200], amount=round(one.amount or 0), instrument=one.instrument, giver=one.giver, state="paid")
        for one in given
        if one.id is None
    ]
    asked = [Funding(program=program, state="asked") for program in amounts]
    profile = case.profile.answering("funding", (*asked, *outside))
    matches = matcher.match(profile, case.date.last, any_window=True)
    made = draft(profile.answering("uses", None), matches, matcher.catalogue)  # the real division of the costs is not public
    placed = {best.id: amounts[best.program.id] for best in _best_parts(made, amounts)}
    untested = tuple(sorted(set(amounts) - {made.candidates[name].program.id for name in placed}))
    everything = placed | {name: entry.amount or 0 for name, entry in made.outside.items()}
    shortfall = made.costs.total - sum(everything.values()) - sum(amounts[program] for program in untested)
    files = frozenset(made.candidates[name].program.id for name in placed)
    no = _refused(made, Solution(everything, max(0, shortfall), files), language)
    return Stack(case.id, sum(round(one.amount or 0) for one in given), made.costs.total, tuple(no), untested)


def _best_parts(made: Draft, amounts: dict[str, int]) -> Iterator[Candidate]:
    """Yield the part of each program that can give most by its sheet; a program of which no sheet limits the amount is passed over."""
    for program in amounts:
        parts = [part for part in made.candidates.values() if part.program.id == program]
        if parts and all(_stated_top(part) is not None for part in parts):
            yield max(parts, key=lambda part: _stated_top(part) or 0)


def _stated_top(candidate: Candidate) -> int | None:
    return stated_top(candidate.program, candidate.component, candidate.eligible)


def _refused(made: Draft, stack: Solution, language: Language) -> list[str]:
    """Return what our rules refuse in a stack, in words where it is a rule: what sheets state, not what a plan supposes."""
    rules = {rule.limit.id: rule for rule in made.rules}
    tops = {name: _stated_top(candidate) for name, candidate in made.candidates.items()}
    sources = tuple(
        replace(source, high=max(source.low, top)) if (top := tops.get(source.id)) is not None else source
        for source in made.problem.sources
    )
    problem = replace(made.problem, sources=sources, fixed=frozenset(), files_max=None)
    said = []
    for line in broken(problem, stack):
        name = line.split(": ")[0]
        if name != "total":
            said.append(f"{rule_text(rules[name], language)} ({line.removeprefix(f'{name}: ')})" if name in rules else line)
    return said


def as_json(matcher: Matcher, cases: Sequence[Case]) -> dict[str, Any]:
    """Return the part of the report of `matcher evaluate` that is about plans."""
    results = [result for case in cases if (result := plan_case(matcher, case)) is not None]
    stacks = [stack for case in cases if (stack := judge_stack(matcher, case)) is not None]
    missing = [result.shortfall / result.total for result in results]
    return {
        "cases": len(results),
        "paid_in_full": sum(not result.shortfall for result in results),
        "missing_share": round(median(missing), 4) if missing else None,
        "stacks": len(stacks),
        "allowed": sum(not stack.no for stack in stacks),
        "untested": [{"case": stack.case, "programs": list(stack.untested)} for stack in stacks if stack.untested],
        "refused": [{"case": stack.case, "why": list(stack.no)} for stack in stacks if stack.no],
        "per_case": [
            {"id": result.case, "total": result.total, "shortfall": result.shortfall, "files": result.files} for result in results
        ],
    }
