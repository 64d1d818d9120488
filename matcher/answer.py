"""What one profile comes to for every program at once, as arrays in the order of the catalogue: levels, truths, features, points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from matcher.coded import Coded, Codes
from matcher.facts import Facts
from matcher.features import TIMING, Column, Features, Runs
from matcher.points import Points
from matcher.program import Program
from matcher.ranking import Places, Ranker, Scores
from matcher.rules.criteria import AllOf, AttributeCriterion, Confirm, Criterion, leaves
from matcher.rules.index import Index, Verdicts
from matcher.rules.level import MET, ONE_STEP, REFUSED, TRUTH_OF, VERDICT_OF, Leaves
from matcher.rules.truth import Truth
from matcher.rules.truths import LevelArray, Truths
from matcher.rules.verdict import Decision, decide
from matcher.sheet import Sheet
from matcher.window import window

Said = TypeVar("Said")

SAID_KEPT = 20_000
"""What was said of programs to earlier applicants, by the levels of their criteria: a few dozen megabytes where it is full."""
DECISIONS_KEPT = 10_000
"""What programs came to for earlier applicants; few combinations of the levels of a program's criteria are usual."""


class Rules:
    """The criteria of all programs in force on a day: the index of their verdicts, their truths and the features that follow.

    Args:
        programs: the programs.
        simple: their simple criteria.
        day: the day.
        index: the index of these programs on that day, where there is one.
    """

    def __init__(self, programs: Sequence[Program], simple: Leaves, day: date, index: Index | None = None) -> None:
        self.programs, self.leaves = programs, simple
        self.index = index or Index({program.id: program.eligibility for program in programs}, day, simple)
        self.bits = np.array([self.index.places[program.id] for program in programs], np.intp)
        """The bit of each program in the index."""
        self.truths = Truths(simple, day)
        self.features = Features(programs, self.truths, day)
        self._stand_ins(programs)
        self.patterns = Runs([sorted(_simple_in(program, simple)) for program in programs])
        """The simple criteria of each program, targets included."""
        self.truths.settle()
        self.kept: dict[tuple[object, ...], Any] = {}
        """What was said, by what it hinges on."""
        self.coded = Coded(self.features)
        self.decision = lru_cache(maxsize=DECISIONS_KEPT)(self._decision)
        """Return what a program comes to, given its place, its level and those of its criteria. Applicants who differ elsewhere share it."""

    def said(self, key: tuple[object, ...], say: Callable[[], Said]) -> Said:
        """Return what `say` says, kept by `key`, which must hold all that it hinges on."""
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= SAID_KEPT:
                self.kept = {}
            found = self.kept[key] = say()
        return found

    def _decision(self, place: int, level: int, asked: bytes) -> Decision:
        criteria = self.features.criteria[place]
        return Decision(VERDICT_OF[level], criteria, tuple([TRUTH_OF[found] for found in asked[: len(criteria)]]), None)

    def _stand_ins(self, programs: Sequence[Program]) -> None:
        """Lay out which program is a local version of which, and what tells that it covers the applicant's place."""
        at = {program.id: place for place, program in enumerate(programs)}
        found = [
            (place, at[general], self.truths.number(AllOf(where)))
            for place, program in enumerate(programs)
            if (where := required_places(program))
            for general in program.local_version_of
            if general in at
        ]
        self.local, self.general, self.covers = np.array(found, np.int64).reshape(-1, 3).T


def _simple_in(program: Program, numbered: Leaves) -> set[int]:
    found = chain.from_iterable(leaves(criterion) for _, criterion in program.eligibility.written())
    return {numbered.number[leaf.id if isinstance(leaf, Confirm) else leaf.constraint] for leaf in found}


def leaves_of(programs: Sequence[Program]) -> Leaves:
    """Return every simple criterion of some programs."""
    return Leaves(criterion for program in programs for _, criterion in program.eligibility.written())


def rules_of(programs: Sequence[Program], day: date) -> Rules:
    """Return the criteria of some programs that are in force on a day."""
    return Rules(programs, leaves_of(programs), day)


class Intakes:
    """When each program takes applications, seen from one day; `sheets` keep what is said of each on that day.

    Args:
        programs: the programs.
        criteria: what each asks on that day.
        day: the day.
    """

    def __init__(self, programs: Sequence[Program], criteria: Sequence[tuple[Criterion, ...]], day: date) -> None:
        self.day = day
        windows = [window(program, day) for program in programs]
        self.sheets = [Sheet(*one, day) for one in zip(programs, criteria, windows, strict=True)]
        self.closed = np.array([seen.state == "closed" for seen in windows], bool)
        self.taken = (~self.closed).astype(np.uint8)
        self.timing = np.array([TIMING[seen.state] for seen in windows])


