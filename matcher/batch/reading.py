"""Tables of any length, a few thousand rows at a time: CSV, XLSX and Parquet as batches of the columns that hold an answer."""

from __future__ import annotations

import csv
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Literal, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from matcher.batch.headings import BROKEN, ROW, Headings
from matcher.budget_table.delimited import BYTE_ORDER_MARKS, delimiter_of
from matcher.budget_table.table import MAX_COLUMNS, cleaned
from matcher.budget_table.workbook import stream_rows
from matcher.document import InputError, Problem
from matcher.locale import N_
from matcher.profile_table import CONFIRMATIONS, ID, WORKBOOKS, columns_of, nearest_field, suggest_mapping
from matcher.system_reason import reason_of

BATCH_ROWS = 65_536
SAMPLE = 200
"""Lines that tell what parts the cells."""
MOST_LINES, MOST_LETTERS = 1_000, 131_072
"""How far a quoted cell may go on: beyond, the quote that opens it was never closed."""
LONGEST_LINE = 1_000_000
"""Letters of one line: 500 columns of descriptions have fewer."""
OPEN_QUOTE = N_("a quote is opened in this row and never closed")
STRANGE_QUOTES = N_("the quotes of this row do not pair")
TOO_WIDE = N_("this row has more cells than there are headings")
NO_TEXT = N_("a cell of this row is not text in UTF-8")

Form = Literal["csv", "xlsx", "parquet"]
Record = tuple[int, list[str] | str]
"""The number of a row, from 1 with the headings, and its cells, or why it cannot be parted into cells."""


@dataclass(frozen=True)
class Source:
    """A table to be answered. `digest` tells its content from any other; `rows` is how many it has, as far as that is known."""

    path: Path
    form: Form
    headings: Headings
    digest: str
    rows: int | None
    encoding: str = "utf-8"
    delimiter: str = ","

    @property
    def file(self) -> str:
        return self.headings.file

    @property
    def unused(self) -> dict[str, str | None]:
        """Return the headings that name no answer, each with the nearest one."""
        texts = enumerate(self.headings.texts)
        return {text: nearest_field(text) for place, text in texts if place not in self.headings.fields and text}

    @property
    def has_ids(self) -> bool:
        return ID in self.headings.fields.values()

    @property
    def confirmations(self) -> list[str]:
        """Return the conditions of programs that the table answers."""
        found = (field for field in self.headings.fields.values() if field.startswith(CONFIRMATIONS))
        return [field.removeprefix(CONFIRMATIONS) for field in found]


def open_source(path: Path, mapping: Mapping[str, str | None]) -> Source:
    """Return a table with what its columns are taken for.

    Raises InputError where it cannot be read at all: no file, no table, no row, no heading that is an answer.
    """
    file = str(path)
    suffix = path.suffix.casefold()
    try:
        digest, lines = _digest(path)
        if suffix == ".parquet":
            schema, rows = _parquet_schema(path)
            headings = _headings(file, schema.names, mapping)
            _refuse_nested(schema, headings)
            return Source(path, "parquet", headings, digest, rows)
        if suffix in WORKBOOKS:
            first = next(_held(_workbook_records(path)), None)
            source = Source(path, "xlsx", _headings(file, _texts(file, first), mapping), digest, None)
        elif suffix in {".csv", ".tsv", ".txt"}:
            encoding = _encoding(path)
            with path.open(encoding=encoding, newline="") as text:
                delimiter = delimiter_of("".join(islice(_lines(text, file), SAMPLE)))
            first = next(_held(_delimited_records(path, encoding, delimiter)), None)
            headings = _headings(file, _texts(file, first), mapping)
            source = Source(path, "csv", headings, digest, max(0, lines - 1), encoding, delimiter)
        else:
            message, expected = N_("this kind of file cannot be read"), N_("a .csv, .xlsx or .parquet")
            raise InputError([Problem(file, 1, 1, "", message, found=path.suffix, expected=expected)])
    except OSError as error:
        raise InputError([Problem(file, 1, 1, "", N_("the file cannot be read"), found=reason_of(error))]) from None
    if next(islice(_held(records(source)), 1, None), None) is None:
        raise InputError([Problem(file, 1, 1, "", N_("there is no row under the headings"))])
    return source


