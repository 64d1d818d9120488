"""How long the answer to one profile takes, piece by piece, beside the tree evaluator in the same run.

The profiles are those of the real funded cases. Each is answered again and again, in turn with the others, as a server would; the time is
that of the processor, so that a busy machine changes it little, and the middle of the rounds counts for each profile. What a text comes
to is measured apart: in a full answer it is what was found before.

Asked for more programs than there are (`--sizes 583 10000 100000`), it grows the catalogue (`growing.py`); a grown program is as near to a text as
the real one it was made from, and the tree evaluator and the text are left out.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.growing import grown_catalogue
from matcher import Matcher, Matches, Profile, decide, load_catalogue
from matcher.api.written import matches_written
from matcher.catalogue import Catalogue
from matcher.facts import Facts, facts
from matcher.features import Column
from matcher.ranking import Ranker
from matcher.text.similarity import TextIndex

ROUNDS = 15
TOP = 20
DAY = date(2026, 11, 23)
CASES = Path(__file__).parent.parent / "tests" / "cases" / "funded.yaml"

MIXED = (10, 100, 1_000)
"""How many mixed profiles are answered when it is counted how many entries were said before."""

Work = Callable[[Profile], Any]


class Remembering(Ranker):
    """Compares each text once, so that what else an answer takes can be seen."""

    def __init__(self, catalogue: Catalogue, index: TextIndex, origins: list[int]) -> None:
        super().__init__(catalogue, index=index)
        self._origins = origins
        self._found: dict[int, Column] = {}

    def cosines(self, facts: Facts) -> Column:
        found = self._found.get(id(facts.profile))
        if found is None:
            found = self._found[id(facts.profile)] = super().cosines(facts)[self._origins]
        return found


def works(matcher: Matcher) -> Iterator[tuple[str, Work]]:
    """Yield each piece of work, done for one profile, with its name."""
    catalogue = matcher.catalogue
    index = matcher.rules(DAY).index
    known: dict[int, Facts] = {}

    def of(profile: Profile) -> Facts:
        return known.get(id(profile)) or known.setdefault(id(profile), facts(profile, DAY))

    def answered(profile: Profile) -> Matches:
        matches = matcher.match(profile, DAY)
        for match in matches.ranked[:TOP]:
            _ = match.fit, match.decision.truths
        return matches

    def written(profile: Profile) -> bytes:
        return matches_written(matcher.match(profile, DAY), catalogue, "fr", TOP, [])

    def written_anew(profile: Profile) -> bytes:
        matcher.rules(DAY).kept.clear()
        return written(profile)

    def tree(profile: Profile) -> list[Any]:
        now = facts(profile, DAY)  # what is decided for one criterion is kept with the facts
        return [decide(program.eligibility, now, program.id) for program in catalogue.values()]

    yield "verdicts on all programs", lambda profile: index.verdicts(of(profile))
    yield "full answer, text apart", answered
    yield "the same as JSON, with advice", written
    yield "… nothing said before", written_anew
    if len(catalogue) == len(matcher.ranker.index.ids):
        texts = Ranker(catalogue, index=matcher.ranker.index)
        yield "verdicts by the tree evaluator", tree
        yield "text similarity, seen before", lambda profile: texts.cosines(of(profile))


def microseconds(work: Work, profiles: list[Profile]) -> list[float]:
    """Return what one piece of work takes of the processor, for each profile, after a round that is not counted."""
    found: list[list[int]] = [[] for _ in profiles]
    for turn in range(ROUNDS + 1):
        for profile, times in zip(profiles, found, strict=True):
            started = time.process_time_ns()
            work(profile)
            if turn:
                times.append(time.process_time_ns() - started)
    return [statistics.median(times) / 1000 for times in found]


def seen_before(matcher: Matcher, profiles: list[Profile]) -> Iterator[tuple[int, float]]:
    """Yield how many profiles were answered, and the share of the entries of the last of them that others had shown alike.

    Each is the enterprise of one case with the project of another: few share all answers, many those that a program asks for.
    """
    draw = random.Random(7)  # noqa: S311  # the same profiles each time
    rules, entries = matcher.rules(DAY), 0
    rules.kept.clear()
    before = 0
    for number in range(1, MIXED[-1] + 1):
        profile = draw.choice(profiles).model_copy(update={"project": draw.choice(profiles).project})
        matches = matcher.match(profile, DAY)
        matches_written(matches, matcher.catalogue, "fr", TOP, [])
        entries += TOP
        if number in MIXED:
            patterns = len({key[:3] for key in rules.kept})
            yield number, 1 - (patterns - before) / entries
            before, entries = patterns, 0


def main() -> None:
    """Print the median and the 99th percentile of each piece of work over the profiles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[len(load_catalogue())], help="numbers of programs")
    sizes = parser.parse_args().sizes
    profiles = [Profile.model_validate(case["profile"]) for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))]
    texts = Ranker(load_catalogue()).index
    for size in sizes:
        catalogue, origins = grown_catalogue(size)
        matcher = Matcher(catalogue, Remembering(catalogue, texts, origins))
        matcher.match(profiles[0], DAY)
        gc.collect()
        gc.freeze()  # as a server does
        load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        print(f"{len(catalogue):,} programs, {len(profiles)} profiles, {ROUNDS} rounds, first {TOP} programs, {load}")
        for name, work in works(matcher):
            p50, p99 = np.percentile(microseconds(work, profiles), [50, 99])
            print(f"{name:32} p50 {p50:10,.1f} µs   p99 {p99:10,.1f} µs", flush=True)
        if len(catalogue) == len(texts.ids):
            for number, share in seen_before(Matcher(catalogue), profiles):
                print(
                    f"{number:5} mixed profiles: {share:.0%} of the entries since the line above were said of the program before"
                )


if __name__ == "__main__":
    main()
