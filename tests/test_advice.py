"""Advice: exact sentences on small programs, and the grammar of every sentence on the real catalogue."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from matcher.advice import advice
from matcher.advice.wording import LONGEST, inside, spelled, that
from matcher.catalogue import load_catalogue
from matcher.locale import LANGUAGES, Language
from matcher.matching import Matcher, Matches
from matcher.profile import Profile
from matcher.rules.verdict import Verdict
from tests.small import AS_OF, catalogue, profile, program

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "advice.yaml").read_text(encoding="utf-8"))

WHO: dict[str, dict[str, Any]] = {
    "grocery": {
        "enterprise": {"legal_form": "nonprofit", "sector": ["grocery"], "municipality": "Acton Vale", "founded": "2025-03"},
        "project": {
            "uses": ["building_purchase", "renovation", "equipment"],
            "total_cost": 800_000,
            "own_contribution": 100_000,
            "stage": "growth",
        },
    },
    "group": {
        "enterprise": {"legal_form": "informal_group", "region": "Bas-Saint-Laurent", "serves": ["seniors"]},
        "project": {"uses": ["business_plan", "consulting", "start_up_costs", "hiring"], "total_cost": 60_000},
    },
    "artists": {
        "enterprise": {
            "legal_form": "worker_coop",
            "sector": ["performing_arts"],
            "municipality": "Rimouski",
            "groups": ["women", "youth"],
            "own_revenue_share": 0.3,
            "registered_charity": False,
        },
        "project": {"total_cost": 40_000, "own_contribution": 5_000},
    },
    "nothing": {"project": {"description": "Un projet"}},
}

NOT_ELIDED = re.compile(r"\b(?:de|que|le|la|ne|se|je|me|jusque) (?!onze|oui|ou\b)[aeiouyéèêàâîôûœ]", re.IGNORECASE)
NOT_CONTRACTED = re.compile(r"\b(?:de les?|à les?|de des|de du) (?!\w+(?:er|ir|re)\b)")
"""Before an infinitive, *de le* is a pronoun: *accepte de le devenir*."""
FRENCH_SPACES = re.compile(r" [:;?!%$»](?!\d)|«(?!\u00a0)")
PROMISES = re.compile(
    r"\b(?:you qualify|pre-?approved|chances?|likely|guaranteed|vous êtes admissibles?|préapprouv\w+|probab\w+)\b", re.IGNORECASE
)
QUOTED = re.compile(r"«[^»]*»|“[^”]*”")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_sentences(case: dict[str, Any], language: Language) -> None:
    """A profile and a program give exactly these sentences."""
    found = Matcher(catalogue(program("p", **case["program"]))).match(Profile.model_validate(case["profile"]), AS_OF)
    assert case[language] == list(advice(found.ranked[0], found.facts, language))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Return the engine on the real catalogue."""
    return Matcher(load_catalogue())


@pytest.fixture(scope="module", params=WHO)
def matches(request: pytest.FixtureRequest, matcher: Matcher) -> Matches:
    """Return the matches of one profile."""
    return matcher.match(Profile.model_validate(WHO[request.param]), AS_OF)


