"""From cells to codes: each different value of a column is read once, by the profile's own types, whatever the number of rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.batch.encoded import PLACE, UNKNOWN, Codes, Column, Encoded, Numbers
from matcher.budget_table.delimited import NOT_TEXT
from matcher.budget_table.table import Cell, Value, cleaned
from matcher.document import Document, InputError, Location, Problem
from matcher.locale import N_
from matcher.profile import Enterprise, Profile
from matcher.profile_table import CONFIRMATIONS, ID, NAME, kind_of, value_in
from matcher.project import Project
from matcher.validation import validate

ROW, BROKEN = "row", "broken"
"""Columns that reading adds: the number of each row, and why it could not be parted into cells, null for nearly all."""
WHOLE_NUMBERS = {"number", "money", "years"}
TOGETHER = (
    ("enterprise.municipality", "enterprise.mrc", "enterprise.region"),
    ("project.start", "project.end"),
)
"""Columns that are judged together: a town may be one of several of its name, and a project ends after it starts."""
MOST_REMEMBERED = 20_000
"""Different values of a column kept from one batch to the next; texts are all different and would fill the memory."""
FLOATS_ARE_EXACT = 2**53
"""Above, a floating number no longer tells one dollar from the next."""

DIGITS = "^[0-9]{1,15}$"
"""A whole number as programs write it."""


@dataclass(frozen=True)
class Aside:
    """One mistake that sets a row aside; `heading` is that of its column, None where it is the row as a whole."""

    row: int
    id: str | None
    heading: str | None
    problem: Problem


@dataclass(frozen=True)
class Headings:
    """What the columns of a table are: their headings, and which answer each holds, of those that hold one."""

    file: str
    texts: tuple[str, ...]
    fields: Mapping[int, str]
    """By the place of the column, from 0."""


class Encoder:
    """Reads batches of one table. What a value was read as is kept from one batch to the next."""

    def __init__(self, headings: Headings) -> None:
        self.headings = headings
        self._groups = [_Group(places, headings) for places in _together(headings.fields)]

    def encode(self, batch: pa.RecordBatch) -> tuple[Encoded, list[Aside]]:
        """Return the enterprises of a batch, and what is wrong with the others."""
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
            wrong = group.wrong[codes] & whole_rows
            for code in np.unique(codes[wrong]):
                sieve.set_aside(np.flatnonzero((codes == code) & whole_rows), group.outcomes[code].problems)
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
        return Encoded(ids, columns, numbers), sieve.asides

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


@dataclass(frozen=True)
class _Outcome:
    """What some cells were read as: an answer for each name of their group, or what is wrong with them."""

    answers: tuple[Any, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Meanings:
    """The answers that the cells of a group stand for under one name, by the code of the cells."""

    def __init__(self) -> None:
        self._found: dict[Any, int] = {}
        self._codes: list[int] = []

    def add(self, answers: Iterable[Any]) -> None:
        found = self._found
        self._codes += [UNKNOWN if answer is None else found.setdefault(answer, len(found)) for answer in answers]

    def column(self, codes: Codes) -> Column:
        return Column(np.array(self._codes, dtype=np.int32)[codes], tuple(self._found))

    def numbers(self, codes: Codes) -> Numbers:
        """Return the same where answers are whole numbers."""
        held = self.column(codes)
        known = held.codes != UNKNOWN
        values = np.array([*held.answers, 0], dtype=np.int64)  # the last one is that of UNKNOWN
        return Numbers(values[held.codes], known)


class _Group:
    """Columns that are read together, and what their cells were read as, kept from one batch to the next."""

    def __init__(self, places: tuple[int, ...], headings: Headings) -> None:
        self.fields = tuple(headings.fields[place] for place in places)
        self._places, self._file = places, headings.file
        names = (PLACE,) if set(self.fields) & set(TOGETHER[0]) else self.fields
        self._of_numbers = len(self.fields) == 1 and kind_of(self.fields[0]) in WHOLE_NUMBERS
        self._answers = {name: _answer(name) for name in names}
        self._forget()

    def _forget(self) -> None:
        self._seen: dict[tuple[Any, ...], int] = {}
        self.outcomes: list[_Outcome] = []
        self.wrong = np.zeros(0, dtype=bool)
        self.meanings = {name: _Meanings() for name in self._answers}

    def codes(self, batch: pa.RecordBatch) -> Codes:
        """Return which of `outcomes` the cells of each row came to; new ones are read."""
        if len(self._seen) > MOST_REMEMBERED:
            self._forget()
        codes, raws = _distinct([batch.column(str(place)) for place in self._places])
        known = len(self._seen)
        places = np.array([self._seen.setdefault(raw, len(self._seen)) for raw in raws], dtype=np.int32)
        new = [self.outcome(raw) for raw in list(self._seen)[known:]]
        if new:
            self.outcomes += new
            self.wrong = np.append(self.wrong, [bool(outcome.problems) for outcome in new])
            for place, meanings in enumerate(self.meanings.values()):
                meanings.add(None if outcome.problems else outcome.answers[place] for outcome in new)
        return places[codes]  # type: ignore[no-any-return]

    def outcome(self, raw: tuple[Any, ...]) -> _Outcome:
        """Return what cells say, one for each field of the group."""
        problems: list[Problem] = []
        content: dict[str, dict[str, Any]] = {}
        positions: dict[Location, tuple[int, int]] = {}
        for place, field, written in zip(self._places, self.fields, raw, strict=True):
            value = _plain(written)
            if value is None or value == "":
                continue
            cell = Cell(0, place + 1, value)
            section, _, name = field.partition(".")
            positions[section, name] = (0, place + 1)
            try:
                content.setdefault(section, {})[name] = value_in(cell, kind_of(field), self._file)
            except InputError as error:
                problems += error.problems
            if NOT_TEXT.search(cell.text):
                problems.append(cell.problem(self._file, N_("this is not text")))
        if self._of_numbers and not problems and content:
            number = next(iter(next(iter(content.values())).values()))
            least, most = _limits(self.fields[0])
            if least <= number <= most:
                return _Outcome((number,))  # as the profile would: a table may hold a million different ones
        if not problems:
            try:
                profile = validate(Profile, Document(self._file, content, lambda: positions))
            except InputError as error:
                problems += error.problems
        return (
            _Outcome(problems=tuple(problems))
            if problems
            else _Outcome(tuple(map_to(profile) for map_to in self._answers.values()))
        )

    def whole(self, batch: pa.RecordBatch) -> tuple[Numbers, npt.NDArray[np.bool_]] | None:
        """Return a column of whole numbers as it stands and which of them no profile can hold; None where each is to be read."""
        held = batch.column(str(self._places[0]))
        if not self._of_numbers:
            return None
        if pa.types.is_string(held.type) and pc.all(pc.match_substring_regex(held, DIGITS), min_count=0).as_py():
            held = held.cast(pa.int64())
        if pa.types.is_floating(held.type):
            held = pc.if_else(pc.is_nan(held), pa.scalar(None, held.type), held)
            if not pc.all(pc.equal(pc.floor(held), held)).as_py() or pc.any(pc.greater(pc.abs(held), FLOATS_ARE_EXACT)).as_py():
                return None
        elif not pa.types.is_integer(held.type) or pa.types.is_uint64(held.type):
            return None
        values = pc.fill_null(held.cast(pa.int64()), 0).to_numpy()
        known = held.is_valid().to_numpy(zero_copy_only=False)
        least, most = _limits(self.fields[0])
        return Numbers(values, known), known & ((values < least) | (values > most))


class _Sieve:
    """The rows of one batch that are still good, and why the others are not."""

    def __init__(self, rows: npt.NDArray[np.int64], ids: pa.Array, headings: Headings) -> None:
        self.good = np.ones(len(rows), dtype=bool)
        self.asides: list[Aside] = []
        self._rows, self._ids, self._headings = rows, ids, headings

    def set_aside(self, bad: npt.NDArray[np.intp], problems: Iterable[Problem]) -> None:
        """Take rows out, each with every problem; the column of a problem is that of the table, from 1, or 0 for none."""
        self.good[bad] = False
        for problem in problems:
            heading = self._headings.texts[problem.column - 1] if problem.column else None
            self.asides += [Aside(int(self._rows[row]), self._ids[int(row)].as_py(), heading, problem) for row in bad]

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


def _together(fields: Mapping[int, str]) -> list[tuple[int, ...]]:
    """Return the places of the columns that hold an answer, those that are judged together as one."""
    by_field = {field: place for place, field in fields.items()}
    groups: dict[tuple[int, ...], None] = {}
    for field in fields.values():
        if field not in {ID, NAME}:
            together = next((some for some in TOGETHER if field in some), (field,))
            groups[tuple(by_field[one] for one in together if one in by_field)] = None
    return list(groups)


def _answer(name: str) -> Callable[[Profile], Any]:
    if name == PLACE:
        return lambda profile: profile.enterprise.place
    if name.startswith(CONFIRMATIONS):
        condition = name.removeprefix(CONFIRMATIONS)
        return lambda profile: profile.confirmations.get(condition)
    section, _, field = name.partition(".")
    return lambda profile: getattr(getattr(profile, section), field)


@cache
def _limits(field: str) -> tuple[int, int]:
    """Return the least and the most that a profile can hold, as its own type declares them."""
    section, _, name = field.partition(".")
    model = Enterprise if section == "enterprise" else Project
    declared = next(one for one in model.model_json_schema()["properties"][name]["anyOf"] if one["type"] == "integer")
    return declared["minimum"], declared["maximum"]


def _distinct(arrays: Sequence[pa.Array]) -> tuple[npt.NDArray[Any], list[tuple[Any, ...]]]:
    """Return the different rows of some columns, and which of them each row is."""
    codes, values = _distinct_values(arrays[0])
    found: list[tuple[Any, ...]] = [(value,) for value in values]
    for array in arrays[1:]:
        others, values = _distinct_values(array)
        pairs, codes = np.unique(codes.astype(np.int64) * len(values) + others, return_inverse=True)
        found = [(*found[pair // len(values)], values[pair % len(values)]) for pair in pairs.tolist()]
    return codes, found


def _distinct_values(array: pa.Array) -> tuple[npt.NDArray[Any], list[Any]]:
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        array = pa.array(["|".join(str(one) for one in held or () if one is not None) for held in array.to_pylist()], pa.string())
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    values = encoded.dictionary.to_pylist()
    return pc.fill_null(encoded.indices.cast(pa.int32()), len(values)).to_numpy(), [*values, None]


def _plain(value: object) -> Value | None:
    """Return a value as a cell holds it: what a program wrote as a time at midnight is a day, and what is not a number is nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat()
    return cleaned(value)