def _digest(path: Path) -> tuple[str, int]:
    """Return what tells the content of a file from any other, and about how many lines it has."""
    found, lines = hashlib.blake2b(digest_size=16), 0
    with path.open("rb") as content:
        while piece := content.read(1 << 22):
            found.update(piece)
            lines += piece.count(b"\n")
    return found.hexdigest(), lines


def _encoding(path: Path) -> str:
    """Return how a text is encoded, as `decoded` tells it. Raises InputError where it is no text."""
    with path.open("rb") as content:
        begins = content.read(3)
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if begins.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="") as text:
                while text.read(1 << 20):
                    pass
        except UnicodeError:
            continue
        return encoding
    expected = N_("a text in UTF-8 or Windows-1252, or an .xlsx workbook under its own name")
    raise InputError([Problem(str(path), 1, 1, "", N_("this is not text"), expected=expected)])


def _parquet_schema(path: Path) -> tuple[pa.Schema, int]:
    try:
        found = pq.ParquetFile(path)
        _ = found.schema_arrow.names  # a heading may be no text
    except (pa.ArrowException, UnicodeDecodeError) as error:
        message = N_("this is not a Parquet file that can be read")
        raise InputError([Problem(str(path), 1, 1, "", message, found=type(error).__name__)]) from None
    with found:
        if not found.metadata.num_rows:
            raise InputError([Problem(str(path), 1, 1, "", N_("there is no row under the headings"))])
        return found.schema_arrow, found.metadata.num_rows


def _refuse_nested(schema: pa.Schema, headings: Headings) -> None:
    """Refuse a column of tables: an answer is a word, a number, a day, a yes or no, or a list of words."""
    for place in headings.fields:
        held = schema.field(place).type
        inner = held.value_type if pa.types.is_list(held) or pa.types.is_large_list(held) else held
        if pa.types.is_nested(inner):
            message, expected = N_("a cell of this column cannot hold one answer"), N_("words, numbers, days, or lists of words")
            problem = Problem(headings.file, 1, place + 1, headings.texts[place], message, found=str(held), expected=expected)
            raise InputError([problem])