class Answer:
    """What one profile comes to, for every program at once. Programs stand in the order of the catalogue."""

    def __init__(
        self,
        known: Facts,
        rules: Rules,
        intakes: Intakes,
        ranker: Ranker,
        points: Points,
        *,
        any_window: bool,
    ) -> None:
        self.known, self.rules = known, rules
        self.intakes, self._ranker, self._points = intakes, ranker, points
        self._verdicts = rules.index.verdicts(known)
        self._alone: dict[int, Decision] = {}
        """What was decided for this applicant alone."""
        self.decided = _levels(self._verdicts, rules.index.width).take(rules.bits)
        """The level of each program by its criteria alone."""
        self.levels = self.decided if any_window else self.decided * intakes.taken

    @cached_property
    def similarities(self) -> Column:
        return self._ranker.cosines(self.known)

    @cached_property
    def truths(self) -> LevelArray:
        return self.rules.truths.all(self.known)

    @cached_property
    def _read(self) -> LevelArray:
        return self.rules.coded.read(self.truths)

    @cached_property
    def _codes(self) -> Codes:
        silent: Column | None = None
        if self._verdicts.silent:
            silent = np.array([float(program.id in self._verdicts.silent) for program in self.rules.programs])
        return self.rules.coded.of(self._read, silent)

    @cached_property
    def features(self) -> dict[str, Column]:
        """What the ranking sees of every program alone, by name, before it is weighed."""
        return self._points.features(self.known, self.similarities, self._codes)

    @cached_property
    def scores(self) -> Scores:
        return self._points.scores(self.known, self.similarities, self._codes)

    def decision(self, place: int) -> Decision:
        """Return the verdict of the criteria of one program, with each of them."""
        level = self.decided.item(place)
        if self.known.sensitive or level == ONE_STEP:
            alone = self._alone.get(place)
            if alone is None:
                program = self.rules.programs[place]
                alone = self._alone[place] = decide(program.eligibility, self.known, program.id)
            return alone
        return self.rules.decision(place, level, self._asked[self.rules.features.asked.spans[place]])

    @cached_property
    def _asked(self) -> bytes:
        """The level of each criterion of each program, one program after another."""
        return self._read[self.rules.coded.asked].tobytes()

    def pattern(self, place: int) -> bytes | None:
        """Return the level of each simple criterion of a program, None where what is said of it hinges on more than those."""
        if self.known.sensitive or self.decided.item(place) == ONE_STEP:
            return None
        return self._patterns[self.rules.patterns.spans[place]]

    @cached_property
    def _patterns(self) -> bytes:
        return self.truths.take(self.rules.patterns.numbers).tobytes()

    @cached_property
    def _simple(self) -> bytes:
        return self.truths[: len(self.rules.leaves.number)].tobytes()

    def meets(self, criterion: AttributeCriterion) -> bool:
        """Tell whether a simple criterion of these programs is met."""
        return self._simple[self.rules.leaves.number[criterion.constraint]] == MET

    @cached_property
    def _stand_in(self) -> npt.NDArray[np.bool_]:
        """Which local versions surely cover the place and do not refuse the applicant."""
        standing: npt.NDArray[np.bool_] = (self.truths[self.rules.covers] == MET) & (self.levels[self.rules.local] != REFUSED)
        return standing

    def behind_local_versions(self) -> Places:
        """Return the provincial programs in whose place a local version stands; one may stand twice."""
        found: Places = self.rules.general[self._stand_in]
        return found

    def by_subject(self, places: Places) -> list[int]:
        """Return programs in the order of how much their texts speak of the project; those alike by id."""
        found: list[int] = places[np.lexsort((self._ranker.by_id[places], -self.similarities[places]))].tolist()
        return found

    def local_version_of(self, place: int) -> Program | None:
        """Return the local version that stands in the place of a program, if there is one."""
        standing = self.rules.local[self._stand_in & (self.rules.general == place)]
        return self.rules.programs[standing[0]] if len(standing) else None


def _levels(verdicts: Verdicts, width: int) -> LevelArray:
    """Return the level of each program, by its bit among so many in the index."""
    size = (width + 7) // 8
    planes = verdicts.one_step | verdicts.possible << 8 * size | verdicts.certain << 16 * size
    bits = np.unpackbits(np.frombuffer(planes.to_bytes(3 * size, "little"), np.uint8), bitorder="little").reshape(3, -1)
    levels: LevelArray = bits[0] + bits[1]
    levels += bits[2]
    return levels


def required_places(program: Program) -> tuple[AttributeCriterion, ...]:
    """Return the criteria by which a program names the territory that it covers."""
    return tuple(
        criterion
        for criterion in program.eligibility.requires
        if isinstance(criterion, AttributeCriterion) and criterion.attribute == "territory"
    )


def covers(program: Program, known: Facts) -> Truth:
    """Return whether a program names a territory that covers the applicant's place."""
    return min([criterion.truth(known) for criterion in required_places(program)], default=Truth.FALSE)
