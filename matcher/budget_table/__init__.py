"""Tables of project costs, pasted from a spreadsheet or read from a CSV or an XLSX, as the lines of a budget.

What is read: the words of each line, its amount, and its date and last month where there are such columns. Columns of other words are
passed over, and those of other numbers only under a heading such as *Quantité*; any other number is refused. Amounts become whole
dollars, fifty cents going up. Lines of totals are left out, once they are the sum of the lines or of a part of them. A line keeps the
words it was given in as its label; where it names several kinds of cost, the first one counts.

A table may have a second side, beside the costs or below them under a line such as *Financement*: own contributions, and the money of
others.
"""

from __future__ import annotations

from pathlib import Path, PurePath

from matcher.budget import Cost
from matcher.budget_table.delimited import decoded, read_text
from matcher.budget_table.lines import BudgetTable, has_headings, read_lines
from matcher.budget_table.table import Table
from matcher.budget_table.workbook import MAX_UNPACKED, read_sheets
from matcher.document import InputError, Problem
from matcher.locale import N_
from matcher.system_reason import reason_of

__all__ = ["BudgetTable", "budget_from_content", "budget_from_text", "costs_from_file", "costs_from_text", "costs_from_xlsx"]

WORKBOOKS = (".xlsx", ".xlsm")
TEXTS = (".csv", ".tsv", ".txt")


def costs_from_text(text: str, file: str = "") -> tuple[Cost, ...]:
    """Return the costs in a text; of a table with two sides, that of the costs. Arguments and errors: `budget_from_text`."""
    return _costs(budget_from_text(text, file), file)


def costs_from_xlsx(content: bytes, file: str) -> tuple[Cost, ...]:
    """Return the costs in an XLSX; of a table with two sides, that of the costs. Errors: `budget_from_content`."""
    return _costs(_from_workbook(content, file), file)


def costs_from_file(path: Path) -> tuple[Cost, ...]:
    """Return the costs in a file, read by what its name ends with. Errors: `budget_from_content`, or it cannot be read."""
    file = str(path)
    try:
        if not path.exists():
            raise InputError([Problem(file, 1, 1, "", N_("there is no such file"))])
        if not path.is_file():
            raise InputError([Problem(file, 1, 1, "", N_("this is not a file"))])
        with path.open("rb") as opened:
            content = opened.read(MAX_UNPACKED + 1)
    except OSError as error:
        raise InputError([Problem(file, 1, 1, "", N_("the file cannot be read"), found=reason_of(error))]) from None
    return _costs(budget_from_content(content, file), file)


def budget_from_text(text: str, file: str = "") -> BudgetTable:
    """Return the budget in a text: cells pasted from a spreadsheet, or a CSV with `,` or `;`.

    Args:
        text: the rows, with headings in French or English, or without: words, then an amount.
        file: what to call it in messages; nothing for what was pasted.

    Raises:
        InputError: with all that cannot be read, each in its cell (`B4`): an amount, a date, a kind of cost, a total that is not
            the sum of its lines; or the text is empty, too large, no text or no table.
    """
    return read_lines(read_text(text, file))


def budget_from_content(content: bytes, file: str) -> BudgetTable:
    """Return the budget in the bytes of a file, read by what its name ends with.

    Raises:
        InputError: as `budget_from_text` says; or it is a broken or locked workbook, one with several sheets of which not one alone
            has headings, or another kind of file.
    """
    suffix = PurePath(file).suffix.casefold()
    if suffix in WORKBOOKS:
        return _from_workbook(content, file)
    if suffix in TEXTS:
        return budget_from_text(decoded(content, file), file)
    message, expected = N_("this kind of file is not read"), ", ".join((*WORKBOOKS, *TEXTS))
    raise InputError([Problem(file, 1, 1, "", message, found=suffix or None, expected=expected)])


def _from_workbook(content: bytes, file: str) -> BudgetTable:
    return read_lines(_the_sheet(read_sheets(content, file), file).checked())


def _the_sheet(sheets: dict[str, Table], file: str) -> Table:
    """Return the sheet of the budget: the only one that holds something, or the only one with headings."""
    likely = list(sheets.values()) if len(sheets) < 2 else [sheet for sheet in sheets.values() if has_headings(sheet)]
    if len(likely) == 1:
        return likely[0]
    if not sheets:
        raise InputError([Problem(file, 1, 1, "", N_("the file is empty"))])
    message = N_("it is not clear which sheet holds the budget")
    expected = N_("one visible sheet with headings such as Poste and Montant")
    raise InputError([Problem(file, 1, 1, "", message, found=", ".join(sheets), expected=expected)])


def _costs(budget: BudgetTable, file: str) -> tuple[Cost, ...]:
    if not budget.costs:
        raise InputError([Problem(file, 1, 1, "", N_("the table has no line of costs"))])
    return budget.costs
