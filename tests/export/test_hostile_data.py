"""Hostile texts in the files that people take away: they lead nowhere, run nothing, and add no line of their own."""

from __future__ import annotations

import csv
import json
import zipfile
from contextlib import closing
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from matcher.catalogue import Catalogue
from matcher.export import dispositif, json_ld, table
from matcher.export.client_file import hand_over
from matcher.export.follow_up_csv import csv_of
from matcher.export.follow_up_ics import ics_of
from matcher.export.plan_files import WRITERS, plan_file
from matcher.planning import Plan, Plans
from matcher.profile import Profile
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.notes import add_note
from matcher.workspace.organisations import laptop_user
from tests.hostile import ELSEWHERE, SAID
from tests.planning.small import catalogue, planned, profile

DAY = date(2027, 1, 15)
EVIL = SAID[0][:-20] + "\r\nATTACH:http://evil.invalid/"
"""What a field of a sheet takes, with a line that a calendar would read as its own."""
BOTH = {"fr": EVIL, "en": EVIL}
PROGRAMS: dict[str, dict[str, Any]] = {
    "piec": {
        "name": BOTH, "summary": BOTH, "amount": {"max": 400_000}, "former_names": [EVIL], "open_questions": [BOTH],
        "apply": {"steps": [BOTH], "documents": [BOTH, "quotes"], "phone": "<b onclick=alert(1)>", "url": "https://example.org/)EVIL"},
        "eligibility": {"requires": [{"confirm": {"id": "evil", **BOTH}}]}, "after_award": {"reporting": BOTH, "security": BOTH},
        "intakes": [{"opens": date(2026, 11, 1), "closes": DAY}],
    },
}  # fmt: skip
PROJECT = {
    "description": EVIL,
    "costs": [{"use": "construction", "amount": 300_000, "label": "=1+1" + SAID[1]}],
    "contributions": [{"kind": "cash", "amount": 50_000, "label": SAID[1]}],
    "funding": [{"amount": 5_000, "instrument": "grant", "giver": "municipal", "label": SAID[1]}],
    "start": "2027-03",
}


@pytest.fixture(scope="module")
def sheets() -> Catalogue:
    return catalogue(PROGRAMS)


@pytest.fixture(scope="module")
def plan(sheets: Catalogue) -> tuple[Plans, Plan]:
    plans = planned(sheets, profile(PROJECT))
    return plans, plans.plans[0]


@pytest.fixture(scope="module")
def packed(sheets: Catalogue, plan: tuple[Plans, Plan], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return every file that is taken away, by name: those of a plan, those of a client file, those of what is waited for."""
    with closing(open_workspace(url_of(f"sqlite:///{tmp_path_factory.mktemp('w') / 'w.db'}"))) as workspace:
        files = ClientFiles(workspace, laptop_user(workspace))
        made = files.create("../../=EVIL" + SAID[1], Profile.model_validate({"project": PROJECT}))
        add_note(files, made.id, EVIL)
        applications = Applications(workspace, files.actor)
        applications.add(made.id, "piec", due_on=DAY)
        followed = applications.of()
        with zipfile.ZipFile(BytesIO(hand_over(files, made.id, sheets, "fr", plan))) as book:
            assert not [name for name in book.namelist() if "/" in name or "\\" in name or "EVIL" in name]
            parts = {f"client/{name}": book.read(name) for name in book.namelist()}
        parts["follow.csv"] = csv_of(followed, sheets, "en")
        parts["follow.ics"] = ics_of(followed, sheets, date(2026, 12, 1), "en")
    return parts | {f"plan{suffix}": plan_file(suffix, *plan, "en") for suffix in WRITERS}


def _ending(packed: dict[str, bytes], ending: str) -> dict[str, bytes]:
    found = {name: content for name, content in packed.items() if name.endswith(ending)}
    assert found
    return found


def test_office_files_lead_nowhere(packed: dict[str, bytes]) -> None:
    """No part of a document or workbook refers to anything outside of it but the pages of sheets."""
    for name, content in {**_ending(packed, ".docx"), **_ending(packed, ".xlsx")}.items():
        with zipfile.ZipFile(BytesIO(content)) as book:
            assert not [part for part in book.namelist() if "vba" in part.lower() or "embed" in part.lower()], name
            for part in book.namelist():
                if part.endswith((".xml", ".rels")):
                    tree = ET.fromstring(book.read(part))
                    outside = [one.get("Target", "") for one in tree.iter() if one.get("TargetMode") == "External"]
                    assert not [target for target in outside if ELSEWHERE in target or not target.startswith("http")], (
                        name,
                        part,
                    )


def test_workbooks_calculate_with_our_formulas_only(packed: dict[str, bytes]) -> None:
    for content in _ending(packed, ".xlsx").values():
        cells = [cell for sheet in load_workbook(BytesIO(content)) for row in sheet.iter_rows() for cell in row]
        assert any("EVIL" in str(cell.value) for cell in cells)
        assert not [cell.value for cell in cells if cell.data_type == "f" and "EVIL" in str(cell.value)]
        assert not [cell.hyperlink for cell in cells if cell.hyperlink and ELSEWHERE in str(cell.hyperlink.target)]


def test_pdfs_lead_nowhere_and_run_nothing(packed: dict[str, bytes]) -> None:
    for name, content in _ending(packed, ".pdf").items():
        with pikepdf.open(BytesIO(content)) as read:
            for one in read.objects:
                if isinstance(one, pikepdf.Dictionary):
                    assert not {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile"} & set(one.keys()), name
                    assert ELSEWHERE not in str(one.get("/URI", "")), name


def test_calendars_get_no_line_of_theirs(packed: dict[str, bytes]) -> None:
    for name, content in _ending(packed, ".ics").items():
        for part in Calendar.from_ical(content).walk():
            assert not {"ATTACH", "ATTENDEE", "ORGANIZER", "IMAGE"} & set(part.keys()), name
            assert ELSEWHERE not in str(part.get("URL", "")), name


def test_tables_hold_no_formula(packed: dict[str, bytes], sheets: Catalogue) -> None:
    """Those of a plan, of what is waited for and of the catalogue."""
    texts = [content.decode("utf-8-sig") for content in _ending(packed, ".csv").values()]
    for text in [*texts, table.as_csv(sheets)]:
        rows = list(csv.reader(StringIO(text), delimiter=";" if text.count(";") > text.count(",") else ","))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t", "\r"))]


def test_json_says_what_was_said(packed: dict[str, bytes], sheets: Catalogue) -> None:
    """Texts come back as they were: a document is no page."""
    for content in _ending(packed, ".json").values():
        assert "EVIL" in str(json.loads(content))
    for text in (json_ld.as_json_ld(sheets), dispositif.as_dispositifs(sheets)):
        assert "EVIL" in text
