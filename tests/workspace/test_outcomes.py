"""What applications come to, against the same worked out the long way."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.workspace.applications import Application, reasons, states
from matcher.workspace.outcomes import outcome, outcomes_by, reasons_given

DAY = date(2026, 1, 1)
NOBODY = UUID(int=0)


def one(state: str, asked: int | None = None, awarded: int | None = None, **more: object) -> Application:
    return Application(NOBODY, NOBODY, "Coop", "piec", state, asked, awarded, **more)  # type: ignore[arg-type]


def test_a_year_of_work() -> None:
    """Only what was asked counts; only what was decided says anything of success."""
    found = outcome(
        [
            one("to_ask", 9_000),
            one("not_asked", 9_000, reason="not_asked_too_small"),
            one("asked", 100),
            one("conditional", 200, 150),
            one("awarded", 1_000, 800, asked_on=DAY, answered_on=DAY + timedelta(days=30)),
            one("awarded", 1_000, 1_000, asked_on=DAY, answered_on=DAY + timedelta(days=50)),
            one("refused", 500, reason="refused_viability", asked_on=DAY, answered_on=DAY + timedelta(days=90)),
            one("withdrawn", 300, reason="withdrawn_terms"),
        ]
    )
    assert (found.applications, found.waiting, found.decided, found.awards) == (6, 2, 3, 2)
    assert (found.asked, found.awarded, found.median_days, found.longest_days) == (3_100, 1_800, 50, 90)
    assert found.success == pytest.approx(2 / 3)


def test_nothing_decided_is_unknown_and_not_zero() -> None:
    assert outcome([]).success is None
    assert outcome([one("asked", 100)]).success is None
    assert outcome([one("asked", 100)]).median_days is None
    assert outcome([one("refused", 100, reason="refused_other")]).success == 0


applications = st.lists(
    st.builds(
        lambda state, asked, awarded, days, program: Application(
            NOBODY, NOBODY, "Coop", program, state, asked, awarded if state == "awarded" else None,
            next((term.code for term in reasons(state)), None),
            asked_on=DAY, answered_on=None if days is None else DAY + timedelta(days=days),
        ),
        st.sampled_from([term.code for term in states()]),
        st.none() | st.integers(0, 10**6),
        st.integers(0, 10**6),
        st.none() | st.integers(0, 900),
        st.sampled_from(["a", "b", "c"]),
    ),
    max_size=12,
)  # fmt: skip


@given(applications)
def test_groups_add_up_to_the_whole(found: list[Application]) -> None:
    """Groups hold every application that was made once, the most awarded first; the median is that of the decided ones."""
    whole, groups = outcome(found), outcomes_by(found, lambda each: each.program)
    for figure in ("applications", "waiting", "decided", "awards", "asked", "awarded"):
        assert getattr(whole, figure) == sum(getattr(group, figure) for group in groups.values())
    assert [group.awarded for group in groups.values()] == sorted((group.awarded for group in groups.values()), reverse=True)
    days = [
        (each.answered_on - DAY).days for each in found if each.state in {"awarded", "refused"} and each.answered_on is not None
    ]
    assert whole.median_days == (median(days) if days else None)
    assert whole.longest_days == max(days, default=None)
    assert sum(reasons_given(found).values()) == sum(bool(reasons(each.state)) for each in found)
