"""A plan as one flat table, for spreadsheets and other programs."""

from __future__ import annotations

import csv
from io import StringIO

from matcher.locale import Language
from matcher.planning.calendar import calendar
from matcher.planning.plan import Plan, Plans
from matcher.planning.wording import label_of, rule_text, source_label, use_label

COLUMNS = ("part", "id", "label", "amount", "weight", "counted", "limit", "date", "state", "catalogue")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the start of a formula."""


def plan_csv(plans: Plans, plan: Plan, language: Language) -> bytes:
    """Return uses, sources, the terms of each rule and the steps, one a row; UTF-8 with a mark, as Excel wants it.

    Cells are divided by semicolons in French and commas in English: the list separators of Excel in the two languages.
    """
    file = StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="", delimiter=";" if language == "fr" else ",")
    writer.writeheader()
    for row in _rows(plan, language):
        writer.writerow({name: _safe(value) for name, value in row.items()} | {"catalogue": plans.version})
    return file.getvalue().encode("utf-8-sig")


def _rows(plan: Plan, language: Language) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"part": "use", "id": line.use, "label": use_label(line, language), "amount": line.amount}
        for line in plan.draft.costs.lines
    ]
    rows += [
        {"part": "source", "id": one.id, "label": source_label(one, language), "amount": one.amount, "state": one.state}
        for one in plan.sources
    ]
    if plan.shortfall:
        rows.append({"part": "shortfall", "label": label_of("shortfall", plan, language), "amount": plan.shortfall})
    for check in plan.checks:
        said = rule_text(check.rule, language)
        rule = check.rule.limit.id
        rows.append({"part": "rule", "id": rule, "label": said, "counted": float(check.counted), "limit": float(check.bound)})
        rows += [
            {"part": "term", "id": rule, "label": label_of(name, plan, language), "amount": amount, "weight": float(weight)}
            for name, amount, weight in check.terms
        ]
    rows += [
        {"part": "step", "id": step.stage, "label": step.sentence(language), "date": step.on.isoformat() if step.on else ""}
        for step in calendar(plan)
    ]
    return rows


def _safe(value: object) -> object:
    """Return a cell that no spreadsheet runs: words that begin like a formula get an apostrophe (OWASP, CSV injection)."""
    if isinstance(value, str):
        words = value.replace("\x00", "")
        return f"'{words}" if words.startswith(FORMULA) else words
    return value
