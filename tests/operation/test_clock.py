"""Clocks that jump: nights of 23 and 25 hours, servers elsewhere, and time that goes back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from matcher import clock
from matcher.json_documents import matches_answer
from matcher.matching import Matcher
from matcher.profile import Profile
from matcher.window import window
from matcher.workspace.actor import Actor
from matcher.workspace.check import check
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace, open_workspace
from matcher.workspace.history import history
from matcher.workspace.location import url_of
from matcher.workspace.organisations import found_organisation
from matcher.workspace.watching import digests_due, look_at, mark_sent
from tests.small import catalogue, program
from tests.workspace.test_watching import AFTER, BEFORE, DAY, NONPROFIT

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
"""The days on which the clocks of Québec jump, at two in the morning."""


@pytest.mark.parametrize("zone", ["America/Toronto", "Asia/Tokyo", "UTC", "Pacific/Honolulu"])
@pytest.mark.parametrize(
    ("moment", "state", "days_left"),
    [
        (datetime(2026, 3, 8, 4, 59, 59, tzinfo=UTC), "upcoming", None),
        (datetime(2026, 3, 8, 5, 0, tzinfo=UTC), "open", 238),
        (datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC), "open", 238),  # a day of 23 hours is one day
        (datetime(2026, 3, 9, 4, 0, tzinfo=UTC), "open", 237),
        (datetime(2026, 11, 1, 4, 0, tzinfo=UTC), "open", 0),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "open", 0),  # half past one, the first time
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "open", 0),  # and the second
        (datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC), "open", 0),  # a day of 25 hours is one day
        (datetime(2026, 11, 2, 5, 0, tzinfo=UTC), "between_intakes", None),
    ],
)
def test_a_call_opens_and_closes_at_midnight_in_quebec_on_the_days_of_23_and_25_hours(
    monkeypatch: pytest.MonkeyPatch, zone: str, moment: datetime, state: str, days_left: int | None
) -> None:
    class Fixed(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)  # type: ignore[arg-type]

    one = program("one", intakes=[{"opens": SPRING, "closes": AUTUMN}], status="between_intakes")
    monkeypatch.setattr(clock, "datetime", Fixed)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        seen = window(one, clock.today())
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (seen.state, seen.days_left) == (state, days_left)


def test_a_day_asked_for_after_a_later_one_is_answered_as_if_it_were_the_first() -> None:
    """What is kept of a day is not what another is answered from."""
    held = catalogue(program("one", intakes=[{"opens": SPRING, "closes": AUTUMN}], status="between_intakes"))
    matcher, profile = Matcher(held), Profile.model_validate({"enterprise": {"founded": "2019-04"}})
    for day in (AUTUMN + timedelta(days=1), AUTUMN, SPRING - timedelta(days=1), AUTUMN + timedelta(days=1)):
        found, anew = matcher.match(profile, day), Matcher(held).match(profile, day)
        assert matches_answer(found, held, "fr", None) == matches_answer(anew, held, "fr", None)


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def desk(tmp_path: Path, hands: Hands) -> Iterator[tuple[Workspace, Actor]]:
    opened = open_workspace(url_of(f"sqlite:///{tmp_path / 'workspace.db'}"), hands)
    yield opened, found_organisation(opened, "Pôle", "ann@example.org", "Ann").actor
    opened.close()


def test_what_is_saved_after_the_clock_went_back_keeps_its_place_in_the_history(
    desk: tuple[Workspace, Actor], hands: Hands
) -> None:
    """The order of a history is that of its numbers; what a clock that ran ahead saved is not written over."""
    files = ClientFiles(*desk)
    made = files.create("Coop")
    hands.time += timedelta(days=400)
    ahead = files.save(made.id, made.version, name="Ahead", profile=NONPROFIT)
    hands.time -= timedelta(days=399)
    files.save(made.id, ahead.version, name="Back", profile=NONPROFIT)
    assert [one.name for one in history(files, made.id)] == ["Back", "Ahead", "Coop"]
    assert files.current(made.id).name == "Back"
    assert check(desk[0]) == []


def test_a_digest_sent_by_a_clock_that_ran_ahead_holds_back_none(desk: tuple[Workspace, Actor], hands: Hands) -> None:
    workspace, actor = desk
    files = ClientFiles(workspace, actor)
    first, second = files.create("A", NONPROFIT), files.create("B", NONPROFIT)
    look_at(files, first.id, BEFORE, DAY)
    look_at(files, second.id, BEFORE, DAY)
    look_at(files, first.id, AFTER, DAY)
    hands.time += timedelta(days=400)
    ((advisor, news),) = digests_due(workspace, actor)
    mark_sent(workspace, advisor.id, news)
    hands.time -= timedelta(days=399)
    look_at(files, second.id, AFTER, DAY)
    ((_, news),) = digests_due(workspace, actor)
    assert [one.client for one in news] == ["B"]
