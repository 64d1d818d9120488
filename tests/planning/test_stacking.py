"""Stacking rules on the published test vector and on what pages leave unsaid: every program tests the whole plan in its own way."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from matcher.catalogue import Catalogue
from matcher.profile import Profile
from tests.planning.small import catalogue, drafted, planned

FLI = {"base": "own_eligible_costs", "counts": {"non_repayable": 1.0, "repayable": 0.3, "giver": {"mrc": 1.0}}}
ESSOR = {"ceiling": 0.5, "base": "own_eligible_costs", "counts": {"non_repayable": 1.0, "repayable": 0.5}}


def small_catalogue(**programs: dict[str, Any]) -> Catalogue:
    """Return a catalogue of programs whose ids are written with underscores here."""
    return catalogue({name.replace("_", "-"): fields for name, fields in programs.items()})


def a_profile(
    funding: dict[str, int] | list[dict[str, Any]], contributions: dict[str, int] | None = None, **enterprise: Any
) -> Profile:
    """Return a project of a million dollars; `funding` by program is confirmed."""
    if isinstance(funding, dict):
        funding = [{"program": name, "amount": amount, "state": "confirmed"} for name, amount in funding.items()]
    given = {"cash": 200_000} if contributions is None else contributions
    project = {
        "costs": [{"use": "construction", "amount": 1_000_000}],
        "contributions": [{"kind": kind, "amount": amount} for kind, amount in given.items()],
        "funding": funding,
    }
    return Profile.model_validate({"enterprise": enterprise, "project": project})


VECTOR = {"grant": 400_000, "fli": 150_000, "iq-loan": 250_000}
SOCIAL = {"social_economy": True}


def the_vector(fli: dict[str, Any] | None = None, grant: dict[str, Any] | None = None) -> Catalogue:
    """Return the three sources of the vector; the rule stands on the MRC's fund, or on the grant."""
    return small_catalogue(
        grant={"provider": "quebec", "stacking": grant},
        fli={"provider": "mrc", "instruments": ["loan"], "stacking": fli},
        iq_loan={"provider": "iq", "instruments": ["loan"]},
    )


@pytest.mark.parametrize(
    ("listed", "enterprise", "counted", "bound"),
    [
        (the_vector(grant={"ceiling": 0.8, "base": "own_eligible_costs"}), {}, 800_000, 800_000),
        (the_vector(fli={"ceiling": {"social_economy": 0.8, "other": 0.5}, **FLI}), SOCIAL, 625_000, 800_000),
        (the_vector(grant=ESSOR), {}, 600_000, 500_000),
        (the_vector(fli={"ceiling": {"social_economy": 0.8, "other": 0.5}, **FLI}), {"social_economy": False}, 625_000, 500_000),
        (the_vector(fli={"ceiling": {"social_economy": 0.8, "other": 0.5}, **FLI}), {}, 625_000, 500_000),
    ],
    ids=["face value", "FLI, social economy", "ESSOR", "FLI, ordinary company", "FLI, not said which"],
)
def test_the_published_vector(listed: Catalogue, enterprise: dict[str, Any], counted: int, bound: int) -> None:
    """The sums of the research file: what is counted, the bound, and a plan only where the one is within the other."""
    plans = planned(listed, a_profile(VECTOR, **enterprise))
    rule = next(rule for rule in plans.draft.rules if rule.limit.rule == "stacking")
    assert rule.limit.counted(VECTOR) == counted
    assert rule.limit.bound == bound
    if counted <= bound:
        check = next(check for check in plans.plans[0].checks if check.rule == rule)
        assert (check.counted, check.bound, check.ok) == (counted, bound, True)
    else:
        assert plans.plans == ()
        assert plans.conflicts == (rule,)


def test_headroom_of_the_vector() -> None:
    """Under the FLI rule the IQ loan could reach 833,333 $; under the ESSOR-like one repayable public money 200,000 $."""
    rule = drafted(the_vector(fli={"ceiling": 0.8, **FLI}), a_profile(VECTOR)).rules[0]
    others = rule.limit.counted({**VECTOR, "iq-loan": 0})
    assert (rule.limit.bound - others) / rule.limit.weights["iq-loan"] == Fraction(250_000 * 10, 3)
    rule = drafted(the_vector(grant=ESSOR), a_profile(VECTOR)).rules[0]
    assert (rule.limit.bound - rule.limit.counted({"grant": 400_000})) / rule.limit.weights["iq-loan"] == 200_000


def test_unknown_weights_count_in_full_and_say_what_they_would_free() -> None:
    """A rule without weights counts loans in full, and notes each; public grants are no doubt."""
    plans = planned(the_vector(grant={"ceiling": 0.8, "base": "own_eligible_costs"}), a_profile(VECTOR))
    check = plans.plans[0].checks[0]
    assert check.frees == {"fli": 150_000, "iq-loan": 250_000}
    assert set(check.rule.missing) == {"who_counts", "counts"}


