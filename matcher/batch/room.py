"""The arrays that the compiled loop reads, works in and writes: all are made outside of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.features import KINDS


class Kept(NamedTuple):
    """The arrays of a `Book`."""

    planes: Any
    counts: Any
    nats: Any
    points: Any
    silent: Any
    says: Any
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


class Room(NamedTuple):
    """Room for one enterprise at a time."""

    planes: Any
    counts: Any
    nats: Any
    points: Any
    hidden: Any
    amounts: Any
    keys: Any
    kinds: Any
    used: Any
    best: Any
    best_of_kind: Any
    begins: Any
    compounds: Any


def room_for(*, programs: int, planes: int, amounts: int, top: int, answers: int, compounds: int) -> Room:
    """Return room for `answer_all` to work in."""
    return Room(
        planes=np.zeros(planes, np.uint64),
        counts=np.zeros(programs, np.uint16),
        nats=np.zeros(programs, np.uint16),
        points=np.zeros(programs, np.int16),
        hidden=np.zeros(programs, np.bool_),
        amounts=np.zeros(amounts, np.int16),
        keys=np.zeros(programs, np.int64),
        kinds=np.zeros(programs, np.int8),
        used=np.zeros(len(KINDS), np.int64),
        best=np.zeros(top, np.int64),
        best_of_kind=np.zeros((len(KINDS), top), np.int64),
        begins=np.zeros(answers, np.int64),
        compounds=np.zeros(compounds, np.int64),
    )
