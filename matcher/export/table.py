"""The catalogue as a table: one row a program, for spreadsheets, with a Table Schema of its columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, get_args

from matcher.catalogue import FAMILIES, Catalogue, Provider
from matcher.export.criteria import accepted_codes, stated
from matcher.figures import documents
from matcher.locale import LANGUAGES, Language
from matcher.program import Apply, Approach, LoanTerms, OwnContribution, Pays, Program, Stacking
from matcher.rules.criteria import Criterion

BOM = "\ufeff"
"""Opens the file: without it, Excel reads UTF-8 as the code page of the system, and accents wrongly."""
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What begins a cell that a spreadsheet would run as a formula: https://owasp.org/www-community/attacks/CSV_Injection."""
MONEY, SHARE = {"minimum": 0}, {"minimum": 0, "maximum": 1}
Value = Callable[[Program, Catalogue], Any]


@dataclass(frozen=True)
class Column:
    """One column: its name, its type in the Table Schema, what it holds, how it is read off a program, and what it may hold."""

    name: str
    type: str
    description: str
    value: Value
    constraints: dict[str, Any] = field(default_factory=dict)


def _in_both(name: str, description: str, value: Callable[[Program, Catalogue, Language], Any]) -> list[Column]:
    """Return a column for each language."""

    def column(language: Language) -> Column:
        words = {"fr": "French", "en": "English"}[language]
        return Column(f"{name}_{language}", "string", f"{description}, in {words}", lambda p, c: value(p, c, language))

    return [column(language) for language in LANGUAGES]


def _one_of(words: Iterable[str]) -> dict[str, Any]:
    return {"enum": list(words)}


def _states(name: str) -> dict[str, Any]:
    """Return the words that a field of a program file takes."""
    return _one_of(get_args(Program.model_fields[name].annotation))


def _provider(program: Program, catalogue: Catalogue) -> Provider:
    return catalogue.providers[program.provider]


def _own(program: Program) -> OwnContribution:
    return program.own_contribution or OwnContribution()


def _loan(program: Program) -> LoanTerms:
    return program.loan_terms or LoanTerms()


def _apply(program: Program) -> Apply:
    return program.apply or Apply()


def _ceiling(program: Program) -> float | None:
    ceiling = (program.stacking or Stacking()).ceiling
    return ceiling.get("social_economy") if isinstance(ceiling, dict) else ceiling


def _intakes(program: Program) -> list[str]:
    if isinstance(program.intakes, str):
        return [program.intakes]
    return [f"{intake.opens or ''}/{intake.closes or ''}" for intake in program.intakes or ()]


def _stated(criteria: Iterable[Criterion], language: Language) -> list[str]:
    return [stated(criterion, language) for criterion in criteria]


