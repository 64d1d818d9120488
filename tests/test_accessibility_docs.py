"""The two pages on accessibility say the same of every criterion of WCAG 2.2 A and AA, and what they name as evidence exists."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import yaml

from scripts.screenshots import ROOT

PAGES = ("accessibility.md", "accessibilite.md")
STATES = [("met", "satisfait"), ("in part", "en partie"), ("not applicable", "sans objet"), ("not evaluated", "non évalué")]
ROW = re.compile(r"^\| (\d\.\d\.\d+) [^|]+\| (AA?) \| ([^|]+) \|", re.MULTILINE)


def rows(page: str) -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))


def test_both_pages_list_each_criterion_alike() -> None:
    """31 of level A and 24 of level AA, 4.1.1 no more among them."""
    english, french = (rows(page) for page in PAGES)
    assert Counter(level for _, level, _ in english) == {"A": 31, "AA": 24}
    assert len({number for number, *_ in english}) == len(english)
    assert [(number, level, dict(STATES)[state]) for number, level, state in english] == french


@pytest.mark.parametrize("page", PAGES)
def test_the_evidence_exists(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|matcher|\.streamlit)/[^`]+)`", text))
    assert len(named) > 5
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_each_finding_of_streamlits_says_what_it_is_and_whether_it_is_known_upstream() -> None:
    found = yaml.safe_load((ROOT / "tests" / "ui" / "streamlit_findings.yaml").read_text(encoding="utf-8"))
    assert all(set(one) == {"rule", "where", "pages", "what", "upstream"} for one in found)
    assert all(re.search(r"streamlit#\d+|no upstream issue found", one["upstream"]) for one in found)
