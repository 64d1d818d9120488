"""The table: what Frictionless reads by the Table Schema beside it is what the sheets state."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from frictionless import Resource, Schema

from matcher.catalogue import Catalogue
from matcher.export.table import BOM, COLUMNS, as_csv, table_schema
from matcher.program import Text
from tests.export.conftest import shuffled
from tests.small import catalogue, program

PAGE = Path(__file__).parent.parent.parent / "docs" / "catalogue" / "export.md"


def rows(text: str) -> dict[str, dict[str, str]]:
    """Return the rows by id."""
    assert text.startswith(BOM)
    return {row["id"]: row for row in csv.DictReader(StringIO(text.removeprefix(BOM), newline=""))}


def findings(text: str, folder: Path) -> list[list[object]]:
    """Return what Frictionless finds wrong with a table by its Table Schema."""
    (folder / "programs.csv").write_text(text, encoding="utf-8", newline="")
    schema = Schema.from_descriptor(table_schema())
    resource = Resource(path="programs.csv", basepath=str(folder), schema=schema, encoding="utf-8-sig")
    return resource.validate().flatten(["rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("name", ["real", "rich"])
def test_it_follows_its_table_schema(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Frictionless finds nothing wrong, and every program has its row, in the order of ids."""
    found: Catalogue = request.getfixturevalue(name)
    text = as_csv(found)
    assert findings(text, tmp_path) == []
    assert list(rows(text)) == sorted(found)


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        (",50000,", ",fifty,", "amount_max"),
        (",50000,", ",-1,", "amount_max"),
        (",0.5,", ",50,", "share_max"),
        (",on_claim,", ",later,", "pays"),
        (",2026-11-20,", ",20/11/2026,", "read_on"),
        ("\nguarantee,", "\nloan,", "id"),
    ],
)
def test_the_table_schema_can_refuse(rich: Catalogue, tmp_path: Path, right: str, wrong: str, field: str) -> None:
    """A word for a number, a figure out of its bounds, an unknown code, another kind of date and an id twice are found."""
    text = as_csv(rich)
    assert right in text
    assert field in str(findings(text.replace(right, wrong, 1), tmp_path))


def test_it_says_what_the_sheet_says(rich: Catalogue) -> None:
    """Figures are plain numbers, lists are joined by a bar, and what is not stated is empty, never zero."""
    row = rows(as_csv(rich))["loan"]
    expected = {
        "amount_min": "0",
        "amount_max": "50000",
        "share_max": "0.5",
        "own_contribution_min": "0.2",
        "own_contribution_min_amount": "1000",
        "stacking_ceiling": "0.8",
        "loan_rate_fr": "taux préférentiel",
        "loan_rate_en": "prime rate",
        "loan_years_max": "7.5",
        "instruments": "loan|service",
        "funds": "equipment|renovation",
        "intakes": "2026-01-15/2026-07-31|2025-01-15/2025-02-01",
        "sources": "https://example.org/press|https://example.org/loan",
        "read_on": "2026-11-20",
        "awards": "1",
        "closed_on": "",
        "url": "",
    }
    assert {name: row[name] for name in expected} == expected
    assert rows(as_csv(rich))["closed"]["amount_max"] == ""
    assert rows(as_csv(rich))["closed"]["closed_on"] == "2024-06"


def test_a_rule_of_the_past_says_so(rich: Catalogue) -> None:
    """A criterion that held for a time says for which; only what always holds is a code of the column of places."""
    row = rows(as_csv(rich))["loan"]
    required = row["requires_en"].split("|")
    assert [
        sentence.endswith(("(until March 31, 2020)", "(from January 1, 2019 to December 31, 2019)")) for sentence in required
    ] == [
        False,
        False,
        True,
        True,
    ]
    assert row["territory"] == "region:monteregie|region:estrie"


def test_lists_can_be_taken_apart(real: Catalogue) -> None:
    """No item of a list holds the bar that joins them."""
    found = rows(as_csv(real))
    for program_id, sheet in real.items():
        row = found[program_id]
        lengths = {
            name: len(row[name].split("|")) if row[name] else 0
            for name in ("sources", "requires_fr", "excludes_en", "open_questions_fr")
        }
        assert lengths == {
            "sources": len(sheet.sources),
            "requires_fr": len(sheet.eligibility.requires),
            "excludes_en": len(sheet.eligibility.excludes),
            "open_questions_fr": len(sheet.open_questions),
        }, program_id


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_runs_as_a_formula(start: str) -> None:
    """A text that a spreadsheet would run is kept as text, whichever cell it stands in."""
    name = {"fr": f"{start}1+1", "en": f"{start}cmd"}
    hostile = program("p").model_copy(
        update={
            "name": program("p").name.model_copy(update=name),
            "open_questions": (Text.model_construct(fr=f"{start}2", en="x"),),
        }
    )
    row = rows(as_csv(catalogue(hostile)))["p"]
    assert (row["name_fr"], row["name_en"], row["open_questions_fr"]) == (f"'{start}1+1", f"'{start}cmd", f"'{start}2")


def test_no_cell_of_the_catalogue_runs_as_a_formula(real: Catalogue) -> None:
    """Nothing in the whole table begins as a formula does."""
    cells = [cell for row in rows(as_csv(real)).values() for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_every_column_is_described() -> None:
    """Names are unique, each column says what it holds, and the page of the documentation names each of them."""
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)
    assert all(column.description for column in COLUMNS)
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in text] == []
    assert [field["name"] for field in json.loads(json.dumps(table_schema()))["fields"]] == names


def test_the_same_catalogue_gives_the_same_bytes(real: Catalogue) -> None:
    """Nothing of the day, the machine or the order of files shows."""
    assert as_csv(real) == as_csv(shuffled(real))
