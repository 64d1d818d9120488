"""From the rows that a visitor types to the lines of a project, with what is wrong in words: a row is counted or said not to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pydantic import BaseModel, ValidationError

from matcher.budget import COST_WORDS, Contribution, Cost, Funding, cost_term
from matcher.locale import N_, Language, translate
from matcher.partial_date import partial_date
from matcher.ui.tables import Row
from matcher.vocabulary.terms import vocabulary


@dataclass(frozen=True)
class Read:
    """What was read of a table: the `lines` that count, the rows `left` that do not, and what is wrong, a sentence each.

    A row without an amount is not wrong: it waits for one.
    """

    lines: list[Row] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Return how many rows have no amount yet."""
        return sum("amount" not in row for row in self.left)


Reader = Callable[[list[Row], Language], Read]


@dataclass(frozen=True)
class _Entry:
    """One row that holds something, numbered as people count, without its empty cells."""

    number: int
    row: Row
    name: str | None
    found: Read
    language: Language

    def say(self, message: str) -> None:
        """Say what is wrong with a row that counts for the rest."""
        said = translate(message, self.language)
        text = N_("Row {number}, “{name}”: {said}") if self.name else N_("Row {number}: {said}")
        self.found.problems.append(translate(text, self.language, number=self.number, name=self.name, said=said))

    def refuse(self, message: str) -> None:
        """Say why a row does not count."""
        self.say(message)
        self.found.left.append(self.row)

    def wait(self) -> None:
        """Set aside a row that has no amount yet."""
        self.found.left.append(self.row)

    def keep(self, model: type[BaseModel], row: Row) -> None:
        """Keep a row as a line, unless an amount or a word in it is none."""
        try:
            line = model.model_validate(row)
        except ValidationError as error:
            amount = error.errors()[0]["loc"][:1] == ("amount",)
            self.refuse(
                N_("the amount is too large or below zero; it is not counted")
                if amount
                else N_("this could not be read; it is not counted")
            )
        else:
            self.found.lines.append(line.model_dump(mode="json", exclude_none=True))


def read_costs(rows: list[Row], language: Language) -> Read:
    """Return the lines of costs."""
    found = Read()
    for entry in _entries(rows, found, language, lambda row: cost_term(row["use"]).label(language) if row.get("use") else None):
        if not entry.row.get("use"):
            entry.refuse(N_("choose what it is for; it is not counted yet"))
        elif entry.row.get("amount") is None:
            entry.wait()
        else:
            entry.keep(Cost, _in_order(entry))
    return found


def read_contributions(rows: list[Row], language: Language) -> Read:
    """Return the lines of the own contribution."""
    found, kinds = Read(), vocabulary("contributions")
    for entry in _entries(rows, found, language, lambda row: kinds[row["kind"]].label(language) if row.get("kind") else None):
        if not entry.row.get("kind"):
            entry.refuse(N_("choose of which kind it is; it is not counted yet"))
        elif entry.row.get("amount") is None:
            entry.wait()
        else:
            entry.keep(Contribution, entry.row)
    return found


def read_funding(rows: list[Row], language: Language) -> Read:
    """Return the lines of money asked for or found. One program has one line, and money from elsewhere has an amount."""
    found = Read()
    named: set[str] = set()
    for entry in _entries(rows, found, language, lambda _: None):
        program, label = entry.row.get("program"), entry.row.get("label")
        if set(entry.row) <= {"state"}:
            continue
        if not program and not label:
            entry.refuse(N_("choose a program, or say in your words who gives; it is not counted yet"))
        elif program in named:
            entry.refuse(N_("this program has a row above; this one is not counted"))
        elif not program and entry.row.get("amount") is None and entry.row.get("state") != "refused":
            entry.wait()
        else:
            named |= {program} if program else set()
            entry.keep(Funding, entry.row)
    return found


def cost_codes() -> list[str]:
    """Return the codes of everything that a line of costs can be for."""
    return [code for name in COST_WORDS for code in vocabulary(name)]


def _entries(rows: list[Row], found: Read, language: Language, name: Callable[[Row], str | None]) -> Iterator[_Entry]:
    for number, row in enumerate(rows, 1):
        filled = {field: value for field, value in row.items() if value not in (None, "")}
        if filled:
            yield _Entry(number, filled, filled.get("label") or name(filled), found, language)


def _in_order(entry: _Entry) -> Row:
    """Return a row without its last month where that does not follow a first one."""
    row, until = entry.row, entry.row.get("until")
    if until is None:
        return row
    if row.get("date") is None:
        entry.say(N_("give the first month too; the last one is not counted"))
    elif partial_date(until).last < partial_date(row["date"]).first:
        entry.say(N_("the last month comes before the first; it is not counted"))
    else:
        return row
    return {name: value for name, value in row.items() if name != "until"}
