"""What is due for whom, in a calendar and in a table."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from icalendar import Calendar

from matcher.deadlines import Deadline, deadlines
from matcher.export.follow_up_csv import csv_of
from matcher.export.follow_up_ics import ics_of
from matcher.workspace.applications import Application
from tests.small import AS_OF, catalogue, program

CLOSES, LAST = date(2026, 12, 18), date(2027, 12, 18)
CALLS = catalogue(
    program("call", intakes=[{"closes": date(2025, 1, 1)}, {"opens": date(2027, 10, 1), "closes": LAST}, {"closes": CLOSES}]),
    program("always", intakes="continuous"),
)
DUE = date(2026, 12, 1)


def asked(program_id: str = "call", **fields: Any) -> Application:
    return Application(
        uuid4(), UUID(int=0), fields.pop("client", "Coop"), program_id, fields.pop("state", "to_ask"),
        updated_at=datetime(2026, 11, 1, tzinfo=UTC), **fields,
    )  # fmt: skip


def found(*applications: Application) -> list[tuple[date, str]]:
    return [(one.on, one.kind) for one in deadlines(applications, CALLS, AS_OF)]


@pytest.mark.parametrize(
    ("application", "expected"),
    [
        (asked(), [(CLOSES, "closes")]),  # the next last day, neither a past one nor the one after
        (asked(due_on=DUE), [(DUE, "due"), (CLOSES, "closes")]),
        (asked(due_on=CLOSES), [(CLOSES, "due")]),  # told once
        (asked(state="asked", due_on=DUE), [(DUE, "due")]),  # what was asked in time does not mind the end of the call
        (asked(state="asked"), []),
        (asked("always"), []),
        (asked("gone", due_on=DUE), [(DUE, "due")]),
        (asked(state="refused", due_on=DUE), []),
        (asked(due_on=date(2026, 1, 1)), [(date(2026, 1, 1), "due"), (CLOSES, "closes")]),  # late stays there
    ],
)
def test_deadlines(application: Application, expected: list[tuple[date, str]]) -> None:
    assert found(application) == expected


def test_a_call_may_end_on_the_day_asked() -> None:
    """The last day is included."""
    assert [one.on for one in deadlines([asked()], CALLS, CLOSES)] == [CLOSES]
    assert [one.on for one in deadlines([asked()], CALLS, LAST)] == [LAST]


def test_a_calendar() -> None:
    """Each deadline is an event of one day with an id that stays, in the language asked for."""
    one = asked(due_on=DUE)
    for language, closing in (("fr", "Coop : fin de l'appel de Programme call"), ("en", "Coop: the call of Program call closes")):
        events = list(Calendar.from_ical(ics_of([one], CALLS, AS_OF, language)).walk("VEVENT"))
        assert [str(event["uid"]) for event in events] == [f"{one.id}@funding-matcher", f"{one.id}-closes@funding-matcher"]
        assert [(event["dtend"].dt - event["dtstart"].dt).days for event in events] == [1, 1]
        assert str(events[1]["summary"]).replace("\u00a0", " ") == closing


def test_a_table() -> None:
    """Every row is there, amounts are bare numbers, and nothing that somebody typed is run by a spreadsheet."""
    won = asked(state="awarded", asked=5_000, awarded=4_000, asked_on=date(2026, 1, 1), answered_on=date(2026, 1, 31))
    odd = asked("gone", client="=1+1", comment='@cmd "x"\nsecond', state="refused", reason="refused_viability")
    text = csv_of([won, odd], CALLS, "en").decode("utf-8-sig")
    heads, first, second = csv.reader(StringIO(text))
    row, other = dict(zip(heads, first, strict=True)), dict(zip(heads, second, strict=True))
    assert (row["Program"], row["Family"], row["Days to the answer"]) == ("Program call", "Governments and municipalities", "30")
    assert (row["Amount asked, in dollars"], row["Amount offered or awarded, in dollars"]) == ("5000", "4000")
    assert (other["Client"], other["Program"], other["Family"]) == ("'=1+1", "gone", "")
    assert other["Comment"] == '\'@cmd "x"\nsecond'
    assert csv_of([], CALLS, "fr").decode("utf-8-sig").startswith("Client,Programme,")


def test_a_deadline_names_the_client() -> None:
    assert Deadline(DUE, "due", asked("gone")).sentence(CALLS, "en") == "Coop: gone"
