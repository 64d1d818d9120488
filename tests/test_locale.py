"""Every sentence is in French too, and figures are written as people write them in each language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file

from matcher.locale import (
    BABEL_LOCALES,
    Language,
    day,
    either,
    french,
    money,
    number,
    share,
    together,
    translate,
    translate_count,
)

ROOT = Path(__file__).parent.parent
SOURCES = [*sorted((ROOT / "matcher").rglob("*.py")), ROOT / "app.py"]
KEYWORDS = {"N_": None, "translate": None, "translate_count": [(1,), (2,)]}
"""The functions whose arguments are sentences, as in `make messages`."""


def extracted(keywords: dict[str, tuple[int, ...] | None]) -> Iterator[str]:
    """Yield every sentence that babel finds in the code."""
    options = {"encoding": "utf-8"}
    for _, _, message, *_ in extract_from_dir(ROOT / "matcher", [("**.py", "python")], {"**.py": options}, keywords):
        yield from message if isinstance(message, tuple) else [message]
    for _, message, *_ in extract_from_file("python", ROOT / "app.py", keywords=keywords, options=options):
        yield from message if isinstance(message, tuple) else [message]


@cache
def sentences() -> frozenset[str]:
    """Return the sentences of the code."""
    found: set[str] = set()
    for place in (1, 2):
        found |= set(extracted({"N_": None, "translate": None, "translate_count": (place,)}))
    return frozenset(found - {""})


@cache
def translations() -> dict[str, str]:
    """Return the entries of the French catalogue."""
    return {str(entry.id): str(entry.string) for entry in french() if entry.id}


def placeholders(text: str) -> list[str]:
    """Return the names between braces, in order of the alphabet."""
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name})


def test_there_are_sentences() -> None:
    """The extraction sees the code: the rules, the windows and both forms of a count."""
    expected = {"{label}: {accepted}", "Open until {day}", "{count} year", "{count} years"}
    assert set() == expected - sentences()


def test_every_sentence_is_translated() -> None:
    """Each sentence of the code has a French translation."""
    assert sorted(sentence for sentence in sentences() if not translations().get(sentence, "").strip()) == []


def test_no_translation_is_left_over() -> None:
    """Each French translation belongs to a sentence of the code, and none is commented out or doubtful."""
    assert sorted(set(translations()) - sentences()) == []
    assert list(french().obsolete) == []
    assert [entry.id for entry in french() if entry.id and entry.fuzzy] == []


@pytest.mark.parametrize("english", sorted(translations()))
def test_placeholders_agree(english: str) -> None:
    """What a sentence leaves open is open in both languages."""
    assert placeholders(english) == placeholders(translations()[english])


def test_nothing_is_marked_inside_an_f_string() -> None:
    """No sentence is marked within an f-string, where the extraction of Python 3.11 does not look."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and any(isinstance(word, ast.Constant) and isinstance(word.value, str) for word in call.args[:2])
        and not _is_marked_elsewhere(call)
    ]
    assert found == []


def _is_marked_elsewhere(call: ast.Call) -> bool:
    """Tell whether the first argument is a name: then the sentence is marked where it is declared."""
    return bool(call.args) and isinstance(call.args[0], ast.Name | ast.Attribute | ast.Subscript)


def test_sentences_are_marked_whole() -> None:
    """What is marked is one string, neither an f-string nor a sum, so that it can be found and translated."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and any(isinstance(word, ast.JoinedStr | ast.BinOp) for word in call.args[:2])
    ]
    assert found == []


@pytest.mark.parametrize("english", sorted(translations()))
def test_french_punctuation(english: str) -> None:
    """A colon or a guillemet in a French sentence does not stand alone at the beginning of a line."""
    ordinary = re.findall(r" [:»]|« ", re.sub(r"https?://\S+", "", translations()[english]))
    assert ordinary == [], "a no-break space belongs here"


# --- Figures ------------------------------------------------------------------------------------------------------------

NB = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("written", "french_form", "english_form"),
    [
        (lambda language: money(250_000, language), f"250{NB}000{NB}$", "$250,000"),
        (lambda language: money(0, language), f"0{NB}$", "$0"),
        (lambda language: money(999, language), f"999{NB}$", "$999"),
        (lambda language: money(1_000, language), f"1{NB}000{NB}$", "$1,000"),
        (lambda language: money(12_345_678, language), f"12{NB}345{NB}678{NB}$", "$12,345,678"),
        (lambda language: share(0.8, language), f"80{NB}%", "80%"),
        (lambda language: share(0, language), f"0{NB}%", "0%"),
        (lambda language: share(1, language), f"100{NB}%", "100%"),
        (lambda language: share(0.125, language), f"12,5{NB}%", "12.5%"),
        (lambda language: share(1 / 3, language), f"33,3{NB}%", "33.3%"),
        (lambda language: number(1_234, language), f"1{NB}234", "1,234"),
        (lambda language: number(2.5, language), "2,5", "2.5"),
        (lambda language: number(7, language), "7", "7"),
        (lambda language: day(date(2026, 11, 23), language), "23 novembre 2026", "November 23, 2026"),
        (lambda language: day(date(2024, 2, 29), language), "29 février 2024", "February 29, 2024"),
        (lambda language: either(["a"], language), "a", "a"),
        (lambda language: either(["a", "b"], language), "a ou b", "a or b"),
        (lambda language: either(["a", "b", "c"], language), "a, b ou c", "a, b or c"),
        (lambda language: together(["a", "b"], language), "a et b", "a and b"),
        (lambda language: together(["a", "b", "c"], language), "a, b et c", "a, b and c"),
    ],
)
def test_figures(written: object, french_form: str, english_form: str) -> None:
    """Money, shares, numbers, days and lists are written as in Québec, and French keeps a figure and its sign together."""
    assert callable(written)
    assert french_form == written("fr").replace("\N{NARROW NO-BREAK SPACE}", NB)
    assert english_form == written("en")


@pytest.mark.parametrize(
    ("count", "language", "expected"),
    [(0, "fr", "0 an"), (1, "fr", "1 an"), (2, "fr", "2 ans"), (0, "en", "0 years"), (1, "en", "1 year"), (2, "en", "2 years")],
)
def test_counts(count: int, language: Language, expected: str) -> None:
    """French counts zero as it does one, English as it does two."""
    assert expected == translate_count("{count} year", "{count} years", count, language).replace(NB, " ")


def test_a_sentence_without_translation_stays_english() -> None:
    """What is not in the catalogue is shown as it is written."""
    assert translate("No such sentence, {n}", "fr", n=3) == "No such sentence, 3"


def test_values_are_not_read_as_placeholders() -> None:
    """Braces in what a person typed stay as they are."""
    assert translate("found {found}", "en", found="{x}") == "found {x}"


def test_languages_of_canada() -> None:
    """Both languages are written as in Canada."""
    assert BABEL_LOCALES == {"fr": "fr_CA", "en": "en_CA"}
