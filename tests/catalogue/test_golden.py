"""For each program one profile that it takes, and the one change after which it refuses it (tests/cases/golden/)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from matcher.catalogue import default_directory, program_files
from matcher.document import read_document
from matcher.facts import facts
from matcher.profile import Profile
from matcher.program import Program
from matcher.rules.truth import Truth
from matcher.rules.verdict import Decision, decide
from matcher.validation import validate

DIRECTORY = Path(__file__).parent.parent / "cases" / "golden"
AS_OF = date(2026, 11, 23)
PROGRAMS = {path.stem: path for path in program_files(default_directory())}


@pytest.fixture(params=sorted(DIRECTORY.glob("*.yaml")), ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return one case, whose file has the name of its program."""
    found: dict[str, Any] = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    assert found["program"] == request.param.stem
    return found


def decision(case: dict[str, Any], change: dict[str, Any]) -> Decision:
    """Return what the rules say of the case's profile once changed; every word of it is understood."""
    program = validate(Program, read_document(PROGRAMS[case["program"]]))
    profile = Profile.model_validate(merged(case["eligible"]["profile"], change))
    assert not profile.unresolved_sectors
    return decide(program.eligibility, facts(profile, AS_OF), program.id)


def merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Return `base` with `change` laid over it, sections kept; None forgets an answer."""
    return base | {key: merged(base.get(key, {}), value) if isinstance(value, dict) else value for key, value in change.items()}


def test_taken(case: dict[str, Any]) -> None:
    """Every rule is met, and nothing is left to confirm."""
    found = decision(case, {})
    open_reasons = [(r.criterion.name, r.truth.word) for r in found.reasons if r.truth is not Truth.TRUE]
    assert (found.verdict.value, open_reasons) == ("eligible", []), case["eligible"]["why"]


def test_refused(case: dict[str, Any]) -> None:
    """After the change the program refuses, and by the rules that the case names; or the case says why nothing can refuse."""
    refusal = case["not_eligible"]
    if "none" in refusal:
        assert decision(case, {}).reasons == (), f"there are rules, although: {refusal['none']}"
        return
    found = decision(case, refusal["change"])
    names = sorted({r.criterion.name for r in found.with_truth(Truth.FALSE)})
    assert (found.verdict.value, names) == (refusal.get("verdict", "not_eligible"), sorted(refusal["refused_by"])), refusal["why"]


def test_every_program_has_a_case() -> None:
    """No program is left without a case, and no case is left of a program that is gone."""
    assert {path.stem for path in DIRECTORY.glob("*.yaml")} == set(PROGRAMS)
