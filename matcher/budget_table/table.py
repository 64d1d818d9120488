"""A table as it was given: the cells that hold something, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.document import InputError, Problem, shown
from matcher.locale import N_

MAX_ROWS = 500
"""Rows that hold something; a budget with more is not one that people read."""
MAX_COLUMNS = 50

Value = str | int | float | date
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
"""Characters that come along with what is pasted from a page and that nobody sees."""


@dataclass(frozen=True)
class Cell:
    """One cell that holds something; rows and columns count from 1."""

    row: int
    column: int
    value: Value

    @property
    def address(self) -> str:
        """Return the place as a spreadsheet names it: `B4`."""
        letters, column = "", self.column
        while column:
            column, letter = divmod(column - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.row}"

    @property
    def text(self) -> str:
        return self.value.isoformat() if isinstance(self.value, date) else str(self.value)

    def problem(self, file: str, message: str, **details: Any) -> Problem:
        """Return a mistake in this cell, which says what was found there."""
        found = {"found": shown(self.value) if isinstance(self.value, date) else self.text}
        return Problem(file, self.row, self.column, self.address, message, **{**found, **details})


Row = Mapping[int, Cell]
"""The cells of a row by column, those that hold something."""


@dataclass(frozen=True)
class Table:
    """The rows that hold something, `most_rows` and one at most, and the name of their file for messages."""

    file: str
    rows: tuple[Row, ...]
    most_rows: int = MAX_ROWS

    def checked(self) -> Table:
        """Return this table. Raises InputError if it is empty, too long or too wide."""
        if not self.rows:
            raise InputError([Problem(self.file, 1, 1, "", N_("the file is empty"))])
        if len(self.rows) > self.most_rows:
            first = min(self.rows[self.most_rows].values(), key=lambda cell: cell.column)
            raise InputError([first.problem(self.file, N_("the table has too many rows"), expected=f"<= {self.most_rows}")])
        wide = [cell for row in self.rows for cell in row.values() if cell.column > MAX_COLUMNS]
        if wide:
            raise InputError([wide[0].problem(self.file, N_("the table has too many columns"), expected=f"<= {MAX_COLUMNS}")])
        return self


def table(values: Iterable[Iterable[object]], file: str, most_rows: int = MAX_ROWS) -> Table:
    """Return the table of these rows of values. It stops where it is already too long, which `checked` refuses."""
    rows: list[Row] = []
    for row, cells in enumerate(values, 1):
        values_of = ((column, cleaned(value)) for column, value in enumerate(cells, 1) if value is not None)
        held = {column: Cell(row, column, value) for column, value in values_of if value != ""}
        if held:
            rows.append(held)
        if len(rows) > most_rows:
            break
    return Table(file, tuple(rows), most_rows)


def cleaned(value: object) -> Value:
    """Return what a cell holds: numbers and days as they are, all else as words parted by one space."""
    if isinstance(value, (int, float, date)) and not isinstance(value, bool):
        return value
    return " ".join(str(value).translate(UNSEEN).split())
