"""Verifies a plan against every limit, in whole dollars and exact fractions, knowing nothing of how it was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from matcher.planning.problem import Problem, Solution


def broken(problem: Problem, solution: Solution) -> list[str]:
    """Return what is wrong with a plan, one line for each limit that it breaks; nothing where it holds."""
    return list(_broken(problem, solution))


def _broken(problem: Problem, solution: Solution) -> Iterator[str]:
    yield from _amounts(problem, solution)
    yield from _applications(problem, solution)
    for limit in problem.limits:
        counted = limit.counted(solution.with_shortfall)
        if (limit.when is None or solution.amounts.get(limit.when)) and counted > limit.bound:
            yield f"{limit.id}: {float(counted):.2f} is over {float(limit.bound):.2f}"


def _amounts(problem: Problem, solution: Solution) -> Iterator[str]:
    """Yield what is wrong with single amounts, their sum, and what they may pay."""
    for unknown in sorted(set(solution.amounts) - {source.id for source in problem.sources}):
        yield f"{unknown}: no such source"
    if solution.shortfall < 0:
        yield f"shortfall: {solution.shortfall} is negative"
    for source in problem.sources:
        amount = solution.amounts.get(source.id, 0)
        if (amount or source.file is None) and not source.low <= amount <= source.high:
            yield f"{source.id}: {amount} is not within {source.low} and {source.high}"
    paid = sum(solution.amounts.values()) + solution.shortfall
    if paid != problem.total:
        yield f"total: sources make {paid}, costs make {problem.total}"
    if not _covers(problem, solution.amounts):
        yield "uses: some money has no line that it may pay"


def _applications(problem: Problem, solution: Solution) -> Iterator[str]:
    """Yield what is wrong with the choice of applications."""
    parts = [source.file for source in problem.sources if source.file and solution.amounts.get(source.id)]
    bringing = set(parts)
    for file in sorted(file for file in bringing if parts.count(file) > 1):
        yield f"{file}: more than one part of one program"
    for file in sorted(bringing - solution.files):
        yield f"{file}: money from an application that is not made"
    for file in sorted(solution.files - bringing):
        yield f"{file}: an application that brings nothing"
    for one, other in sorted(problem.exclusive):
        if {one, other} <= solution.files:
            yield f"{one}, {other}: only one of them"
    for missing in sorted(problem.fixed - solution.files):
        yield f"{missing}: not in the plan though it must be"
    if problem.files_max is not None and len(solution.files) > max(problem.files_max, len(problem.fixed)):
        yield f"files: {len(solution.files)} applications, {problem.files_max} at most"


def _covers(problem: Problem, amounts: Mapping[str, int]) -> bool:
    """Return whether every dollar has a line that its source may pay: a maximum flow from sources to lines."""
    used = [source for source in problem.sources if amounts.get(source.id)]
    if not used:
        return True
    first_line = 1 + len(used)
    end = first_line + len(problem.lines)
    edges = [(0, 1 + i, amounts[source.id]) for i, source in enumerate(used)]
    edges += [
        (1 + i, first_line + j, amounts[source.id])
        for i, source in enumerate(used)
        for j, line in enumerate(problem.lines)
        if line.id in source.pays
    ]
    edges += [(first_line + j, end, line.amount) for j, line in enumerate(problem.lines)]
    tails, heads, capacities = (np.array(column) for column in zip(*edges, strict=True))
    network = csr_matrix((capacities.astype(np.int64), (tails, heads)), shape=(end + 1, end + 1))
    return int(maximum_flow(network, 0, end).flow_value) == sum(amounts[source.id] for source in used)
