"""Criteria one at a time: what is read and refused, when a criterion is in force, how it prints itself, what it is made of."""

from __future__ import annotations

from datetime import date
from typing import Any

import jsonschema
import pytest
from pydantic_core import PydanticCustomError

from matcher.facts import facts
from matcher.rules.constraints import constraint_on
from matcher.rules.criteria import (
    AllOf,
    AnyOf,
    AttributeCriterion,
    Confirm,
    Eligibility,
    InForce,
    Not,
    attributes_of,
    conditions_of,
    criterion_schema,
    parse_criterion,
    turns,
)
from matcher.rules.truth import Truth
from matcher.vocabulary.terms import vocabulary
from tests.small import AS_OF, profile

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
IN_FORCE = {"from": FIRST, "until": LAST}
META = {"source": "page", "set_by": "ministry", "in_force": IN_FORCE}
HELD = ("page", InForce(FIRST, LAST), "ministry")
OWN = {"id": "lease", "fr": "Le bail est signé.", "en": "The lease is signed."}
SHARED = vocabulary("confirmations")["market-activity"]


def few(low: int = 5) -> AttributeCriterion:
    return AttributeCriterion("employees", constraint_on("employees", {"min": low}))


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ({"employees": {"min": 5}}, few()),
        ({"employees": {"min": 5}, **META}, AttributeCriterion("employees", few().constraint, *HELD)),
        ({"any": [{"employees": {"min": 5}}, {"confirm": OWN}], **META}, AnyOf((few(), Confirm(**OWN)), *HELD)),
        ({"all": [{"employees": {"min": 5}}], **META}, AllOf((few(),), *HELD)),
        ({"not": {"employees": {"min": 5}}, **META}, Not(few(), *HELD)),
        ({"not": {"employees": {"min": 5}}}, Not(few())),
        ({"confirm": OWN, **META}, Confirm(OWN["id"], OWN["fr"], OWN["en"], *HELD)),
        ({"confirm": {"id": "market-activity"}, **META}, Confirm("market-activity", SHARED.fr, SHARED.en, *HELD)),
        (
            {"employees": {"min": 5}, "in_force": {"from": FIRST}},
            AttributeCriterion("employees", few().constraint, None, InForce(FIRST, None)),
        ),
        (
            {"employees": {"min": 5}, "in_force": {"until": FIRST}},
            AttributeCriterion("employees", few().constraint, None, InForce(None, FIRST)),
        ),
        (
            {"employees": {"min": 5}, "in_force": {"from": FIRST, "until": FIRST}},
            AttributeCriterion("employees", few().constraint, None, InForce(FIRST, FIRST)),
        ),
    ],
)
def test_what_is_read(raw: dict[str, Any], read: Any) -> None:
    """Each form, with where it was read, when it holds and who set it."""
    assert parse_criterion(raw) == read


A_LIST = "a list with one criterion or more"
DAYS = "{from: YYYY-MM-DD, until: YYYY-MM-DD}"
A_CONFIRM = "{id: …, fr: …, en: …}"


