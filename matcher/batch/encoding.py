"""From batches of cells to codes, and what is said of the rows that have none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.batch.cells import WHOLE_NUMBERS, Group, together
from matcher.batch.encoded import PLACE, Column, Encoded, Numbers
from matcher.batch.headings import BROKEN, ROW, Headings
from matcher.document import Problem
from matcher.locale import N_
from matcher.profile_table import ID, kind_of


@dataclass(frozen=True)
class Aside:
    """What is said of one row, most often why it is set aside; `heading` is that of the column, None for the row as a whole."""

    row: int
    id: str | None
    heading: str | None
    problem: Problem


class Encoder:
    """Reads batches of one table. What a value was read as is kept from one batch to the next."""

    def __init__(self, headings: Headings) -> None:
        self.headings = headings
        self._groups = [Group(places, headings) for places in together(headings.fields)]

    def encode(self, batch: pa.RecordBatch) -> tuple[Encoded, list[Aside], list[Aside]]:
        """Return the enterprises of a batch, what is wrong with the others, and what was read otherwise than it was written."""
        ids = self._ids(batch)
        sieve = _Sieve(batch.column(ROW).to_numpy(), ids, self.headings)
        sieve.refuse_broken(batch.column(BROKEN))
        sieve.refuse_without_id()
        whole_rows = sieve.good.copy()  # what is wrong with the row as a whole is said once; its cells may be shifted
        columns: dict[str, Column] = {}
        numbers: dict[str, Numbers] = {}
        for group in self._groups:
            if (whole := group.whole(batch)) is not None:
                name, (numbers[name], wrong) = group.fields[0], whole
                for row in np.flatnonzero(wrong & whole_rows):
                    sieve.set_aside(np.array([row]), group.outcome((numbers[name].values[row].item(),)).problems)
                continue
            codes = group.codes(batch)
            for code in np.unique(codes[group.remarkable[codes] & whole_rows]):
                rows = np.flatnonzero((codes == code) & whole_rows)
                sieve.set_aside(rows, group.outcomes[code].problems)
                sieve.note(rows, group.outcomes[code].notes)
            for name, meanings in group.meanings.items():
                if name != PLACE and kind_of(name) in WHOLE_NUMBERS:
                    numbers[name] = meanings.numbers(codes)
                else:
                    columns[name] = meanings.column(codes)
        kept = sieve.good
        if not kept.all():
            ids = ids.filter(pa.array(kept))
            columns = {name: Column(column.codes[kept], column.answers) for name, column in columns.items()}
            numbers = {name: Numbers(n.values[kept], n.known[kept]) for name, n in numbers.items()}
        return Encoded(ids, columns, numbers), sieve.asides, sieve.notes

    def _ids(self, batch: pa.RecordBatch) -> pa.Array:
        """Return the ids as words, null where there is none; the number of the row where the table has no such column."""
        place = next((place for place, field in self.headings.fields.items() if field == ID), None)
        if place is None:
            return batch.column(ROW).cast(pa.string())
        held = batch.column(str(place))
        if pa.types.is_dictionary(held.type):
            held = held.dictionary_decode()
        if pa.types.is_floating(held.type):
            held = held.cast(pa.int64(), safe=False) if pc.all(pc.equal(pc.floor(held), held)).as_py() else held
        words = pc.utf8_trim_whitespace(held.cast(pa.string()))
        return pc.if_else(pc.equal(words, ""), pa.scalar(None, pa.string()), words)


class _Sieve:
    """The rows of one batch that are still good, and why the others are not."""

    def __init__(self, rows: npt.NDArray[np.int64], ids: pa.Array, headings: Headings) -> None:
        self.good = np.ones(len(rows), dtype=bool)
        self.asides: list[Aside] = []
        self._notes: list[tuple[npt.NDArray[np.intp], Iterable[Problem]]] = []
        self._rows, self._ids, self._headings = rows, ids, headings

    def set_aside(self, bad: npt.NDArray[np.intp], problems: Iterable[Problem]) -> None:
        """Take rows out, each with every problem; the column of a problem is that of the table, from 1, or 0 for none."""
        for problem in problems:
            self.good[bad] = False
            self.asides += self._said(bad, problem)

    def note(self, rows: npt.NDArray[np.intp], problems: Iterable[Problem]) -> None:
        """Keep what is to be said of rows if they stay good."""
        self._notes.append((rows, problems))

    @property
    def notes(self) -> list[Aside]:
        return [
            said for rows, problems in self._notes for problem in problems for said in self._said(rows[self.good[rows]], problem)
        ]

    def _said(self, rows: npt.NDArray[np.intp], problem: Problem) -> list[Aside]:
        heading = self._headings.texts[problem.column - 1] if problem.column else None
        return [Aside(int(self._rows[row]), self._ids[int(row)].as_py(), heading, problem) for row in rows]

    def refuse_broken(self, broken: pa.Array) -> None:
        for message in broken.unique().drop_null().to_pylist():
            same = pc.fill_null(pc.equal(broken, message), False)  # noqa: FBT003
            self.set_aside(np.flatnonzero(same.to_numpy(zero_copy_only=False)), [self._problem(0, message)])

    def refuse_without_id(self) -> None:
        without = np.flatnonzero(self._ids.is_null().to_numpy(zero_copy_only=False) & self.good)
        place = next((place for place, field in self._headings.fields.items() if field == ID), -1)
        self.set_aside(without, [self._problem(place + 1, N_("this row has no id"))])

    def _problem(self, column: int, message: str) -> Problem:
        return Problem(self._headings.file, 0, column, "", message)
