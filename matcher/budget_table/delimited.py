"""Text with a table in it: cells pasted from a spreadsheet, or a CSV."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable

from matcher.budget_table.table import MAX_ROWS, Table, table
from matcher.document import MAX_BYTES, InputError, Problem
from matcher.locale import N_

DELIMITERS = ("\t", ";", ",")
"""In this order where they separate as many rows: a comma may be in the amounts, a tab is never typed."""
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ufffe\uffff\ud800-\udfff]")
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def decoded(content: bytes, file: str, most_bytes: int = MAX_BYTES) -> str:
    """Return the text of a file: UTF-8, the Windows-1252 of older spreadsheets, or UTF-16 that says so with its first bytes.

    Raises:
        InputError: none of them, or too large.
    """
    if len(content) > most_bytes:
        found = f"{len(content):_} bytes"
        raise InputError([Problem(file, 1, 1, "", N_("the file is too large"), found=found, expected=f"<= {most_bytes:_}")])
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    expected = N_("a text in UTF-8 or Windows-1252, or an .xlsx workbook under its own name")
    raise InputError([Problem(file, line, 1, "", N_("this is not text"), expected=expected)])


def read_text(text: str, file: str, most_rows: int = MAX_ROWS, most_letters: int = MAX_BYTES) -> Table:
    """Return the table in a text, whose cells are parted by tabs, semicolons or commas: by what parts the most rows.

    Raises:
        InputError: it is empty, no text, no table, or too large.
    """
    if len(text) > most_letters:
        found = f"{len(text):_}"
        raise InputError([Problem(file, 1, 1, "", N_("the file is too large"), found=found, expected=f"<= {most_letters:_}")])
    if strange := NOT_TEXT.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        column = strange.start() - (text.rfind("\n", 0, strange.start()) + 1) + 1
        found = f"U+{ord(strange[0]):04X}"
        expected = N_("cells copied from a spreadsheet, or a CSV")
        raise InputError([Problem(file, line, column, "", N_("this is not text"), found=found, expected=expected)])
    return table(_split(text, delimiter_of(text)), file, most_rows).checked()


def delimiter_of(text: str) -> str:
    """Return what parts the cells of a text: what parts the most rows."""

    def parted(delimiter: str) -> int:
        return sum(len([cell for cell in row if cell.strip()]) > 1 for row in _split(text, delimiter))

    return max(DELIMITERS, key=parted)


def _split(text: str, delimiter: str) -> Iterable[list[str]]:
    """Split into rows of cells, one at a time.

    Where quotes do not pair they are taken for inches and names: no row is swallowed by an open one.
    """
    try:
        deque(_records(text, delimiter), maxlen=0)
    except csv.Error:
        return (line.rstrip("\r\n").split(delimiter) for line in io.StringIO(text, newline=""))
    return _records(text, delimiter)


def _records(text: str, delimiter: str) -> Iterable[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
