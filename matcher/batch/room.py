"""The arrays that the compiled loop reads, works in and writes: all are made outside of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.batch.layout import SORTED, WORD
from matcher.features import KINDS

SIGNED = frozenset({"by_id", "steps", "low"})
"""Arrays of whole numbers that are no places."""


class Kept(NamedTuple):
    """The arrays of a `Book`."""

    planes: Any
    counts: Any
    nats: Any
    points: Any
    silent: Any
    says: Any
    few_at: Any
    few: Any
    levels_at: Any
    levels: Any
    stand_ins_at: Any
    stand_ins: Any


class Found(NamedTuple):
    """The first programs of each enterprise, and how many there are; `pattern` says what each criterion of the program comes to."""

    counts: npt.NDArray[np.int32]
    program: npt.NDArray[np.int32]
    level: npt.NDArray[np.int8]
    fit: npt.NDArray[np.int32]
    pattern: npt.NDArray[np.int32]

    def listed(self, rank: npt.NDArray[np.int32]) -> Iterator[npt.NDArray[Any]]:
        """Yield program, level, fit, pattern and rank of all that are in the answer, one enterprise after another."""
        top = self.program.shape[1]
        places = None if (self.counts == top).all() else np.arange(top) < self.counts[:, np.newaxis]
        for column in (self.program, self.level, self.fit, self.pattern, rank):
            yield column.reshape(-1) if places is None else column[places]


class Room(NamedTuple):
    """Room for one enterprise at a time."""

    planes: Any
    counts: Any
    nats: Any
    points: Any
    sums_planes: Any
    """The same after each of the first rows, which the next enterprise may share."""
    sums_counts: Any
    sums_nats: Any
    sums_points: Any
    before: Any
    """The rows of the enterprise before."""
    tally: Any
    """The counts, with the criterion that hinges on several answers where it is open."""
    bound: Any
    hidden: Any
    listed: Any
    unknown: Any
    """Of which programs what hinges on several answers is open."""
    keys: Any
    chosen: Any
    """The programs that are weighed."""
    kinds: Any
    used: Any
    best: Any
    """The keys of the first programs, and of those of each kind, one kind after the other: whole blocks of `SORTED`, the highest first."""
    best_of_kind: Any
    begins: Any
    compounds: Any


def unsigned(arrays: Any) -> Any:
    """Return a named tuple with the places in its arrays without a sign: with one, the loop asks of each whether it counts from the end."""
    places = {np.dtype(np.int32): np.uint32, np.dtype(np.int64): np.uint64}
    return arrays._replace(
        **{
            name: array.view(places[array.dtype])
            for name, array in arrays._asdict().items()
            if isinstance(array, np.ndarray) and array.dtype in places and name not in SIGNED
        }
    )


def room_for(*, words: int, planes: int, top: int, answers: int, shared: int, compounds: int) -> Room:
    """Return room for `answer_all` to work in."""
    programs = words * WORD
    best = -(-top // SORTED) * SORTED
    return Room(
        planes=np.zeros(planes, np.uint64),
        counts=np.zeros(programs, np.uint16),
        nats=np.zeros(programs, np.uint16),
        points=np.zeros(programs, np.int16),
        sums_planes=np.zeros((shared, planes), np.uint64),
        sums_counts=np.zeros((shared, programs), np.uint16),
        sums_nats=np.zeros((shared, programs), np.uint16),
        sums_points=np.zeros((shared, programs), np.int16),
        before=np.zeros(answers, np.int32),
        tally=np.zeros(programs, np.uint16),
        bound=np.zeros(programs, np.int16),
        hidden=np.zeros(words, np.uint64),
        listed=np.zeros(words, np.uint64),
        unknown=np.zeros(words, np.uint64),
        keys=np.zeros(programs, np.int64),
        chosen=np.zeros(programs, np.uint32),
        kinds=np.zeros(programs, np.int8),
        used=np.zeros(len(KINDS), np.int64),
        best=np.zeros(best, np.int64),
        best_of_kind=np.zeros(len(KINDS) * best, np.int64),
        begins=np.zeros(answers, np.uint64),
        compounds=np.zeros(compounds, np.int64),
    )