@pytest.mark.parametrize(
    ("raw", "context"),
    [
        (["employees"], {"message": "this is not a criterion", "expected": "an attribute, any, all, not or confirm"}),
        ({}, {"message": "a criterion constrains one attribute", "expected": "one key beside source, in_force and set_by"}),
        (META, {"message": "a criterion constrains one attribute", "expected": "one key beside source, in_force and set_by"}),
        ({"employees": 1, "sector": 1}, {"message": "a criterion constrains one attribute"}),
        ({"employees": {"min": 5}, "source": 5}, {"message": "the source of a criterion is the id of one of the sources"}),
        ({"employees": {"min": 5}, "set_by": 5}, {"message": "set_by is the id of a provider"}),
        ({"any": []}, {"message": "any and all take a list of criteria", "expected": A_LIST}),
        ({"all": {"employees": {"min": 5}}}, {"message": "any and all take a list of criteria", "expected": A_LIST}),
        ({"employes": {"min": 5}}, {"message": "there is no attribute {key}", "key": "employes", "nearest": "employees"}),
        ({"conferm": {"id": "x"}}, {"message": "there is no attribute {key}", "key": "conferm", "nearest": "confirm"}),
        ({"etape": ["growth"]}, {"message": "there is no attribute {key}", "key": "etape", "nearest": "stage"}),
        ({"zzzz": 1}, {"message": "there is no attribute {key}", "key": "zzzz", "nearest": None}),
        *[
            (
                {"employees": {"min": 5}, "in_force": days},
                {"message": "in_force takes the first and the last day", "expected": DAYS},
            )
            for days in ([], {}, {"from": "2026-01-01"}, {"from": FIRST, "to": LAST}, {"from": FIRST, "until": 2026}, "2026")
        ],
        ({"employees": {"min": 5}, "in_force": {"from": LAST, "until": FIRST}}, {"message": "in_force ends before it begins"}),
        *[
            ({"confirm": raw}, {"message": "confirm takes an id and its sentence in both languages", "expected": A_CONFIRM})
            for raw in ("lease", {}, {"id": 5}, {**OWN, "de": "x"})
        ],
        (
            {"confirm": {**OWN, "id": "market-activity"}},
            {
                "message": "the sentence of {id} is shared and stands in confirmations.yaml only",
                "expected": "{{id: …}}",
                "id": "market-activity",
            },
        ),
        (
            {"confirm": {"id": "lease", "en": "x"}},
            {"message": "confirm {id} lacks its sentence in {language}", "id": "lease", "language": "fr"},
        ),
        ({"confirm": {"id": "lease", "fr": "x"}}, {"message": "confirm {id} lacks its sentence in {language}", "language": "en"}),
        ({"confirm": {**OWN, "fr": " "}}, {"message": "confirm {id} lacks its sentence in {language}", "language": "fr"}),
        ({"confirm": {**OWN, "fr": 5}}, {"message": "confirm {id} lacks its sentence in {language}", "language": "fr"}),
        ({"confirm": {"id": "market-activty"}}, {"id": "market-activty", "language": "fr", "nearest": "market-activity"}),
        ({"any": [{"employees": {"min": 5}}, {"all": []}]}, {"message": "any and all take a list of criteria"}),
    ],
)
def test_what_is_refused(raw: Any, context: dict[str, Any]) -> None:
    """What cannot be meant is refused in words, with what would be right and the nearest name."""
    with pytest.raises(PydanticCustomError) as refused:
        parse_criterion(raw)
    assert refused.value.context is not None
    assert {key: refused.value.context.get(key) for key in context} == context


@pytest.mark.parametrize(
    ("raw", "fr", "en"),
    [
        ({"employees": {"min": 5}}, "Personnes employées : au moins 5", "Employees: at least 5"),
        ({"confirm": OWN}, "Le bail est signé.", "The lease is signed."),
        ({"not": {"employees": {"min": 5}}}, "Personnes employées : sauf au moins 5", "Employees: except at least 5"),
        ({"not": {"confirm": OWN}}, "N'est pas le cas : Le bail est signé.", "Not so: The lease is signed."),
        (
            {"any": [{"employees": {"min": 5}}, {"confirm": OWN}]},
            "Personnes employées : au moins 5; ou Le bail est signé.",
            "Employees: at least 5; or The lease is signed.",
        ),
        (
            {
                "all": [
                    {"any": [{"employees": {"min": 5}}, {"confirm": OWN}]},
                    {"all": [{"confirm": OWN}]},
                    {"not": {"any": [{"confirm": OWN}]}},
                ]
            },
            "(Personnes employées : au moins 5; ou Le bail est signé.); et (Le bail est signé.); et N'est pas le cas : Le bail est signé.",
            "(Employees: at least 5; or The lease is signed.); and (The lease is signed.); and Not so: The lease is signed.",
        ),
    ],
)
def test_how_a_criterion_is_written(raw: dict[str, Any], fr: str, en: str) -> None:
    """Each form as people read it, what is made of several in parentheses."""
    written = [parse_criterion(raw).sentence(language).replace("\xa0", " ") for language in ("fr", "en")]  # type: ignore[arg-type]
    assert written == [fr, en]


@pytest.mark.parametrize(
    ("raw", "truth"),
    [
        ({"employees": {"min": 5}}, Truth.TRUE),
        ({"employees": {"min": 6}}, Truth.FALSE),
        ({"population": {"min": 1}}, Truth.UNKNOWN),
        ({"confirm": OWN}, Truth.TRUE),
        ({"confirm": {**OWN, "id": "no"}}, Truth.FALSE),
        ({"confirm": {**OWN, "id": "else"}}, Truth.UNKNOWN),
        ({"any": [{"employees": {"min": 6}, "in_force": IN_FORCE}]}, Truth.TRUE),
        ({"any": [{"employees": {"min": 6}}, {"employees": {"min": 5}, "in_force": IN_FORCE}]}, Truth.FALSE),
        ({"all": [{"employees": {"min": 6}, "in_force": IN_FORCE}]}, Truth.TRUE),
        ({"all": [{"employees": {"min": 5}}, {"confirm": {**OWN, "id": "else"}}]}, Truth.UNKNOWN),
        ({"not": {"employees": {"min": 5}}}, Truth.FALSE),
        ({"not": {"employees": {"min": 5}, "in_force": IN_FORCE}}, Truth.TRUE),
        ({"not": {"employees": {"min": 5}, "in_force": {"from": AS_OF}}}, Truth.FALSE),
        ({"not": {"employees": {"min": 5}, "in_force": {"until": AS_OF}}}, Truth.FALSE),
    ],
)
def test_what_a_criterion_comes_to(raw: dict[str, Any], truth: Truth) -> None:
    """An applicant of five people that has its lease, on a day on which the first quarter is over: twice the same."""
    known = facts(profile(employees=5, confirmations={"lease": True, "no": False}), AS_OF)
    read = parse_criterion(raw)
    assert [read.truth(known), read.truth(known)] == [truth, truth]


