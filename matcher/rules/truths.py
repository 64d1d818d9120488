"""What criteria come to for a profile, many at once: simple ones are looked up, those made of several are their alternatives.

The levels are those of `level.py`, as small whole numbers in one array.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain

import numpy as np
import numpy.typing as npt

from matcher.facts import Facts
from matcher.rules.alternatives import Reading, ways
from matcher.rules.criteria import Criterion
from matcher.rules.level import READ, Leaves, Level

LevelArray = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]
_Key = tuple[object, Reading]
_ALWAYS = bytes([Level.MET, Level.REFUSED])
"""What is always met, and what never is."""


class Truths:
    """Criteria that are decided together, each by its number. Those that state the same have one number.

    Args:
        leaves: the simple criteria of all of them.
        day: the day on which criteria that carry dates are read.
    """

    def __init__(self, leaves: Leaves, day: date) -> None:
        self._leaves = leaves
        self._day = day
        self._simple = len(leaves.number)
        self._compound: dict[tuple[tuple[_Key, ...], ...], int] = {}
        self.met = 3 * self._simple
        """The number of a criterion that is always met."""
        self._first = 3 * self._simple + 2
        self._read = [bytes.maketrans(bytes(Level), bytes(READ[reading])) for reading in Reading]

    def number(self, criterion: Criterion) -> int:
        """Return the number of a criterion, which must be made of simple ones among `leaves`. Call `settle` after the last."""
        found = tuple(tuple(literal.key for literal in conjunction) for conjunction in ways(criterion, self._day))
        if len(found) == 1 and len(found[0]) == 1:
            return self._literal(found[0][0])
        if not found or () in found:
            return self.met if found else self.met + 1
        return self._first + self._compound.setdefault(found, len(self._compound))

    def _literal(self, key: _Key) -> int:
        subject, reading = key
        return reading * self._simple + self._leaves.number[subject]

    def settle(self) -> None:
        """Lay out the criteria made of several, so that `all` can decide them.

        Those are: the numbers of all that is simple in them, where each conjunction begins among those, and where each criterion begins
        among the conjunctions.
        """
        conjunctions = list(chain.from_iterable(self._compound))
        self.literals = np.array([self._literal(key) for key in chain.from_iterable(conjunctions)], np.int32)
        self._literals = self.literals.astype(np.intp)  # the width that numpy looks up by
        self.conjunctions = starts(list(map(len, conjunctions)))
        self.criteria = starts(list(map(len, self._compound)))

    def all(self, known: Facts) -> LevelArray:
        """Return the level of each criterion, by number."""
        simple = self._leaves.all(known)
        read = b"".join([simple.translate(reading) for reading in self._read])
        levels = np.frombuffer(bytearray(read + _ALWAYS + bytes(len(self.criteria))), np.uint8)
        if len(self.literals):
            least = np.minimum.reduceat(levels.take(self._literals, mode="clip"), self.conjunctions)
            np.maximum.reduceat(least, self.criteria, out=levels[self._first :])
        return levels


def starts(lengths: Sequence[int]) -> Numbers:
    """Return where each of several runs of these lengths begins."""
    return np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int32) if lengths else np.zeros(0, np.int32)
