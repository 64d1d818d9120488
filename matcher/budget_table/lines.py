"""From the rows of a table to the lines of a budget: every row is a line, a total that must be right, the heading of a part, or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile
from typing import Any, TypeVar

from pydantic import BaseModel

from matcher.budget import RECOVERABLE_TAXES, Contribution, Cost, Funding, cost_term
from matcher.budget_table.cells import ALL_THOUSANDS, as_date, dollars, holds_number, whole
from matcher.budget_table.headings import Columns, Headings, headings, nearest_heading, without_headings
from matcher.budget_table.line_words import comes_in, contribution_kind, cost_kind, cost_named, is_total, nearest_cost, part
from matcher.budget_table.table import Cell, Row, Table
from matcher.document import Document, InputError, Location, Problem
from matcher.locale import LANGUAGES, N_
from matcher.validation import validate
from matcher.vocabulary.terms import fold

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True)
class BudgetTable:
    """The lines of a table: costs, what the applicant puts in, and the money of others under the words it was given."""

    costs: tuple[Cost, ...]
    contributions: tuple[Contribution, ...] = ()
    funding: tuple[Funding, ...] = ()


@dataclass
class _Side:
    """The amounts of one side as they come, what is a line of its own, and the sums that the table states."""

    amounts: list[tuple[Decimal, bool]] = field(default_factory=list)
    """Each with whether it is to be financed: a total may be with or without the taxes that come back."""
    parts: set[int] = field(default_factory=lambda: {0})
    """Before which amount a part begins, which a total may be of."""
    totals: list[tuple[int, Cell, Decimal, bool]] = field(default_factory=list)
    """After how many amounts, the cell, the amount, and whether words beside it say that it is a total."""
    whole: bool = True
    """Whether every amount could be read; no total is judged otherwise."""


def read_lines(table: Table) -> BudgetTable:
    """Return the budget in a table. Raises InputError with all that is wrong in it."""
    return _Reading(table).budget()


def has_headings(table: Table) -> bool:
    """Whether a row of the table names its columns."""
    return any(headings(row, table.file) for row in table.rows)


class _Reading:
    def __init__(self, table: Table) -> None:
        self.file = table.file
        self.problems: list[Problem] = []
        self.strays: dict[int, Problem] = {}
        self.costs: list[Cost] = []
        self.contributions: list[Contribution] = []
        self.funding: list[Funding] = []
        self.sides = {False: _Side(), True: _Side()}
        self.in_sources = False
        self.named, self.current, self.thousands, rows = self._start(table)
        for row in rows:
            self._row(row)

    def budget(self) -> BudgetTable:
        for side in self.sides.values():
            if side.whole:
                self.problems += [problem for total in side.totals if (problem := self._wrong(side, *total))]
        self.problems += self.strays.values()
        if not (self.problems or self.costs or self.contributions or self.funding):
            self.problems.append(Problem(self.file, 1, 1, "", N_("the table has no line with an amount")))
        if self.problems:
            raise InputError(self.problems)
        return BudgetTable(tuple(self.costs), tuple(self.contributions), tuple(self.funding))

    def _start(self, table: Table) -> tuple[bool, Headings, bool, Sequence[Row]]:
        """Find the headings; above them there may be titles, but no costs."""
        for forgiving in (False, True):
            for index, row in enumerate(table.rows):
                if found := headings(row, self.file, forgiving=forgiving):
                    above = table.rows[:index]
                    thousands = any(ALL_THOUSANDS.search(cell.text) for title in above for cell in title.values())
                    for title in above:
                        self._no_cost(title, found)
                    return True, found, thousands, table.rows[index + 1 :]
        found = without_headings(table)
        titles = list(takewhile(lambda row: len(row) == 1 and not cost_kind(_text(row.values())), table.rows))
        thousands = any(ALL_THOUSANDS.search(cell.text) for title in titles for cell in title.values())
        kept = [row for row in titles if any(holds_number(cell) or part(cell.text) == "sources" for cell in row.values())]
        return False, found, thousands, [*kept, *table.rows[len(titles) :]]

    def _no_cost(self, title: Row, found: Headings) -> None:
        for columns in found.sides:
            words, amount = _words(title, columns), title.get(columns.amount)
            if words and amount and holds_number(amount) and cost_kind(_text(words)):
                message = N_("this line stands above the headings")
                self.problems.append(words[0].problem(self.file, message, expected=N_("all lines below the headings")))

    def _row(self, row: Row) -> None:
        if self.named and (found := headings(row, self.file)):
            self.current, self.in_sources = found, False
            return
        for columns in self.current.sides:
            self._side(row, replace(columns, sources=columns.sources or self.in_sources))
        passed_over = self.current.read() | self.current.beside
        for column, cell in row.items():
            if column in passed_over or column in self.strays:
                continue
            if not self.named:
                message, expected = (
                    N_("this column has no heading"),
                    N_("a first row of headings, such as Poste, Montant, Date, Fin"),
                )
                self.strays[column] = cell.problem(self.file, message, expected=expected)
            elif holds_number(cell):
                message = N_("this number stands in a column that is not read")
                expected = N_("one column of amounts, and headings such as Quantité or % over other numbers")
                self.strays[column] = cell.problem(self.file, message, expected=expected)

    def _side(self, row: Row, columns: Columns) -> None:
        words, amount = _words(row, columns), row.get(columns.amount)
        side = self.sides[columns.sources]
        if amount is None:
            if words:
                self._heads(words, columns)
            elif strange := row.get(columns.date or 0) or row.get(columns.until or 0):
                message = N_("this date stands in a row without an amount")
                self.problems.append(strange.problem(self.file, message))
            return
        try:
            value = dollars(amount, self.file, thousands=columns.thousands or self.thousands)
        except InputError as error:
            value = None
            side.whole = False
            near = None if self.named or side.amounts else nearest_heading(amount)
            self.problems += [replace(problem, nearest=near) for problem in error.problems]
        sums = [cell for cell in words if is_total(cell.text)] if not _exact(row, columns) else []
        if sums or not words:
            if value is not None:
                side.totals.append((len(side.amounts), amount, value, bool(words)))
                side.parts.add(len(side.amounts))
            return
        kind = self._line(row, words, amount, value, columns)
        if value is not None:
            side.amounts.append((value, kind != RECOVERABLE_TAXES))

    def _heads(self, words: list[Cell], columns: Columns) -> None:
        said = _text(words)
        headed = part(said)
        if headed is None and not (columns.use and columns.label and words[0].column == columns.use and len(words) == 1):
            message = N_("there is no amount beside these words")
            expected = N_("an amount, or a colon at the end of the words if they are a heading")
            self.problems.append(words[0].problem(self.file, message, expected=expected))
        if headed in {"costs", "sources"} and len(self.current.sides) == 1:
            self.in_sources = headed == "sources"
        side = self.sides[columns.sources]
        side.parts.add(len(side.amounts))

    def _line(self, row: Row, words: list[Cell], amount: Cell, value: Decimal | None, columns: Columns) -> str | None:
        """Keep one line and return its kind; what is wrong in it is noted."""
        formulas = [cell for cell in words if cell.text.startswith("=")]
        if formulas:
            message, expected = (
                N_("this formula was not worked out"),
                N_("a file saved by a spreadsheet program, or the words themselves"),
            )
            self.problems += [cell.problem(self.file, message, expected=expected) for cell in formulas]
            return None
        raw: dict[str, Any] = {"amount": whole(value) if value is not None else 0}
        cells = {"amount": amount, "label": words[-1]}
        if columns.sources:
            kind = next(filter(None, (contribution_kind(cell.text) for cell in reversed(words))), None)
            raw["label"] = _text(words)
            if kind is None:
                self.funding += self._checked(Funding, raw, cells)
            else:
                self.contributions += self._checked(Contribution, {"kind": kind, **raw}, cells)
            return None
        kind = self._kind(words)
        if kind is None:
            return None
        raw |= {"use": kind, "label": _label(words, kind)}
        for name, column in (("date", columns.date), ("until", columns.until)):
            if cell := row.get(column or 0):
                raw[name], cells[name] = as_date(cell), cell
        self.costs += self._checked(Cost, raw, cells)
        return kind

    def _kind(self, words: list[Cell]) -> str | None:
        exact = next(filter(None, (cost_named(cell.text) for cell in words)), None)
        kind = exact or next(filter(None, (cost_kind(cell.text) for cell in words)), None)
        if kind is None and comes_in(words[0].text):
            message = N_("this is money that comes in, not a cost")
            expected = N_("costs, then the line Financement and below it where the money comes from")
            self.problems.append(words[0].problem(self.file, message, expected=expected))
        elif kind is None:
            message, expected = N_("this is no kind of cost that we know"), N_("words that name one kind of cost")
            nearest = nearest_cost(_text(words))
            self.problems.append(words[0].problem(self.file, message, expected=expected, nearest=nearest))
        return kind

    def _checked(self, model: type[ModelT], raw: Mapping[str, Any], cells: Mapping[str, Cell]) -> list[ModelT]:
        """Return the line as its model, or none and what the model finds wrong, said of the cell it came from."""
        places: dict[Location, tuple[int, int]] = {(name,): (cell.row, cell.column) for name, cell in cells.items()}
        given = {name: value for name, value in raw.items() if value is not None}
        try:
            return [validate(model, Document(self.file, given, lambda: places))]
        except InputError as error:
            for problem in error.problems:
                cell = cells.get(problem.path, cells["amount"])
                self.problems.append(replace(problem, path=cell.address, line=cell.row, column=cell.column))
            return []

    def _wrong(self, side: _Side, position: int, cell: Cell, amount: Decimal, said: bool) -> Problem | None:  # noqa: FBT001
        """Return the problem of a total that is the sum of no part that ends there, nor of all lines where it stands above them."""
        spans = [side.amounts[start:position] for start in side.parts if start < position] if position else [side.amounts]
        sums = {total for span in spans for total in _sums(span)}
        if whole(amount) in sums or amount in sums:
            return None
        if not said:
            message, expected = N_("there are no words beside this amount"), N_("words that say what it is for")
            return cell.problem(self.file, message, expected=expected)
        everything = side.amounts[:position] if position else side.amounts
        values = {"sum": f"{whole(sum((value for value, _ in everything), Decimal(0))):,}".replace(",", "\u00a0")}
        message, expected = N_("this total is not the sum of its lines"), N_("their sum, ${sum}")
        return cell.problem(self.file, message, values=values, expected=expected)


def _sums(span: Sequence[tuple[Decimal, bool]]) -> set[int]:
    """Return what some amounts add up to, with and without taxes that come back, rounded before and after."""
    ways = ([value for value, _ in span], [value for value, to_finance in span if to_finance])
    return {total for way in ways for total in (sum(map(whole, way)), whole(sum(way, Decimal(0))))}


def _words(row: Row, columns: Columns) -> list[Cell]:
    return [row[column] for column in (columns.use, columns.label) if column is not None and column in row]


def _text(cells: Any) -> str:
    return " – ".join(cell.text for cell in cells)


def _exact(row: Row, columns: Columns) -> bool:
    """Whether a column of kinds names one beside the words of the line: then these are its own, even *Total*."""
    both = columns.use in row and columns.label is not None
    return both and columns.use is not None and cost_named(row[columns.use].text) is not None


def _label(words: list[Cell], kind: str) -> str | None:
    """Return the person's own words, without those that only name the kind; None if nothing is left."""
    term = cost_term(kind)
    names = {fold(term.code), *(fold(term.label(language)) for language in LANGUAGES)}
    own = [cell for cell in words if fold(cell.text) not in names]
    if len(words) > 1 and fold(words[0].text) in names:
        own = words[1:]
    return _text(own) or None