def wrong(sentence: str, language: Language) -> list[str]:
    """Return what is wrong with the form of a sentence."""
    unquoted = QUOTED.sub("", sentence)
    faults = {
        "no capital": not sentence[0].isupper(),
        "no period, or two": not sentence.endswith(".") or sentence.endswith(".."),
        "spaces": "  " in sentence or " ," in sentence or " ." in sentence,
        "a hole": "None" in sentence or bool(re.search(r"[{}]|\(\)", sentence)),
        "long": len(sentence) > LONGEST,
        "parentheses": sentence.count("(") != sentence.count(")"),
        "promise": bool(PROMISES.search(unquoted)),
        "no French": language == "fr" and bool(re.search(r"\b(?:the|this|you|your)\b", unquoted.lower())),
        "elision": language == "fr" and bool(NOT_ELIDED.search(unquoted)),
        "contraction": language == "fr" and bool(NOT_CONTRACTED.search(unquoted)),
        "typography": language == "fr" and bool(FRENCH_SPACES.search(sentence)),
    }
    return [name for name, found in faults.items() if found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_well_formed(matches: Matches, language: Language) -> None:
    """Over the whole catalogue each match has one to three sentences without a fault of form."""
    said = {match.program.id: advice(match, matches.facts, language) for match in (*matches.ranked, *matches.hidden)}
    assert {name: len(sentences) for name, sentences in said.items() if not 1 <= len(sentences) <= 3} == {}
    faults = [(fault, name, s) for name, sentences in said.items() for s in sentences for fault in wrong(s, language)]
    assert faults == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("il manque la capitale.", "no capital"),
        ("Il manque le point", "no period, or two"),
        ("Il reste  deux espaces.", "spaces"),
        ("Il reste {point}.", "a hole"),
        ("Il reste à confirmer que un bailleur participe.", "elision"),
        ("Il reste à confirmer la part de les OBNL.", "contraction"),
        ("Il manque 50 $.", "typography"),
        ("You still have to confirm.", "no French"),
        ("Vous êtes admissible.", "promise"),
    ],
)
def test_faults_are_seen(sentence: str, fault: str) -> None:
    """The check of form finds each kind of fault."""
    assert fault in wrong(sentence, "fr")


def test_open_points_are_counted(matches: Matches) -> None:
    """What is named and what is counted never exceed what is open, and a match without an open point names none."""
    for match in matches.with_verdict(Verdict.ELIGIBLE):
        assert not any("still have to confirm" in sentence for sentence in advice(match, matches.facts, "en"))
    for match in matches.with_verdict(Verdict.TO_CONFIRM):
        assert sum("still have to confirm" in sentence for sentence in advice(match, matches.facts, "en")) == 1


def test_the_profiles_meet_every_verdict(matcher: Matcher) -> None:
    """The profiles of these tests bring every verdict, so that each kind of sentence is read."""
    seen = Counter(match.verdict for who in WHO.values() for match in matcher.match(Profile.model_validate(who), AS_OF).ranked)
    assert set(Verdict) == set(seen)


@pytest.mark.parametrize(
    ("clause", "language", "expected"),
    [
        ("un autre bailleur participe", "fr", "qu'un autre bailleur participe"),
        ("aucune demande n'est en cours", "fr", "qu'aucune demande n'est en cours"),
        ("le projet commence", "fr", "que le projet commence"),
        ("l'entreprise vend", "fr", "que l'entreprise vend"),
        ("Evol accepte", "fr", "qu'Evol accepte"),
        ("an applicant sells", "en", "that an applicant sells"),
    ],
)
def test_that(clause: str, language: Language, expected: str) -> None:
    """*Que* loses its vowel before another."""
    assert expected == that(clause, language)


@pytest.mark.parametrize(
    ("words", "other", "expected"),
    [
        ("Le projet", "The project", "le projet"),
        ("Desjardins accepte", "Desjardins accepts", "Desjardins accepte"),
        ("DEC accepte", "CED accepts", "DEC accepte"),
    ],
)
def test_inside(words: str, other: str, expected: str) -> None:
    """A first capital goes, unless it is of a name."""
    assert expected == inside(words, other)


@pytest.mark.parametrize(("count", "expected"), [(1, "one"), (2, "two"), (9, "nine"), (10, "10"), (1200, "1,200")])
def test_spelled(count: int, expected: str) -> None:
    """Counts up to nine are words."""
    assert expected == spelled(count, "en")


def test_unknown_is_never_guessed() -> None:
    """Without a cost, a place or uses, nothing is said of them."""
    sheet = program("p", funds=["equipment"], amount={"max": 5_000}, eligibility={"requires": [{"territory": ["mrc:acton"]}]})
    found = Matcher(catalogue(sheet)).match(profile(legal_form="nonprofit"), AS_OF)
    said = " ".join(advice(found.ranked[0], found.facts, "en"))
    assert "pays for equipment; it offers a grant of up to $5,000." in said
    assert "confirm the municipality of the project (Acton)" in said
    assert not re.search(r"your project|missing|your MRC", said)
