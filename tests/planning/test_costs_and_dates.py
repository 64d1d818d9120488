"""What is to be financed, and when programs can be asked and answer: each at its bounds, without a plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matcher.planning.costs import Costs, costs_of
from matcher.planning.dates import Dates, dates, usual_delay
from matcher.window import Expected, Window
from tests.planning.small import profile
from tests.small import AS_OF, catalogue, program


@pytest.mark.parametrize(
    ("project", "lines", "divided"),
    [
        ({"costs": [{"use": "equipment", "amount": 5}]}, [("equipment", 5)], True),
        ({"costs": [{"use": "equipment", "amount": 5}, {"use": "construction", "amount": 0}]}, [("equipment", 5)], True),
        ({"costs": [{"use": "equipment", "amount": 5}, {"use": "recoverable_taxes", "amount": 9}]}, [("equipment", 5)], True),
        ({"costs": [{"use": "equipment", "amount": 5}], "total_cost": 5}, [("equipment", 5)], True),
        ({"total_cost": 9}, [("", 9)], False),
        ({"total_cost": 9, "uses": ["equipment"]}, [("equipment", 9)], True),
        ({"total_cost": 9, "uses": ["equipment", "construction"]}, [("equipment", 5), ("construction", 4)], False),
        (
            {"total_cost": 8, "uses": ["equipment", "construction", "vehicle"]},
            [("equipment", 3), ("construction", 3), ("vehicle", 2)],
            False,
        ),
        ({"total_cost": 1, "uses": ["equipment", "construction"]}, [("equipment", 1)], False),
    ],
)
def test_the_lines_to_be_financed(project: dict[str, Any], lines: list[tuple[str, int]], divided: bool) -> None:
    """Lines that are given, or equal parts of a total by use, the first ones a dollar larger."""
    found = costs_of(profile(project))
    assert found is not None
    assert ([(line.use, line.amount) for line in found.lines], found.divided) == (lines, divided)
    assert found.total == sum(amount for _, amount in lines)


@pytest.mark.parametrize(
    "project", [{"total_cost": None}, {"total_cost": 0}, {"costs": [{"use": "recoverable_taxes", "amount": 5}]}]
)
def test_no_line_is_no_cost(project: dict[str, Any]) -> None:
    """Where nothing is to be financed there are no costs."""
    assert costs_of(profile(project)) is None


def test_which_lines_a_program_pays() -> None:
    """Those of its uses, and those of which nothing is known."""
    given = costs_of(profile({"costs": [{"use": use, "amount": 1} for use in ("equipment", "construction", "equipment")]}))
    unknown = costs_of(profile({"total_cost": 5}))
    assert isinstance(given, Costs)
    assert isinstance(unknown, Costs)
    assert [given.paid_by(uses) for uses in (["equipment"], ["construction", "vehicle"], [])] == [(0, 2), (1,), ()]
    assert unknown.paid_by(["vehicle"]) == (0,)


CLOSES, OPENS = date(2026, 12, 23), date(2026, 12, 7)
SOME_DAY = Expected(date(2027, 2, 1), (2025, 2026))


@pytest.mark.parametrize(
    ("window", "delay", "expected"),
    [
        (Window("unknown"), None, Dates(None, None, 62, estimated_answer=True)),
        (Window("unknown"), {"typical": 4}, Dates(None, None, 56)),
        (Window("open"), {"typical": 4}, Dates(AS_OF, date(2026, 12, 21), 4)),
        (Window("open"), None, Dates(AS_OF, date(2027, 2, 1), 10, estimated_answer=True)),
        (Window("open", closes=CLOSES), {"typical": 0}, Dates(CLOSES, CLOSES, 5)),
        (Window("upcoming", opens=OPENS), {"typical": 1}, Dates(OPENS, date(2026, 12, 14), 3)),
        (Window("upcoming", opens=OPENS, closes=CLOSES), {"max": 1}, Dates(CLOSES, date(2026, 12, 30), 6)),
        (
            Window("between_intakes", expected=SOME_DAY),
            {"min": 2},
            Dates(date(2027, 2, 1), date(2027, 2, 15), 12, estimated_ask=True),
        ),
        (Window("between_intakes", closes=CLOSES), {"min": 2}, Dates(None, None, 54)),
        (Window("closed"), {"min": 2, "max": 6, "typical": 3}, Dates(None, None, 55)),
        (Window("unknown"), {"min": 2, "max": 6}, Dates(None, None, 58)),
    ],
)
def test_dates_of_a_program(window: Window, delay: dict[str, int] | None, expected: Dates) -> None:
    """The last day, or today; the answer after the delay that is stated, or the usual one; a year where no date is known."""
    fields = {"apply": {"delay_weeks": delay}, "evidence": {"status": "page", "apply.delay_weeks": "page"}} if delay else {}
    assert dates(program("one", **fields), window, AS_OF, 10) == expected


def test_the_usual_delay() -> None:
    """The middle one of those that are stated, and none without any."""
    said = [
        program(f"p{number}", apply={"delay_weeks": {"typical": weeks}}, evidence={"status": "page", "apply.delay_weeks": "page"})
        for number, weeks in enumerate((2, 30, 8))
    ]
    assert usual_delay(catalogue(*said, program("silent"))) == 8
    assert usual_delay(catalogue(*said[:2])) == 16
    empty = program("empty", apply={"delay_weeks": {}}, evidence={"status": "page", "apply.delay_weeks": "page"})
    assert usual_delay(catalogue(*said, empty)) == 8
    assert (
        usual_delay(
            catalogue(
                program("silent"), program("form", apply={"effort": "light"}, evidence={"status": "page", "apply.effort": "page"})
            )
        )
        == 0
    )
