"""The pages on what the catalogue covers say what it covers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.catalogue import load_catalogue
from matcher.console_catalogue import report_markdown
from matcher.curation.coverage import report
from matcher.locale import Language

DOCS = Path(__file__).parent.parent.parent / "docs" / "catalogue"


@pytest.mark.parametrize(("page", "language"), [("coverage.md", "en"), ("couverture.md", "fr")])
def test_the_page_is_that_of_the_catalogue(page: str, language: Language) -> None:
    """`make report` was run after the last change: the ages of the pages count from the day it was run."""
    stated = re.search(r" programs on (\w+ \d+, \d{4});", (DOCS / "coverage.md").read_text(encoding="utf-8"))
    assert stated
    day = datetime.strptime(stated[1], "%B %d, %Y").replace(tzinfo=UTC).date()
    assert report_markdown(report(load_catalogue(), day), language) == (DOCS / page).read_text(encoding="utf-8")


def test_what_is_left_out_is_not_in_the_catalogue() -> None:
    """An id that is left out with a reason is no program."""
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", (DOCS / "left-out.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert listed
    assert set(listed) & set(load_catalogue()) == set()
