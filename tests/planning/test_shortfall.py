"""Why money is missing: each kind of limit that keeps it so, what lifting it frees, and how that is said."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.planning import Plan
from matcher.planning.candidates import Doubt
from matcher.planning.wording import DOUBTS, binding_text, doubt_text, label_of, missing_text, source_label, use_label
from tests.planning.small import catalogue, drafted, planned, profile

RULED = {"stacking": {"ceiling": 0.8, "base": "total_cost"}, "evidence": {"stacking": "page", "own_contribution": "page"}}
OWN = {"own_contribution": {"min": 0.2, "base": "total_cost", "accepts": ["cash"]}, "evidence": {"own_contribution": "page"}}


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


@pytest.mark.parametrize("doubt", DOUBTS)
def test_each_doubt_is_said(doubt: Doubt) -> None:
    """In both languages."""
    assert doubt_text(doubt, "en") == DOUBTS[doubt]
    assert doubt_text(doubt, "fr") not in {"", DOUBTS[doubt]}


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
