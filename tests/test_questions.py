"""The next best question: what it settles, what it leaves to the provider, and that asking ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.catalogue import load_catalogue
from matcher.matching import Matcher, Matches
from matcher.partial_date import partial_date
from matcher.profile import ATTRIBUTES, Profile
from matcher.questions import QUESTIONNAIRE, STEPS, TOP, as_json, is_answered, next_question, questions
from tests.small import AS_OF, catalogue, profile, program, requires


def asked(*programs: Any, known: Profile | None = None) -> Matches:
    """Return the matches of a small catalogue."""
    return Matcher(catalogue(*programs)).match(known or profile(project={"description": "aide"}), AS_OF)


def keys(matches: Matches) -> list[str]:
    return [question.key for question in questions(matches)]


def test_the_fact_that_settles_more_comes_first() -> None:
    """Two programs hinge on the charity number and one on the premises."""
    matches = asked(
        program("alpha", eligibility=requires({"registered_charity": True})),
        program("bravo", eligibility=requires({"registered_charity": True})),
        program("charlie", eligibility=requires({"tenure": ["owner"]})),
        known=profile(municipality="Granby", sector=["grocery"], project={"uses": ["renovation"], "total_cost": 1000}),
    )
    assert keys(matches) == ["registered_charity", "tenure"]
    first = next_question(matches)
    assert first is not None
    assert set(first.programs) == {"alpha", "bravo"}
    assert [(answer.value, answer.opens, answer.closes) for answer in first.answers] == [(True, 2, 0), (False, 0, 2)]


def test_a_condition_is_a_question_and_its_answer_counts() -> None:
    """A condition is asked in its own words; once it is answered, nothing is left to ask."""
    letter = {"confirm": {"id": "project-not-started"}}
    known = profile(municipality="Granby", sector=["grocery"], project={"uses": ["renovation"], "total_cost": 1000})
    one = program("alpha", eligibility=requires(letter))
    question = next_question(asked(one, known=known))
    assert question is not None
    assert question.key == "confirm:project-not-started"
    assert question.condition is not None
    assert question.sentence("fr") == question.condition.sentence("fr")
    assert next_question(asked(one, known=known.confirming("project-not-started", answer=True))) is None


def test_what_only_the_provider_knows_is_not_asked() -> None:
    """Whether a provider takes a form or a sector is for the provider to say."""
    known = profile(municipality="Granby", sector=["grocery"], project={"uses": ["renovation"], "total_cost": 1000})
    matches = asked(program("alpha", eligibility=requires({"confirm": {"id": "legal-form-accepted"}})), known=known)
    assert matches.ranked[0].decision.verdict.value == "to_confirm"
    assert questions(matches) == []


@pytest.mark.parametrize(
    ("criterion", "field"),
    [
        ({"territory": ["mrc:montreal"]}, "municipality"),
        ({"population": {"max": 5000}}, "municipality"),
        ({"years_operating": {"min": 3}}, "founded"),
        ({"own_revenue_share": {"min": 0.4}}, "own_revenue_share"),
        ({"annual_revenue": {"max": 500_000}}, "annual_revenue"),
        ({"start": {"min": date(2027, 1, 1)}}, "start"),
        ({"groups": ["women"]}, "groups"),
        ({"stage": ["startup"]}, "stage"),
    ],
)
def test_each_criterion_asks_for_the_field_that_answers_it(criterion: dict[str, Any], field: str) -> None:
    """A question names a field of the profile; each answer it tries is one the profile can hold, and one of them opens the program."""
    matches = asked(program("alpha", eligibility=requires(criterion)))
    question = next(question for question in questions(matches) if question.key == field)
    assert question.programs == ("alpha",)
    for answer in question.answers:
        held = matches.facts.profile.answering(field, answer.value)
        assert Profile.model_validate(held.raw()) == held
    if field != "municipality":
        assert any(answer.opens for answer in question.answers)
        assert any(answer.closes for answer in question.answers)


def test_years_are_asked_on_both_sides_of_the_bound() -> None:
    """Three years on the day, one year less and one more."""
    matches = asked(program("alpha", eligibility=requires({"years_operating": {"min": 3}})))
    question = next(question for question in questions(matches) if question.key == "founded")
    days = [partial_date(day) for day in ("2022-11-23", "2023-11-23", "2024-11-23")]
    assert [answer.value for answer in question.answers] == days
    assert [answer.opens for answer in question.answers] == [1, 1, 0]


def test_refused_programs_ask_nothing() -> None:
    """What is refused already, or is far down the list, is not worth a question."""
    refused = program("alpha", eligibility=requires({"legal_form": ["nonprofit"]}, {"registered_charity": True}))
    assert "registered_charity" not in keys(asked(refused, known=profile(legal_form="worker_coop")))
    many = [program(f"open-{number}") for number in range(TOP)]
    last = program("zulu", eligibility=requires({"registered_charity": True}, {"tenure": ["owner"]}))
    assert "tenure" not in keys(asked(*many, last))


def test_a_passed_question_is_not_asked_again() -> None:
    """Keys that were asked are left out."""
    matches = asked(program("alpha", eligibility=requires({"registered_charity": True})))
    assert "registered_charity" in keys(matches)
    assert "registered_charity" not in [question.key for question in questions(matches, ["registered_charity"])]


def test_what_orders_the_list_is_asked_where_no_verdict_hinges_on_it() -> None:
    """The uses of funds order the list, so they are asked first of an empty profile."""
    question = next_question(asked(program("alpha"), program("bravo")))
    assert question is not None
    assert question.key == "uses"
    assert question.programs == ()


def test_the_json() -> None:
    """The document says what to ask, why, of which programs, and what each answer would do."""
    matches = asked(program("alpha", eligibility=requires({"own_revenue_share": {"min": 0.4}})))
    question = next(question for question in questions(matches) if question.key == "own_revenue_share")
    told = as_json(question, "en")["question"]
    assert told["attribute"] == "own_revenue_share"
    assert told["confirmation"] is None
    assert told["text"] == "What share of its revenue comes from sales and fees?"
    assert told["programs"] == ["alpha"]
    assert told["answers"] == [
        {"value": 0.39, "opens": 0, "closes": 1},
        {"value": 0.4, "opens": 1, "closes": 0},
        {"value": 0.41, "opens": 1, "closes": 0},
    ]
    assert as_json(None, "en") == {"question": None}


def test_the_questionnaire_asks_for_every_fact_once() -> None:
    """Each attribute that can be answered has its place in the questionnaire."""
    answerable = {attribute.asks or name for name, attribute in ATTRIBUTES.items()}
    assert sorted(QUESTIONNAIRE) == sorted(answerable)
    assert [title for title, _ in STEPS] == list(dict.fromkeys(title for title, _ in STEPS))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Return the engine on the real catalogue."""
    return Matcher(load_catalogue())


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_asking_ends_and_never_asks_twice(matcher: Matcher, data: st.DataObject) -> None:
    """Whatever is answered, or passed, no question comes back, and what was answered is not asked."""
    known = profile(project={"description": "rénover le bâtiment de notre coopérative"})
    passed: list[str] = []
    for _ in range(12):
        question = next_question(matcher.match(known, AS_OF), passed)
        if question is None:
            break
        assert question.key not in passed
        if question.condition is not None:
            assert question.condition.id not in known.confirmations
            known = known.confirming(question.condition.id, answer=data.draw(st.booleans()))
        elif question.answers and data.draw(st.booleans()):
            assert not is_answered(known, question.key)
            known = known.answering(question.key, data.draw(st.sampled_from(question.answers)).value)
        else:
            passed.append(question.key)


def test_lines_of_a_budget_answer_its_questions() -> None:
    """Who gave the costs by line is not asked for their total, nor for the uses they name."""
    lines = {"costs": [{"use": "equipment", "amount": 80_000}], "contributions": [{"kind": "cash", "amount": 30_000}]}
    given = Profile.model_validate({"project": lines})
    assert all(is_answered(given, field) for field in ("total_cost", "own_contribution", "uses"))
    assert not is_answered(given, "stage")
