"""What cells say: each different one of a column is read once, by the profile's own types, whatever the number of rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.batch.encoded import PLACE, UNKNOWN, Codes, Column, Numbers
from matcher.batch.headings import Headings
from matcher.budget_table.delimited import NOT_TEXT
from matcher.budget_table.table import Cell, Value, cleaned
from matcher.document import Document, InputError, Location, Problem
from matcher.locale import N_
from matcher.profile import Enterprise, Profile
from matcher.profile_table import CONFIRMATIONS, ID, NAME, kind_of, value_in
from matcher.project import Project
from matcher.validation import validate

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


def together(fields: Mapping[int, str]) -> list[tuple[int, ...]]:
    """Return the places of the columns that hold an answer, those that are judged together as one."""
    by_field = {field: place for place, field in fields.items()}
    groups: dict[tuple[int, ...], None] = {}
    for field in fields.values():
        if field not in {ID, NAME}:
            together = next((some for some in TOGETHER if field in some), (field,))
            groups[tuple(by_field[one] for one in together if one in by_field)] = None
    return list(groups)


@dataclass(frozen=True)
class _Outcome:
    """What some cells were read as: an answer for each name of their group, or what is wrong with them.

    `notes` say what was read otherwise than it was written, or not understood.
    """

    answers: tuple[Any, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


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


class Group:
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
        self.remarkable = np.zeros(0, dtype=bool)
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
            self.remarkable = np.append(self.remarkable, [bool(outcome.problems or outcome.notes) for outcome in new])
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
        if problems:
            return _Outcome(problems=tuple(problems))
        return _Outcome(tuple(read(profile) for read in self._answers.values()), notes=tuple(self._notes(profile)))

    def _notes(self, profile: Profile) -> Iterator[Problem]:
        places = dict(zip(self.fields, self._places, strict=True))
        for words, place in profile.enterprise.places_understood:
            column = next(places[field] for field in TOGETHER[0] if getattr(profile.enterprise, field.split(".")[1]) == words)
            message = N_("this was read as the nearest place")
            yield Problem(self._file, 0, column + 1, "", message, found=words, nearest=place.full_label("fr"))
        for words in profile.unresolved_sectors:
            message = N_("this sector is not in our vocabulary; criteria on sectors stay to confirm")
            yield Problem(self._file, 0, self._places[0] + 1, "", message, found=words)

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
        array = pa.array([_joined(held) for held in array.to_pylist()], pa.string())
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    words = encoded.dictionary
    if pa.types.is_float32(words.type) or pa.types.is_float16(words.type):  # as it was written: 0.39, and not 0.38999998569488525
        words = pa.array([float(str(value)) for value in words.to_numpy()], pa.float64())
    values = words.to_pylist()
    return pc.fill_null(encoded.indices.cast(pa.int32()), len(values)).to_numpy(), [*values, None]


def _joined(held: Iterable[Any] | None) -> str | None:
    """Return a list as a cell; one that is empty says *none*, as in a profile, and not that it is unknown."""
    return None if held is None else "|".join(str(one) for one in held if one is not None) or "|"


def _plain(value: object) -> Value | None:
    """Return a value as a cell holds it: a time at midnight is a day, bytes are words, and what is not a number is nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bytes):
        return cleaned(value.decode("utf-8", "replace"))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat()
    return cleaned(value)
