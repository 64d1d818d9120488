"""Plans of small catalogues, as data; plan B, locks and what is said where money is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from matcher.matching import Matcher
from matcher.planning import NoCostsError, as_json, make_plans
from matcher.planning.checking import broken
from matcher.planning.plan import difference, plan_without
from matcher.planning.problem import Solution
from matcher.planning.solver import GOALS, Goal, SolverError
from matcher.planning.wording import binding_text, label_of
from matcher.profile import Profile
from tests.planning.small import catalogue, drafted, planned, profile
from tests.small import AS_OF

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "plans.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    """Each plan is the one expected, breaks nothing, and says why each other program has no amount."""
    listed = catalogue(case["programs"], case.get("providers"))
    plans = planned(listed, profile(case.get("project"), **case.get("enterprise", {})))
    assert {one.program.id: one.why for one in plans.draft.left_out} == case.get("left_out", {})
    assert [rule.limit.rule for rule in plans.conflicts] == case.get("conflicts", [])
    if "conflicts" in case:
        assert plans.plans == ()
        return
    plan = next(plan for plan in plans.plans if case.get("goal", "least_debt") in plan.goals)
    assert dict(plan.solution.amounts) == case["amounts"]
    assert plan.shortfall == case.get("shortfall", 0)
    assert broken(plan.draft.problem, plan.solution) == []
    assert all(check.ok for check in plan.checks)
    assert (plan.binding != ()) == (plan.shortfall > 0)


GRANT_AND_LOANS = {
    "grant": {"amount": {"max": 600_000}},
    "loan": {"instruments": ["loan"], "amount": {"max": 400_000}},
    "dear": {
        "instruments": ["loan"],
        "amount": {"max": 300_000},
        "eligibility": {"requires": [{"confirm": {"id": "x", "fr": "x", "en": "x"}}]},
    },
}


def test_each_program_has_a_plan_b() -> None:
    """Without a program the plan turns to the others, and the difference says how."""
    plans = planned(catalogue(GRANT_AND_LOANS), profile(), alternatives=True)
    plan = plans.plans[0]
    assert plan.solution.amounts == {"grant": 600_000, "loan": 400_000}
    without = {other.refused: other for other in plans.plans_b[plan.name]}
    assert set(without) == {"grant", "loan"}
    change = difference(plan, without["loan"])
    assert change.amounts == {"loan": -400_000, "dear": 300_000}
    assert change.shortfall == 100_000
    assert plan_without(plan, "loan").solution == without["loan"].solution


def test_a_plan_without_programs_to_confirm_is_offered() -> None:
    """Where a plan rests on a program to confirm, another one does without any."""
    made = planned(catalogue(GRANT_AND_LOANS), profile({"funding": [{"program": "loan", "state": "refused"}]}))
    assert [source.id for source in made.plans[0].to_confirm] == ["dear"]
    sure = made.plans[-1]
    assert sure.name == "only_eligible"
    assert sure.solution.amounts == {"grant": 600_000}
    assert sure.shortfall == 400_000


def test_the_plan_b_of_a_plan_without_programs_to_confirm_has_none_either() -> None:
    """It goes by the same name, and says which program it does without."""
    sure = planned(catalogue({**GRANT_AND_LOANS, "loan": {"amount": {"max": 300_000}}}), profile()).plans[-1]
    other = plan_without(sure, "grant")
    assert (other.name, other.refused) == (sure.name, "grant") == ("only_eligible", "grant")
    assert other.solution.amounts == {"loan": 300_000}
    assert difference(sure, other).shortfall == other.shortfall - sure.shortfall == 600_000


@pytest.mark.parametrize("goal", GOALS)
def test_the_plan_that_is_preferred_comes_first(goal: Goal) -> None:
    """Its goal is the first one of the first plan; without a preference that is the least debt."""
    listed, who = catalogue(GRANT_AND_LOANS), profile()
    matches = Matcher(listed).match(who, AS_OF)
    assert make_plans(who, matches, listed, prefer=goal, alternatives=False).plans[0].goals[0] == goal
    assert planned(listed, who).plans[0].goals[0] == "least_debt"


def test_plans_b_are_there_unless_they_are_not_wanted() -> None:
    """One for each program of each plan."""
    listed, who = catalogue({"grant": {}}), profile()
    plans = make_plans(who, Matcher(listed).match(who, AS_OF), listed)
    assert {name: [other.refused for other in others] for name, others in plans.plans_b.items()} == {"least_debt": ["grant"]}
    assert planned(listed, who).plans_b == {}


def test_a_plan_that_does_not_hold_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the check finds is an error in its words, whoever found the plan."""
    monkeypatch.setattr("matcher.planning.plan.solve", lambda *_: Solution({"gift": 5}, 0))
    with pytest.raises(SolverError, match=r"^gift: no such source; total: sources make 5, costs make 1000000$"):
        planned(catalogue({"grant": {}}), profile())


