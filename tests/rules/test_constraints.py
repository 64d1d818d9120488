"""One constraint at a time: what it reads and refuses, what it decides at its bounds, how it prints itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import jsonschema
import pytest
from pydantic_core import PydanticCustomError

from matcher.facts import Between, OneOf, Several
from matcher.profile import ATTRIBUTES
from matcher.rules.constraints import KINDS, Accepts, Range, constraint_on
from matcher.rules.truth import Truth
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory

DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("attribute", "raw", "message", "expected", "nearest"),
    [
        ("sector", "grocery", "takes a list of accepted terms", "a list with one term or more", None),
        ("sector", [], "takes a list of accepted terms", "a list with one term or more", None),
        ("sector", {"all": []}, "takes a list of accepted terms", "a list with one term or more", None),
        ("sector", {"all": ["grocery"], "any": []}, "takes a list of accepted terms", "a list with one term or more", None),
        ("legal_form", {"all": ["nonprofit"]}, "takes a list of accepted terms", "a list with one term or more", None),
        ("sector", ["grocery", "groceri"], "the term {code} is not in the vocabulary", None, "grocery"),
        ("sector", [7], "the term {code} is not in the vocabulary", None, ...),
        ("territory", ["mrc:acto"], "the term {code} is not in the vocabulary", None, "mrc:acton"),
        ("employees", 5, "takes a minimum, a maximum or both", "{{min: …, max: …}}", None),
        ("employees", {}, "takes a minimum, a maximum or both", "{{min: …, max: …}}", None),
        ("employees", {"least": 5}, "takes a minimum, a maximum or both", "{{min: …, max: …}}", None),
        ("employees", {"min": None, "max": 3}, "takes a minimum, a maximum or both", "{{min: …, max: …}}", None),
        ("employees", {"min": 6, "max": 5}, "the minimum is above the maximum", None, None),
        ("founded", {"min": date(2026, 4, 1), "max": DAY}, "the minimum is above the maximum", None, None),
        ("employees", {"min": -1}, "this bound cannot be used", "a whole number, 0 or more", None),
        ("employees", {"min": 1.0}, "this bound cannot be used", "a whole number, 0 or more", None),
        ("employees", {"min": True}, "this bound cannot be used", "a whole number, 0 or more", None),
        ("employees", {"min": "5"}, "this bound cannot be used", "a whole number, 0 or more", None),
        ("employees", {"min": DAY}, "this bound cannot be used", "a whole number, 0 or more", None),
        ("annual_revenue", {"max": 10**12 + 1}, "this bound cannot be used", "a whole number, 0 or more", None),
        ("years_operating", {"min": 0.5}, "this bound cannot be used", "a whole number, 0 or more", None),
        ("own_revenue_share", {"max": 1.01}, "this bound cannot be used", "a share between 0 and 1", None),
        ("own_revenue_share", {"max": -0.01}, "this bound cannot be used", "a share between 0 and 1", None),
        ("own_revenue_share", {"max": float("nan")}, "this bound cannot be used", "a share between 0 and 1", None),
        ("founded", {"min": 2026}, "this bound cannot be used", "a date, YYYY-MM-DD", None),
        ("founded", {"min": "2026-03-31"}, "this bound cannot be used", "a date, YYYY-MM-DD", None),
        ("social_economy", 1, "takes true or false", "true or false", None),
        ("social_economy", "yes", "takes true or false", "true or false", None),
    ],
)
def test_what_is_refused(*, attribute: str, raw: Any, message: str, expected: str | None, nearest: Any) -> None:
    """A constraint that cannot be meant is refused in words, naming the attribute, what would be right and the nearest term."""
    with pytest.raises(PydanticCustomError) as refused:
        constraint_on(attribute, raw)
    context = refused.value.context
    assert context is not None
    assert context["message"].startswith("{attribute}")
    assert context["message"].endswith(message)
    assert (context["attribute"], context["expected"]) == (attribute, expected)
    assert nearest is ... or context["nearest"] == nearest
    if "{code}" in message:
        assert context["code"] == repr((raw["all"] if isinstance(raw, dict) else raw)[-1])


@pytest.mark.parametrize(
    ("attribute", "raw", "low", "high"),
    [
        ("employees", {"min": 0}, 0, None),
        ("employees", {"min": 5, "max": 5}, 5, 5),
        ("annual_revenue", {"max": 10**12}, None, 10**12),
        ("own_revenue_share", {"min": 0, "max": 1}, 0, 1),
        ("own_revenue_share", {"min": 0.35}, 0.35, None),
        ("founded", {"min": DAY}, DAY.toordinal(), None),
        ("founded", {"max": DAY}, None, DAY.toordinal()),
        ("years_operating", {"min": 2, "max": 5}, 2, 5),
    ],
)
def test_bounds_that_are_read(attribute: str, raw: dict[str, Any], low: float | None, high: float | None) -> None:
    """The outermost bounds that can be used, and a bound that is not given is none."""
    read = constraint_on(attribute, raw)
    assert isinstance(read, Range)
    assert (read.kind, read.low, read.high) == (ATTRIBUTES[attribute].kind, low, high)


@pytest.mark.parametrize(
    ("raw", "low", "high", "truth"),
    [
        ({"min": 5, "max": 9}, 5, 9, Truth.TRUE),
        ({"min": 5, "max": 9}, 4, 9, Truth.UNKNOWN),
        ({"min": 5, "max": 9}, 5, 10, Truth.UNKNOWN),
        ({"min": 5, "max": 9}, 9, 12, Truth.UNKNOWN),
        ({"min": 5, "max": 9}, 2, 5, Truth.UNKNOWN),
        ({"min": 5, "max": 9}, 10, 12, Truth.FALSE),
        ({"min": 5, "max": 9}, 2, 4, Truth.FALSE),
        ({"min": 5}, 5, float("inf"), Truth.TRUE),
        ({"min": 5}, 4, 4, Truth.FALSE),
        ({"max": 9}, 0, 9, Truth.TRUE),
        ({"max": 9}, 10, 10, Truth.FALSE),
    ],
)
def test_a_range_at_its_bounds(raw: dict[str, int], low: float, high: float, truth: Truth) -> None:
    """Both bounds are included; what may lie on either side is not known."""
    assert constraint_on("employees", raw).truth(Between(low, high)) is truth


def several(*choices: set[str]) -> Several:
    return Several(tuple(OneOf(frozenset(codes)) for codes in choices))


ONE, OTHER = Accepts(("a",), frozenset({"a", "a1"})), Accepts(("a",), frozenset({"a", "a1"}), every=True)


@pytest.mark.parametrize(
    ("accepts", "value", "truth"),
    [
        (ONE, OneOf(frozenset({"a"})), Truth.TRUE),
        (ONE, OneOf(frozenset({"a", "a1"})), Truth.TRUE),
        (ONE, OneOf(frozenset({"a", "b"})), Truth.UNKNOWN),
        (ONE, OneOf(frozenset({"b"})), Truth.FALSE),
        (ONE, several({"b"}, {"a1"}), Truth.TRUE),
        (ONE, several({"b"}, {"a", "b"}), Truth.UNKNOWN),
        (ONE, several({"b"}), Truth.FALSE),
        (ONE, several(), Truth.FALSE),
        (OTHER, several({"a"}, {"a1"}), Truth.TRUE),
        (OTHER, several({"a"}, {"b"}), Truth.FALSE),
        (OTHER, several({"a"}, {"a", "b"}), Truth.UNKNOWN),
        (OTHER, several(), Truth.FALSE),
    ],
)
def test_terms_that_are_accepted(accepts: Accepts, value: Any, truth: Truth) -> None:
    """One shared term is enough, or every one must be shared; no answer shares none."""
    assert accepts.truth(value) is truth


@pytest.mark.parametrize(
    ("attribute", "raw", "fr", "en"),
    [
        ("employees", {"min": 5, "max": 9}, "entre 5 et 9", "between 5 and 9"),
        ("employees", {"min": 5}, "au moins 5", "at least 5"),
        ("employees", {"max": 9}, "au plus 9", "at most 9"),
        ("annual_revenue", {"max": 1_500}, "au plus 1 500 $", "at most $1,500"),
        ("own_revenue_share", {"min": 0.35}, "au moins 35 %", "at least 35%"),
        ("years_operating", {"min": 1}, "au moins 1 an", "at least 1 year"),
        ("years_operating", {"min": 2}, "au moins 2 ans", "at least 2 years"),
        (
            "founded",
            {"min": DAY, "max": date(2026, 4, 1)},
            "du 31 mars 2026 au 1er avril 2026",
            "from March 31, 2026 to April 1, 2026",
        ),
        ("founded", {"min": DAY}, "à partir du 31 mars 2026", "from March 31, 2026 on"),
        ("founded", {"max": DAY}, "jusqu'au 31 mars 2026", "until March 31, 2026"),
        ("social_economy", True, "oui", "yes"),
        (
            "legal_form",
            ["nonprofit", "worker_coop"],
            "Organisme à but non lucratif (OBNL) ou Coopérative de travail",
            "Nonprofit organization or Worker cooperative",
        ),
        ("social_economy", False, "non", "no"),
    ],
)
def test_how_a_constraint_is_written(attribute: str, raw: Any, fr: str, en: str) -> None:
    """Each kind of bound as people write it, in both languages."""
    read = constraint_on(attribute, raw)
    written = [read.sentence(attribute, language).replace("\xa0", " ").replace("\u202f", " ") for language in ("fr", "en")]
    assert written == [fr, en]


@pytest.mark.parametrize(
    ("attribute", "good", "bad"),
    [
        ("legal_form", [["nonprofit"]], [[], ["x"], "nonprofit", {"all": ["nonprofit"]}]),
        (
            "sector",
            [["grocery"], {"all": ["grocery"]}],
            [[], {"all": []}, {"all": ["x"]}, {}, {"all": ["grocery"], "any": []}, ["x"]],
        ),
        ("territory", [["mrc:acton"]], [[], [5], "mrc:acton"]),
        ("employees", [{"min": 5}, {"min": 5, "max": 6}], [{}, {"least": 5}, {"min": "5"}, 5]),
        ("founded", [{"max": "2026-03-31"}], [{}, {"min": 5}]),
        ("social_economy", [True, False], [1, "yes"]),
    ],
)
def test_the_schema_takes_what_is_read(attribute: str, good: list[Any], bad: list[Any]) -> None:
    """What an editor is told of a constraint: the same forms, and no others."""
    schema = KINDS[ATTRIBUTES[attribute].kind].schema(attribute)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    assert [form for form in good if not check.is_valid(form)] == []
    assert [form for form in bad if check.is_valid(form)] == []


def test_a_term_accepts_what_is_below_it() -> None:
    """A sector with its branches, a region with its municipalities, several terms together; and nothing above or beside them."""
    sectors = vocabulary("sectors")
    read = Accepts.parse("sector", ["food", "taxi"])
    assert read.codes == ("food", "taxi")
    assert read.accepted == sectors.covered_by("food") | sectors.covered_by("taxi")
    assert sectors.covered_by("food") > {"food"}
    place = Accepts.parse("territory", ["mrc:acton", "municipality:quebec"])
    assert place.accepted == territory()["mrc:acton"].municipalities | territory()["municipality:quebec"].municipalities
    assert len(place.accepted) > 2
    assert [Accepts.parse("sector", raw).every for raw in (["food"], {"all": ["food"]})] == [False, True]


def test_the_schema_of_a_day_says_that_it_is_one() -> None:
    """Editors know a date by its format."""
    assert Range.schema("founded")["properties"]["min"] == {"type": "string", "format": "date"}


def test_what_is_asked_alike_is_one_object() -> None:
    """The same of the same attribute is read once; another attribute, another bound or 1 and 1.0 are not the same."""
    five = constraint_on("employees", {"min": 5})
    assert constraint_on("employees", {"min": 5}) is five
    assert constraint_on("population", {"min": 5}) is not five
    assert constraint_on("employees", {"max": 5}) is not five
    assert constraint_on("own_revenue_share", {"min": 1}) is not constraint_on("own_revenue_share", {"min": 1.0})