def _texts(file: str, first: Record | None) -> list[str]:
    if first is None:
        raise InputError([Problem(file, 1, 1, "", N_("the file is empty"))])
    number, cells = first
    if isinstance(cells, str):
        raise InputError([Problem(file, number, 1, "", cells)])
    texts = [str(cleaned(cell)) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _headings(file: str, texts: list[str], mapping: Mapping[str, str | None]) -> Headings:
    if len(texts) > MAX_COLUMNS * 10:
        raise InputError([Problem(file, 1, 1, "", N_("the table has too many columns"), expected=f"<= {MAX_COLUMNS * 10}")])
    missing = sorted(set(mapping) - set(texts))
    if missing:
        raise InputError([Problem(file, 1, 1, "", N_("the table has no such heading"), found=missing[0])])
    named = {place: text for place, text in enumerate(texts) if text}
    chosen = suggest_mapping(list(named.values())) | dict(mapping)
    return Headings(file, tuple(texts), columns_of(named, chosen, file))


def records(source: Source) -> Iterator[Record]:
    """Yield the rows of a CSV or a workbook, headings and empty rows included."""
    if source.form == "xlsx":
        return _workbook_records(source.path)
    return _delimited_records(source.path, source.encoding, source.delimiter)


def _held(found: Iterable[Record]) -> Iterator[Record]:
    """Leave out the rows that hold nothing: they are no rows."""
    return ((number, cells) for number, cells in found if isinstance(cells, str) or any(cell.strip() for cell in cells))


def _workbook_records(path: Path) -> Iterator[Record]:
    with path.open("rb") as workbook:
        for number, values in enumerate(stream_rows(workbook, str(path)), 1):
            yield number, ["" if value is None else _written(value) for value in values]


def _written(value: object) -> str:
    """Return a cell of a workbook as text that reads as the same value."""
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f").removesuffix(".0")
        return f"{text}0" if len(text.rpartition(".")[2]) == 3 and "." in text else text  # 1.234 may be a thousand, 1.2340 is not
    return value.isoformat() if isinstance(value, date) else str(value)


def _delimited_records(path: Path, encoding: str, delimiter: str) -> Iterator[Record]:
    with path.open(encoding=encoding, newline="") as text:
        again: deque[str] = deque()
        lines = _lines(text, str(path))
        number = 0
        while line := again.popleft() if again else next(lines, ""):
            number += 1
            if '"' not in line:
                yield number, line.rstrip("\r\n").split(delimiter)
            else:
                yield number, _quoted(line, lines, again, delimiter)


def _lines(text: TextIO, file: str) -> Iterator[str]:
    """Yield the lines of a text. Raises InputError at one that no table has: it would fill the memory."""
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise InputError([Problem(file, number, 1, "", N_("this line is too long"), expected=f"<= {LONGEST_LINE:_}")])
        yield line


def _quoted(line: str, text: Iterator[str], again: deque[str], delimiter: str) -> list[str] | str:
    """Return the cells of a row with quotes, which may go on over lines. Lines that turn out not to belong go back to `again`."""
    taken = [line]
    while True:
        try:
            return next(csv.reader(taken, delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end of data" not in str(error):
                again.extendleft(reversed(taken[1:]))
                return STRANGE_QUOTES
        more = again.popleft() if again else next(text, "")
        if more:
            taken.append(more)
        if not more or len(taken) > MOST_LINES or sum(map(len, taken)) > MOST_LETTERS:
            again.extendleft(reversed(taken[1:]))
            return OPEN_QUOTE


def batches_of_records(source: Source) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a CSV or a workbook as an encoder takes them."""
    rows = islice(_held(records(source)), 1, None)
    wide = len(source.headings.texts)
    while taken := list(islice(rows, BATCH_ROWS)):
        broken = [
            cells if isinstance(cells, str) else TOO_WIDE if any(map(str.strip, cells[wide:])) else None for _, cells in taken
        ]
        held = [[] if isinstance(cells, str) else cells for _, cells in taken]
        columns = {
            str(place): pa.array([cells[place] if place < len(cells) else None for cells in held], pa.string())
            for place in source.headings.fields
        }
        numbers = pa.array([number for number, _ in taken], pa.int64())
        yield pa.RecordBatch.from_pydict({**columns, ROW: numbers, BROKEN: pa.array(broken, pa.string())})


def batches_of_parquet(file: pq.ParquetFile, headings: Headings, row_groups: list[int], first: int) -> Iterator[pa.RecordBatch]:
    """Yield some row groups of a Parquet file as an encoder takes them; `first` is the number of their first row, from 1.

    Raises InputError where the file is damaged, with the first row of those that were read together.
    """
    names = {str(place): headings.texts[place] for place in headings.fields}
    batches = file.iter_batches(BATCH_ROWS, row_groups=row_groups, columns=list(names.values()))
    while (batch := _next(batches, headings.file, first)) is not None:
        broken: list[str | None] = [None] * len(batch)
        columns = {place: _sound(batch.column(name), broken) for place, name in names.items()}
        numbers = pa.array(np.arange(first, first + len(batch)))
        first += len(batch)
        yield pa.RecordBatch.from_pydict({**columns, ROW: numbers, BROKEN: pa.array(broken, pa.string())})


def _sound(column: pa.Array, broken: list[str | None]) -> pa.Array:
    """Return a column without the cells that are no text: a Parquet file may hold any bytes in a column of words."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        cells = []
        for place, cell in enumerate(column):
            try:
                cells.append(cell.as_py())
            except UnicodeDecodeError:
                cells.append(None)
                broken[place] = NO_TEXT
        return pa.array(cells, column.type)
    return column


def _next(batches: Iterator[pa.RecordBatch], file: str, row: int) -> pa.RecordBatch | None:
    try:
        return next(batches, None)
    except (pa.ArrowException, OSError) as error:
        message, expected = (
            N_("the file is damaged at this row or after it"),
            N_("a whole Parquet file: write or copy it once more"),
        )
        raise InputError([Problem(file, row, 1, "", message, found=type(error).__name__, expected=expected)]) from None
