"""How long a funding plan takes to solve, next to PuLP with CBC on the same model in the same run.

One table: for 30, 100 and 300 candidate programs, the median and the longest of our solver for two goals, the same for the peer, the
ratio of the medians, how often both reach the same optimum (to a dollar) and ours a better one, and how often the same plan comes out of a shuffled problem. Instances are
made at random from fixed seeds: shares, maxima, stacking rules, own contribution, exclusive pairs and a limit on applications.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from statistics import median
from typing import Any

import pulp

from matcher.planning.problem import SHORTFALL, Limit, Payable, Problem, Solution, Source
from matcher.planning.solver import Goal, solve, value

SIZES = (30, 100, 300)
GOALS: tuple[Goal, ...] = ("least_debt", "fewest")
INSTANCES = 9
SHUFFLES = 18


def instance(seed: int, size: int) -> Problem:
    """Return a project of five lines and `size` programs that could pay for it."""
    chance = random.Random(seed)  # noqa: S311  # instances, not secrets
    lines = tuple(Payable(f"line {number}", chance.randrange(10_000, 400_000)) for number in range(5))
    total = sum(line.amount for line in lines)
    sources, limits = [], []
    for number in range(size):
        name = f"program {number:03d}"
        pays = frozenset(line.id for line in lines if chance.random() < 0.6) or frozenset({lines[0].id})
        eligible = sum(line.amount for line in lines if line.id in pays)
        high = min(int(eligible * chance.choice([0.3, 0.5, 0.8])), chance.choice([20_000, 50_000, 150_000, 500_000]))
        low = min(high, chance.choice([1, 1, 5_000]))
        weeks, unfit = chance.choice([4, 8, 12, 26]), chance.randrange(40, 95)
        sources.append(Source(name, name, low, high, pays, chance.random() < 0.5, chance.randrange(4), weeks, unfit))
    for source in sources:
        if chance.random() < 0.3:
            eligible = sum(line.amount for line in lines if line.id in source.pays)
            weights = {other.id: Fraction(chance.choice([100, 100, 30, 50]), 100) for other in sources}
            limits.append(
                Limit(f"stacking {source.id}", "stacking", source.id, weights, Fraction(chance.choice([5, 8, 9]), 10) * eligible)
            )
        if chance.random() < 0.3:
            least = Fraction(chance.choice([1, 2]), 10) * total
            own = {"own": Fraction(-1), SHORTFALL: Fraction(-1)}
            limits.append(Limit(f"own {source.id}", "own_contribution", source.id, own, -least))
    sources.append(Source("own", None, 0, int(total * 0.2), frozenset(line.id for line in lines)))
    names = [source.id for source in sources if source.file]
    pairs = frozenset((min(pair), max(pair)) for pair in (chance.sample(names, 2) for _ in range(size // 15)))
    return Problem(lines, tuple(sources), tuple(limits), pairs, files_max=7)


def solve_with_cbc(problem: Problem, goal: Goal) -> int:
    """Return the optimum of the same model as PuLP writes it and CBC solves it, for problems that can be paid in full."""
    model = pulp.LpProblem("plan", pulp.LpMinimize)
    total = problem.total
    amount = {s.id: pulp.LpVariable(f"x{i}", 0, min(s.high, total), "Integer") for i, s in enumerate(problem.sources)}
    use = {s.id: pulp.LpVariable(f"u{i}", cat="Binary") for i, s in enumerate(problem.sources) if s.file}
    flow = {
        (s.id, line.id): pulp.LpVariable(f"f{i}_{j}", 0, line.amount)
        for i, s in enumerate(problem.sources)
        for j, line in enumerate(problem.lines)
        if line.id in s.pays
    }
    unfit = {s.id: s.unfit for s in problem.sources}
    worth = max(1_000, 0.01 * total)
    files = {name: round(worth * (1 + unfit[name] / 100)) + (2 * total if goal == "fewest" else 0) for name in use}
    model += pulp.lpSum(amount[s.id] for s in problem.sources if s.debt) + pulp.lpSum(files[name] * use[name] for name in use)
    for source in problem.sources:
        model += amount[source.id] == pulp.lpSum(flow[source.id, line.id] for line in problem.lines if line.id in source.pays)
        if source.file:
            model += amount[source.id] <= min(source.high, total) * use[source.id]
            model += amount[source.id] >= source.low * use[source.id]
    for line in problem.lines:
        model += pulp.lpSum(flow[s.id, line.id] for s in problem.sources if line.id in s.pays) == line.amount
    for limit in problem.limits:
        counted = pulp.lpSum(float(w) * amount[s] for s, w in limit.weights.items() if s in amount)
        slack = max(0.0, max([0.0, *(float(w) for w in limit.weights.values())]) * total - float(limit.bound))
        model += counted <= float(limit.bound) + slack * (1 - use[limit.when or ""])
    for one, other in problem.exclusive:
        model += use[one] + use[other] <= 1
    model += pulp.lpSum(use.values()) <= (problem.files_max or len(use))
    model.solve(pulp.PULP_CBC_CMD(msg=False, threads=1, gapRel=0))
    return round(pulp.value(model.objective))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds some work took, and what came of it."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def same_when_shuffled(problem: Problem, goal: Goal, expected: Solution) -> int:
    """Return how often the same plan comes out of the problem with its parts in another order."""
    chance, same = random.Random(0), 0  # noqa: S311
    for _ in range(SHUFFLES):
        lines, sources, limits = list(problem.lines), list(problem.sources), list(problem.limits)
        for part in (lines, sources, limits):
            chance.shuffle(part)
        same += solve(replace(problem, lines=tuple(lines), sources=tuple(sources), limits=tuple(limits)), goal) == expected
    return same


def main() -> None:
    """Print the table."""
    print(
        f"{platform.machine()}, Python {platform.python_version()}, HiGHS by scipy against CBC by PuLP {pulp.__version__}; one thread each"
    )
    print(
        "candidates  goal        ours: median  longest   CBC: median  longest   CBC/ours   same optimum            same plan, shuffled"
    )
    for size in SIZES:
        problems = [instance(seed, size) for seed in range(INSTANCES)]
        for goal in GOALS:
            ours = [timed(partial(solve, problem, goal)) for problem in problems]
            peers = [timed(partial(solve_with_cbc, problem, goal)) for problem in problems]
            apart = [
                peer - value(problem, found, goal) for problem, (_, found), (_, peer) in zip(problems, ours, peers, strict=True)
            ]
            same, better = sum(abs(gap) <= 1 for gap in apart), sum(gap > 1 for gap in apart)
            shuffled = same_when_shuffled(problems[0], goal, ours[0][1])
            mine, theirs = [seconds for seconds, _ in ours], [seconds for seconds, _ in peers]
            row = f"{size:>10}  {goal:<10}  {median(mine):>10.3f} s {max(mine):>7.3f} s  {median(theirs):>9.3f} s {max(theirs):>7.3f} s"
            print(
                f"{row}  {median(theirs) / median(mine):>8.1f}   {same:>6} of {INSTANCES}, {better} better   {shuffled:>10} of {SHUFFLES}"
            )


if __name__ == "__main__":
    main()
