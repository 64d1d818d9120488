"""The rows of answers that are needed so far, side by side in growing arrays."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.batch.layout import WORD
from matcher.batch.tables import COUNTS, FEW, MOST_FEW, NATS, PLANES, POINTS, SILENCE, Row, Rows


class Book:
    """The rows that are needed so far, side by side in growing arrays, each with its number."""

    def __init__(self, rows: Rows, rest: Row) -> None:
        self._rows, self._count = rows, len(rest.counts)
        self._numbers: dict[tuple[int, Hashable], int] = {}
        width = WORD * len(rest.silent)
        self.planes = np.zeros((0, len(rest.planes)), np.uint64)
        self.counts = np.zeros((0, width), np.uint16)
        self.nats = np.zeros((0, width), np.uint16)
        self.points = np.zeros((0, width), np.int16)
        self.silent = np.zeros((0, len(rest.silent)), np.uint64)
        self.says = np.zeros(0, np.uint8)
        self.levels_at = np.zeros(0, np.int64)
        self.levels = np.zeros(0, np.uint8)
        self.few_at = np.zeros(1, np.int64)
        self.few = np.zeros((0, 4), np.uint16)
        self.stand_ins_at = np.zeros(1, np.int64)
        self.stand_ins = np.zeros((0, 2), np.int32)
        self.used = self._levels_used = self._few_used = self._stand_ins_used = 0
        self.rest = self._add(rest)

    def number(self, answer: int, key: Hashable, profile: Any) -> int:
        """Return the number of the row of an answer, known by `key`; `profile` makes a profile that says it and nothing else."""
        found = self._numbers.get((answer, key))
        if found is None:
            found = self._numbers[answer, key] = self._add(self._rows.row(answer, profile()))
        return found

    def number_of_text(self, key: Hashable, profile: Any) -> int:
        """Return the number of the row of words, which brings points only."""
        found = self._numbers.get((SUBJECT, key))
        if found is None:
            points = self._rows.text(profile())
            empty = Row(
                np.zeros(0, np.uint8),
                np.full(self.planes.shape[1], np.iinfo(np.uint64).max, np.uint64),
                np.zeros(self._count, np.uint16),
                np.zeros(self._count, np.uint16),
                points,
                np.zeros(self.silent.shape[1], np.uint64),
                np.zeros((0, 2), np.int32),
            )
            found = self._numbers[SUBJECT, key] = self._add(empty)
        return found

    def _add(self, row: Row) -> int:
        number = self.used
        if number == len(self.says):
            self._grow(max(256, 2 * number))
        self.planes[number], self.silent[number] = row.planes, row.silent
        parts = (row.counts, row.nats, row.points)
        for held, part in zip((self.counts, self.nats, self.points), parts, strict=True):
            held[number, : self._count] = part
        said = np.flatnonzero(np.any(parts, axis=0))
        few = (
            np.stack([said, *(part[said] for part in parts)], axis=1).astype(np.uint16) if len(said) <= MOST_FEW else self.few[:0]
        )
        self.says[number] = (
            PLANES * bool((~row.planes).any())
            | COUNTS * bool(row.counts.any())
            | NATS * bool(row.nats.any())
            | POINTS * bool(row.points.any())
            | SILENCE * bool(row.silent.any())
            | FEW * (len(said) <= MOST_FEW)
        )
        self.few = _appended(self.few, self._few_used, few)
        self._few_used += len(few)
        self.few_at[number + 1] = self._few_used
        self.levels = _appended(self.levels, self._levels_used, row.levels)
        self.levels_at[number] = self._levels_used
        self._levels_used += len(row.levels)
        self.stand_ins = _appended(self.stand_ins, self._stand_ins_used, row.stand_ins)
        self._stand_ins_used += len(row.stand_ins)
        self.stand_ins_at[number + 1] = self._stand_ins_used
        self.used += 1
        return number

    def _grow(self, size: int) -> None:
        for name in ("planes", "counts", "nats", "points", "silent", "says", "levels_at"):
            setattr(self, name, _longer(getattr(self, name), size))
        self.few_at = _longer(self.few_at, size + 1)
        self.stand_ins_at = _longer(self.stand_ins_at, size + 1)


SUBJECT = -2
"""Stands for the words of a profile among the answers."""


def _longer(array: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    longer = np.zeros((size, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer


def _appended(array: npt.NDArray[Any], used: int, more: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the array with `more` after the part in use, made longer where there is no room."""
    if used + len(more) > len(array):
        array = _longer(array, max(1024, 2 * (used + len(more))))
    array[used : used + len(more)] = more
    return array
