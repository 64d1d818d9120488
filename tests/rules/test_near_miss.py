"""What is one step away: which change of the applicant's, or which day, turns a criterion that fails into one that is met."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matcher.facts import facts
from matcher.rules.criteria import parse_criterion
from matcher.rules.near_miss import near_miss
from matcher.rules.truth import Truth
from tests.small import AS_OF, profile

CHARITY = {"registered_charity": True}
LEASE = {"lease_years_left": {"min": 5}}
ONE_YEAR = {"years_operating": {"min": 1}}
THREE_YEARS = {"years_operating": {"min": 3}}
FIVE_YEARS = {"years_operating": {"min": 5}}
COOPERATIVE = {"legal_form": ["cooperative"]}
LATER = {"any": [{"not": {"registered_charity": False}}, LEASE, CHARITY], "in_force": {"until": AS_OF}}
OVER = {"in_force": {"until": date(2026, 11, 22)}}
BECOME = "Registered charity: become so"
WHO: dict[str, Any] = {
    "registered_charity": False,
    "lease_years_left": 2,
    "founded": date(2024, 6, 30),
    "legal_form": "informal_group",
    "employees": 3,
    "sector": ["grocery"],
    "project": {"total_cost": 100_000, "own_contribution": 30_000, "start": date(2027, 3, 1), "stage": "idea"},
    "confirmations": {"lease": False},
}


def step(attribute: str, written: Any, on: date | None = None) -> tuple[str, Any, date | None]:
    return attribute, written, on


A_CHARITY = step("registered_charity", True)
A_LEASE = step("lease_years_left", 5)
IN_JUNE = step("years_operating", 3, date(2027, 6, 30))


@pytest.mark.parametrize(
    ("failed", "steps"),
    [
        ([CHARITY], [A_CHARITY]),
        ([LEASE], [A_LEASE]),
        ([{"lease_years_left": {"max": 1}}], [step("lease_years_left", 1)]),
        ([THREE_YEARS], [IN_JUNE]),
        ([{"years_operating": {"max": 1}}], None),
        ([{"employees": {"min": 4}}], None),
        ([{"sector": ["taxi"]}], None),
        ([COOPERATIVE], [step("legal_form", "cooperative")]),
        ([{"legal_form": ["mutual", "nonprofit"]}], [step("legal_form", "nonprofit")]),
        ([{"legal_form": ["mutual"]}], None),
        ([{"stage": ["prestart"]}], [step("stage", "prestart")]),
        ([{"stage": ["growth"]}], None),
        ([{"total_cost": {"min": 200_000}}], [step("total_cost", 200_000)]),
        ([{"total_cost": {"min": 200_001}}], None),
        ([{"total_cost": {"max": 50_000}}], [step("total_cost", 50_000)]),
        ([{"total_cost": {"max": 49_999}}], None),
        ([{"own_contribution": {"min": 90_000}}], [step("own_contribution", 90_000)]),
        ([{"start": {"min": date(2027, 4, 1)}}], [step("start", "2027-04-01")]),
        ([CHARITY, LEASE], [A_CHARITY, A_LEASE]),
        ([CHARITY, CHARITY], [A_CHARITY]),
        ([CHARITY, {"employees": {"min": 4}}], None),
        ([{"confirm": {"id": "lease", "fr": "x", "en": "x"}}], None),
        ([{"not": {"registered_charity": False}}], None),
        ([{"all": [CHARITY, LEASE, {"employees": {"min": 3}}]}], [A_CHARITY, A_LEASE]),
        ([{"all": [CHARITY, {"employees": {"min": 4}}]}], None),
        ([{"all": [CHARITY, {**LEASE, **OVER}]}], [A_CHARITY]),
        ([{"any": [CHARITY, LEASE]}], [A_CHARITY]),
        ([{"any": [{"all": [CHARITY, LEASE]}, LEASE]}], [A_LEASE]),
        ([{"any": [{"employees": {"min": 4}}, LEASE]}], [A_LEASE]),
        ([{"any": [{"employees": {"min": 4}}, {"sector": ["taxi"]}]}], None),
        ([{"any": [{**CHARITY, **OVER}, LEASE]}], [A_LEASE]),
        ([{"any": [CHARITY, THREE_YEARS]}], [IN_JUNE]),
        ([{"any": [FIVE_YEARS, THREE_YEARS]}], [IN_JUNE]),
        (
            [{"any": [{"all": [THREE_YEARS, FIVE_YEARS]}, {"all": [FIVE_YEARS, {"years_operating": {"min": 4}}]}]}],
            [IN_JUNE, step("years_operating", 5, date(2029, 6, 30))],
        ),
        ([LATER], [A_LEASE]),
    ],
)
def test_steps(failed: list[Any], steps: list[Any] | None) -> None:
    """The fewest steps, the soonest of as many; none where one criterion is nothing that the applicant or time can change."""
    known = facts(profile(**WHO), AS_OF)
    criteria = [parse_criterion(raw) for raw in failed]
    assert {criterion.truth(known) for criterion in criteria} == {Truth.FALSE}
    found = near_miss(criteria, known)
    assert (None if found is None else [(one.criterion.attribute, one.written, one.on) for one in found.steps]) == steps


@pytest.mark.parametrize(
    ("failed", "day", "en"),
    [
        ([CHARITY], None, BECOME),
        ([THREE_YEARS], date(2027, 6, 30), "Years of operation: 3 years on June 30, 2027"),
        ([LEASE, CHARITY], None, f"Years left on the lease: change to 5; {BECOME}"),
        ([THREE_YEARS, CHARITY], None, f"Years of operation: 3 years on June 30, 2027; {BECOME}"),
        (
            [FIVE_YEARS, THREE_YEARS],
            date(2029, 6, 30),
            "Years of operation: 5 years on June 30, 2029; Years of operation: 3 years on June 30, 2027",
        ),
        ([{"lease_years_left": {"max": 1}}], None, "Years left on the lease: change to 1"),
        ([COOPERATIVE], None, "Legal form: become “Cooperative”"),
    ],
)
def test_what_is_said(failed: list[Any], day: date | None, en: str) -> None:
    """Each step is one sentence; the day is the last one, where time alone does them all."""
    known = facts(profile(**WHO), AS_OF)
    found = near_miss([parse_criterion(raw) for raw in failed], known)
    assert found is not None
    assert (found.date, found.sentence("en").replace("\xa0", " ")) == (day, en)
    assert found.sentence("fr") != en


def test_what_asks_not_to_be_is_said() -> None:
    """A criterion that a *yes* fails asks that it be so no longer, in both languages."""
    known = facts(profile(registered_charity=True), AS_OF)
    found = near_miss([parse_criterion({"registered_charity": False})], known)
    assert found is not None
    assert [(one.written, one.on) for one in found.steps] == [(False, None)]
    assert found.sentence("en") == "Registered charity: be so no longer"
    assert found.sentence("fr") == "Organisme de bienfaisance enregistré\xa0: ne plus l'être"


def test_nothing_failed_is_no_near_miss() -> None:
    """There is no step where nothing is asked."""
    assert near_miss([], facts(profile(), AS_OF)) is None


def test_the_same_change_has_the_same_key() -> None:
    """By the attribute and the day, or what it must become, whichever criterion asks for it."""
    known = facts(profile(**WHO), AS_OF)
    keys = [
        found.key
        for raw in (CHARITY, {**CHARITY, "source": "page"}, THREE_YEARS, LEASE)
        if (found := near_miss([parse_criterion(raw)], known))
    ]
    assert keys == [
        (("registered_charity", True),),
        (("registered_charity", True),),
        (("years_operating", date(2027, 6, 30)),),
        (("lease_years_left", 5),),
    ]
