"""Finds the best plan of a problem: a mixed-integer program on HiGHS (through scipy), to a gap of zero.

One solver, one thread, one order of the input: the same problem gives the same plan, always. Every plan is verified by
`matcher.planning.checking` before it is returned.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array

from matcher.planning.checking import broken
from matcher.planning.problem import SHORTFALL, Limit, Problem, Solution, Source

Vector = NDArray[np.float64]
Goal = Literal["least_debt", "fewest", "fastest", "most_certain"]
GOALS: tuple[Goal, ...] = get_args(Goal)
WORTH = 0.01
"""What an application must be worth, as a share of the costs: a choice of ours, so that no plan asks a funder for small change to
spare a little debt. One that suits badly must be worth up to twice that."""
LEAST_WORTH = 1_000
"""The same in dollars, for small projects."""
HAIR = 1e-4
"""What the solver's arithmetic may be off by, in dollars: far less than the one dollar between two plans."""
INFEASIBLE = 2
"""The status of scipy for a problem without a solution."""


class NoPlanError(Exception):
    """What is fixed already breaks a limit: no amount to be found can mend it."""


class SolverError(RuntimeError):
    """The solver stopped without an answer, or its answer failed the check: never shown as a plan."""


def solve(problem: Problem, goal: Goal) -> Solution:
    """Return the best plan: the least money still to be found first, then what `goal` asks, with few and fitting applications.

    Raises:
        NoPlanError: what is fixed breaks a limit.
        SolverError: the solver failed.
    """
    if goal != "fastest":
        found = _Model(problem).best(_weights(problem, goal), 0)
        if found is not None:
            return found
    shortfall = least_shortfall(problem)
    if goal == "fastest":
        problem = _fastest(problem, shortfall)
    found = _Model(problem).best(_weights(problem, goal), shortfall)
    if found is None:
        raise SolverError(goal)
    return found


def least_shortfall(problem: Problem) -> int:
    """Return the least money still to be found, in whole dollars. Raises NoPlanError as `solve` does."""
    found = _Model(problem).best({SHORTFALL: 1}, None)
    if found is None:
        raise NoPlanError
    return found.shortfall


def value(problem: Problem, solution: Solution, goal: Goal) -> int:
    """Return what `goal` minimises among plans with the same shortfall: whole dollars, or weeks to the last answer."""
    if goal == "fastest":
        chosen = [source for source in problem.sources if source.file in solution.files and source.id in solution.amounts]
        return max((source.weeks for source in chosen), default=0)
    return _cost(_weights(problem, goal), solution)


def _fastest(problem: Problem, shortfall: int) -> Problem:
    """Return the problem without the sources that answer later than a plan needs them to."""
    weeks = sorted({source.weeks for source in problem.sources})
    low, high = 0, len(weeks) - 1
    while low < high:
        middle = (low + high) // 2
        if _Model(_answering_within(problem, weeks[middle])).best({}, shortfall) is None:
            low = middle + 1
        else:
            high = middle
    return _answering_within(problem, weeks[low]) if weeks else problem


def _answering_within(problem: Problem, weeks: int) -> Problem:
    kept = tuple(source for source in problem.sources if source.weeks <= weeks or not source.file)
    return replace(problem, sources=kept)


def _weights(problem: Problem, goal: Goal) -> dict[str, int]:
    """Return what a dollar of each source and each application (`file <id>`) cost under a goal, in whole dollars."""
    worth = max(LEAST_WORTH, WORTH * problem.total)
    unfit = {source.file: source.unfit for source in problem.sources if source.file}
    files = {f"file {file}": round(worth * (1 + unfit[file] / 100)) for file in problem.files}
    if goal == "most_certain":
        return {source.id: source.doubts for source in problem.sources} | files
    debts = {source.id: int(source.debt) for source in problem.sources}
    if goal == "least_debt":
        return debts | files
    return debts | {name: weight + 2 * problem.total for name, weight in files.items()}


def _cost(weights: Mapping[str, int], solution: Solution) -> int:
    dollars = sum(weights.get(source, 0) * amount for source, amount in solution.with_shortfall.items())
    return dollars + sum(weights.get(f"file {file}", 0) for file in solution.files)