def test_a_source_that_brings_nothing_is_still_known() -> None:
    """By its id, with no dollar in the plan."""
    plan = planned(catalogue(GRANT_AND_LOANS), profile()).plans[0]
    assert [(plan.source(name).amount, label_of(name, plan, "en")) for name in ("grant", "dear")] == [
        (600_000, "Program grant"),
        (0, "Program dear"),
    ]


def test_what_is_missing_is_said_with_the_ceiling_that_binds() -> None:
    """The sentence names the program, its ceiling and how much must come from elsewhere."""
    ruled = {
        "amount": {"max": 900_000},
        "stacking": {"ceiling": 0.8, "base": "total_cost"},
        "evidence": {"stacking": "page"},
        "provider": "quebec",
    }
    plan = planned(catalogue({"piec": ruled}), profile({"costs": [{"use": "construction", "amount": 310_000}]})).plans[0]
    assert plan.shortfall == 62_000
    said = binding_text(plan.binding[0], plan, "en")
    assert "ceiling of Program piec (80% of $310,000)" in said
    assert "$62,000 must come from private or own money" in said


def test_a_contingency_that_nobody_pays_is_said() -> None:
    """A line that no sheet names is named where it keeps money missing."""
    costs = [{"use": "construction", "amount": 100_000}, {"use": "contingency", "amount": 10_000}]
    plan = planned(catalogue({"grant": {}}), profile({"costs": costs})).plans[0]
    assert plan.shortfall == 10_000
    assert binding_text(plan.binding[0], plan, "fr").startswith("Aucune fiche ne dit payer\u00a0: Contingence.")


def test_the_same_profile_gives_the_same_plans() -> None:
    """Nothing depends on the order of the catalogue or of the lines."""
    costs = [{"use": "construction", "amount": 700_001}, {"use": "equipment", "amount": 299_999}]
    programs = {**GRANT_AND_LOANS, "tools": {"funds": ["equipment"], "share_of_costs": {"max": 0.5}}}
    one = planned(catalogue(programs), profile({"costs": costs}))
    other = planned(catalogue(dict(reversed(programs.items()))), profile({"costs": costs}))
    assert [plan.solution for plan in one.plans] == [plan.solution for plan in other.plans]


def test_without_a_cost_there_is_no_plan() -> None:
    """A project of unknown cost raises, and one whose only line comes back too."""
    for project in ({"total_cost": None}, {"costs": [{"use": "recoverable_taxes", "amount": 5}]}):
        with pytest.raises(NoCostsError):
            drafted(catalogue({"grant": {}}), Profile.model_validate({"project": {"description": "x", **project}}))


def test_json_has_the_keys_of_the_contract() -> None:
    """Other tools read these keys."""
    contributions = [{"kind": "cash", "amount": 100_000}]
    document = as_json(planned(catalogue(GRANT_AND_LOANS), profile({"contributions": contributions}), alternatives=True), "en")
    assert {"as_of", "plans"} <= set(document)
    plan = document["plans"][0]
    assert {"name", "sources", "uses", "total", "own_contribution", "checks", "shortfall", "calendar"} <= set(plan)
    assert plan["own_contribution"] == 100_000
    assert sum(source["amount"] for source in plan["sources"]) == plan["total"] == sum(use["amount"] for use in plan["uses"])
    assert all({"program", "label", "amount", "instrument", "state", "verdict"} <= set(source) for source in plan["sources"])
    own = next(source for source in plan["sources"] if source["program"] is None)
    assert (own["label"], own["state"]) == ("The organization's cash", "confirmed")
    assert plan["shortfall"] is None
    assert all({"date", "program", "what"} <= set(step) for step in plan["calendar"])
