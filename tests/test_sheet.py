"""What is kept of a program for one day: it is what would be said anew, whoever asked before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from matcher.catalogue import load_catalogue
from matcher.json_documents import matches_answer
from matcher.locale import LANGUAGES, Language
from matcher.matching import DAYS_KEPT, Matcher
from matcher.profile import Profile
from matcher.rules.verdict import Verdict, decide
from matcher.sheet import ShownReason
from tests.small import AS_OF, catalogue, profile, program

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "funded.yaml").read_text(encoding="utf-8"))
PROFILES = [case["profile"] for case in CASES[::13]] + [
    {"enterprise": {"legal_form": "nonprofit", "sector": ["gambling"], "municipality": "Rimouski"}},  # asks for consent
    {
        "enterprise": {"legal_form": "worker_coop", "founded": "2026-01"},
        "project": {"uses": ["renovation"], "total_cost": 50_000},
    },
]
DAYS = (AS_OF, date(2020, 3, 31))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Return the engine on the real catalogue, after it answered everybody on two days in both languages."""
    found = Matcher(load_catalogue())
    for raw in PROFILES:
        for day in DAYS:
            for language in LANGUAGES:
                matches_answer(found.match(Profile.model_validate(raw), day), found.catalogue, language)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("raw", PROFILES)
def test_kept_reasons_are_those_of_the_rules(matcher: Matcher, raw: dict[str, Any], language: Language) -> None:
    """Each reason of each program is the criterion's own sentence, truth and page, as the rules decide them one by one."""
    for day in DAYS:
        matches = matcher.match(Profile.model_validate(raw), day)
        for match in (*matches.ranked, *matches.hidden):
            own = match.program
            expected = [
                ShownReason(
                    criterion.name,
                    truth,
                    criterion.sentence(language),
                    source.url if (source := own.source(criterion.source)) else None,
                    criterion.set_by,
                    f"eligibility.{place}" if (place := own.eligibility.place_of(criterion)) else None,
                )
                for criterion, truth in decide(own.eligibility, matches.facts, own.id).reasons
            ]
            shown = match.reasons(language)
            assert expected == (shown[1:] if match.closed else shown)
            assert [reason.criterion for reason in shown[: match.closed]] == ["status"] * match.closed


@pytest.mark.parametrize("raw", PROFILES)
def test_what_was_said_to_others_changes_nothing(matcher: Matcher, raw: dict[str, Any]) -> None:
    """An engine that answered others gives the document of one that is new, advice and all."""
    who, new = Profile.model_validate(raw), Matcher(matcher.catalogue, matcher.ranker)
    for day, any_window in zip(DAYS, (False, True), strict=True):
        used, fresh = (one.match(who, day, any_window=any_window) for one in (matcher, new))
        for language in LANGUAGES:
            assert matches_answer(fresh, new.catalogue, language) == matches_answer(used, new.catalogue, language)


def test_few_days_are_kept() -> None:
    """However many days are asked for, the sheets of a few are kept, and each answer is for its own day."""
    programs = catalogue(program("p", intakes=[{"opens": AS_OF, "closes": AS_OF + timedelta(days=30)}]))
    matcher = Matcher(programs)
    for offset in (*range(40), 0):
        day = AS_OF + timedelta(days=offset)
        (entry,) = matches_answer(matcher.match(profile(employees=1), day), programs, "en")["matches"]
        assert (30 - offset if offset <= 30 else None) == entry["window"]["days_left"]
    assert matcher.intakes.cache_info().currsize == DAYS_KEPT


def test_the_refused_are_ordered_when_they_are_looked_at() -> None:
    """The last of a list can be asked for first: refused programs stand by their subject, then by id, with their ranks."""
    refusing = {"requires": [{"employees": {"max": 5}}]}
    programs = catalogue(
        program("a", eligibility=refusing),
        program("open"),
        program("b", eligibility=refusing),
        program("c", eligibility=refusing, summary={"fr": "Une épicerie de village", "en": "A village grocery"}),
    )
    found = Matcher(programs).match(profile(employees=60, project={"description": "une épicerie de village"}), AS_OF).ranked
    assert (found[-1].rank, found[-1].program.id) == (4, "b")
    assert [match.program.id for match in found] == ["open", "c", "a", "b"]
    assert [match.verdict for match in found[1:]] == [Verdict.NOT_ELIGIBLE] * 3
