"""How long the verdicts on every program take for one profile, next to engines that people would take instead.

For 583, 10,000 and 100,000 programs (the real ones, and real ones grown: `growing.py`): `python -m benchmarks.verdicts`. Engines take turns,
a hundred profiles at a time. Those that know *unknown* (`decide`, generated Python source, DuckDB) are checked to say the same three values as the
index on profiles with one unknown answer in eight; zen-engine and CLIPS, which do not, to say the same two values on the same profiles
filled in. What an engine takes is made ready before the clock starts, for all of them.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.growing import DAY, exact_profiles, grown, known_of, plain
from benchmarks.machine import machine, resident, table
from benchmarks.peer_rules import Clips, DuckDb, PythonSource, Zen, rules_of, with_wider
from matcher.facts import Facts
from matcher.rules.criteria import Eligibility
from matcher.rules.index import Index
from matcher.rules.verdict import Verdict, decide

SIZES = (583, 10_000, 100_000)
PROFILES = 100
REPEATS = 5
BEARABLE = {"zen-engine": 10_000, "CLIPS": 10_000, "DuckDB": 583}
"""The most programs that a peer is asked for: beyond, it takes minutes to begin."""
ENOUGH = 4e6
"""Microseconds of turns after which an engine that has had the least number of them gets no more."""
LEAST = 5
QUICK = 2_000
"""Microseconds within which an engine answers that is asked again at once."""
LEVELS = {Verdict.NOT_ELIGIBLE: 0, Verdict.NEAR_MISS: 0, Verdict.TO_CONFIRM: 1, Verdict.ELIGIBLE: 2}


@dataclass
class Engine:
    """One way to the verdicts: how long it took to make ready, what it is asked with, and what it says in the terms of the index."""

    name: str
    built: float
    memory: float
    asked: Sequence[Any]
    work: Callable[[Any], Any]
    levels: Callable[[Any], list[int]]
    values: int
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def engines(programs: dict[str, Eligibility], known: list[Facts], filled: list[Facts]) -> list[Engine]:
    """Return the peers that bear so many programs."""
    found = []
    rules = rules_of(programs, DAY)
    size = len(programs)

    def by_tree(one: Facts) -> list[Verdict]:
        one.decided.clear()  # what criteria came to is kept for a profile; each turn is a new one
        return [decide(eligibility, one, program_id).verdict for program_id, eligibility in programs.items()]

    found.append(Engine("decide", 0.0, 0.0, known, by_tree, lambda said: [LEVELS[verdict] for verdict in said], 3))

    def made(name: str, make: Callable[[], Any]) -> Any:
        if size > BEARABLE.get(name, size):
            return None
        gc.collect()
        before, started = resident(), time.process_time()
        engine = make()
        return engine, time.process_time() - started, resident() - before

    if ready := made("generated Python source", lambda: PythonSource(rules)):
        source, built, memory = ready
        taken = [source.taken(plain(one), one.confirmations) for one in known]
        found.append(Engine("generated Python source", built, memory, taken, source.levels, list, 3))
    wide = [with_wider(plain(one)) for one in filled]
    for name, kind in (("zen-engine", Zen), ("CLIPS", Clips)):
        if ready := made(name, lambda kind=kind: kind(rules)):  # type: ignore[misc]
            engine, built, memory = ready
            found.append(Engine(name, built, memory, wide, engine.possible, lambda said: list(map(int, said)), 2))
    if ready := made("DuckDB", lambda: DuckDb(rules, [with_wider(plain(one)) for one in known])):
        database, built, memory = ready
        three = {False: 0, None: 1, True: 2}
        numbers = range(len(known))
        found.append(Engine("DuckDB", built, memory, numbers, database.truths, lambda said: [three[truth] for truth in said], 3))
    return found


def check(engine: Engine, index: Index, programs: Sequence[str], known: list[Facts], filled: list[Facts]) -> None:
    """Raise AssertionError where an engine does not say what the index says, for the first profiles."""
    for number in range(5):
        said = engine.levels(engine.work(engine.asked[number]))
        found = index.verdicts(known[number] if engine.values == 3 else filled[number])
        places = [index.places[program] for program in programs]
        possible = [found.possible >> place & 1 for place in places]
        expected = (
            possible if engine.values == 2 else [one + (found.certain >> p & 1) for one, p in zip(possible, places, strict=True)]
        )
        assert said == expected, (engine.name, number)


def measure(found: list[Engine]) -> None:
    """Let engines take turns: all profiles one after another, then the next engine."""
    gc.collect()
    gc.freeze()  # what was made ready is not looked through again; a service does the same
    for _ in range(REPEATS):
        for engine in found:
            for asked in engine.asked:
                if len(engine.wall) >= LEAST and sum(engine.wall) > ENOUGH:
                    break
                _timed(engine, asked)
    gc.unfreeze()


def right_after_others(found: list[Engine]) -> float:
    """Return how long the first engine takes where each other one was asked in between: the caches of the processor are theirs then."""
    quick = [engine for engine in found[1:] if statistics.median(engine.wall) < 20_000]
    taken = []
    for number in range(PROFILES):
        for engine in quick:
            engine.work(engine.asked[number])
        started = time.perf_counter_ns()
        found[0].work(found[0].asked[number])
        taken.append((time.perf_counter_ns() - started) / 1000)
    return statistics.median(taken)


def at_once_again(engine: Engine) -> float:
    """Return the processor time of an engine that is asked the same profiles again and again, and nobody else in between."""
    taken = []
    for turn in range(REPEATS + 1):
        for asked in engine.asked:
            begun = time.thread_time_ns()
            engine.work(asked)
            if turn:
                taken.append((time.thread_time_ns() - begun) / 1000)
    return statistics.median(taken)


def _timed(engine: Engine, asked: Any) -> None:
    begun, started = time.thread_time_ns(), time.perf_counter_ns()
    engine.work(asked)
    engine.wall.append((time.perf_counter_ns() - started) / 1000)
    engine.processor.append((time.thread_time_ns() - begun) / 1000)


def one_size(size: int) -> list[list[str]]:
    """Return the rows of the table for so many programs."""
    programs = grown(size)
    known = known_of(exact_profiles(PROFILES))
    filled = known_of(exact_profiles(PROFILES, unknown=0.0))
    gc.collect()
    before, started = resident(), time.process_time()
    index = Index(programs, DAY)
    built = time.process_time() - started
    empty = resident() - before
    first = [_microseconds(index, one) for one in known]
    for one in filled:
        index.verdicts(one)
    ours = Engine("the index", built, resident() - before, known, index.verdicts, lambda said: said, 3)
    found = [ours, *engines(programs, known, filled)]
    for engine in found[1:]:
        check(engine, index, list(programs), known, filled)
    measure(found)
    print(
        f"{size:,} programs: {empty:.0f} MiB once built, {ours.memory:.0f} MiB after {2 * PROFILES} profiles; "
        f"a profile whose answers nobody gave before: p50 {statistics.median(first):,.0f} us, longest {max(first):,.0f} us; "
        f"right after the other engines: p50 {right_after_others(found):.0f} us"
    )
    alone = {engine.name: at_once_again(engine) for engine in found if statistics.median(engine.processor) < QUICK}
    print("asked again at once, processor p50: " + ", ".join(f"{name} {_us(taken)} us" for name, taken in alone.items()))
    base = statistics.median(ours.wall)
    return [
        [
            engine.name, f"{size:,}", str(engine.values), _us(statistics.median(engine.wall)), _us(_p99(engine.wall)),
            _us(statistics.median(engine.processor)), f"{statistics.median(engine.wall) / base:,.1f}",
            f"{engine.built:.2f} s" if engine.built else "", f"{engine.memory:.0f} MiB" if engine.built else "", str(len(engine.wall)),
        ]
        for engine in found
    ]  # fmt: skip


def _microseconds(index: Index, known: Facts) -> float:
    started = time.perf_counter_ns()
    index.verdicts(known)
    return (time.perf_counter_ns() - started) / 1000


def _p99(found: list[float]) -> float:
    return sorted(found)[int(0.99 * (len(found) - 1))]


def _us(value: float) -> str:
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def edited(size: int) -> str:
    """Return how long it takes until the index knows of one edited program: there is no patch, it is built anew."""
    programs = grown(size)
    name = next(iter(programs))
    taken = []
    for _ in range(REPEATS if size < 50_000 else 2):
        changed = programs | {name: Eligibility.model_construct(**dict(programs[name]))}
        gc.collect()
        started = time.process_time()
        Index(changed, DAY)
        taken.append(time.process_time() - started)
    return f"one of {size:,} programs edited, the index built anew: {1000 * statistics.median(taken):,.0f} ms of processor time"


HEADINGS = (
    "Engine", "Programs", "Values", "p50, us", "p99, us", "Processor p50, us", "Times the index", "Made ready in", "Memory", "Calls",
)  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of programs")
    asked = parser.parse_args()
    print(machine("zen-engine", "clipspy", "duckdb"))
    rows = [row for size in asked.sizes for row in one_size(size)]
    print(table(HEADINGS, rows))
    for size in asked.sizes:
        print(edited(size))


if __name__ == "__main__":
    main()
