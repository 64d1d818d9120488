"""Nothing is said by colour or by a picture alone: verdicts have their words and an icon, charts a sentence and a twin in words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from matcher.locale import translate
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.ui.components.words import TRUTH_ICONS, VERDICT_ICONS
from matcher.words import TRUTH_WORDS, VERDICT_WORDS
from scripts.screenshots import ROOT
from tests.ui.conftest import Visit
from tests.ui.test_pages import GROCERY

SOURCES = sorted((ROOT / "matcher" / "ui").rglob("*.py"))
BADGE = re.compile(r":(green|orange|blue|red)-badge\[(:material/\w+:) ([^\]]+)\]")
TWINS = ("dataframe", "table", "caption", "markdown")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_verdict_and_answer_has_its_own_words_and_icon(language: str) -> None:
    """Four verdicts and three truths: no two share an icon or words, so that neither needs its colour."""
    verdicts = {(VERDICT_ICONS[one][0], translate(VERDICT_WORDS[one], language)) for one in Verdict}
    truths = {(TRUTH_ICONS[one], translate(TRUTH_WORDS[one], language)) for one in Truth}
    for shown, kinds in ((verdicts, Verdict), (truths, Truth)):
        assert len({icon for icon, _ in shown}) == len({words for _, words in shown}) == len(kinds)
        assert all(words.strip() for _, words in shown)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_card_of_the_results_says_its_verdict_in_words(visit: Visit, language: str) -> None:
    """What is coloured on a card is an icon and the words of that verdict."""
    app = visit("results", language, GROCERY)
    badges = [found.groups() for text in app.markdown for found in BADGE.finditer(str(text.value))]
    expected = {(colour, icon, translate(VERDICT_WORDS[one], language)) for one, (icon, colour) in VERDICT_ICONS.items()}
    assert len(badges) > 5
    assert set(badges) <= expected
    coloured = [text.value for text in app.markdown if re.search(r":(green|orange|blue|red)(-background)?\[", str(text.value))]
    assert coloured == []


def charts() -> list[tuple[Path, ast.Call, ast.FunctionDef]]:
    """Return every chart of the pages with the function that draws it."""
    return [
        (path, call, function)
        for path in SOURCES
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr.endswith("_chart")
    ]


def test_each_chart_has_words_for_those_who_do_not_see_it() -> None:
    """A text alternative, and beside it, from the same function, a table or a sentence."""
    found = charts()
    assert len(found) >= 7
    for path, call, function in found:
        assert "alt" in {keyword.arg for keyword in call.keywords}, f"{path.name}:{call.lineno} has no text alternative"
        drawn = {one.func.attr for one in ast.walk(function) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)}
        own = {one.func.id for one in ast.walk(function) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}
        assert drawn & set(TWINS) or any("table" in name or "twin" in name for name in own), (
            f"{path.name}:{call.lineno} stands alone"
        )