@pytest.mark.parametrize(
    ("since", "until", "day", "holds"),
    [
        (FIRST, LAST, FIRST, True),
        (FIRST, LAST, LAST, True),
        (FIRST, LAST, date(2025, 12, 31), False),
        (FIRST, LAST, date(2026, 4, 1), False),
        (None, LAST, date.min, True),
        (FIRST, None, date.max, True),
        (None, None, FIRST, True),
    ],
)
def test_the_days_of_a_rule(since: date | None, until: date | None, day: date, holds: bool) -> None:
    """Both days are included, and a day that is not said bounds nothing."""
    assert InForce(since, until).holds(day) is holds


NESTED = {
    "any": [
        {
            "all": [{"employees": {"min": 5}}, {"not": {"confirm": OWN, "in_force": {"until": date.max}}}],
            "in_force": {"from": FIRST},
        },
        {"confirm": {**OWN, "id": "other"}, "in_force": {"until": LAST}},
    ]
}


def test_what_a_criterion_is_made_of() -> None:
    """The attributes and conditions within, at any depth, and the days on which something changes."""
    read = parse_criterion(NESTED)
    assert attributes_of(read) == ["employees"]
    assert [condition.id for condition in conditions_of(read)] == ["lease", "other"]
    day_after = date(2026, 4, 1)
    dated = Eligibility.model_validate(
        {"requires": [NESTED], "excludes": [{"employees": {"max": 1}, "in_force": {"from": LAST}}]}
    )
    assert turns([dated, Eligibility()]) == [FIRST, LAST, day_after]
    inside = {"not": {"any": [{"all": [{"not": {"confirm": OWN, "in_force": {"from": AS_OF}}}]}]}}
    assert turns([Eligibility.model_validate({"requires": [inside]})]) == [AS_OF], "however deep a day stands"


def test_where_a_criterion_stands_in_its_file() -> None:
    """What is required, excluded or aimed at by its place; what is excluded also as what must not hold."""
    raw = {
        "requires": [{"employees": {"min": 5}}, {"confirm": OWN}],
        "excludes": [{"employees": {"min": 9}, **META}],
        "targets": [{"confirm": OWN}],
    }
    read = Eligibility.model_validate(raw)
    assert [place for place, _ in read.written()] == ["requires[0]", "requires[1]", "excludes[0]", "targets[0]"]
    assert [read.place_of(criterion) for _, criterion in read.written()] == [place for place, _ in read.written()]
    first, second, excluded = read.conjuncts(FIRST)
    assert [read.place_of(one) for one in (first, second, excluded)] == ["requires[0]", "requires[1]", "excludes[0]"]
    assert excluded == Not(read.excludes[0], *HELD)
    assert read.conjuncts(AS_OF) == (first, second)
    assert read.place_of(few(7)) is None


def test_the_schema_takes_what_is_read() -> None:
    """What an editor is told of a criterion: the same forms, and no others."""
    schema = {"$defs": {"criterion": criterion_schema()}, "$ref": "#/$defs/criterion"}
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker(["date"]))
    days = {"from": "2026-01-01", "until": "2026-03-31"}
    employees: dict[str, Any] = {"employees": {"min": 5}}
    good = [
        employees,
        {**employees, "source": "page", "set_by": "ministry", "in_force": days},
        {"any": [employees, {"confirm": OWN}]},
        {"all": [{"not": employees}]},
        {"not": {"confirm": {"id": "x"}}, "in_force": {"from": "2026-01-01"}},
    ]
    bad = [
        {},
        "employees",
        {"source": "page"},
        {**employees, "social_economy": True},
        {"employees": {"least": 5}},
        {"zzzz": 1},
        {"any": []},
        {"all": employees},
        {"any": [{"zzzz": 1}]},
        {"not": {"all": []}},
        {"confirm": {}},
        {"confirm": "x"},
        *[{"confirm": {**OWN, key: ""}} for key in OWN],
        {"confirm": {**OWN, "de": "x"}},
        *[{**employees, key: wrong} for key in ("source", "set_by") for wrong in ("", 5)],
        *[{**employees, "in_force": wrong} for wrong in ("2026", {"from": "x"}, {"until": "x"}, {"to": "2026-01-01"})],
    ]
    assert [form for form in good if not check.is_valid(form)] == []
    assert [form for form in bad if check.is_valid(form)] == []
