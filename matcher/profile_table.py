"""A table of enterprises, one a row: columns are matched with the answers of a profile, and each row is read by itself.

The columns are those of `matcher batch`: `id`, `name` and dotted answers (`enterprise.legal_form`, `project.total_cost`,
`confirmations.project-not-started`), or what people call them in French or English. Several values of one cell are parted by `|`; an
empty cell is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Any

from rapidfuzz import fuzz, process

from matcher.attribute import Kind
from matcher.budget_table.cells import as_date, dollars, whole
from matcher.budget_table.delimited import decoded, read_text
from matcher.budget_table.table import Cell, Row, Table
from matcher.budget_table.workbook import read_sheets
from matcher.document import Document, InputError, Location, Problem
from matcher.locale import LANGUAGES, N_, translate
from matcher.profile import ATTRIBUTES, Enterprise, Profile
from matcher.project import Project
from matcher.validation import validate
from matcher.vocabulary.terms import fold

MOST_ROWS, MOST_BYTES = 20_001, 10_000_000
"""The largest table: headings and 20,000 enterprises, and twice the text of as many with every answer. `matcher batch` reads longer ones."""
WORKBOOKS = (".xlsx", ".xlsm")
NEAR = 88
"""How alike a heading and a name must be, of 100, to be taken for the same."""
WORTH_MENTIONING = 60
"""How alike they must be to be said as what was perhaps meant."""
ID, NAME = "id", "name"
CONFIRMATIONS = "confirmations."
"""Begins the columns that hold the answer, yes or no, to one condition of programs; its id ends it."""
LINES = {"past_awards", "costs", "contributions", "funding"}
"""Answers that are tables themselves, which one cell cannot hold."""
MORE_NAMES = {
    ID: ("identifiant", "numéro", "numéro de dossier", "no", "file number"),
    NAME: (
        "nom",
        "nom de l'organisme",
        "nom de l'entreprise",
        "organisme",
        "entreprise",
        "client",
        "organization",
        "organisation",
    ),
    "enterprise.municipality": ("municipalité", "ville", "city", "town", "lieu"),
    "enterprise.mrc": ("mrc",),
    "enterprise.region": ("région", "région administrative", "region"),
    "enterprise.founded": ("fondation", "date de création", "année de fondation", "year founded"),
    "enterprise.sector": ("secteur", "secteur d'activité", "sector"),
    "enterprise.employees": ("nombre d'employés", "employés", "effectif"),
    "project.description": ("projet", "description du projet", "project"),
    "project.total_cost": ("coût", "coût total", "coût du projet", "budget", "cost"),
    "project.uses": ("utilisation", "utilisation des fonds", "uses of funds"),
}
YES_NO = {
    "oui": True,
    "non": False,
    "yes": True,
    "no": False,
    "vrai": True,
    "faux": False,
    "true": True,
    "false": False,
    "1": True,
    "0": False,
}
WHOLE = re.compile(r"\d{1,9}")
PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?) ?%")
KINDS: dict[str, Kind] = {"debt_service_max": "money", "files_max": "number", "end": "date", "documents": "choices"}
"""What the answers hold that are no attribute of a criterion."""


@dataclass(frozen=True)
class ReadRow:
    """One row: who it is about, and the profile or what is wrong with it. `number` counts from 1, headings included."""

    number: int
    id: str | None
    name: str | None
    profile: Profile | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Reading:
    """What a table holds. `mapping` says for each heading which answer it was taken for, None where for none."""

    mapping: Mapping[str, str | None]
    rows: tuple[ReadRow, ...]

    @property
    def good(self) -> tuple[ReadRow, ...]:
        return tuple(row for row in self.rows if row.profile is not None)


@cache
def fields() -> dict[str, Kind | None]:
    """Return every column that a table can have with what its cells hold; None for words."""
    found: dict[str, Kind | None] = {ID: None, NAME: None}
    for section, model in (("enterprise", Enterprise), ("project", Project)):
        for name in model.model_fields:
            if name not in LINES:
                found[f"{section}.{name}"] = ATTRIBUTES[name].kind if name in ATTRIBUTES else KINDS.get(name)
    return found


def kind_of(field: str) -> Kind | None:
    """Return what the cells of a column hold; None for words. Raises KeyError if a table has no such column."""
    if field.startswith(CONFIRMATIONS):
        return "yes_no"
    return fields()[field]


def nearest_field(heading: str) -> str | None:
    """Return the answer whose name is nearest to a heading that names none, None if nothing is near."""
    names = _names()
    hit = process.extractOne(fold(heading), list(names), scorer=fuzz.token_sort_ratio, score_cutoff=WORTH_MENTIONING)
    return names[hit[0]] if hit else None


def suggest_mapping(headings: Sequence[str]) -> dict[str, str | None]:
    """Return which answer each heading is taken for: its own name first, else the nearest one; one heading for each answer."""
    names = _names()
    scored: list[tuple[float, int, str, str]] = []
    for place, heading in enumerate(headings):
        if heading.startswith(CONFIRMATIONS):
            scored.append((-100, place, heading, heading))
            continue
        hit = process.extractOne(fold(heading), list(names), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR)
        if hit:
            scored.append((-hit[1], place, heading, names[hit[0]]))
    mapping: dict[str, str | None] = dict.fromkeys(headings)
    for _, _, heading, field in sorted(scored):
        if field not in mapping.values():
            mapping[heading] = field
    return mapping


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for field in fields():
        section, _, bare = field.rpartition(".")
        attribute = ATTRIBUTES.get(bare) if section else None
        labels = [translate(attribute.label, language) for language in LANGUAGES] if attribute else []
        for name in (field, bare, bare.replace("_", " "), *labels, *MORE_NAMES.get(field, ())):
            names.setdefault(fold(name), field)
    return names


def read_profiles(content: bytes, file: str, mapping: Mapping[str, str | None] | None = None) -> Reading:
    """Return the enterprises in a CSV or an XLSX.

    Args:
        content: the bytes of the file.
        file: its name, which tells its kind and stands in messages.
        mapping: which answer a heading means (None: none), where it is not the one suggested.

    Raises:
        InputError: it is no table, is too large, has no row under its headings, or no heading is the name of an answer. What is
            wrong with one row is in that row.
    """
    if PurePath(file).suffix.casefold() in WORKBOOKS:
        sheets = read_sheets(content, file, MOST_ROWS)
        if not sheets:
            raise InputError([Problem(file, 1, 1, "", N_("the file is empty"))])
        table = next(iter(sheets.values())).checked()
    else:
        table = read_text(decoded(content, file, MOST_BYTES), file, MOST_ROWS, MOST_BYTES)
    return profiles_from_table(table, mapping)


def profiles_from_table(table: Table, mapping: Mapping[str, str | None] | None = None) -> Reading:
    """Return the enterprises in a table whose first row holds headings. Raises InputError as `read_profiles` does."""
    head, *rows = table.rows
    headings = {column: cell.text for column, cell in head.items()}
    chosen = suggest_mapping(list(headings.values())) | dict(mapping or {})
    columns = columns_of(headings, chosen, table.file)
    if not rows:
        raise InputError([Problem(table.file, 1, 1, "", N_("there is no row under the headings"))])
    seen: set[str] = set()
    return Reading(
        {heading: chosen.get(heading) for heading in headings.values()},
        tuple(_row(row, columns, table.file, seen) for row in rows),
    )


def columns_of(headings: Mapping[int, str], chosen: Mapping[str, str | None], file: str) -> dict[int, str]:
    """Return which answer each column holds, of those that hold one.

    Raises InputError where none does, where what was chosen is no answer, or where two columns hold the same one.
    """
    columns = {column: field for column, heading in headings.items() if (field := chosen.get(heading))}
    unknown = sorted({field for field in chosen.values() if field and not field.startswith(CONFIRMATIONS)} - set(fields()))
    if unknown:
        nearest = process.extractOne(unknown[0], list(_names().values()), score_cutoff=WORTH_MENTIONING)
        message = N_("there is no such answer")
        raise InputError([Problem(file, 1, 1, "", message, found=unknown[0], nearest=nearest[0] if nearest else None)])
    if not columns:
        message, expected = N_("no heading is the name of an answer"), "name, enterprise.legal_form, …"
        raise InputError([Problem(file, 1, 1, "", message, expected=expected)])
    twice = [field for field in columns.values() if list(columns.values()).count(field) > 1]
    if twice:
        found = ", ".join(headings[column] for column, field in columns.items() if field == twice[0])
        message = N_("two headings mean the same answer, {field}")
        raise InputError([Problem(file, 1, 1, "", message, {"field": twice[0]}, found=found)])
    return columns


def _row(row: Row, columns: Mapping[int, str], file: str, seen: set[str]) -> ReadRow:
    cells = {columns[column]: cell for column, cell in row.items() if column in columns}
    number = next(iter(row.values())).row
    problems: list[Problem] = []
    content: dict[str, dict[str, Any]] = {}
    for field, cell in cells.items():
        section, _, name = field.partition(".")
        if not name:
            continue
        try:
            content.setdefault(section, {})[name] = value_in(cell, kind_of(field), file)
        except InputError as error:
            problems += error.problems
    own_id = cells[ID].text if ID in cells else None
    if own_id is not None:
        if own_id in seen:
            problems.append(cells[ID].problem(file, N_("another row has this id already")))
        seen.add(own_id)
    places: dict[Location, tuple[int, int]] = {
        tuple(field.split(".", 1)): (cell.row, cell.column) for field, cell in cells.items()
    }
    profile = None
    try:
        read = validate(Profile, Document(file, content, lambda: {(): (number, 1), **places}))
        profile = None if problems else read
    except InputError as error:
        problems += error.problems
    return ReadRow(number, own_id, cells[NAME].text if NAME in cells else None, profile, tuple(problems))


def value_in(cell: Cell, kind: Kind | None, file: str) -> Any:
    """Return what a cell says, in the form of a profile file. Raises InputError."""
    text = cell.text
    if kind == "choices":
        return [part.strip() for part in text.split("|") if part.strip()]
    if kind == "money":
        return whole(dollars(cell, file))
    if kind == "date":
        return as_date(cell)
    if kind == "yes_no":
        return _known(YES_NO.get(fold(text)), cell, file, N_("this is not a yes or a no"), N_("oui or non, yes or no"))
    if kind == "share":
        return _known(_share(cell), cell, file, N_("this is not a share"), N_("a share such as 55 % or 0.55"))
    if kind in {"number", "years"}:
        count = int(cell.value) if isinstance(cell.value, float) and cell.value.is_integer() else cell.value
        if isinstance(count, int):
            return count
        found = int(text) if WHOLE.fullmatch(text) else None
        return _known(found, cell, file, N_("this is not a whole number"), N_("a whole number, such as 640_000"))
    return text


def _share(cell: Cell) -> float | None:
    if isinstance(cell.value, (int, float)):
        return float(cell.value) if 0 <= cell.value <= 1 else None
    hit = PERCENT.fullmatch(cell.text)
    if hit:
        return float(hit[1].replace(",", ".")) / 100
    try:
        found = float(cell.text.replace(",", "."))
    except ValueError:
        return None
    return found if 0 <= found <= 1 else None


def _known(value: Any, cell: Cell, file: str, message: str, expected: str) -> Any:
    if value is None:
        raise InputError([cell.problem(file, message, expected=expected)])
    return value
