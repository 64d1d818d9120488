"""When to do what, money by month, and what money costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.budget import Contribution, Funding
from matcher.planning import as_json
from matcher.planning.calendar import calendar, stage_of
from matcher.planning.cash_flow import cash_flow, starts, timing
from matcher.planning.cost_of_money import cost_of_money
from matcher.planning.plan import Plan, PlannedSource
from tests.planning.small import catalogue, drafted, planned, profile
from tests.small import AS_OF

COSTS = [{"use": "construction", "amount": 900_000, "date": "2027-03", "until": "2027-05"}]
PART = {"id": "part", "name": {"fr": "Volet", "en": "Part"}, "instruments": ["grant"]}


def a_plan(programs: dict[str, dict[str, Any]], **project: Any) -> Plan:
    return planned(catalogue(programs), profile({"costs": COSTS, "start": "2027-03", **project})).plans[0]


def by_month(plan: Plan) -> dict[str, tuple[int, int, int]]:
    return {f"{month.first:%Y-%m}": (month.spent, month.received, month.missing) for month in cash_flow(plan).months}


def test_a_claim_is_paid_after_the_costs() -> None:
    """What is paid on claim has to be advanced for the whole project, but for own money."""
    plan = a_plan({"grant": {"pays": "on_claim"}}, contributions=[{"kind": "cash", "amount": 200_000}])
    assert by_month(plan) == {
        "2027-03": (300_000, 200_000, 100_000),
        "2027-04": (300_000, 0, 400_000),
        "2027-05": (300_000, 0, 700_000),
        "2027-06": (0, 700_000, 0),
    }
    flow = cash_flow(plan)
    assert flow.late == ("grant",)
    assert flow.peak is not None
    assert (flow.peak.first, flow.peak.missing) == (date(2027, 5, 1), 700_000)
    assert "bridge" in {step.stage for step in calendar(plan)}


@pytest.mark.parametrize(
    ("fields", "months"),
    [
        ({"pays": "advance"}, [900_000, 0, 0]),
        ({"pays": "instalments"}, [300_000, 300_000, 300_000]),
        ({"pays": "instalments", "holdback": 0.1, "evidence": {"holdback": "page"}}, [270_000, 270_000, 270_000, 90_000]),
        ({"pays": "unknown"}, [0, 0, 0, 900_000]),
        ({}, [0, 0, 0, 900_000]),
        ({"instruments": ["loan"]}, [900_000, 0, 0]),
    ],
)
def test_when_each_source_pays(fields: dict[str, Any], months: list[int]) -> None:
    """An advance and a loan come first, instalments with the costs, a claim, a holdback and the unknown after them."""
    received = [month.received for month in cash_flow(a_plan({"grant": fields})).months]
    assert received == months


def test_which_sources_pay_late() -> None:
    """Those that pay on claim, and those of which no page says when they pay; in the order of the plan."""
    pays = {"claim": "on_claim", "silent": "unknown", "early": "advance", "along": "instalments"}
    plan = a_plan({name: {"pays": when, "amount": {"max": 200_000}} for name, when in pays.items()})
    assert cash_flow(plan).late == ("claim", "silent")


def test_a_late_answer_brings_late_money() -> None:
    """A loan that is answered after the start comes with the answer, and the start is warned of."""
    slow = {"instruments": ["loan"], "apply": {"delay_weeks": {"typical": 20}}, "evidence": {"apply.delay_weeks": "page"}}
    plan = a_plan({"loan": slow})
    assert [month.received for month in cash_flow(plan).months] == [0, 900_000, 0]
    warning = next(step for step in calendar(plan) if step.warning)
    assert warning.sentence("en").startswith("The answer of Program loan comes after the start")


def test_taxes_that_come_back_are_advanced() -> None:
    """They are in no total, and yet have to be paid until they are given back."""
    plan = a_plan(
        {"loan": {"instruments": ["loan"]}}, costs=[*COSTS, {"use": "recoverable_taxes", "amount": 90_000, "date": "2027-03"}]
    )
    assert plan.total == 900_000
    months = by_month(plan)
    assert months["2027-05"][2] == 90_000
    assert months["2027-06"] == (0, 90_000, 0)


@given(
    st.lists(st.tuples(st.integers(1, 500_000), st.integers(1, 12), st.integers(0, 14)), min_size=1, max_size=4),
    st.sampled_from(["advance", "instalments", "on_claim", "unknown"]),
    st.sampled_from([None, 0.1, 0.25]),
)
@settings(max_examples=40, deadline=None)
def test_money_in_and_out_adds_up(lines: list[tuple[int, int, int]], pays: str, holdback: float | None) -> None:
    """Over all months what is spent is what the lines cost, what comes in is what sources bring, and the last gap is the shortfall."""
    costs = []
    for amount, month, length in lines:
        until = f"{2027 + (month + length - 1) // 12}-{(month + length - 1) % 12 + 1:02d}"
        costs.append({"use": "construction", "amount": amount, "date": f"2027-{month:02d}", "until": until})
    fields = {"pays": pays, "holdback": holdback, "share_of_costs": {"max": 0.8}, "evidence": {"holdback": "page"}}
    plan = planned(catalogue({"grant": fields}), profile({"costs": costs})).plans[0]
    months = cash_flow(plan).months
    assert sum(month.spent for month in months) == plan.total
    assert sum(month.received for month in months) == plan.total - plan.shortfall
    assert months[-1].missing == plan.shortfall
    assert [month.first for month in months] == sorted({month.first for month in months})


def test_without_a_start_the_project_begins_with_the_last_answer() -> None:
    """The start is assumed, and said to be."""
    programs = {
        "loan": {"instruments": ["loan"], "apply": {"delay_weeks": {"typical": 10}}, "evidence": {"apply.delay_weeks": "page"}}
    }
    plan = planned(catalogue(programs), profile({"costs": [{"use": "construction", "amount": 900_000}]})).plans[0]
    flow = cash_flow(plan)
    assert flow.assumed_start
    assert flow.months[0].first == date(2027, 2, 1)
    start = next(step for step in calendar(plan) if step.stage == "start")
    assert start.estimated


def test_steps_stand_in_their_order() -> None:
    """Own money and letters first, then applications, answers, the start, and claims; each is dated, and none lies in the past."""
    programs = {
        "call": {
            "amount": {"max": 300_000},
            "intakes": [{"opens": date(2026, 11, 1), "closes": date(2027, 1, 15)}],
            "pays": "on_claim",
        },
        "table": {"amount": {"max": 200_000}, "provider": "mrc", "pays": "advance"},
        "patient": {"instruments": ["patient_capital"], "amount": {"max": 150_000}},
        "senior": {"instruments": ["loan"], "amount": {"max": 250_000}},
    }
    plan = a_plan(programs, contributions=[{"kind": "cash", "amount": 50_000}])
    steps = calendar(plan)
    assert [step.stage for step in steps[:5]] == ["own_contribution", "letters", "local", "patient", "senior"]
    last_day = next(step for step in steps if step.stage == "calls")
    assert (last_day.on, last_day.sentence("en")) == (date(2027, 1, 15), "Last day to apply to Program call")
    assert steps[-1].stage == "claim"
    assert all(step.on is not None and step.on >= AS_OF for step in steps)


@pytest.mark.parametrize(
    ("intakes", "day", "sentence"),
    [
        ("continuous", AS_OF, "Apply to Program one, which takes applications all year"),
        (None, AS_OF, "Apply to Program one, which takes applications now"),
        ([{"opens": date(2026, 11, 1), "closes": AS_OF}], AS_OF, "Last day to apply to Program one"),
        ([{"opens": date(2027, 1, 4), "closes": date(2027, 1, 15)}], date(2027, 1, 15), "Last day to apply to Program one"),
        ([{"opens": date(2027, 1, 4)}], date(2027, 1, 4), "Apply to Program one, which takes applications from then on"),
    ],
)
def test_the_day_to_apply(intakes: Any, day: date, sentence: str) -> None:
    """The last day of a call that is open or comes next, also where that is today; the first one where no last one is known.

    All year is said only where the page says so: that a program is open is no more than that.
    """
    step = next(step for step in calendar(a_plan({"one": {"intakes": intakes}})) if step.stage == "calls")
    assert (step.on, step.sentence("en")) == (day, sentence)
    assert not {"Apply", "Last", "day"} & set(step.sentence("fr").split())


def test_of_one_day_the_step_of_the_whole_project_comes_first() -> None:
    """The start stands before what is said of a program that day, whatever the program is called."""
    calls = [{"opens": date(2027, 2, 1), "closes": date(2027, 3, 1)}]
    steps = [step for step in calendar(a_plan({"1st": {"eligibility": NOT_STARTED, "intakes": calls}})) if step.stage == "start"]
    assert [(step.on, step.warning) for step in steps] == [(date(2027, 3, 1), False), (date(2027, 3, 1), True)]


def test_nothing_begins_before_an_application_that_forbids_it() -> None:
    """A program that refuses what has begun gives a warning."""
    plan = a_plan({"grant": {"eligibility": {"requires": [{"confirm": {"id": "project-not-started"}}]}}})
    warning = next(step for step in calendar(plan) if step.warning)
    assert warning.sentence("en") == "Do not start or sign anything before the application to Program grant is in"


def test_what_has_answered_is_not_asked_again() -> None:
    """A confirmed source has no step to apply, and no answer to wait for."""
    plan = a_plan({"grant": {}}, funding=[{"program": "grant", "amount": 900_000, "state": "confirmed"}])
    assert plan.files == ()
    assert plan.weeks == 0
    assert {step.stage for step in calendar(plan)} <= {"letters", "start", "claim", "bridge"}


def test_cost_of_money() -> None:
    """Interest is counted at the rates that sheets state; a loan that states none is named."""
    programs = {
        "known": {
            "instruments": ["loan"],
            "amount": {"max": 500_000},
            "loan_terms": {"rate_range": {"min": 0.05, "max": 0.08}},
            "evidence": {"loan_terms": "page"},
        },
        "silent": {"instruments": ["loan"], "amount": {"max": 300_000}},
        "gift": {"amount": {"max": 100_000}},
    }
    cost = cost_of_money(a_plan(programs))
    assert (cost.low, cost.high) == (25_000, 40_000)
    assert [source.id for source in cost.unknown] == ["silent"]


def test_the_rate_of_a_part_comes_before_that_of_its_program() -> None:
    """A part that states its own rate costs that; one that states none costs what its program says."""
    part = {"name": {"fr": "Prêt", "en": "Loan"}, "instruments": ["loan"]}
    terms = {"loan_terms": {"rate_range": {"min": 0.05, "max": 0.08}}, "evidence": {"loan_terms": "page"}}
    own = {"loan_terms": {"rate_range": {"min": 0.01, "max": 0.02}}}
    for fields, expected in ((own, (9_000, 18_000)), ({}, (45_000, 72_000))):
        cost = cost_of_money(a_plan({"fund": {"components": [{"id": "loan", **part, **fields}], **terms}}))
        assert (cost.low, cost.high, cost.unknown) == (*expected, ())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        *[
            ({"instruments": [kind]}, "unknown")
            for kind in ("grant", "wage_subsidy", "tax_credit", "award", "donation", "matched_crowdfunding")
        ],
        *[({"instruments": [kind]}, "loan") for kind in ("loan", "equity", "patient_capital")],
        ({"instruments": ["loan", "grant"]}, "unknown"),
        ({"instruments": ["loan"], "pays": "unknown"}, "loan"),
        ({"instruments": ["loan"], "pays": "on_claim"}, "on_claim"),
        ({"pays": "advance"}, "advance"),
        ({"components": [{**PART, "pays": "instalments"}], "pays": "advance"}, "instalments"),
        ({"components": [PART], "pays": "advance"}, "advance"),
    ],
)
def test_when_a_program_pays(fields: dict[str, Any], expected: str) -> None:
    """As its part says, else as it says, else by what it is."""
    (candidate,) = drafted(catalogue({"one": fields}), profile({"costs": COSTS})).candidates.values()
    assert timing(PlannedSource("one", 5, candidate)) == expected


@pytest.mark.parametrize(
    ("funding", "expected"),
    [
        ({"instrument": "loan"}, "loan"),
        ({"instrument": "grant"}, "own"),
        ({}, "own"),
    ],
)
def test_when_other_money_comes(funding: dict[str, Any], expected: str) -> None:
    """Money from elsewhere is a loan or there, as is an own contribution."""
    given = Funding.model_validate({"label": "Ville", "amount": 5, **funding})
    assert timing(PlannedSource("one", 5, outside=given)) == expected
    assert timing(PlannedSource("own", 5, contribution=Contribution(kind="cash", amount=5))) == "own"


@pytest.mark.parametrize(
    ("fields", "stage"),
    [
        ({"funds": ["feasibility_study", "consulting"]}, "studies"),
        ({"funds": ["feasibility_study", "consulting", "business_plan", "market_study"]}, "studies"),
        ({"funds": ["feasibility_study", "construction"]}, "calls"),
        ({"components": [{**PART, "funds": ["consulting"]}]}, "studies"),
        ({"instruments": ["loan"], "intakes": [{"opens": AS_OF, "closes": date(2027, 1, 15)}]}, "calls"),
        ({"provider": "mrc"}, "local"),
        ({"provider": "town", "instruments": ["loan"]}, "local"),
        *[({"instruments": ["loan", kind]}, "patient") for kind in ("patient_capital", "quasi_equity", "equity", "bond")],
        ({"instruments": ["loan"]}, "senior"),
        ({"instruments": ["forgivable_loan"]}, "senior"),
        ({}, "calls"),
    ],
)
def test_when_a_program_is_asked(fields: dict[str, Any], stage: str) -> None:
    """Studies first, then calls while they last, the local table, patient capital, and the senior lender; all others as calls."""
    town = {"town": {"kind": "municipal", "level": "municipal", "public_money": "all"}}
    uses = [{"use": use, "amount": 5_000} for use in ("construction", "feasibility_study", "consulting")]
    (candidate,) = drafted(catalogue({"one": fields}, town), profile({"costs": uses})).candidates.values()
    assert stage_of(candidate) == stage


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        ({"start": "2027-03-15"}, (date(2027, 3, 1), False)),
        ({"start": "2027-05", "costs": COSTS}, (date(2027, 5, 1), False)),
        ({"start": None, "costs": [{**COSTS[0], "date": "2027-04-15", "until": None}, COSTS[0]]}, (date(2027, 3, 1), False)),
        ({"start": None, "costs": [{"use": "construction", "amount": 5}]}, (date(2026, 11, 1), True)),
    ],
)
def test_when_the_project_starts(project: dict[str, Any], expected: tuple[date, bool]) -> None:
    """In the month that is said, else in that of the first cost, else with the last answer, which is assumed."""
    assert starts(a_plan({"grant": {}}, **project)) == expected


def test_costs_over_more_than_a_year_are_spread_by_month() -> None:
    """Equal parts, what does not divide with the last; undated lines run to the end of the project, dated ones stand in their month."""
    costs = [
        {"use": "construction", "amount": 1_500, "date": "2027-01-15", "until": "2028-02-20"},
        {"use": "construction", "amount": 70},
        {"use": "construction", "amount": 9, "date": "2027-03-31"},
    ]
    plan = a_plan({"grant": {"pays": "advance"}}, costs=costs, start="2027-02", end="2027-04-30")
    months = {month: spent for month, (spent, _, _) in by_month(plan).items()}
    assert months == {
        "2027-01": 107,
        "2027-02": 107 + 23,
        "2027-03": 107 + 23 + 9,
        "2027-04": 107 + 24,
        **{f"2027-{month:02d}": 107 for month in range(5, 13)},
        "2028-01": 107,
        "2028-02": 109,
    }


@pytest.mark.parametrize(
    ("state", "first"),
    [("conditional_offer", "2027-05"), ("letter_of_intent", "2027-05"), ("confirmed", "2027-03"), ("paid", "2027-03")],
)
def test_money_that_is_confirmed_waits_for_no_answer(state: str, first: str) -> None:
    """It is there from the first month on; what is only offered comes with the answer."""
    slow = {"pays": "advance", "apply": {"delay_weeks": {"typical": 26}}, "evidence": {"apply.delay_weeks": "page"}}
    plan = a_plan({"grant": slow}, funding=[{"program": "grant", "amount": 900_000, "state": state}])
    assert next(month for month, (_, received, _) in by_month(plan).items() if received) == first


NOT_STARTED = {"requires": [{"employees": {"min": 0}}, {"confirm": {"id": "project-not-started"}}]}
TEN_WEEKS = {"apply": {"delay_weeks": {"typical": 10}}, "evidence": {"apply.delay_weeks": "page"}}
CALLS = [{"opens": date(2025, 2, 3), "closes": date(2025, 3, 3)}, {"opens": date(2026, 2, 2), "closes": date(2026, 3, 2)}]
IN_FEBRUARY = date(2027, 2, 1)


@pytest.mark.parametrize(
    ("fields", "project", "stage", "expected"),
    [
        (TEN_WEEKS, {}, "calls", [(AS_OF, IN_FEBRUARY, False, False)]),
        ({**TEN_WEEKS, "intakes": CALLS, "status": "open"}, {}, "calls", [(IN_FEBRUARY, date(2027, 4, 12), True, False)]),
        (
            {**TEN_WEEKS, "intakes": [{"opens": AS_OF, "closes": date(2026, 12, 7)}]},
            {},
            "calls",
            [(date(2026, 12, 7), date(2027, 2, 15), False, False)],
        ),
        ({**TEN_WEEKS, "intakes": CALLS[:1]}, {}, "calls", [(AS_OF, None, False, False)]),
        ({**TEN_WEEKS, "intakes": CALLS}, {}, "answer", [(date(2027, 4, 12), None, True, False)]),
        (TEN_WEEKS, {}, "answer", [(IN_FEBRUARY, None, False, False)]),
        (TEN_WEEKS, {}, "firm_up", [(IN_FEBRUARY, None, True, False)]),
        ({**TEN_WEEKS, "intakes": CALLS[:1]}, {}, "firm_up", []),
        (TEN_WEEKS, {"start": "2027-02"}, "start", [(IN_FEBRUARY, None, False, False)]),
        (TEN_WEEKS, {"start": "2027-01"}, "start", [(date(2027, 1, 1), None, False, False), (IN_FEBRUARY, None, False, True)]),
        (
            TEN_WEEKS,
            {"start": None, "costs": [{"use": "construction", "amount": 5_000}]},
            "start",
            [(IN_FEBRUARY, None, True, False)],
        ),
        ({"eligibility": NOT_STARTED}, {}, "start", [(AS_OF, None, False, True), (date(2027, 3, 1), None, False, False)]),
        (
            {"eligibility": NOT_STARTED, "intakes": CALLS[:1]},
            {},
            "start",
            [(date(2027, 3, 1), None, False, False), (None, None, False, True)],
        ),
        (
            {"eligibility": NOT_STARTED, **TEN_WEEKS},
            {"start": "2027-01", "funding": [{"program": "one", "amount": 5_000, "state": "confirmed"}]},
            "start",
            [(date(2027, 1, 1), None, False, False)],
        ),
    ],
)
def test_days_of_steps(fields: dict[str, Any], project: dict[str, Any], stage: str, expected: list[Any]) -> None:
    """Each step of a stage with its first and last day, whether it is an estimate, and whether it warns."""
    steps = [step for step in calendar(a_plan({"one": fields}, **project)) if step.stage == stage]
    assert [(step.on, step.until, step.estimated, step.warning) for step in steps] == expected
    for step in steps:
        assert "{" not in step.sentence("fr") + step.sentence("en")


def test_the_cost_of_several_loans_adds_up() -> None:
    """Each at its own rates; one that states only the lowest or only the highest is not known."""
    rates = [{"min": 0.05, "max": 0.08}, {"min": 0.01, "max": 0.02}, {"min": 0.03}, {"max": 0.03}]
    programs = {
        f"p{number}": {
            "instruments": ["loan"],
            "amount": {"max": 200_000},
            "loan_terms": {"rate_range": rate},
            "evidence": {"loan_terms": "page"},
        }
        for number, rate in enumerate(rates)
    }
    cost = cost_of_money(a_plan(programs))
    assert (cost.low, cost.high, [source.id for source in cost.unknown]) == (12_000, 20_000, ["p2", "p3"])


def test_what_a_document_lacks() -> None:
    """No other plans where none were asked for, no peak where nothing has to be advanced, and no day where none is known."""
    fields = {"pays": "advance", "eligibility": NOT_STARTED, "intakes": CALLS[:1]}
    plans = planned(catalogue({"one": fields}), profile({"costs": COSTS, "start": "2027-03"}))
    plan = as_json(plans, "en")["plans"][0]
    assert (plan["plans_b"], plan["cash_flow"]["peak"], plan["shortfall"]) == ([], None, None)
    undated = [step for step in plan["calendar"] if step["date"] is None]
    assert [(step["what"], step["warning"]) for step in undated] == [
        ("Do not start or sign anything before the application to Program one is in", True)
    ]
