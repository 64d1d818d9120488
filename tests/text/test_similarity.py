"""What the text search finds, and what it forgives."""

from __future__ import annotations

import sys
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.locale import Language
from matcher.text import analysis
from matcher.text.analysis import stems
from matcher.text.similarity import TextIndex

ENDINGS = ("ives", "atrices", "ements", "issons", "eries", "euses", "aient", "ités", "ables", "antes")

TEXTS: dict[str, dict[Language, str]] = {
    "grocery": {
        "fr": "Épicerie de village. Commerces de proximité et coopératives de consommateurs.",
        "en": "Village grocery. Local shops and consumer cooperatives.",
    },
    "housing": {
        "fr": "Logement abordable pour les personnes aînées : construction et rénovation d'immeubles.",
        "en": "Affordable housing for seniors: construction and renovation of buildings.",
    },
    "theatre": {
        "fr": "Arts de la scène : théâtre, danse et cirque; création d'œuvres.",
        "en": "Performing arts: theatre, dance and circus; creation of works.",
    },
    "energy": {
        "fr": "Efficacité énergétique des bâtiments, thermopompes et panneaux solaires.",
        "en": "Energy efficiency, heat pumps and solar panels.",
    },
}
INDEX = TextIndex(TEXTS)


def best(query: str) -> str:
    """Return the text that `query` is nearest to."""
    found = INDEX.similarities(query)
    return max(found, key=lambda name: found[name])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ouvrir une épicerie au village", "grocery"),
        ("OUVRIR UNE ÉPICERIE", "grocery"),
        ("ouvrir une epicerie", "grocery"),
        ("une coopérative", "grocery"),
        ("we want to open a grocery in our village", "grocery"),
        ("a local shop", "grocery"),
        ("logements abordables", "housing"),
        ("housing for our seniors", "housing"),
        ("pièce de THEATRE", "theatre"),
        ("une oeuvre de danse", "theatre"),
        ("heat pump", "energy"),
        ("une thermopompe", "energy"),
        ("efficacite energetique", "energy"),
        ("une épicrie", "grocery"),
        ("logemment abrodable", "housing"),
        ("a grocrey", "grocery"),
        ("thermo-pompe", "energy"),
    ],
)
def test_finds(query: str, expected: str) -> None:
    """Case, accents, endings, either language and typing errors do not hide the text that is meant."""
    assert INDEX.similarities(query)[expected] > 0.05
    assert expected == best(query)


@pytest.mark.parametrize("query", ["", " ", "\n\t "])
def test_an_empty_query_is_near_nothing(query: str) -> None:
    """Without a word every similarity is zero."""
    assert dict.fromkeys(TEXTS, 0.0) == INDEX.similarities(query)


@pytest.mark.parametrize("query", ["?!…", "zzzz", "42", "😀"])
def test_words_that_no_text_has(query: str) -> None:
    """Words that stand nowhere are near nothing."""
    assert dict.fromkeys(TEXTS, 0.0) == INDEX.similarities(query)


@pytest.mark.parametrize("query", ["une épicerie", "théâtre et danse", "heat pumps"])
def test_case_changes_nothing(query: str) -> None:
    """Upper and lower case give the same similarities."""
    assert INDEX.similarities(query.upper()) == pytest.approx(INDEX.similarities(query.lower()))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_text_is_nearest_to_itself(name: str, language: Language) -> None:
    """The words of a sheet find the sheet, with a similarity of nearly 1."""
    assert name == best(TEXTS[name][language])
    assert INDEX.similarities(TEXTS[name][language])[name] > 0.95


@settings(max_examples=100, deadline=None)
@given(st.text() | st.lists(st.sampled_from(" ".join(t["fr"] + " " + t["en"] for t in TEXTS.values()).split())).map(" ".join))
def test_similarities_lie_between_zero_and_one(query: str) -> None:
    """Whatever is asked, each text has a similarity from 0 to 1, and the same one when asked again."""
    found = INDEX.similarities(query)
    assert list(TEXTS) == list(found)
    assert [value for value in found.values() if not 0 <= value <= 1] == []
    assert found == INDEX.similarities(query)


def test_two_indexes_agree() -> None:
    """An index made again gives the same similarities."""
    query = "une épicerie et un théâtre"
    assert INDEX.similarities(query) == TextIndex(TEXTS).similarities(query)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("coopératives", "coopérative", "fr"),
        ("Coopératives", "coopérative", "fr"),
        ("cooperatives", "coopérative", "fr"),
        ("logements", "logement", "fr"),
        ("épiceries", "epicerie", "fr"),
        ("œuvres", "oeuvre", "fr"),
        ("l’épicerie", "l'épicerie", "fr"),
        ("groceries", "grocery", "en"),
        ("housing", "Housing", "en"),
        ("cooperatives", "cooperative", "en"),
        ("coopératives,", "coopérative", "fr"),
        ("(coopératives)", "coopérative", "fr"),
        ("coopératives.", "coopérative", "fr"),
        ("« coopératives »", "coopérative", "fr"),
        ("cooperatives;", "cooperative", "en"),
    ],
)
def test_stems_meet(one: str, other: str, language: Language) -> None:
    """Endings, case, accents and punctuation around a word do not change its stem."""
    assert stems(other, language) == stems(one, language)
    assert stems(one, language) != []


def test_short_words_are_left_out() -> None:
    """Words of one or two letters carry no subject."""
    assert stems("épicerie", "fr") == stems("à la de un épicerie, ou", "fr")[-1:]
    assert stems("de à un ou et", "fr") == []


def test_threads_do_not_cut_each_others_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stemmed by several threads at once comes out as it does alone: an answer never depends on who else asks."""
    words = [f"{one}{other}" for one in ("coopérat", "rénov", "épic", "bâtim", "financ") for other in ENDINGS]
    alone = [stems(word, "fr") for word in words * 20]
    monkeypatch.setattr(analysis, "_kept_stem", analysis._stem)
    found: list[list[list[str]]] = []
    threads = [threading.Thread(target=lambda: found.append([stems(word, "fr") for word in words * 20])) for _ in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert found == [alone] * 4


def test_what_is_no_word_is_not_kept() -> None:
    """Long runs of letters are read, and forgotten: thousands of them would fill the memory of a server."""
    kept = (analysis._kept_stem, analysis._kept_runs)
    index = TextIndex(TEXTS)
    index.similarities("a" * analysis.LONGEST_KEPT)
    before = [one.cache_info().currsize for one in kept]
    for letter in "bcdefgh":
        index.similarities(letter * 5_000)
    assert [one.cache_info().currsize for one in kept] == before
    assert index._rows_of.cache_info().currsize == 1
    assert len(index._kept) == 8