def test_what_a_weight_is_at_least_frees_nothing() -> None:
    """Where an unknown weight can only be so low, what is over that is freed, of the sources that are in the plan."""
    plan = planned(the_vector(grant={"ceiling": 0.8, "base": "own_eligible_costs"}), a_profile(VECTOR)).plans[0]
    rule = replace(plan.checks[0].rule, unknown={"fli": Fraction(1, 3), "iq-loan": Fraction(1), "other": Fraction(0)})
    (check,) = replace(plan, draft=replace(plan.draft, rules=(rule,))).checks
    assert check.frees == {"fli": 100_000, "iq-loan": 0}


@pytest.mark.parametrize(
    ("provider", "who", "weight", "unknown"),
    [
        ("quebec", [], 1, False),
        ("quebec", ["federal"], None, False),
        ("mrc", ["municipal"], 1, False),
        ("iq", ["crown_corporation"], 1, False),
        ("solidarity", [], 1, True),
        ("solidarity", ["provincial"], 1, True),
        ("bank", [], None, False),
    ],
)
def test_whose_money_counts(provider: str, who: list[str], weight: int | None, unknown: bool) -> None:
    """Public money counts where the rule says whose does; money of which no page says whether it is public counts, with a note."""
    listed = small_catalogue(
        ruled={"provider": "quebec", "stacking": {"ceiling": 0.8, "base": "total_cost", "who_counts": who}},
        other={"provider": provider},
    )
    rule = drafted(listed, a_profile({"ruled": 100_000, "other": 100_000})).rules[0]
    assert rule.limit.weights.get("other") == weight
    assert ("other" in rule.unknown) is unknown


def test_money_from_elsewhere_counts_unless_it_is_said_to_be_private() -> None:
    """A source outside the catalogue is public until its giver is known, and what a municipality gives is."""
    listed = small_catalogue(ruled={"provider": "quebec", "stacking": {"ceiling": 0.8, "base": "total_cost"}})
    funding = [
        {"label": "Ville", "amount": 1, "instrument": "grant", "giver": "municipal"},
        {"label": "?", "amount": 2, "instrument": "loan"},
        {"label": "Mécène", "amount": 3, "instrument": "donation", "giver": "private"},
        {"program": "ruled", "amount": 10, "state": "confirmed"},
    ]
    rule = drafted(listed, a_profile(funding, {"municipal": 5, "donation": 5})).rules[0]
    assert set(rule.limit.weights) == {"ruled", "funding:1", "funding:2", "own:municipal"}
    assert set(rule.unknown) == {"funding:2"}


OWN = {"min": 0.2, "base": "total_cost"}


@pytest.mark.parametrize(
    ("own", "given", "missing"),
    [
        ({**OWN, "accepts": ["cash"]}, {"cash": 200_000}, 0),
        ({**OWN, "accepts": ["cash"]}, {"cash": 150_000, "in_kind": 50_000}, 50_000),
        ({**OWN, "accepts": ["cash", "in_kind"], "in_kind_max": 0.25}, {"cash": 150_000, "in_kind": 50_000}, 0),
        ({**OWN, "accepts": ["cash", "in_kind"], "in_kind_max": 0.2}, {"cash": 150_000, "in_kind": 50_000}, 10_000),
        ({"min": 0.1, "base": "total_cost", "accepts": ["cash", "donation"], "cash_min": 0.1}, {"donation": 200_000}, 100_000),
        ({"min_amount": 250_000, "accepts": ["cash"]}, {"cash": 200_000}, 50_000),
        (OWN, {"member_shares": 200_000}, 0),
        (OWN, {"volunteer_time": 200_000}, 200_000),
    ],
)
def test_own_contribution(own: dict[str, Any], given: dict[str, int], missing: int) -> None:
    """What counts, how much of it, and how much in cash: what is short must still be found, and the grant gives way to it."""
    listed = small_catalogue(grant={"provider": "quebec", "amount": {"max": 800_000}, "own_contribution": own})
    plan = planned(listed, a_profile({}, given)).plans[0]
    assert plan.shortfall == missing
    assert plan.checks != ()
    assert all(check.ok and check.at_least for check in plan.checks)


def test_private_share() -> None:
    """A rule that half must be private is kept by own and private money only."""
    listed = small_catalogue(
        grant={
            "provider": "quebec",
            "stacking": {"ceiling": 0.9, "base": "total_cost", "private_min": 0.5},
            "amount": {"max": 900_000},
        },
        loan={"provider": "bank", "instruments": ["loan"], "amount": {"max": 300_000}},
    )
    plan = planned(listed, a_profile({})).plans[0]
    assert plan.shortfall == 0
    assert plan.solution.amounts == {"grant": 500_000, "loan": 300_000, "own:cash": 200_000}
