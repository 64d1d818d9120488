"""What a decision keeps of its reasons, and which criteria settle an activity on which silence is no consent."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.facts import facts
from matcher.profile import Profile
from matcher.rules.criteria import Eligibility
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict, decide
from tests.small import AS_OF

GAMBLING = {"sector": ["gambling"]}
FORM = {"legal_form": ["nonprofit"]}
OTHER_FORM = {"legal_form": ["cooperative"]}


@pytest.mark.parametrize(
    ("eligibility", "verdict", "asked"),
    [
        ({"requires": [{"any": [GAMBLING, OTHER_FORM]}]}, Verdict.ELIGIBLE, False),
        ({"requires": [{"any": [OTHER_FORM, {"all": [FORM, GAMBLING]}]}]}, Verdict.ELIGIBLE, False),
        ({"requires": [{"any": [FORM, OTHER_FORM]}]}, Verdict.TO_CONFIRM, True),
        ({"requires": [FORM, GAMBLING]}, Verdict.ELIGIBLE, False),
        ({"requires": [OTHER_FORM]}, Verdict.NOT_ELIGIBLE, True),
        ({"requires": [{"sector": ["food"]}]}, Verdict.NOT_ELIGIBLE, False),
        ({"excludes": [GAMBLING]}, Verdict.NOT_ELIGIBLE, False),
        ({"excludes": [{"sector": ["taxi"]}]}, Verdict.TO_CONFIRM, True),
        ({"requires": [{"sector": ["sensitive_activities"]}]}, Verdict.ELIGIBLE, False),
    ],
)
def test_what_settles_a_sensitive_activity(eligibility: dict[str, Any], verdict: Verdict, asked: bool) -> None:
    """A criterion that names the activity, at any depth, or refuses it for its sector; not one that refuses for something else."""
    who = Profile.model_validate({"enterprise": {"legal_form": "nonprofit", "sector": ["gambling"]}})
    decision = decide(Eligibility.model_validate(eligibility), facts(who, AS_OF), "program")
    names = [reason.criterion.name for reason in decision.reasons]
    assert (decision.verdict, "confirm:sector-accepted:program" in names) == (verdict, asked)


def test_reasons_are_found_by_their_truth() -> None:
    """Of a decision, the criteria that passed, that failed and that are not known, in their order."""
    eligibility = Eligibility.model_validate(
        {
            "requires": [
                {"employees": {"min": 5}},
                {"population": {"min": 5}},
                {"employees": {"min": 2}},
                {"employees": {"max": 4}},
            ]
        }
    )
    decision = decide(eligibility, facts(Profile.model_validate({"enterprise": {"employees": 5}}), AS_OF), "program")
    names = [criterion for criterion, _ in decision.reasons]
    assert [reason.criterion for reason in decision.with_truth(Truth.TRUE)] == [names[0], names[2]]
    assert [reason.criterion for reason in decision.with_truth(Truth.FALSE)] == [names[3]]
    assert [reason.criterion for reason in decision.with_truth(Truth.UNKNOWN)] == [names[1]]
