"""A plan as files: a workbook that adds up by itself, a calendar that can be imported twice, a table that runs nothing."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from matcher.export.plan_files import WRITERS, plan_file, save
from matcher.export.plan_xlsx import xlsx
from matcher.locale import Language
from matcher.planning import Plan, Plans
from tests.planning.small import catalogue, planned, profile

SOFFICE = shutil.which("soffice")
PUBLIC = {
    "stacking": {"ceiling": 0.8, "base": "own_eligible_costs", "counts": {"non_repayable": 1.0, "repayable": 0.3}},
    "provider": "quebec",
}
PROGRAMS: dict[str, dict[str, Any]] = {
    "piec": {"amount": {"max": 400_000}, **PUBLIC, "evidence": {"stacking": "page"}},
    "fli": {
        "instruments": ["loan"],
        "amount": {"max": 150_000},
        "provider": "mrc",
        "own_contribution": {"min": 0.1, "base": "total_cost", "accepts": ["cash"]},
        "evidence": {"own_contribution": "page"},
    },
    "call": {"amount": {"max": 100_000}, "intakes": [{"opens": date(2026, 11, 1), "closes": date(2027, 1, 15)}]},
}
COSTS = [
    {"use": "construction", "amount": 800_000, "label": '=HYPERLINK("http://example.org")'},
    {"use": "contingency", "amount": 50_000, "label": "+1\x01 imprévus"},
]
PROJECT = {"costs": COSTS, "start": "2027-03", "contributions": [{"kind": "cash", "amount": 120_000}]}


def a_plan(project: dict[str, Any] = PROJECT, programs: dict[str, dict[str, Any]] = PROGRAMS) -> tuple[Plans, Plan]:
    plans = planned(catalogue(programs), profile(project))
    return plans, plans.plans[0]


def recalculated(content: bytes, directory: Path) -> dict[str, list[list[Any]]]:
    """Return the values of a workbook by sheet, as LibreOffice works them out."""
    assert SOFFICE is not None
    source = directory / "plan.xlsx"
    source.write_bytes(content)
    out = directory / "out"
    command = [
        SOFFICE,
        "--headless",
        f"-env:UserInstallation=file://{directory}/office",
        "--convert-to",
        "xlsx",
        "--outdir",
        out,
        source,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    book = load_workbook(out / "plan.xlsx", data_only=True)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: `make office`")


def total_row(rows: list[list[Any]]) -> list[Any]:
    return next(row for row in rows if row[0] == "Total")


@needs_office
@pytest.mark.parametrize("language", ["fr", "en"])
def test_workbook_adds_up_in_libreoffice(language: Language, tmp_path: Path) -> None:
    """Totals, what is missing and each rule come out as in the plan, and nothing is an error."""
    plans, plan = a_plan()
    assert plan.shortfall > 0
    sheets = list(recalculated(xlsx(plans, plan, language), tmp_path).values())
    assert not any(
        isinstance(value, str) and value.startswith(("#", "Err:")) for sheet in sheets for row in sheet for value in row
    )
    sides, rules, months = sheets[:3]
    assert total_row(sides)[1] == total_row(sides)[8] == plan.total
    missing = {"fr": "Argent encore à trouver", "en": "Money still to be found"}[language]
    assert next(row[8] for row in sides if row[4] == missing) == plan.shortfall
    counted = [row[3] for row in rules if row[0] in {"Compté", "Counted"} and row[3] not in {"Compté", "Counted"}]
    assert counted == [pytest.approx(float(check.counted)) for check in plan.checks]
    assert [row[1] for row in rules if row[0] in {"Marge", "Margin"}] == [{"fr": "Respectée", "en": "Kept"}[language]] * len(
        plan.checks
    )
    assert total_row(months)[1] == plan.total
    assert total_row(months)[2] == plan.total - plan.shortfall


@needs_office
def test_a_changed_amount_changes_every_sum(tmp_path: Path) -> None:
    """The totals are no pasted values: a dearer line raises the total, the shortfall and the ceiling; a heavier weight the count."""
    plans, plan = a_plan()
    book = load_workbook(BytesIO(xlsx(plans, plan, "en")))
    book.worksheets[0]["B5"] = 1_800_000
    changed = BytesIO()
    book.save(changed)
    before, after = (
        recalculated(content, tmp_path / name) for name, content in _both(tmp_path, xlsx(plans, plan, "en"), changed.getvalue())
    )
    sides = [next(iter(sheets.values())) for sheets in (before, after)]
    assert [total_row(rows)[1] for rows in sides] == [850_000, 1_850_000]
    assert [next(row[8] for row in rows if row[4] == "Money still to be found") for rows in sides] == [
        plan.shortfall,
        plan.shortfall + 1_000_000,
    ]
    bounds = [next(row[3] for row in sheets["Rules"] if row[0] == "At most") for sheets in (before, after)]
    assert bounds == [640_000, 1_440_000]
    assert [total_row(sheets["Cash flow"])[1] for sheets in (before, after)] == [850_000, 1_850_000]


def _both(directory: Path, *contents: bytes) -> list[tuple[str, bytes]]:
    named = [(str(number), content) for number, content in enumerate(contents)]
    for name, _ in named:
        (directory / name).mkdir()
    return named


def test_words_never_become_formulas() -> None:
    """What an applicant typed stays words, without the characters that no workbook may hold."""
    plans, plan = a_plan()
    sheet = load_workbook(BytesIO(xlsx(plans, plan, "fr"))).worksheets[0]
    assert (sheet["A5"].value, sheet["A5"].data_type) == ('=HYPERLINK("http://example.org")', "s")
    assert sheet["A6"].value == "+1 imprévus"


def test_a_plan_without_rules_or_sources_is_a_workbook_too() -> None:
    """Nothing found is a plan of one line: money still to be found."""
    plans, plan = a_plan({"costs": COSTS}, {"other": {"funds": ["vehicle"]}})
    book = load_workbook(BytesIO(xlsx(plans, plan, "en")))
    assert book.worksheets[0]["E5"].value == "Money still to be found"
    assert book["Rules"]["A1"].value == "No chosen program states a rule for the whole plan."


def events(content: bytes) -> dict[str, Any]:
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_calendar_can_be_imported_twice() -> None:
    """Every dated step is an event; a second import replaces the first, and a date that moved keeps its identity."""
    plans, plan = a_plan()
    first, again = (events(plan_file(".ics", plans, plan, "fr")) for _ in range(2))
    assert set(first) == set(again)
    later = {**PROGRAMS, "call": {**PROGRAMS["call"], "intakes": [{"opens": date(2026, 11, 1), "closes": date(2027, 2, 1)}]}}
    moved = events(plan_file(".ics", *a_plan(programs=later), "fr"))
    deadline = [key for key, event in first.items() if event.walk("VALARM")]
    assert len(deadline) == 1
    assert first[deadline[0]]["dtstart"].dt == date(2027, 1, 15)
    assert moved[deadline[0]]["dtstart"].dt == date(2027, 2, 1)
    assert first[deadline[0]].walk("VALARM")[0]["trigger"].dt == timedelta(days=-14)


def test_calendar_says_what_is_an_estimate() -> None:
    """An estimated day is tentative, says so, and reminds of nothing; lines are folded as RFC 5545 asks."""
    plans, plan = a_plan()
    content = plan_file(".ics", plans, plan, "fr")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    estimated = [event for event in events(content).values() if event["status"] == "TENTATIVE"]
    assert estimated
    assert all(str(event["summary"]).endswith("(estimation)") and not event.walk("VALARM") for event in estimated)


@pytest.mark.parametrize(("language", "delimiter"), [("fr", ";"), ("en", ",")])
def test_table_runs_nothing(language: Language, delimiter: str) -> None:
    """Uses and sources add up, and no cell begins like a formula."""
    plans, plan = a_plan()
    content = plan_file(".csv", plans, plan, language)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
    amounts = {part: sum(int(row["amount"]) for row in rows if row["part"] == part) for part in ("use", "source", "shortfall")}
    assert amounts == {"use": plan.total, "source": plan.total - plan.shortfall, "shortfall": plan.shortfall}
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_json_is_the_document_of_the_command() -> None:
    """The file holds what `matcher plan --format json` prints."""
    plans, plan = a_plan()
    assert json.loads(plan_file(".json", plans, plan, "en"))["plans"][0]["total"] == plan.total


def test_each_format_is_there() -> None:
    """The endings that the help names are those that can be written."""
    assert set(WRITERS) == {".docx", ".pdf", ".xlsx", ".ics", ".csv", ".json"}


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A place that cannot be written leaves nothing behind, and what was there stays."""
    target = tmp_path / "plan.csv"
    save(target, b"one")
    assert target.read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.csv"]
    with pytest.raises(OSError, match="nowhere"):
        save(tmp_path / "nowhere" / "plan.csv", b"two")
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        save(tmp_path / "taken", b"three")
    assert {path.name for path in tmp_path.iterdir()} == {"plan.csv", "taken"}
