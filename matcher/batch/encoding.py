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
MOST_REMEMBERED = 200_000
"""Different values kept, over all batches; texts are all different and would fill the memory."""
FLOATS_ARE_EXACT = 2**53
"""Above, a floating number no longer tells one dollar from the next."""

Raw = tuple[Value | None, ...]


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


@dataclass(frozen=True, eq=False)
class _Group:
    """Columns that are read together: their places, and what comes out of them, by name."""

    places: tuple[int, ...]
    fields: tuple[str, ...]
    answers: Mapping[str, Callable[[Profile], Any]]


class Encoder:
    """Reads batches of one table. What a value was read as is kept from one batch to the next."""

    def __init__(self, headings: Headings) -> None:
        self.headings = headings
        self._groups = _groups(headings.fields)
        self._seen: dict[tuple[_Group, tuple[tuple[type, Value | None], ...]], tuple[Any, ...] | tuple[Problem, ...]] = {}

    def encode(self, batch: pa.RecordBatch) -> tuple[Encoded, list[Aside]]:
        """Return the enterprises of a batch, and what is wrong with the others."""
        ids = self._ids(batch)
        sieve = _Sieve(batch.column(ROW).to_numpy(), ids, self.headings)
        sieve.refuse_broken(batch.column(BROKEN))
        sieve.refuse_without_id()
        columns: dict[str, Column] = {}
        numbers: dict[str, Numbers] = {}
        whole_rows = sieve.good.copy()  # what is wrong with the row as a whole is said once; its cells may be shifted
        for group in self._groups:
            if (as_they_stand := _whole(group, batch)) is not None:
                found, wrong = as_they_stand
                numbers[group.fields[0]] = found
                for row in np.flatnonzero(wrong & whole_rows):
                    sieve.set_aside(np.array([row]), self._outcome(group, (found.values[row].item(),)))
                continue
            codes, problems, outcomes = self._read(group, batch)
            for code, wrongs in problems.items():
                sieve.set_aside(np.flatnonzero((codes == code) & whole_rows), wrongs)
            for place, name in enumerate(group.answers):
                values = [None if code in problems else outcome[place] for code, outcome in enumerate(outcomes)]
                if name != PLACE and kind_of(name) in WHOLE_NUMBERS:
                    numbers[name] = _numbers(codes, values)
                else:
                    columns[name] = _column(codes, values)
        kept = sieve.good
        return Encoded(
            ids.filter(pa.array(kept)),
            {name: Column(column.codes[kept], column.answers) for name, column in columns.items()},
            {name: Numbers(n.values[kept], n.known[kept]) for name, n in numbers.items()},
        ), sieve.asides

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

    def _read(self, group: _Group, batch: pa.RecordBatch) -> tuple[Codes, dict[int, tuple[Problem, ...]], list[Any]]:
        """Return a code for each row, the problems of codes that have some, and what each code was read as."""
        codes, raws = _distinct([batch.column(str(place)) for place in group.places])
        problems: dict[int, tuple[Problem, ...]] = {}
        outcomes: list[Any] = []
        for code, raw in enumerate(raws):
            key = (group, tuple((type(value), value) for value in raw))
            outcome = self._seen.get(key)
            if outcome is None:
                outcome = self._outcome(group, raw)
                if len(self._seen) >= MOST_REMEMBERED:
                    self._seen.clear()
                self._seen[key] = outcome
            if outcome and isinstance(outcome[0], Problem):
                problems[code] = outcome
            outcomes.append(outcome)
        return codes, problems, outcomes

    def _outcome(self, group: _Group, raw: Raw) -> tuple[Any, ...]:
        """Return the answers that values give, in the order of the group's, or what is wrong with them."""
        file = self.headings.file
        problems: list[Problem] = []
        content: dict[str, dict[str, Any]] = {}
        positions: dict[Location, tuple[int, int]] = {}
        for place, field, value in zip(group.places, group.fields, raw, strict=True):
            if value is None or value == "":
                continue
            section, _, name = field.partition(".")
            positions[section, name] = (0, place + 1)
            try:
                content.setdefault(section, {})[name] = value_in(Cell(0, place + 1, value), kind_of(field), file)
            except InputError as error:
                problems += error.problems
        if not problems:
            try:
                profile = validate(Profile, Document(file, content, lambda: positions))
            except InputError as error:
                problems += error.problems
        return tuple(problems) if problems else tuple(answer(profile) for answer in group.answers.values())


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


