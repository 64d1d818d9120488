"""Search in the catalogue: both languages, typing errors, and order."""

from __future__ import annotations

import pytest

from matcher.text.search import SearchIndex
from tests.small import catalogue, program, requires

ROOF = program("toit", name={"fr": "Fonds pour les toits", "en": "Roof fund"}, funds=["renovation"], former_names=["Ancien Toit"])
DAYCARE = program(
    "garde",
    name={"fr": "Aide à la petite enfance", "en": "Early years aid"},
    eligibility=requires({"sector": ["daycare_cpe"]}),
    funds=["equipment"],
)
LOAN = program("pret", name={"fr": "Prêt vert", "en": "Green loan"}, instruments=["loan"], funds=["energy_efficiency"])
INDEX = SearchIndex(catalogue(ROOF, DAYCARE, LOAN))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("toit", "toit"),
        ("TOITS", "toit"),
        ("roof", "toit"),
        ("rénovation", "toit"),
        ("renovatoin", "toit"),
        ("ancien", "toit"),
        ("garderie", "garde"),
        ("daycare", "garde"),
        ("enfannce", "garde"),
        ("loan", "pret"),
        ("pret", "pret"),
        ("prêt vert", "pret"),
        ("green", "pret"),
        ("le prêt vert", "pret"),
        ("energ", "pret"),
    ],
)
def test_found_first(words: str, first: str) -> None:
    """A word of either language, without its accents, its end or one letter, finds the program."""
    assert next(iter(INDEX.find(words)), None) == first


@pytest.mark.parametrize("words", ["", "  ", ";", "xyzzy", "toit xyzzy", "zz"])
def test_nothing_found(words: str) -> None:
    """Nothing asked finds nothing, and every word must be found."""
    assert INDEX.find(words) == {}


def test_a_name_weighs_more_than_what_is_implied() -> None:
    """The program named so comes before one that pays for the same thing."""
    implied = program("autre", funds=["renovation"])
    found = SearchIndex(catalogue(implied, program("renovation", name={"fr": "Rénovation", "en": "Renovation"}))).find(
        "rénovation"
    )
    assert list(found) == ["renovation", "autre"]
