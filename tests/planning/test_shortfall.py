"""Why money is missing: each kind of limit that keeps it so, what lifting it frees, and how that is said."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.planning import Plan
from matcher.planning.candidates import Doubt
from matcher.planning.limits import debt_service
from matcher.planning.wording import (
    DOUBTS,
    binding_text,
    check_text,
    doubt_text,
    label_of,
    missing_text,
    rule_text,
    source_label,
    use_label,
)
from tests.planning.small import catalogue, drafted, planned, profile

RULED = {"stacking": {"ceiling": 0.8, "base": "total_cost"}, "evidence": {"stacking": "page", "own_contribution": "page"}}
OWN = {"own_contribution": {"min": 0.2, "base": "total_cost", "accepts": ["cash"]}, "evidence": {"own_contribution": "page"}}

PART = {"id": "part", "name": {"fr": "Volet", "en": "Part"}}


def only_plan(programs: dict[str, dict[str, Any]], project: dict[str, Any]) -> Plan:
    return planned(catalogue(programs), profile({"costs": [{"use": "construction", "amount": 100_000}], **project})).plans[0]


@pytest.mark.parametrize(
    ("programs", "project", "expected", "said"),
    [
        (
            {"grant": {**RULED, "provider": "quebec"}},
            {},
            [("rule", 20_000, (), ())],
            "Public aid reaches the ceiling of Program grant (80% of $100,000); $20,000 must come from private or own money, $20,000 of it because of this ceiling",
        ),
        (
            {"grant": OWN},
            {},
            [("rule", 20_000, (), ())],
            "Program grant: own contribution at least $20,000; without this rule $20,000 less would be missing",
        ),
        (
            {"one": {"amount": {"max": 50_000}, "exclusive_with": ["other"]}, "other": {"amount": {"max": 40_000}}},
            {},
            [("exclusive", 40_000, ("one", "other"), ())],
            "Program one and Program other cannot be combined; otherwise $40,000 less would be missing",
        ),
        (
            {"one": {"amount": {"max": 50_000}}, "other": {"amount": {"max": 40_000}}},
            {"files_max": 1},
            [("files_max", 40_000, (), ())],
            "With more applications, $40,000 less would be missing",
        ),
        (
            {"one": {}},
            {"costs": [{"use": "construction", "amount": 80_000}, {"use": "contingency", "amount": 20_000}]},
            [("ancillary", 20_000, (), ("contingency",))],
            "No sheet says that it pays for: Contingency. If funders do, $20,000 less would be missing",
        ),
        (
            {"one": {"share_of_costs": {"max": 0.5}}},
            {"costs": [{"use": "construction", "amount": 80_000}, {"use": "contingency", "amount": 20_000}]},
            [("ancillary", 10_000, (), ("contingency",))],
            "No sheet says that it pays for: Contingency. If funders do, $10,000 less would be missing",
        ),
        (
            {"one": {"share_of_costs": {"max": 0.5}, "amount": {"max": 43_000}}},
            {"costs": [{"use": "construction", "amount": 80_000}, {"use": "contingency", "amount": 20_000}]},
            [("ancillary", 3_000, (), ("contingency",))],
            "No sheet says that it pays for: Contingency. If funders do, $3,000 less would be missing",
        ),
        (
            {
                "one": {
                    "share_of_costs": {"max": 0.5},
                    "amount": {"max": 90_000},
                    "components": [{**PART, "instruments": ["grant"], "amount": {"max": 43_000}}],
                }
            },
            {"costs": [{"use": "construction", "amount": 80_000}, {"use": "contingency", "amount": 20_000}]},
            [("ancillary", 3_000, (), ("contingency",))],
            "No sheet says that it pays for: Contingency. If funders do, $3,000 less would be missing",
        ),
        (
            {"one": {}},
            {"costs": [{"use": "construction", "amount": 80_000}, {"use": "contingency", "amount": 1}]},
            [("ancillary", 1, (), ("contingency",))],
            "No sheet says that it pays for: Contingency. If funders do, $1 less would be missing",
        ),
        (
            {"one": {}},
            {
                "costs": [{"use": "construction", "amount": 80_000}, {"use": "contingency", "amount": 20_000}],
                "funding": [{"program": "one", "state": "confirmed", "amount": 80_000}],
            },
            [("maxima", 0, (), ())],
            "Every program found already gives all it can; $20,000 must come from private or own money",
        ),
        (
            {"one": {"amount": {"max": 60_000}}},
            {},
            [("maxima", 0, (), ())],
            "Every program found already gives all it can; $40,000 must come from private or own money",
        ),
        (
            {
                "one": {"amount": {"max": 50_000}, "exclusive_with": ["other"]},
                "other": {"amount": {"max": 10_000}},
                "third": {"amount": {"max": 30_000}},
            },
            {"files_max": 1},
            [("files_max", 30_000, (), ())],
            "With more applications, $30,000 less would be missing",
        ),
        (
            {
                "one": {**RULED, "provider": "quebec", "amount": {"max": 70_000}, "exclusive_with": ["other"]},
                "other": {"amount": {"max": 30_000}},
                "third": {"provider": "quebec", "amount": {"max": 15_000}},
            },
            {},
            [("exclusive", 20_000, ("one", "other"), ()), ("rule", 5_000, (), ())],
            "Program one and Program other cannot be combined; otherwise $20,000 less would be missing",
        ),
    ],
)
def test_what_keeps_money_missing(programs: dict[str, Any], project: dict[str, Any], expected: list[Any], said: str) -> None:
    """The limits that free most first, with the sentence of the first one; the maxima where no limit frees any."""
    plan = only_plan(programs, project)
    assert [(one.cause, one.frees, one.programs, one.uses) for one in plan.binding] == expected
    assert binding_text(plan.binding[0], plan, "en") == said
    french = binding_text(plan.binding[0], plan, "fr")
    assert "{" not in french
    assert " $" in french.replace("\xa0", " ").replace("\u202f", " ")
    assert not {"would", "must", "Program", "Contingency"} & set(french.replace(".", " ").split())


CAPPED = {"ceiling": 0.6, "base": "total_cost", "counts": {"non_repayable": 1.0, "repayable": 0.0}}
TERMS = {"rate_range": {"max": 0.0}, "term_years": {"max": 10}}


@pytest.mark.parametrize(
    ("programs", "project", "expected"),
    [
        (
            {"grant": {"provider": "quebec", "stacking": {**CAPPED, "private_min": 0.05}}},
            {"funding": [{"program": "grant", "state": "confirmed", "amount": 90_000}]},
            ["stacking grant"],
        ),
        (
            {"grant": {"provider": "quebec", "stacking": {**CAPPED, "private_min": 0.3}}},
            {"funding": [{"program": "grant", "state": "confirmed", "amount": 90_000}]},
            ["stacking grant", "private grant"],
        ),
        (
            {
                "grant": {"provider": "quebec", "stacking": CAPPED},
                "fund": {
                    "provider": "quebec",
                    "components": [
                        {**PART, "id": "given", "instruments": ["grant"], "amount": {"min": 20_000}},
                        {**PART, "id": "lent", "instruments": ["loan"], "amount": {"min": 40_000}, "loan_terms": TERMS},
                    ],
                },
            },
            {
                "funding": [
                    {"program": "grant", "state": "confirmed", "amount": 50_000},
                    {"program": "fund", "state": "asked"},
                ],
                "debt_service_max": 1_000,
            },
            ["stacking grant", "debt service"],
        ),
    ],
    ids=["one rule of two", "two rules, each by itself", "two rules that only together leave no room"],
)
def test_which_rules_leave_no_plan(programs: dict[str, Any], project: dict[str, Any], expected: list[str]) -> None:
    """Each rule that would make room if it were lifted, and no other; where none would alone, each that is broken."""
    plans = planned(catalogue(programs), profile({"costs": [{"use": "construction", "amount": 100_000}], **project}))
    assert plans.plans == ()
    assert [rule.limit.id for rule in plans.conflicts] == expected


@pytest.mark.parametrize("doubt", DOUBTS)
def test_each_doubt_is_said(doubt: Doubt) -> None:
    """In both languages."""
    assert doubt_text(doubt, "en") == DOUBTS[doubt]
    assert doubt_text(doubt, "fr") not in {"", DOUBTS[doubt]}


def test_a_rule_of_no_program_is_said() -> None:
    """The most that may be paid back in a year is asked by the applicant, not by a program."""
    rule = debt_service([], 60_000)
    assert rule_text(rule, "en") == "Debt: at most $60,000 paid back in a year"
    assert rule_text(rule, "fr").replace("\xa0", " ") == "Dette : au plus 60 000 $ à rembourser par année"


def test_a_rule_that_counts_nothing_of_a_plan_is_said() -> None:
    """A ceiling on the money of others is kept by a sum of nothing."""
    ruled = {"provider": "quebec", "stacking": {"ceiling": 0.8, "base": "total_cost", "who_counts": ["federal"]}}
    plan = only_plan({"grant": ruled}, {})
    (check,) = plan.checks
    assert check_text(check, plan, "en") == "$0 = $0; at most $80,000 is allowed"
    assert check_text(check, plan, "fr").replace("\xa0", " ") == "0 $ = 0 $; au plus 80 000 $ est permis"


def test_a_rule_that_asks_for_nothing_asks_for_at_least_that() -> None:
    """Where all of an own contribution may be in kind, the part that must not be is nothing, and no ceiling."""
    own = {"own_contribution": {"min": 0.2, "base": "total_cost", "accepts": ["cash", "in_kind"], "in_kind_max": 1.0}}
    plan = only_plan({"grant": own}, {"contributions": [{"kind": "cash", "amount": 20_000}]})
    assert [(check.rule.limit.rule, check.at_least, check.counted, check.bound, check.ok) for check in plan.checks] == [
        ("own_contribution", True, 20_000, 20_000, True),
        ("in_kind", True, 20_000, 0, True),
    ]
    said = "$20,000 (The organization's cash) = $20,000; at least $0 is asked"
    assert check_text(plan.checks[1], plan, "en") == said


def test_names_of_what_pays_and_is_paid() -> None:
    """A source by its own label, else what it is; a line in the person's words, else its kind, else the whole project."""
    project = {
        "contributions": [{"kind": "cash", "amount": 10}, {"kind": "assets", "amount": 10, "label": "Terrain"}],
        "funding": [
            {"label": "Ville", "amount": 10, "state": "confirmed"},
            {"program": "fund", "amount": 20, "instrument": "loan", "state": "confirmed"},
        ],
    }
    parts = [{"id": "loan", "name": {"fr": "Prêt", "en": "Loan"}, "instruments": ["loan"]}]
    plan = only_plan({"fund": {"components": parts}}, project)
    assert {source.id: (source_label(source, "fr"), source_label(source, "en")) for source in plan.sources} == {
        "own:cash": ("Liquidités de l'organisme", "The organization's cash"),
        "own:assets": ("Terrain", "Terrain"),
        "funding:1": ("Ville", "Ville"),
        "fund": ("Programme fund – Prêt", "Program fund – Loan"),
    }
    for source in plan.sources:
        assert label_of(source.id, plan, "fr") == source_label(source, "fr")
    assert [label_of("shortfall", plan, language) for language in ("fr", "en")] == [
        "Argent encore à trouver",
        "Money still to be found",
    ]  # type: ignore[arg-type]
    own = only_plan({"fund": {}}, {"own_contribution": 5})
    assert [label_of("own", own, language) for language in ("fr", "en")] == ["Mise de fonds", "Own contribution"]  # type: ignore[arg-type]
    lines = [
        {"costs": [{"use": "construction", "amount": 5, "label": "Toit"}]},
        {"costs": [{"use": "construction", "amount": 5}]},
        {"costs": None, "total_cost": 5},
    ]
    said = [use_label(drafted(catalogue({"fund": {}}), profile(line)).costs.lines[0], "en") for line in lines]
    assert said == ["Toit", "Construction or extension", "Whole project"]
    assert missing_text("base", "en") == "of which costs"
    assert missing_text("base", "fr") not in {"", "of which costs"}
