"""The features that criteria decide. Each has few values, so a program holds the number of one in a table: one pass serves all features.

Whoever needs the values takes them from `values`; whoever needs points lays the points of each value out beside it.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matcher.features import (
    ENOUGH_PLACE,
    ENOUGH_SPECIFICITY,
    MANY_RESERVED,
    MANY_TO_CONFIRM,
    NEITHER,
    THOUSANDTHS,
    Column,
    Features,
    Narrow,
)
from matcher.rules.level import MET, UNKNOWN
from matcher.rules.truths import LevelArray

CODED = ("place", "specificity", "targets", "to_confirm", "reserved", "elsewhere", "off_target")
PLACE, SPECIFICITY, TARGETS, TO_CONFIRM, RESERVED, ELSEWHERE, OFF_TARGET = range(len(CODED))

Codes = npt.NDArray[np.intp]


class Coded:
    """The features of CODED for the programs of `features`."""

    def __init__(self, features: Features) -> None:
        count, asked, targets = features.count, features.asked, features.targets
        self._count = count
        self._lay_out_tables(features)
        aimed = np.flatnonzero(~features.no_target.repeat(targets.lengths))
        reserved = np.flatnonzero(features.reserved)
        counted = [
            (targets.numbers[aimed], targets.owners[aimed]),
            (asked.numbers, asked.owners + count),
            (asked.numbers[reserved], asked.owners[reserved] + 2 * count),
        ]
        self._owners = np.concatenate([owners for _, owners in counted]).astype(np.intp)
        here, other = self._by_size(features.narrow, place=True), self._by_size(features.narrow, place=False)
        self._lay_out_narrow(features.narrow, here, other)
        narrow, outside = np.concatenate([here, other]), features.outside
        chains = [chain[narrow] for chain in features.narrow.chains] or [np.zeros(0, np.int32)]
        self._deeper = [np.flatnonzero(chain != features.met) for chain in chains[1:]]
        by_share = np.argsort(outside.share, kind="stable")
        self._elsewhere_of = outside.programs[by_share].astype(np.intp)
        self._elsewhere = self._starts[ELSEWHERE] + 1 + np.searchsorted(np.unique(outside.share), outside.share[by_share])
        self._aimed = features.off_target.aims[0].astype(np.intp)
        self._way_of, nth, ways = (row.astype(np.intp) for row in features.off_target.ways)
        blocks = [
            (np.concatenate([numbers for numbers, _ in counted]), UNKNOWN),
            (chains[0][: len(here)], MET),
            (chains[0][len(here) :], MET),
            *((chain[deep], MET) for chain, deep in zip(chains[1:], self._deeper, strict=True)),
            (asked.numbers[outside.nth[by_share]], UNKNOWN),
            (asked.numbers[nth], UNKNOWN),
            (features.off_target.aims[1], MET),
            (ways, MET),
        ]
        self._numbers = np.concatenate([numbers for numbers, _ in blocks]).astype(np.intp)
        self._wanted = np.repeat(np.array([level for _, level in blocks], np.uint8), [len(numbers) for numbers, _ in blocks])
        self._wanted[: len(aimed)] = MET
        ends = np.cumsum([0, *(len(numbers) for numbers, _ in blocks)]).tolist()
        counts, *self._narrow, self._outside, self._open_ways, self._aims, self._ways = [slice(*span) for span in pairwise(ends)]
        self._counts = counts
        self.asked = slice(len(aimed), len(aimed) + len(asked.numbers))
        """Where the criteria of the programs stand in what `read` returns, one program after another."""

    def read(self, levels: LevelArray) -> LevelArray:
        """Return the levels of the criteria that count, in the order of this class, from those of all."""
        return levels.take(self._numbers, mode="clip")

    def of(self, read: LevelArray, silent: Column | None) -> Codes:
        """Return the number of the value of each feature, by feature and program.

        Args:
            read: what `read` returns.
            silent: 1 for each program that is silent on a sensitive activity and whose consent is not known, else 0; None where
                no such activity is named.
        """
        codes = self._none.copy()
        marks = read == self._wanted
        counts = np.bincount(self._owners.take(marks[self._counts].nonzero()[0]), minlength=3 * self._count)
        codes[TARGETS : RESERVED + 1] += counts.reshape(3, -1)
        if silent is not None:
            codes[TO_CONFIRM] += silent.astype(np.intp)
        here, other, *deeper = self._narrow
        narrow = marks[here.start : other.stop]
        for within, deep in zip(self._deeper, deeper, strict=True):
            narrow[within] &= marks[deep]
        met = marks[here].nonzero()[0]
        codes[PLACE, self._here_of.take(met)] = self._here.take(met)  # of several the last, which is the narrowest
        met = marks[other].nonzero()[0]
        nats = np.zeros(len(self._group_of))
        nats[self._other_of.take(met)] = self._other.take(met)
        codes[SPECIFICITY] += np.bincount(self._group_of, nats, self._count).astype(np.intp)  # exact: whole numbers
        open_ = marks[self._outside].nonzero()[0]
        codes[ELSEWHERE, self._elsewhere_of.take(open_)] = self._elsewhere.take(open_)
        missed = self._starts[OFF_TARGET] + 1
        codes[OFF_TARGET, self._aimed[read[self._aims] < UNKNOWN]] = missed
        codes[OFF_TARGET, self._way_of[marks[self._open_ways] & (read[self._ways] < UNKNOWN)]] = missed
        return codes

    def _lay_out_tables(self, features: Features) -> None:
        """Lay out the values of each feature one after another, and for each program the number of the value of nothing."""
        lengths = np.where(features.no_target, 0, features.targets.lengths)
        longest = int(lengths.max(initial=0))
        shares = [np.array([NEITHER])] + [np.arange(length + 1) / length for length in range(1, longest + 1)]
        criteria = max([0, *map(len, features.criteria)]) + 2
        most = features.narrow.most
        tables = [
            np.minimum(1.0, np.arange(most + 1) / (ENOUGH_PLACE * THOUSANDTHS)),
            np.minimum(1.0, np.arange(most + 1) / (ENOUGH_SPECIFICITY * THOUSANDTHS)),
            np.concatenate(shares),
            np.minimum(np.arange(criteria), MANY_TO_CONFIRM) / MANY_TO_CONFIRM,
            np.minimum(np.arange(criteria), MANY_RESERVED) / MANY_RESERVED,
            np.concatenate([[0.0], np.unique(features.outside.share)]),
            np.array([0.0, 1.0]),
        ]
        self._starts = np.cumsum([0, *map(len, tables)])[:-1].astype(np.intp)
        self.values = np.concatenate(tables)
        self.feature_of = np.repeat(np.arange(len(CODED)), list(map(len, tables)))
        """The feature, as its place in CODED, of each value."""
        self._none = np.repeat(self._starts[:, np.newaxis], self._count, axis=1)
        self._none[TARGETS] += np.cumsum([0, *map(len, shares)])[lengths]

    @staticmethod
    def _by_size(narrow: Narrow, *, place: bool) -> Codes:
        """Return the lists of terms on the place, or all others, so that the narrowest of a group comes last."""
        found = np.flatnonzero(narrow.group_of_place[narrow.owners] == place)
        return found[np.argsort(narrow.nats[found], kind="stable")]

    def _lay_out_narrow(self, narrow: Narrow, here: Codes, other: Codes) -> None:
        groups = narrow.owners[other]
        self._here_of = narrow.group_programs[narrow.owners[here]].astype(np.intp)
        self._here = self._starts[PLACE] + narrow.nats[here]
        distinct, self._other_of = np.unique(groups, return_inverse=True)
        self._other_of = self._other_of.astype(np.intp)
        self._other = narrow.nats[other].astype(np.float64)
        self._group_of = narrow.group_programs[distinct].astype(np.intp)
