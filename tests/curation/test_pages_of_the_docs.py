"""The pages on what the catalogue covers say what it covers."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from matcher.catalogue import load_catalogue
from matcher.console_catalogue import report_markdown
from matcher.curation.coverage import report
from matcher.locale import Language

DOCS = Path(__file__).parent.parent.parent / "docs" / "catalogue"


@pytest.mark.parametrize(("page", "language"), [("coverage.md", "en"), ("couverture.md", "fr")])
def test_the_page_is_that_of_the_catalogue(page: str, language: Language) -> None:
    """`make report` was run after the last change, whatever the day."""
    written = (DOCS / page).read_text(encoding="utf-8")
    found = report_markdown(report(load_catalogue(), date(2026, 11, 23)), language)
    assert re.sub(r".*2026.*", "", written) == re.sub(r".*2026.*", "", found)


def test_what_is_left_out_is_not_in_the_catalogue() -> None:
    """An id that is left out with a reason is no program."""
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", (DOCS / "left-out.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert listed
    assert set(listed) & set(load_catalogue()) == set()
