"""XLSX workbooks, which anybody may have made: their size is checked before they are opened, and no formula is worked out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import SEEK_END, BytesIO
from typing import Any, BinaryIO

from matcher.budget_table.table import MAX_ROWS, Table, table
from matcher.document import InputError, Problem
from matcher.locale import N_

MAX_UNPACKED = 20_000_000
"""Bytes that a workbook may hold once unpacked, and that it may be long itself: a budget has far less."""
MAX_CELLS = 2_000_000
"""Places that may be walked through, empty ones included: a file of a few bytes can say that its last row is the billionth."""
MOST_UNPACKED, MOST_CELLS = 4_000_000_000, 1_048_576 * 100
"""The same where rows are read a few at a time: as many rows as a sheet can have."""
MOST_PARTS = 5_000
FEW_TAGS, TAGS_A_ROW = 200_000, 100
"""XML tags that a workbook may hold, and so many more for each row that is read: openpyxl makes an object of nearly each."""
AT_ONCE = 1 << 20
"""Bytes that are unpacked at a time while they are only looked through."""
DECLARES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
"""How XML declares entities, which no spreadsheet program writes."""
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""How an .xls begins, and the wrapping of a workbook that a password protects."""


def read_sheets(content: bytes, file: str, most_rows: int = MAX_ROWS) -> dict[str, Table]:
    """Return the visible sheets that hold something by their names, with the values that the spreadsheet worked out last.

    A formula that was never worked out stands as its own text, which no amount begins with. A date that its cell shows without a
    day is a month; a share is its words, `15 %`.

    Raises:
        InputError: it is no workbook, broken, locked by a password, or too large.
    """
    with _said_plainly(file):
        opened = BytesIO(content)
        _refuse_unsafe(opened, file, MAX_UNPACKED)
        _refuse_costly(opened, file, FEW_TAGS + TAGS_A_ROW * most_rows)
        sheets = {name: table(values, file, most_rows) for name, values in _sheets(opened, file, MAX_CELLS)}
    return {name: sheet for name, sheet in sheets.items() if sheet.rows}


def stream_rows(workbook: BinaryIO, file: str) -> Iterator[list[object]]:
    """Yield every row of the first visible sheet that holds something, as `read_sheets` reads it, a few at a time in memory.

    Raises InputError as `read_sheets` does; only what no spreadsheet program can write is too large.
    """
    with _said_plainly(file):
        _refuse_unsafe(workbook, file, MOST_UNPACKED)
        _refuse_costly(workbook, file, 4 * MOST_CELLS)
        for _, values in _sheets(workbook, file, MOST_CELLS):
            something = False
            for row in values:
                something = something or any(value not in {None, ""} for value in row)
                yield row
            if something:
                return


@contextmanager
def _said_plainly(file: str) -> Iterator[None]:
    try:
        yield
    except (InputError, GeneratorExit):
        raise
    except Exception as error:  # a broken workbook can fail anywhere inside zipfile, the XML parser and openpyxl
        raise InputError([_no_workbook(file, found=type(error).__name__)]) from None


def _sheets(workbook: BinaryIO, file: str, most_cells: int) -> Iterator[tuple[str, Iterator[list[object]]]]:
    """Yield the visible sheets by name, each with the values of its rows."""
    from openpyxl import load_workbook  # noqa: PLC0415  # only a workbook needs it

    worked_out = load_workbook(workbook, read_only=True, data_only=True, keep_links=False)
    written = load_workbook(workbook, read_only=True, keep_links=False)
    for sheet in worked_out.worksheets:
        if sheet.sheet_state == "visible":
            yield sheet.title, _values(sheet, written[sheet.title], file, most_cells)


def _refuse_unsafe(workbook: BinaryIO, file: str, most_bytes: int) -> None:
    begins = workbook.read(len(OLD_OR_LOCKED))
    length = workbook.seek(0, SEEK_END)
    if not length:
        raise InputError([Problem(file, 1, 1, "", N_("the file is empty"))])
    if begins == OLD_OR_LOCKED:
        message = N_("this workbook is locked by a password, or is of the old kind (.xls)")
        raise InputError([Problem(file, 1, 1, "", message, expected=N_("an .xlsx workbook without a password"))])
    if length > most_bytes and begins.startswith(b"PK"):
        raise InputError([_too_large(file, f"{length:_} bytes", f"<= {most_bytes:_}")])
    try:
        with zipfile.ZipFile(workbook) as parts:
            found = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise InputError([_no_workbook(file, found=type(error).__name__)]) from None
    if (unpacked := sum(part.file_size for part in found)) > most_bytes:
        raise InputError([_too_large(file, f"{unpacked:_} bytes", f"<= {most_bytes:_}")])
    if len(found) > MOST_PARTS:
        raise InputError([_too_large(file, f"{len(found):_} parts", f"<= {MOST_PARTS:_}")])
    # Of the other ways to pack, zipfile unpacks a whole block at once, whatever it declares.
    if odd := next((part for part in found if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}), None):
        raise InputError([_no_workbook(file, found=f"ZIP, {odd.compress_type}")])


def _refuse_costly(workbook: BinaryIO, file: str, most_tags: int) -> None:
    """Look through all parts before anything is made of them: a megabyte of empty tags becomes hundreds of megabytes of objects.

    Read a piece at a time, what unpacks to more than it declares is refused by zipfile; read whole, it fills the memory first.
    """
    tags = 0
    with zipfile.ZipFile(workbook) as parts:
        for part in parts.infolist():
            with parts.open(part) as content:
                end = b""
                while piece := content.read(AT_ONCE):
                    tags += piece.count(b"<")
                    if any(sign in end + piece for sign in DECLARES):
                        raise InputError([_no_workbook(file, found="<!DOCTYPE")])
                    if tags > most_tags:
                        raise InputError([_too_large(file, f"> {most_tags:_} XML tags", f"<= {most_tags:_}")])
                    end = piece[-20:]


def _no_workbook(file: str, found: str) -> Problem:
    expected = N_("an .xlsx workbook without a password")
    return Problem(file, 1, 1, "", N_("this is not a workbook that can be read"), found=found, expected=expected)


def _too_large(file: str, found: str, expected: str) -> Problem:
    return Problem(file, 1, 1, "", N_("the file is too large"), found=found, expected=expected)


def _values(worked_out: Any, written: Any, file: str, most_cells: int) -> Iterator[list[object]]:
    for sheet in (worked_out, written):
        sheet.reset_dimensions()  # some programs write that the sheet is one cell, and the rest would be left out
    walked = 0
    for values, formulas in zip(worked_out.iter_rows(), written.iter_rows(), strict=True):
        walked += len(values) + 1
        if walked > most_cells:
            raise InputError([_too_large(file, f"> {most_cells:_} cells", f"<= {most_cells:_}")])
        yield [_value(*cells) for cells in zip(values, formulas, strict=True)]


def _value(cell: Any, formula: Any) -> object:
    # A formula that gives an empty text has the type `str`; one that was never worked out has none.
    if cell.value is None and formula.data_type == "f" and cell.data_type == "n":
        return str(getattr(formula.value, "text", formula.value))
    if isinstance(cell.value, (int, float)) and "%" in cell.number_format:
        return f"{cell.value * 100:g} %"  # a share is shown, and must not be taken for cents
    if not isinstance(cell.value, date):
        return cell.value
    day = cell.value.date() if isinstance(cell.value, datetime) else cell.value
    return day if "d" in cell.number_format.casefold() else f"{day:%Y-%m}"