class _Model:
    """The columns and rows of a problem.

    Columns: one amount for each source, one choice for each source of an application, one for each application, the flows from
    groups of sources to groups of lines, and the shortfall. Lines that the same sources may pay are one group, and so are sources
    that may pay the same lines; a source that may pay every line needs no flow.

    Choices are whole from the start; amounts become whole once the choices are made, which is ten times faster. The first answer
    bounds the second from below, and costs are whole dollars: less than one apart, the second is proven to be the best.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.column: dict[str, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self._columns()
        self._amounts()
        self._uses()
        self._limits()

    def _add(self, name: str, high: float, *, low: float = 0) -> int:
        self.column[name] = len(self.low)
        self.low.append(low)
        self.high.append(high)
        return self.column[name]

    def _row(self, terms: Mapping[int, float], low: float, high: float) -> None:
        self.rows.append((dict(terms), low, high))

    def _columns(self) -> None:
        problem = self.problem
        for source in problem.sources:
            top = min(source.high, problem.total)
            self._add(source.id, top, low=0 if source.file else source.low)
        for source in problem.sources:
            if source.file:
                self._add(f"use {source.id}", float(source.low <= min(source.high, problem.total)))
        for file in problem.files:
            self._add(f"file {file}", 1, low=float(file in problem.fixed))
        self._add(SHORTFALL, problem.total)

    def _amounts(self) -> None:
        problem, column = self.problem, self.column
        for source in (source for source in problem.sources if source.file):
            amount, use = column[source.id], column[f"use {source.id}"]
            self._row({amount: 1, use: -min(source.high, problem.total)}, -np.inf, 0)
            self._row({amount: 1, use: -max(1, source.low)}, 0, np.inf)
        for file in problem.files:
            uses = {column[f"use {s.id}"]: -1.0 for s in problem.sources if s.file == file}
            self._row({column[f"file {file}"]: 1.0, **uses}, 0, 0)
        self._row({column[s.id]: 1.0 for s in problem.sources} | {column[SHORTFALL]: 1.0}, problem.total, problem.total)
        for exclusive in sorted(problem.exclusive):
            pair = [column[f"file {file}"] for file in exclusive if f"file {file}" in column]
            if len(pair) == 2:
                self._row(dict.fromkeys(pair, 1.0), -np.inf, 1)
        if problem.files_max is not None:
            most = max(problem.files_max, len(problem.fixed))
            self._row({column[f"file {file}"]: 1.0 for file in problem.files}, -np.inf, most)

    def _uses(self) -> None:
        payers: dict[str, frozenset[str]] = {
            line.id: frozenset(source.id for source in self.problem.sources if line.id in source.pays)
            for line in self.problem.lines
        }
        groups: dict[frozenset[str], int] = {}
        for line in self.problem.lines:
            groups[payers[line.id]] = groups.get(payers[line.id], 0) + line.amount
        alike: dict[tuple[int, ...], list[Source]] = {}
        ordered = sorted(groups, key=sorted)
        for source in self.problem.sources:
            reach = tuple(index for index, group in enumerate(ordered) if source.id in group)
            alike.setdefault(reach, []).append(source)
        into: dict[int, dict[int, float]] = {}
        for reach, sources in sorted(alike.items()):
            if len(reach) == len(ordered):
                continue
            flows: dict[int, float] = {}
            for index in reach:
                flow = self._add(f"flow {reach} {index}", groups[ordered[index]])
                flows[flow] = -1.0
                into.setdefault(index, {})[flow] = 1.0
            self._row({self.column[source.id]: 1.0 for source in sources} | flows, 0, 0)
        for index, arriving in sorted(into.items()):
            self._row(arriving, -np.inf, groups[ordered[index]])

    def _limits(self) -> None:
        for limit in self.problem.limits:
            terms = {self.column[source]: float(w) for source, w in limit.weights.items() if source in self.column}
            if limit.when is None:
                self._row(terms, -np.inf, float(limit.bound))
            elif f"use {limit.when}" in self.column:
                slack = self._slack(limit)
                if slack > 0:
                    choice = self.column[f"use {limit.when}"]
                    self._row(terms | {choice: slack}, -np.inf, float(limit.bound) + slack)

    def _slack(self, limit: Limit) -> float:
        """Return how far the left side can exceed the bound where the application is not made."""
        total = self.problem.total
        tops = {s.id: min(s.high, total) for s in self.problem.sources} | {SHORTFALL: total}
        weighed = [(float(w), tops[source]) for source, w in limit.weights.items() if source in tops]
        most = min(sum(w * top for w, top in weighed if w > 0), max([0.0, *(w for w, _ in weighed)]) * total)
        return max(0.0, most - float(limit.bound))

    def best(self, costs: Mapping[str, int], shortfall: int | None) -> Solution | None:
        """Return the plan of least cost, None where there is none. `shortfall` fixes the money still to be found."""
        if not self.problem.fixed <= set(self.problem.files):
            return None
        low, high = np.array(self.low), np.array(self.high)
        if shortfall is not None:
            low[self.column[SHORTFALL]] = high[self.column[SHORTFALL]] = shortfall
        objective = np.zeros(len(low))
        for name, cost in costs.items():
            if name in self.column:
                objective[self.column[name]] = cost
        bound = self._run(objective, low, high, self._choices())
        if bound is None:
            return None
        least = math.ceil(float(objective @ bound) - HAIR)
        found = self._settled(bound, objective, low, high)
        if found is not None and _cost(costs, found) <= least:
            return found
        return self._whole(objective, low, high, found)

    def _settled(self, answer: Vector, objective: Vector, low: Vector, high: Vector) -> Solution | None:
        """Return the plan with its choices made exact, so that no amount slips through a choice of almost nothing."""
        rounded = self._read(answer)
        if not broken(self.problem, rounded):
            return rounded
        low, high = low.copy(), high.copy()
        for index in self._choices():
            low[index] = high[index] = round(answer[index])
        exact = self._run(objective, low, high, self._dollars())
        solution = None if exact is None else self._read(exact)
        return None if solution is None or broken(self.problem, solution) else solution

    def _whole(self, objective: Vector, low: Vector, high: Vector, known: Solution | None) -> Solution | None:
        """Return the best plan with choices and dollars whole from the start: slower, for the rare case that they must be."""
        answer = self._run(objective, low, high, [*self._choices(), *self._dollars()])
        if answer is None:
            return known
        found = self._read(answer)
        wrong = broken(self.problem, found)
        if wrong:
            raise SolverError("; ".join(wrong))
        return found

    def _run(self, objective: Vector, low: Vector, high: Vector, whole: Iterable[int]) -> Vector | None:
        rows = [index for index, (terms, _, _) in enumerate(self.rows) for _ in terms]
        columns = [column for terms, _, _ in self.rows for column in terms]
        values = [weight for terms, _, _ in self.rows for weight in terms.values()]
        matrix = coo_array((values, (rows, columns)), shape=(len(self.rows), len(low))).tocsr()
        integrality = np.zeros(len(low))
        integrality[list(whole)] = 1
        for presolve in (True, False):  # HiGHS 1.12 stops with an error in the presolve of a few feasible problems
            result: OptimizeResult = milp(
                objective,
                integrality=integrality,
                bounds=Bounds(low, high),
                constraints=LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows]),
                options={"mip_rel_gap": 0, "presolve": presolve},
            )
            if result.status == INFEASIBLE:
                return None
            if result.x is not None:
                answer: Vector = result.x
                return answer
        raise SolverError(result.message)

    def _choices(self) -> list[int]:
        return [index for name, index in self.column.items() if name.startswith(("use ", "file "))]

    def _dollars(self) -> list[int]:
        return [self.column[source.id] for source in self.problem.sources] + [self.column[SHORTFALL]]

    def _read(self, answer: Vector) -> Solution:
        amounts = {s.id: amount for s in self.problem.sources if (amount := round(answer[self.column[s.id]]))}
        files = frozenset(file for file in self.problem.files if round(answer[self.column[f"file {file}"]]))
        return Solution(amounts, round(answer[self.column[SHORTFALL]]), files)
