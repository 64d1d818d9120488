"""A paragraph as a draft profile: what must be read, what must not, and that nothing unsure is used."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.profile import ATTRIBUTES
from matcher.text.amounts import counted, money
from matcher.text.intake import PLACES, SURE, Draft, read_paragraph, signs
from matcher.text.phrases import Reading
from matcher.vocabulary.terms import vocabulary

AS_OF = date(2026, 11, 23)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent.parent / "cases" / "intake.yaml").read_text(encoding="utf-8"))


def used(draft: Draft) -> dict[str, Any]:
    """Return the answers that a draft uses, whatever their section."""
    raw = draft.raw()
    return {**raw.get("enterprise", {}), **raw.get("project", {})}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_paragraph(case: dict[str, Any]) -> None:
    """What a paragraph says is used, and what it does not say is not."""
    found = used(read_paragraph(case["text"], AS_OF))
    for name, value in case.get("says", {}).items():
        assert (set(found[name]) >= set(value)) if isinstance(value, list) else found.get(name) == value, name
    for name, value in case.get("not", {}).items():
        assert value not in (found[name] if isinstance(found.get(name), list) else [found.get(name)]), name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un projet de 1,2 M$", [1_200_000]),
        ("250k de mise de fonds", [250_000]),
        ("1 250 000 $ puis $250,000", [1_250_000, 250_000]),
        ("1\u202f250\u202f000\u00a0$", [1_250_000]),
        ("$1.5M or 1.2 million dollars", [1_500_000, 1_200_000]),
        ("deux cent mille dollars", [200_000]),
        ("trois millions de dollars", [3_000_000]),
        ("two hundred fifty thousand dollars", [250_000]),
        ("3 000 foyers, 4 km, 2025", []),
        ("60 M$", [60_000_000]),
    ],
)
def test_money(text: str, expected: list[int]) -> None:
    """Amounts in digits or words, in either language, with what scales them."""
    assert expected == [amount.value for amount in money(text)]


def test_counted() -> None:
    """A number stands before what it counts."""
    assert [n.value for n in counted("douze employés et quarante-deux employés", r"\bemployés")] == [12, 42]


def test_phrases() -> None:
    """Accents, capitals and punctuation do not matter; a gap does not cross the end of a sentence."""
    reading = Reading("Nous voulons ACHETER, enfin, l'édifice. Nous achetons. Un immeuble est là.")
    assert reading.find("acheter ... edifice|immeuble") == "ACHETER, enfin, l'édifice"
    assert reading.find("achet* ... immeuble") is None
    assert reading.find("refaire") is None


def test_every_sign_names_a_term() -> None:
    """The words of signs.yaml lead to terms of the vocabularies, and each phrase can be found in itself."""
    for attribute, terms in signs().items():
        assert set(terms) <= set(vocabulary(ATTRIBUTES[attribute].vocabulary or "")), attribute
        for phrases in terms.values():
            for phrase in phrases:
                plain = " ".join(word.split("|")[0].rstrip("*") for word in phrase.split() if word != "...")
                assert Reading(plain).find(phrase) == plain, phrase


def test_what_is_unsure_is_shown_and_not_used() -> None:
    """The amount that is sought may not be the cost: it is a finding below the confidence that is used."""
    draft = read_paragraph("Nous cherchons une subvention de 50 000 $.", AS_OF)
    assert [(f.attribute, f.value, f.sure) for f in draft.found] == [("total_cost", 50_000, False)]
    assert "total_cost" not in used(draft)
    assert draft.raw(draft.found)["project"]["total_cost"] == 50_000


def test_the_narrowest_place_stands() -> None:
    """A region named beside the town is no second answer."""
    draft = read_paragraph("Notre OBNL de Montérégie est établi à Sherbrooke.", AS_OF)
    assert {k: v for k, v in used(draft).items() if k in PLACES} == {"municipality": "Sherbrooke"}
    assert draft.profile().enterprise.place is not None


PIECES = st.sampled_from(
    [
        "coopérative",
        "OBNL",
        "de",
        "à",
        "Granby",
        "Sherbrooke",
        "Montréal",
        "MRC",
        "d'Acton",
        "Mauricie",
        "250",
        "000",
        "$",
        "1,2",
        "M$",
        "12",
        "employés",
        "fondée",
        "en",
        "2015",
        "acheter",
        "immeuble",
        "camion",
        ".",
        ",",
        "nous",
        "voulons",
        "Saint-Joseph",
        "Québec",
        "55",
        "%",
        "de",
        "nos",
        "revenus",
        "ventes",
        "cent",
        "mille",
        "dollars",
        "not",
        "yet",
        "incorporated",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=200))
def test_any_text_makes_a_profile(text: str) -> None:
    """Whatever is typed, the draft is a valid profile, each finding has words of the text, and a confidence between 0 and 1."""
    draft = read_paragraph(text, AS_OF)
    draft.profile()
    for finding in draft.found:
        assert finding.words
        assert finding.words in text
        assert 0 < finding.confidence <= 1
        assert finding.sure is (finding.confidence >= SURE)
