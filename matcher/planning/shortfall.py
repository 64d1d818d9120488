"""Why a plan falls short: which limit, if it were lifted, would let the programs pay more, and how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from matcher.planning.amounts import stated_maximum
from matcher.planning.draft import Draft, line_id
from matcher.planning.limits import PlanRule
from matcher.planning.problem import Limit, Solution, Source
from matcher.planning.solver import NoPlanError, least_shortfall
from matcher.vocabulary.terms import vocabulary

Cause = Literal["rule", "exclusive", "files_max", "ancillary", "maxima"]


@dataclass(frozen=True)
class Binding:
    """One limit that keeps the shortfall up: without it, `frees` dollars fewer would be missing.

    `rule` is there for the cause `rule`, `programs` for `exclusive`, `uses` for `ancillary`: costs that no sheet says it pays.
    `maxima` says that every program that could pay already gives all it can.
    """

    cause: Cause
    frees: int
    rule: PlanRule | None = None
    programs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


def binding(made: Draft, solution: Solution) -> tuple[Binding, ...]:
    """Return the limits that keep the shortfall where it is, those that free most first."""
    problem = made.problem
    found: list[Binding] = []
    for rule in made.rules:
        kept = tuple(limit for limit in problem.limits if limit.id != rule.limit.id)
        found.append(Binding("rule", _freed(made, solution, limits=kept), rule))
    found += [
        Binding("exclusive", _freed(made, solution, exclusive=problem.exclusive - {pair}), programs=pair)
        for pair in sorted(problem.exclusive)
    ]
    if problem.files_max is not None:
        found.append(Binding("files_max", _freed(made, solution, files_max=None)))
    ancillary = [index for index, line in enumerate(made.costs.lines) if line.use in vocabulary("ancillary_costs")]
    if ancillary:
        sources = tuple(_also_paying(source, ancillary, made) for source in problem.sources)
        uses = tuple(dict.fromkeys(made.costs.lines[index].use for index in ancillary))
        found.append(Binding("ancillary", _freed(made, solution, sources=sources), uses=uses))
    helpful = sorted((one for one in found if one.frees > 0), key=lambda one: -one.frees)
    return tuple(helpful) or (Binding("maxima", 0),)


def conflicts(made: Draft) -> tuple[PlanRule, ...]:
    """Return the rules of which any one, lifted, would make room for what is fixed already; where none does, each that leaves none."""
    if not _has_room(made, ()):
        return ()
    limits = made.problem.limits
    lifted = [rule for rule in made.rules if _has_room(made, tuple(one for one in limits if one.id != rule.limit.id))]
    return tuple(lifted or (rule for rule in made.rules if not _has_room(made, (rule.limit,))))


def _has_room(made: Draft, limits: tuple[Limit, ...]) -> bool:
    try:
        least_shortfall(replace(made.problem, limits=limits))
    except NoPlanError:
        return False
    return True


def _also_paying(source: Source, lines: list[int], made: Draft) -> Source:
    """Return a source that pays these lines too, at its share of them, up to its stated maximum."""
    candidate = made.candidates.get(source.id)
    if candidate is None or candidate.amount_from == "offer":
        return source
    more = sum(made.costs.lines[index].amount for index in lines)
    high = source.high * (candidate.eligible + more) // candidate.eligible
    most = stated_maximum(candidate.program, candidate.component)
    return replace(source, pays=source.pays | {line_id(index) for index in lines}, high=high if most is None else min(high, most))


def _freed(made: Draft, solution: Solution, **lifted: object) -> int:
    return solution.shortfall - least_shortfall(replace(made.problem, **lifted))  # type: ignore[arg-type]
