"""The answer of `match` as bytes, of which parts are kept for applicants who come to the same."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from matcher import answer
from matcher.api.written import matches_written
from matcher.catalogue import load_catalogue
from matcher.json_documents import matches_answer
from matcher.locale import LANGUAGES
from matcher.matching import Matcher, Matches
from matcher.profile import Profile
from tests.small import AS_OF

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "funded.yaml").read_text(encoding="utf-8"))
ALMOST_ALIKE: tuple[dict[str, Any], ...] = (
    {},
    {"enterprise": {"municipality": "Gaspé", "mrc": None, "region": None}},
    {"enterprise": {"sector": ["gambling"]}},
    {"enterprise": {"sector": ["recycling", "retail"], "groups": ["women"]}},
    {"enterprise": {"founded": "2026-01"}},
    {"project": {"total_cost": 9_000, "own_contribution": None, "costs": None, "contributions": None}},
    {"project": {"total_cost": 2_500_000, "own_contribution": 1_000, "costs": None, "contributions": None}},
    {"project": {"uses": ["renovation"]}},
    {"project": {"uses": ["hiring", "training", "equipment", "vehicle"]}},
)
"""Answers that change a sentence and leave most criteria as they are."""


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_catalogue())


def applicants() -> list[Profile]:
    """Return real cases, each with other answers one after the other."""
    found = []
    for case, other in product(CASES[::20], ALMOST_ALIKE):
        sections = {name: case["profile"].get(name, {}) | other.get(name, {}) for name in ("enterprise", "project")}
        said = {name: {key: value for key, value in section.items() if value is not None} for name, section in sections.items()}
        found.append(Profile.model_validate(said))
    return found


def both(matcher: Matcher, matches: Matches) -> tuple[bytes, ...]:
    return tuple(matches_written(matches, matcher.catalogue, language, 25, ["a note"]) for language in LANGUAGES)


def test_what_was_said_to_others_changes_nothing(matcher: Matcher) -> None:
    """Bytes are those of the document, written for an applicant alone, also after others of whom almost the same is known."""
    answered = [matcher.match(profile, AS_OF, any_window=number % 2 == 0) for number, profile in enumerate(applicants())]
    after_others = [both(matcher, matches) for matches in answered]
    for matches, written in zip(answered, after_others, strict=True):
        matcher.rules(AS_OF).kept.clear()
        documents = (matches_answer(matches, matcher.catalogue, language, 25) | {"notes": ["a note"]} for language in LANGUAGES)
        assert written == tuple(map(orjson.dumps, documents))


def test_what_is_kept_is_bounded(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks again and again with other answers does not fill the memory."""
    monkeypatch.setattr(answer, "SAID_KEPT", 50)
    matcher.rules(AS_OF).kept.clear()
    for profile in applicants()[:12]:
        both(matcher, matcher.match(profile, AS_OF))
        assert len(matcher.rules(AS_OF).kept) <= 50
