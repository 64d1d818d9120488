"""What each answer comes to for every program, laid out once: a row of small numbers that a compiled loop adds up.

A row belongs to one answer to one question. It holds the levels of the simple criteria that hinge on the answer, three planes of bits over all
programs (as in `matcher.rules.index`), and numbers for each program that are added up over the answers of an enterprise.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.answer import Intakes
from matcher.batch.bounds import OFF_TARGET, RESERVED, Bounds, bounds, settled
from matcher.batch.encoded import PLACE
from matcher.batch.layout import BLOCK, REST, SEVERAL, WORD, Layout
from matcher.facts import Facts, facts
from matcher.features import (
    ENOUGH_PLACE,
    ENOUGH_SPECIFICITY,
    MANY_RESERVED,
    MANY_TO_CONFIRM,
    NEITHER,
    THOUSANDTHS,
    Column,
)
from matcher.profile import Profile
from matcher.ranking import TENTHS, Ranker
from matcher.rules.level import MET, ONE_STEP, REFUSED, UNKNOWN
from matcher.rules.truths import LevelArray

OPEN, TARGETS = 0, 8
"""Where in one number of 16 bits the counts stand that are added up: criteria left open, those that reserve, targets met, aims missed."""
MOST = 15
"""The most criteria or targets of a program for which the counts have room, and so the most answers that can miss an aim."""
MOST_RESERVING = 7
"""The same for the criteria that reserve a program for a group of people."""
PLANES, COUNTS, NATS, POINTS, SILENCE, FEW = 1, 2, 4, 8, 16, 32
"""Which parts of a row say anything: the others need not be added. FEW: of so few programs that these stand in a list."""
MOST_FEW = 40
"""The most programs that a list holds; beyond, whole rows are sooner added."""


class NotForTheLoopError(ValueError):
    """The loop is not made for these programs: none is open, or one has more criteria than the counts have room for."""


class Row(NamedTuple):
    """What one answer comes to."""

    levels: LevelArray
    planes: npt.NDArray[np.uint64]
    """Three planes of bits over all programs and three over the alternatives of what hinges on several answers; then marks: a bit for each program,
    if none of the ways out of its criterion that hinges on several answers is refused, and one for each of the narrow lists that hinge on
    several answers, if it still counts. Whole blocks of words, filled up with lists that never count."""
    counts: npt.NDArray[np.uint16]
    nats: npt.NDArray[np.uint16]
    points: npt.NDArray[np.int16]
    silent: npt.NDArray[np.uint64]
    stand_ins: npt.NDArray[np.int32]
    """Pairs of a local version that surely covers the place and the program behind it."""


class Constants(NamedTuple):
    """What is the same for every enterprise: what the parts of the fit come to, in tenths of a point."""

    words: int
    """The words that have a bit for each program."""
    kinds: npt.NDArray[np.int8]
    by_id: npt.NDArray[np.int64]
    left_open: npt.NDArray[np.int16]
    """By how many criteria are left open, and how many of them reserve the program, as they stand in the counts."""
    off_target: int
    targets: npt.NDArray[np.int16]
    place: npt.NDArray[np.int16]
    specificity: npt.NDArray[np.int16]
    steps: npt.NDArray[np.int64]
    amount_weight: float
    amount_unknown: int
    amount_of: npt.NDArray[np.int32]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.float64]
    unstated: npt.NDArray[np.bool_]
    settled: npt.NDArray[np.uint64]
    """The programs whose points need no look at what hinges on several answers, but for the planes."""
    bounds: Bounds
    ways: int
    """The words of the alternatives of what hinges on several answers, in each plane."""
    layers: npt.NDArray[np.int32]
    """Where the layers of the alternatives of what hinges on several answers stand: see `Ways`."""
    lists: ListsThatCount


class ListsThatCount(NamedTuple):
    """The narrow lists of which a bit tells whether they count: see `Lists`."""

    groups: npt.NDArray[np.int32]
    programs: npt.NDArray[np.int32]
    of_place: npt.NDArray[np.bool_]
    nats: npt.NDArray[np.int32]


class Rows:
    """Makes the rows of answers.

    Args:
        layout: what hinges on which answer.
        intakes: when programs take applications, on the day of the question.
        ranker: the weights and the texts.
        order: where each program stands in the catalogue of the ranker.
        any_window: whether status and intakes are ignored.
    """

    def __init__(
        self, layout: Layout, intakes: Intakes, ranker: Ranker, order: npt.NDArray[np.intp], *, any_window: bool
    ) -> None:
        self._layout, self._rules, self._ranker, self._day = layout, layout.rules, ranker, intakes.day
        self._any_window, self._order = any_window, order
        features = self._rules.features
        longest = max([0, *map(len, features.criteria), *features.targets.lengths.tolist()])
        if longest > MOST or features.asked.sums(features.reserved).max(initial=0) > MOST_RESERVING:
            raise NotForTheLoopError
        self._count = features.count
        self._words = -(-self._count // WORD)
        self._points = ranker.points
        owner = layout.owner
        self._owns_criterion = owner[features.asked.numbers]
        self._owns_target = owner[features.targets.numbers]
        alone = layout.alone_in_chain().copy()
        for start, end in layout.groups_of_several().values():
            alone[start:end] = SEVERAL
        self._owns_list = alone
        self._ways = layout.ways()
        self._lists = layout.lists()
        several = layout.several
        criteria = np.repeat(np.arange(self._count), np.diff(several.criteria_at))
        self._way_of = np.repeat(criteria, np.diff(several.ways_at))
        self._way_owners = layout.owner[self._ways.literals]
        self.constants = self._constants(intakes)

    def _tenths(self, name: str, feature: Any) -> Any:
        """Return the points that a feature brings or costs, in whole tenths, as `Scores` rounds them."""
        return np.rint(np.asarray(feature, np.float64) * self._points[name] * TENTHS)

    def _constants(self, intakes: Intakes) -> Constants:
        features = self._rules.features
        amounts = features.amounts
        pairs = np.stack([amounts.low, np.where(amounts.unstated, -1, amounts.high).astype(np.int64)])
        distinct, amount_of = np.unique(pairs, axis=1, return_inverse=True)
        met = np.arange(MOST + 1)
        lengths = features.targets.lengths[:, np.newaxis]
        targets = np.where(features.no_target[:, np.newaxis], NEITHER, np.minimum(met / lengths, 1.0))
        capped = np.minimum(np.arange(2**5), MANY_TO_CONFIRM) / MANY_TO_CONFIRM
        reserved = np.minimum(np.arange(2**3), MANY_RESERVED) / MANY_RESERVED
        target_points = self._tenths("targets", targets)
        place = self._tenths("place", _up_to_enough(ENOUGH_PLACE))
        specificity = self._tenths("specificity", _up_to_enough(ENOUGH_SPECIFICITY))
        several = self._layout.several
        amount_unknown = int(self._tenths("amount", NEITHER))
        bonus = (np.diff(several.targets_at) > 0) * np.ptp(target_points, axis=1)
        return Constants(
            words=self._words,
            kinds=features.kinds.astype(np.uint8),
            by_id=np.argsort(np.argsort(self._ranker.by_id[self._order])),
            left_open=np.add.outer(self._tenths("reserved", reserved), self._tenths("to_confirm", capped))
            .reshape(-1)
            .astype(np.int16),
            off_target=int(self._tenths("off_target", 1.0)),
            targets=target_points.astype(np.int16),
            place=place.astype(np.int16),
            specificity=specificity.astype(np.int16),
            steps=self._ranker.steps,
            amount_weight=self._points["amount"],
            amount_unknown=amount_unknown,
            amount_of=amount_of.reshape(-1).astype(np.uint32),
            low=distinct[0],
            high=np.maximum(distinct[1], 0).astype(np.float64),
            unstated=distinct[1] < 0,
            settled=_bits(settled(several, self._layout.owner), self._words),
            bounds=bounds(
                features,
                several,
                self._points,
                target_points,
                bonus,
                (amount_of.reshape(-1), distinct[0], np.maximum(distinct[1], 0), distinct[1] < 0, amount_unknown),
                self._words,
            ),
            ways=self._ways.words,
            layers=self._ways.layers,
            lists=ListsThatCount(
                self._lists.groups, self._lists.programs, self._lists.of_place, np.minimum(self._lists.nats, len(place) - 1)
            ),
        )

    def rest(self, intakes: Intakes) -> Row:
        """Return the row of all that no column answers, with the points that every enterprise has alike."""
        features = self._rules.features
        timing = np.ones(self._count) if self._any_window else intakes.timing
        fixed = {
            "timing": timing,
            "evidence": features.evidence,
            "breadth": features.breadth,
            "gift": features.gift,
            "advice": features.advice,
        }
        row = self.row(REST, Profile())
        return row._replace(points=(row.points + sum(self._tenths(name, one) for name, one in fixed.items())).astype(np.int16))

    def row(self, answer: int, profile: Profile) -> Row:
        """Return the row of one answer, of a profile that says nothing else."""
        known = facts(profile, self._day)
        levels = self._rules.truths.all(known)
        features = self._rules.features
        own = self._owns_criterion == answer
        asked = np.where(own, levels[features.asked.numbers], np.uint8(MET))
        unknown = asked == UNKNOWN
        reached = np.minimum.reduceat(asked, features.asked.starts)
        silent = self._silent(known)
        reached = np.where(silent, np.minimum(reached, UNKNOWN), reached)
        met = (levels[features.targets.numbers] == MET) & (self._owns_target == answer)
        counts = (features.asked.sums(unknown) + silent) << OPEN
        counts |= features.asked.sums(unknown & features.reserved) << RESERVED
        counts |= features.targets.sums(met) << TARGETS
        counts |= self._off_target(answer, levels, unknown).astype(np.int64) << OFF_TARGET
        here, other = self._narrow(answer, levels)
        points = self._tenths("place", np.minimum(1.0, here / (ENOUGH_PLACE * THOUSANDTHS)))
        points += self._tenths("elsewhere", features.outside.column(unknown, self._count))
        points += self._uses(known)
        return Row(
            levels=levels[self._layout.numbers_of[answer]],
            planes=_in_blocks(
                [
                    *(_bits(reached >= lowest, self._words) for lowest in (ONE_STEP, UNKNOWN, MET)),
                    *self._planes_of_ways(answer, levels),
                    *self._marks(answer, levels),
                ]
            ),
            counts=counts.astype(np.uint16),
            nats=np.minimum(other, int(ENOUGH_SPECIFICITY * THOUSANDTHS)).astype(np.uint16),
            points=points.astype(np.int16),
            silent=_bits(silent, self._words),
            stand_ins=self._stand_ins(levels) if answer == self._layout.answers.get(PLACE) else np.zeros((0, 2), np.int32),
        )

    def _planes_of_ways(self, answer: int, levels: LevelArray) -> list[npt.NDArray[np.uint64]]:
        """Return the planes of the alternatives of what hinges on several answers; a place without alternative is open for REST alone."""
        ways = self._ways
        reached = np.full(WORD * ways.words, REFUSED if answer == REST else MET, np.uint8)
        if len(ways.layers):
            deep = int(ways.layers[0, 2])
            reached[deep : -(-deep // WORD) * WORD] = MET  # the programs of which nothing hinges on several answers
            asked = np.where(self._way_owners == answer, levels[ways.literals], np.uint8(MET))
            reached[ways.bits] = np.minimum.reduceat(asked, ways.starts)
        return [_bits(reached >= lowest, ways.words) for lowest in (ONE_STEP, UNKNOWN, MET)]

    def _marks(self, answer: int, levels: LevelArray) -> list[npt.NDArray[np.uint64]]:
        lists, owner, several = self._lists, self._layout.owner, self._layout.several
        met = (owner[lists.literals] != answer) | (levels[lists.literals] == MET)
        count = np.logical_and.reduceat(met, lists.starts) if len(met) else met
        refused = (owner[several.ways] == answer) & (levels[several.ways] < UNKNOWN)
        clear = np.ones(self._count, bool)
        clear[self._way_of[refused]] = False
        return [_bits(clear, self._words), _bits(count, -(-len(count) // WORD))]

    def text(self, profile: Profile) -> npt.NDArray[np.int16]:
        """Return the points of the subject, from the words of a profile."""
        cosines = self._ranker.cosines(facts(profile, self._day))[self._order]
        return self._tenths("text", self._rules.features.subject(cosines)).astype(np.int16)  # type: ignore[no-any-return]

    def _off_target(self, answer: int, levels: LevelArray, unknown: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        features, owner = self._rules.features, self._layout.owner
        aimed, aims = features.off_target.aims
        missed = np.zeros(self._count, bool)
        missed[aimed[(owner[aims] == answer) & (levels[aims] < UNKNOWN)]] = True
        programs, nth, ways = features.off_target.ways
        missed[programs[(self._owns_criterion[nth] == answer) & unknown[nth] & (levels[ways] < UNKNOWN)]] = True
        return missed

    def _narrow(self, answer: int, levels: LevelArray) -> tuple[Column, Column]:
        narrow = self._rules.features.narrow
        if not len(narrow.groups):
            return np.zeros(self._count), np.zeros(self._count)
        met = self._owns_list == answer
        for chain in narrow.chains:
            met &= levels[chain] == MET
        here, other = narrow.summed(np.maximum.reduceat(narrow.nats * met, narrow.groups))
        return here, other  # type: ignore[return-value]

    def _uses(self, known: Facts) -> Column:
        return self._tenths("uses", self._rules.features.uses(known))  # type: ignore[no-any-return]

    def _silent(self, known: Facts) -> npt.NDArray[np.bool_]:
        """Return the programs that are silent on a sensitive activity that the profile names."""
        if not known.sensitive:
            return np.zeros(self._count, bool)
        silent = self._rules.index.silent(known).programs
        return np.array([program.id in silent for program in self._rules.programs])

    def _stand_ins(self, levels: LevelArray) -> npt.NDArray[np.int32]:
        covering = levels[self._rules.covers] == MET
        return np.stack([self._rules.local[covering], self._rules.general[covering]], axis=1).astype(np.int32)


def _bits(marks: npt.NDArray[np.bool_], words: int) -> npt.NDArray[np.uint64]:
    """Return marks as bits, 64 to a word."""
    padded = np.zeros(words * WORD, bool)
    padded[: len(marks)] = marks
    return np.packbits(padded, bitorder="little").view(np.uint64)


def _in_blocks(parts: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    words = np.concatenate(parts)
    return np.pad(words, (0, -len(words) % BLOCK))


def _up_to_enough(enough: float) -> Column:
    """Return how far each number of thousandths of a nat reaches, up to the one that is enough."""
    return np.minimum(1.0, np.arange(int(enough * THOUSANDTHS) + 1) / (enough * THOUSANDTHS))
