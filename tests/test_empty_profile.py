"""What an applicant who has said nothing is told, on the real catalogue."""

from __future__ import annotations

from datetime import date

import pytest

from matcher import Matcher, Matches, Profile, Verdict, load_catalogue

AS_OF = date(2026, 11, 23)


@pytest.fixture(scope="module")
def matches() -> Matches:
    """Return the matches of an empty profile."""
    return Matcher(load_catalogue()).match(Profile(), AS_OF)


def test_no_program_with_criteria_is_eligible(matches: Matches) -> None:
    """Nothing said is no reason to call a program open, unless it asks for nothing."""
    eligible = matches.with_verdict(Verdict.ELIGIBLE)
    assert [match.program.id for match in eligible if match.program.eligibility.conjuncts(AS_OF)] == []


def test_no_open_program_is_refused(matches: Matches) -> None:
    """Nothing said is no reason to refuse a program that is not closed."""
    refused = matches.with_verdict(Verdict.NEAR_MISS, Verdict.NOT_ELIGIBLE)
    assert [match.program.id for match in refused if match.window.state != "closed"] == []


def test_every_program_is_there(matches: Matches) -> None:
    """Every program of the catalogue is in the list or behind its local version."""
    shown = {match.program.id for match in (*matches.ranked, *matches.hidden)}
    assert set(load_catalogue()) == shown
