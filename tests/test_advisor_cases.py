"""Six projects on the real catalogue, each with the answer that an advisor would sign (tests/cases/advisor.yaml)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from matcher import Matcher, Matches, Profile, load_catalogue

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "advisor.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Return the engine on the real catalogue."""
    return Matcher(load_catalogue())


@pytest.fixture(params=CASES, ids=lambda case: case["id"])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return one case."""
    found: dict[str, Any] = request.param
    return found


@pytest.fixture
def matches(matcher: Matcher, case: dict[str, Any]) -> Matches:
    """Return the matches of the case's profile."""
    profile = Profile.model_validate(case["profile"])
    assert not profile.unresolved_sectors
    as_of: date = case["as_of"]
    return matcher.match(profile, as_of)


def test_verdicts(case: dict[str, Any], matches: Matches) -> None:
    """Each program named in the case gets the verdict that the case says."""
    found = {program: matches.find(program).verdict.value for program in case["verdicts"]}
    assert case["verdicts"] == found, case["why"]


def test_order(case: dict[str, Any], matches: Matches) -> None:
    """Each program named in the case stands within the first places of its list, money or help, that the case says."""
    found = {p: place_in_its_list(matches, p) for p in case.get("first", {})}
    late = {p: place for p, place in found.items() if place > case["first"][p]}
    assert late == {}, case["why"]


def place_in_its_list(matches: Matches, program: str) -> int:
    """Return the place of a program among those that bring money, or among those that bring help."""
    match = matches.find(program)
    return sum(other.brings_money is match.brings_money for other in matches.ranked[: match.rank])


def test_never(case: dict[str, Any], matches: Matches) -> None:
    """No program that brings money gets a verdict that the case forbids."""
    forbidden = case.get("never", [])
    services = {"service", "training"}
    found = [m.program.id for m in matches.ranked if m.verdict.value in forbidden and not set(m.program.instruments) <= services]
    assert found == [], case["why"]


def test_failing_criteria(case: dict[str, Any], matches: Matches) -> None:
    """A refusal names the criterion that the case says."""
    for program, criterion in case.get("because", {}).items():
        failed = [reason.criterion for reason in matches.find(program).reasons("en") if reason.truth.word == "false"]
        assert criterion in failed, (program, failed)
