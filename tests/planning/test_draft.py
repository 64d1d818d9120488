"""What could pay for a project before any plan is made: each source with its bounds, and each program that is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from matcher.document import InputError
from matcher.document import Problem as Mistake
from matcher.planning.candidates import MOST, Candidate
from matcher.rules.verdict import Verdict
from tests.planning.small import catalogue, drafted, profile

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "drafts.yaml").read_text(encoding="utf-8"))


def said_of(candidate: Candidate) -> dict[str, Any]:
    return {
        "eligible": candidate.eligible,
        "from": candidate.amount_from,
        "public": candidate.public,
        "doubts": list(candidate.doubts),
        "verdict": candidate.verdict and candidate.verdict.value,
        "debt": candidate.debt,
        "unfit": candidate.unfit,
        "instruments": list(candidate.instruments),
    }


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_draft(case: dict[str, Any]) -> None:
    """Each source has the bounds and the lines expected, and each program without an amount its reason."""
    found = drafted(
        catalogue(case["programs"], case.get("providers")), profile(case.get("project"), **case.get("enterprise", {}))
    )
    problem = found.problem
    lines = list(range(len(found.costs.lines)))
    if "sources" in case:
        sources = {source.id: [source.low, source.high, sorted(map(int, source.pays))] for source in problem.sources}
        assert sources == {name: [low, high, *(pays or [lines])] for name, (low, high, *pays) in case["sources"].items()}
    for name, expected in case.get("candidates", {}).items():
        said = said_of(found.candidates[name])
        assert (name, {key: said[key] for key in expected}) == (name, expected)
    if "left_out" in case:
        assert {one.program.id: one.why for one in found.left_out} == case["left_out"]
    stated = {
        "debt": [source.id for source in problem.sources if source.debt],
        "exclusive": sorted(map(list, problem.exclusive)),
        "fixed": sorted(problem.fixed),
        "files_max": problem.files_max,
        "rules": [rule.limit.id for rule in found.rules],
    }
    assert {key: stated[key] for key in stated if key in case} == {key: case[key] for key in stated if key in case}


def test_the_best_programs_are_looked_at_and_those_already_asked() -> None:
    """After so many with an amount no other is taken, but one that the applicant deals with."""
    names = [f"p{number:02d}" for number in range(MOST + 3)]
    programs: dict[str, dict[str, Any]] = {name: {} for name in names}
    found = drafted(catalogue(programs), profile())
    assert sorted(found.candidates) == names[:MOST]
    asked = drafted(catalogue(programs), profile({"funding": [{"program": names[-1], "state": "asked"}]}))
    assert sorted(asked.candidates) == [*names[:MOST], names[-1]]


def test_a_program_of_the_funding_that_is_not_known_is_named() -> None:
    """With its place, and the nearest name."""
    funding = [{"label": "Ville", "amount": 5}, {"program": "grnt", "state": "asked"}, {"program": "grant", "state": "asked"}]
    with pytest.raises(InputError) as refused:
        drafted(catalogue({"grant": {}}), profile({"funding": funding}))
    (problem,) = refused.value.problems
    assert problem == Mistake("", 1, 1, "project.funding[1].program", "there is no program with this id")
    assert (problem.found, problem.nearest) == ("grnt", "grant")


def test_what_the_provider_accepts_is_accepted_for_each_part() -> None:
    """The condition on a sensitive activity goes by the program, so that one answer to it confirms its parts too."""
    part = {"id": "part", "name": {"fr": "Volet", "en": "Part"}, "instruments": ["grant"]}
    asks = {"requires": [{"employees": {"min": 1}}]}
    listed = catalogue({"fund": {"eligibility": asks, "components": [{**part, "eligibility": asks}]}})
    said = {"sector": ["gambling"], "employees": 5}
    verdicts = []
    for accepted in ({}, {"sector-accepted:fund": True}):
        who = profile(**said).model_copy(update={"confirmations": accepted})
        verdicts.append(drafted(listed, who).candidates["fund/part"].verdict)
    assert verdicts == [Verdict.TO_CONFIRM, Verdict.ELIGIBLE]


def test_less_of_a_draft() -> None:
    """Without a program or a verdict go its sources and its rules, but what is fixed stays with its verdict."""
    ruled = {"stacking": {"ceiling": 0.8, "base": "total_cost"}, "evidence": {"stacking": "page"}}
    unsure = {"eligibility": {"requires": [{"confirm": {"id": "market-activity"}}]}, **ruled}
    programs = {"sure": ruled, "unsure": unsure, "asked": unsure}
    whole = drafted(
        catalogue(programs),
        profile({"funding": [{"program": "asked", "state": "asked"}], "debt_service_max": 5, "own_contribution": 5}),
    )
    only, without = whole.only(Verdict.ELIGIBLE), whole.without("asked", "sure")
    assert [source.id for source in whole.problem.sources] == ["asked", "own", "sure", "unsure"]
    assert [source.id for source in only.problem.sources] == ["asked", "own", "sure"]
    assert [source.id for source in without.problem.sources] == ["own", "unsure"]
    assert [sorted(one.problem.fixed) for one in (whole, only, without)] == [["asked"], ["asked"], []]
    assert [[rule.limit.when for rule in one.rules] for one in (only, without)] == [["sure", "asked", None], ["unsure", None]]
    assert [limit.id for limit in without.problem.limits] == sorted(rule.limit.id for rule in without.rules)
    assert whole.only(Verdict.ELIGIBLE, Verdict.TO_CONFIRM).problem == whole.problem