def _groups(fields: Mapping[int, str]) -> list[_Group]:
    groups = []
    taken = {ID, NAME}
    by_field = {field: place for place, field in fields.items()}
    for field in fields.values():
        if field in taken:
            continue
        together = next((some for some in TOGETHER if field in some), (field,))
        present = tuple(one for one in together if one in by_field)
        taken |= set(present)
        names = (PLACE,) if together == TOGETHER[0] else present
        groups.append(_Group(tuple(by_field[one] for one in present), present, {name: _answer(name) for name in names}))
    return groups


def _answer(name: str) -> Callable[[Profile], Any]:
    if name == PLACE:
        return lambda profile: profile.enterprise.place
    if name.startswith(CONFIRMATIONS):
        condition = name.removeprefix(CONFIRMATIONS)
        return lambda profile: profile.confirmations.get(condition)
    section, _, field = name.partition(".")
    return lambda profile: getattr(getattr(profile, section), field)


def _whole(group: _Group, batch: pa.RecordBatch) -> tuple[Numbers, npt.NDArray[np.bool_]] | None:
    """Return a column of whole numbers as it stands and which of them no profile can hold; None where each is to be read."""
    held = batch.column(str(group.places[0]))
    if len(group.fields) > 1 or kind_of(group.fields[0]) not in WHOLE_NUMBERS:
        return None
    if pa.types.is_floating(held.type):
        held = pc.if_else(pc.is_nan(held), pa.scalar(None, held.type), held)
        if not pc.all(pc.equal(pc.floor(held), held)).as_py() or pc.any(pc.greater(pc.abs(held), FLOATS_ARE_EXACT)).as_py():
            return None
    elif not pa.types.is_integer(held.type) or pa.types.is_uint64(held.type):
        return None
    values = pc.fill_null(held.cast(pa.int64()), 0).to_numpy()
    known = held.is_valid().to_numpy(zero_copy_only=False)
    least, most = _limits(group.fields[0])
    return Numbers(values, known), known & ((values < least) | (values > most))


@cache
def _limits(field: str) -> tuple[int, int]:
    """Return the least and the most that a profile can hold, as its own type declares them."""
    section, _, name = field.partition(".")
    model = Enterprise if section == "enterprise" else Project
    declared = next(one for one in model.model_json_schema()["properties"][name]["anyOf"] if one["type"] == "integer")
    return declared["minimum"], declared["maximum"]


def _distinct(arrays: Sequence[pa.Array]) -> tuple[Codes, list[Raw]]:
    """Return the different rows of some columns, and which of them each row is."""
    codes, raws = _distinct_values(arrays[0])
    found: list[Raw] = [(value,) for value in raws]
    for array in arrays[1:]:
        others, values = _distinct_values(array)
        pairs, codes = np.unique(codes.astype(np.int64) * len(values) + others, return_inverse=True)
        found = [(*found[pair // len(values)], values[pair % len(values)]) for pair in pairs.tolist()]
    return codes.astype(np.int32), found


def _distinct_values(array: pa.Array) -> tuple[npt.NDArray[Any], list[Value | None]]:
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        array = pa.array(["|".join(str(one) for one in held or () if one is not None) for held in array.to_pylist()], pa.string())
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    values = [_plain(value) for value in encoded.dictionary.to_pylist()]
    codes = pc.fill_null(encoded.indices.cast(pa.int64()), len(values)).to_numpy()
    return codes, [*values, None]


def _plain(value: object) -> Value | None:
    """Return a value as a cell holds it: what a program wrote as a time at midnight is a day, and what is not a number is nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat()
    return cleaned(value)


def _column(codes: Codes, values: Iterable[Any]) -> Column:
    """Return a column in which what was written in several ways and means the same has one code."""
    found: dict[Any, int] = {}
    meant = [UNKNOWN if value is None else found.setdefault(value, len(found)) for value in values]
    return Column(np.array(meant, dtype=np.int32)[codes], tuple(found))


def _numbers(codes: Codes, values: Sequence[int | None]) -> Numbers:
    whole = np.array([value or 0 for value in values], dtype=np.int64)
    return Numbers(whole[codes], np.array([value is not None for value in values])[codes])
