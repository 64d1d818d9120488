"""Which columns of a table hold what, by its row of headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from matcher.budget_table.cells import THOUSANDS, holds_number
from matcher.budget_table.line_words import line_words
from matcher.budget_table.table import Cell, Row, Table
from matcher.document import InputError
from matcher.locale import N_
from matcher.vocabulary.terms import fold

NEAR = 80
MONEY_SIGN = re.compile(r"[(\[]?(?:k ?\$|\$ ?k|\$|CA ?\$|CAD|\$ ?CAD?)[)\]]?", re.IGNORECASE)
LONGEST = 60
"""Characters of a heading; what is longer is a sentence."""


@dataclass(frozen=True)
class Columns:
    """The columns of one side of a table: of the costs, or of where the money comes from. `use` and `label` hold its words."""

    amount: int
    use: int | None = None
    label: int | None = None
    date: int | None = None
    until: int | None = None
    sources: bool = False
    thousands: bool = False


@dataclass(frozen=True)
class Headings:
    """What one row of headings says: one side or two, and the columns that are passed over, such as quantities."""

    sides: tuple[Columns, ...]
    beside: frozenset[int] = frozenset()

    def read(self) -> frozenset[int]:
        """Return the columns that are read."""
        return frozenset(
            column
            for side in self.sides
            for column in (side.amount, side.use, side.label, side.date, side.until)
            if column is not None
        )


def headings(row: Row, file: str, *, forgiving: bool = False) -> Headings | None:
    """Return what the headings in a row say, or None if it is no row of headings.

    It is one if it names a column of amounts and a column of words, and holds no number. Forgiving, a heading that is not
    known is taken for the one of the words if it stands left of the amounts.

    Raises:
        InputError: one side has two columns of amounts, so that either could be the cost.
    """
    if len(row) < 2 or any(holds_number(cell) for cell in row.values()):
        return None
    roles = {column: _role(cell.text) for column, cell in sorted(row.items())}
    beside = frozenset(column for column, role in roles.items() if role == "beside")
    if forgiving and not {"use", "label", "sources"} & {*roles.values()}:
        unknown = next((column for column, role in roles.items() if role is None), None)
        amounts = [column for column, role in roles.items() if role in {"amount", "either"}]
        if unknown is not None and amounts and unknown < amounts[0]:
            roles[unknown] = "label"
    sides = [side for group in _groups(roles) if (side := _columns(group, row, file))]
    return Headings(tuple(sides), beside) if sides else None


def without_headings(table: Table) -> Headings:
    """Return the columns of a table that names none: the first that holds something is the words, the second the amounts."""
    held = sorted({column for row in table.rows for column in row})
    if len(held) < 2:
        cell = table.rows[0][held[0]]
        message, expected = N_("there is one column only"), N_("words and an amount in two columns, with a tab, ; or , between")
        raise InputError([cell.problem(table.file, message, expected=expected)])
    return Headings((Columns(amount=held[1], label=held[0]),))


@cache
def _names() -> dict[str, str]:
    return {fold(name): role for role, names in line_words()["headings"].items() for name in names}


def nearest_heading(cell: Cell) -> str | None:
    """Return the heading nearest to what stands in a cell, or None if nothing is near."""
    hit = process.extractOne(fold(cell.text[:LONGEST]), list(_names()), scorer=fuzz.ratio, score_cutoff=60)
    return hit[0] if hit else None


def _role(text: str) -> str | None:
    if len(text) > LONGEST:
        return None
    if MONEY_SIGN.fullmatch(text):
        return "amount"
    name = fold(re.sub(r"\([^)]*\)", " ", text))
    if "%" in text or not name:
        return "beside" if "%" in text else None
    if name in _names():
        return _names()[name]
    hit = process.extractOne(name, list(_names()), scorer=fuzz.ratio, score_cutoff=NEAR)
    return _names()[hit[0]] if hit else _names().get(name.split()[0])


def _groups(roles: dict[int, str | None]) -> list[list[tuple[int, str]]]:
    """Part the columns into sides: one begins where new words come after words and amounts."""
    groups: list[list[tuple[int, str]]] = [[]]
    for column, named in roles.items():
        role = named
        if role is None or role == "beside":
            continue
        known = {role for _, role in groups[-1]}
        has_words = bool(known & {"use", "label", "sources"})
        later = {roles[other] for other in roles if other > column}
        if role == "either":
            words = bool({"amount", "either"} & later) and (not has_words or "amount" in known)
            role = "use" if words else "amount"
        begins = role in {"use", "label", "sources"} and has_words and "amount" in known and bool({"amount", "either"} & later)
        if begins:
            groups.append([])
        groups[-1].append((column, role))
    return groups


def _columns(group: list[tuple[int, str]], row: Row, file: str) -> Columns | None:
    by_role: dict[str, list[int]] = {}
    for column, role in group:
        by_role.setdefault(role, []).append(column)
    words = sorted(by_role.get("use", []) + by_role.get("label", []))
    # Beside words, a column of sources says where a figure comes from.
    sources = by_role.get("sources", []) if not words else []
    amounts = by_role.get("amount", [])
    if not amounts or not (words or sources):
        return None
    if len(amounts) > 1:
        message, expected = N_("this is a second column of amounts"), N_("one column of amounts beside the words")
        raise InputError([row[amounts[1]].problem(file, message, expected=expected)])
    use = by_role.get("use", words)[:1] if len(words) > 1 else by_role.get("use", [])
    label = [column for column in (by_role.get("label", []) or words or sources) if column not in use]
    return Columns(
        amount=amounts[0],
        use=use[0] if use else None,
        label=label[0] if label else None,
        date=next(iter(by_role.get("date", [])), None),
        until=next(iter(by_role.get("until", [])), None),
        sources=bool(sources),
        thousands=bool(THOUSANDS.search(row[amounts[0]].text)),
    )