COLUMNS = (
    Column("id", "string", "Stable identifier", lambda p, _: p.id, {"required": True, "unique": True}),
    *_in_both("name", "Name", lambda p, _, language: p.name.read(language)),
    Column("former_names", "string", "Former names, joined by |", lambda p, _: p.former_names),
    Column("provider", "string", "Identifier of the provider", lambda p, _: p.provider, {"required": True}),
    *_in_both("provider_name", "Name of the provider", lambda p, c, language: _provider(p, c).name.read(language)),
    Column("provider_level", "string", "Whose money it hands out", lambda p, c: _provider(p, c).level),
    Column("public_money", "string", "How much of that money is public", lambda p, c: _provider(p, c).public_money),
    Column("family", "string", "Family of the program", lambda p, _: p.family, _one_of(FAMILIES)),
    Column("instruments", "string", "Types of aid, the main one first, joined by |", lambda p, _: p.instruments),
    *_in_both("summary", "What it pays, for whom", lambda p, _, language: p.summary.read(language)),
    Column("amount_min", "integer", "Smallest award in dollars", lambda p, _: p.amount and p.amount.min, MONEY),
    Column("amount_max", "integer", "Largest award in dollars", lambda p, _: p.amount and p.amount.max, MONEY),
    Column("share_max", "number", "Largest share of costs", lambda p, _: p.share_of_costs and p.share_of_costs.max, SHARE),
    Column("own_contribution_min", "number", "Smallest own share", lambda p, _: _own(p).min, SHARE),
    Column("own_contribution_min_amount", "integer", "Smallest own amount in dollars", lambda p, _: _own(p).min_amount, MONEY),
    Column("stacking_ceiling", "number", "Most public aid for the social economy, as a share", lambda p, _: _ceiling(p), SHARE),
    Column("pays", "string", "When it pays", lambda p, _: p.pays, _one_of(get_args(Pays))),
    Column("holdback", "number", "Share kept until the end", lambda p, _: p.holdback, SHARE),
    *_in_both("loan_rate", "Rate of a loan", lambda p, _, language: (r := _loan(p).rate) and r.read(language)),
    Column("loan_years_max", "number", "Longest term in years", lambda p, _: (_loan(p).term_years or {}).get("max"), MONEY),
    Column("funds", "string", "What it pays for, joined by |", lambda p, _: p.funds),
    Column("territory", "string", "Codes of places that are required, joined by |", lambda p, _: accepted_codes(p, "territory")),
    *_in_both("requires", "What is required, joined by |", lambda p, _, language: _stated(p.eligibility.requires, language)),
    *_in_both("excludes", "What is refused, joined by |", lambda p, _, language: _stated(p.eligibility.excludes, language)),
    *_in_both("targets", "Whom it is meant for, joined by |", lambda p, _, language: _stated(p.eligibility.targets, language)),
    Column("intakes", "string", "continuous, or first/last days joined by |", lambda p, _: _intakes(p)),
    Column("status", "string", "What the sources say", lambda p, _: p.status, _states("status")),
    Column("closed_on", "string", "When it closed: a year, a month or a day", lambda p, _: p.closed_on and p.closed_on.text),
    Column("approach", "string", "How one reaches it", lambda p, _: p.approach, _one_of(get_args(Approach))),
    Column("effort", "string", "How heavy the file is", lambda p, _: _apply(p).effort, _one_of(("light", "moderate", "heavy"))),
    *_in_both("documents", "What to bring, joined by |", lambda p, _, language: documents(p, language)),
    Column("exclusive_with", "string", "Programs it cannot be combined with, joined by |", lambda p, _: p.exclusive_with),
    Column("local_version_of", "string", "Programs it is the local form of, joined by |", lambda p, _: p.local_version_of),
    Column("awards", "integer", "How many awards public pages name", lambda p, c: len(c.awards.get(p.id, ())), MONEY),
    Column("url", "string", "Page of the program or of the form", lambda p, _: _apply(p).url),
    Column("sources", "string", "Pages behind the sheet, joined by |", lambda p, _: [s.url for s in p.sources]),
    Column(
        "read_on",
        "date",
        "Newest day on which one was read",
        lambda p, _: max((s.read_on for s in p.sources if s.read_on), default=None),
    ),
    Column("confidence", "string", "How far the sources carry the sheet", lambda p, _: p.confidence, _states("confidence")),
    *_in_both(
        "open_questions",
        "What is not established, joined by |",
        lambda p, _, language: [q.read(language) for q in p.open_questions],
    ),
)


def as_csv(catalogue: Catalogue) -> str:
    """Write the table: UTF-8 with a byte-order mark, numbers with a point, an empty cell where nothing is stated."""
    rows = ([column.value(program, catalogue) for column in COLUMNS] for _, program in sorted(catalogue.items()))
    return BOM + written([[column.name for column in COLUMNS], *rows])


def written(rows: Iterable[Iterable[Any]]) -> str:
    """Write rows as RFC 4180 says, each cell safe in a spreadsheet."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    """Write one value; a text that a spreadsheet would run is kept as text by an apostrophe."""
    if isinstance(value, int | float):
        return str(value)
    text = "|".join(value) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def table_schema() -> dict[str, Any]:
    """Return the Table Schema (https://specs.frictionlessdata.io/table-schema/) of the columns."""
    fields = [
        {"name": c.name, "type": c.type, "description": c.description} | ({"constraints": c.constraints} if c.constraints else {})
        for c in COLUMNS
    ]
    return {"fields": fields, "primaryKey": "id", "missingValues": [""]}
