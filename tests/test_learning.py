"""Weights learnt from cases: they follow who paid, stay where they were set without cases, and never know their own enterprise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from matcher import learning
from matcher.evaluation import Case, read_cases
from matcher.features import COSTS, GAINS
from matcher.learning import BY_HAND, FIXED, LEARNT, examples, learn, leave_one_out, report
from matcher.matching import Matcher
from matcher.ranking import Weights, shipped_weights
from tests.small import catalogue, program, requires

PROGRAMS = catalogue(
    program("lender", instruments=["loan"], funds=["renovation", "equipment"]),
    program("giver", funds=["renovation", "equipment"]),
    program("local", eligibility=requires({"territory": ["mrc:acton"]}), instruments=["loan"], funds=["renovation"]),
)


def cases(directory: Path, *payers: str) -> list[Case]:
    """Return one renovation in Acton Vale for each payer, each of another enterprise."""
    listed: list[dict[str, Any]] = [
        {
            "id": f"case-{number}",
            "enterprise_name": f"Enterprise {number}",
            "date": "2024-01",
            "profile": {"enterprise": {"municipality": "Acton Vale"}, "project": {"uses": ["renovation"]}},
            "funded_by": [payer],
        }
        for number, payer in enumerate(payers)
    ]
    path = directory / "cases.yaml"
    path.write_text(json.dumps(listed), encoding="utf-8")
    return read_cases(path)


@pytest.fixture
def matcher() -> Matcher:
    """Return the engine on three programs, under the weights set by hand."""
    return Matcher(PROGRAMS)


def test_without_cases_the_weights_are_those_set_by_hand() -> None:
    """Nothing seen, nothing learnt: only the scale differs."""
    found = learn([])
    gains = sum(BY_HAND[name] for name in GAINS)
    for name in (*GAINS, *COSTS):
        assert ({**found.gains, **found.costs})[name] == pytest.approx(100 * BY_HAND[name] / gains, abs=0.3)


def test_the_weights_follow_who_paid(matcher: Matcher, tmp_path: Path) -> None:
    """Where grants always paid, money to keep weighs more than where the loan of the place did."""
    gifts = learn(examples(matcher, cases(tmp_path, *["giver"] * 8)))
    loans = learn(examples(matcher, cases(tmp_path, *["local"] * 8)))
    assert gifts.gains["gift"] > loans.gains["gift"]
    assert gifts.gains["place"] < loans.gains["place"]
    assert min(*loans.gains.values(), *loans.costs.values()) >= 0


def test_a_feature_can_be_left_out(matcher: Matcher, tmp_path: Path) -> None:
    """For the table of what each feature is worth."""
    assert learn(examples(matcher, cases(tmp_path, "giver")), without="uses").gains["uses"] == 0


def test_each_case_is_judged_by_weights_that_do_not_know_its_enterprise(
    matcher: Matcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leaving one out leaves out all the projects of its enterprise."""
    seen: list[set[str]] = []

    def spy(known: list[learning.Example], without: str | None = None) -> Weights:
        seen.append({example.enterprise for example in known})
        return learn(known, without)

    monkeypatch.setattr(learning, "learn", spy)
    found = leave_one_out(matcher, cases(tmp_path, "giver", "local", "lender"))
    everyone = {"Enterprise 0", "Enterprise 1", "Enterprise 2"}
    assert [everyone - one for one in seen] == [{"Enterprise 0"}, {"Enterprise 1"}, {"Enterprise 2"}]
    assert [result.id for result in found.results] == ["case-0", "case-1", "case-2"]


def test_the_report_is_what_ships(matcher: Matcher, tmp_path: Path) -> None:
    """weights.json holds the weights, what they were learnt from, and what they reach; a report can be read back as weights."""
    found = report(matcher, cases(tmp_path, "giver", "local"))
    assert found["learnt_from"] == {"projects": 2, "enterprises": 2, "needs": 2, "programs": 3}
    assert found["set_by_hand"] == list(FIXED)
    assert list(found["each_enterprise_left_out_without"]) == list(LEARNT)
    assert Weights.model_validate(found).gains == found["gains"]
    shipped = json.loads((Path(learning.__file__).parent / "weights.json").read_text(encoding="utf-8"))
    assert set(shipped) == set(found)
    assert shipped["gains"] == shipped_weights().gains
