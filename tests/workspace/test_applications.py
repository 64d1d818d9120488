"""Follow-up and the list of client files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from matcher.profile import Profile
from matcher.workspace.actor import Actor
from matcher.workspace.applications import Application, Applications, reasons, states
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace
from matcher.workspace.errors import ConflictError, MissingError, WorkspaceError
from matcher.workspace.listing import PAGE, listing
from matcher.workspace.tables import ClientFileRow
from tests.workspace.conftest import an_actor

DAY, LATER = date(2026, 11, 23), date(2027, 1, 7)


@pytest.fixture
def files(workspace: Workspace, actor: Actor) -> ClientFiles:
    return ClientFiles(workspace, actor)


@pytest.fixture
def applications(workspace: Workspace, actor: Actor) -> Applications:
    return Applications(workspace, actor)


def test_from_asking_to_the_award(files: ClientFiles, applications: Applications) -> None:
    """Days and amounts follow the states, and the time to the answer comes of them."""
    made = files.create("Coop")
    one = applications.add(made.id, "piec", asked=200_000, due_on=LATER)
    assert (one.state, one.client, one.waiting) == ("to_ask", "Coop", True)
    one = applications.move(one, "asked", DAY)
    one = applications.move(one, "conditional", LATER)
    assert (one.asked_on, one.answered_on) == (DAY, None)
    one = applications.move(one, "awarded", LATER)
    assert (one.awarded, one.answered_on, one.days_to_answer, one.waiting) == (200_000, LATER, 45, False)
    assert applications.of(made.id) == [one]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "lost"}, "no such state"),
        ({"state": "refused"}, "needs a reason"),
        ({"state": "refused", "reason": "withdrawn_terms"}, "needs a reason"),
        ({"state": "withdrawn"}, "needs a reason"),
        ({"state": "not_asked"}, "needs a reason"),
        ({"state": "asked", "reason": "refused_other"}, "has no reason"),
        ({"state": "awarded"}, "how much"),
        ({"asked": -1}, "negative"),
        ({"asked_on": LATER, "answered_on": DAY}, "before the request"),
    ],
)
def test_an_outcome_says_why(files: ClientFiles, applications: Applications, changes: dict[str, Any], words: str) -> None:
    """A state without what it means nothing without is refused, and nothing is changed."""
    one = applications.add(files.create("Coop").id, "piec")
    with pytest.raises(WorkspaceError, match=words):
        applications.change(replace(one, **changes))
    assert applications.of() == [one]


def test_every_end_but_an_award_has_reasons() -> None:
    """The list of reasons is closed, and each belongs to one state."""
    assert [term.code for term in states()] == [
        "to_ask", "asked", "conditional", "awarded", "refused", "withdrawn", "not_asked"
    ]  # fmt: skip
    assert {term.code for term in states() if reasons(term.code)} == {"refused", "withdrawn", "not_asked"}


def test_two_people_never_overwrite_each_other(files: ClientFiles, applications: Applications) -> None:
    one = applications.add(files.create("Coop").id, "piec")
    applications.move(one, "asked", DAY)
    with pytest.raises(ConflictError) as caught:
        applications.move(one, "not_asked", DAY, "not_asked_too_small")
    assert isinstance(caught.value.current, Application)
    assert caught.value.current.state == "asked"


def test_another_organisation_sees_nothing(workspace: Workspace, files: ClientFiles, applications: Applications) -> None:
    one = applications.add(files.create("Coop").id, "piec")
    stranger = Applications(workspace, an_actor(workspace, "CDR", "administrator"))
    assert stranger.of() == []
    assert stranger.of(one.client_file) == []
    for act in (
        lambda: stranger.add(one.client_file, "piec"),
        lambda: stranger.change(replace(one, asked=1)),
        lambda: stranger.erase(one.id),
    ):
        with pytest.raises(MissingError):
            act()
    applications.erase(one.id)
    assert applications.of() == []


def test_the_list(files: ClientFiles, applications: Applications) -> None:
    """Search by name and place without accents, by state, in each order; deadlines of what has ended do not count."""
    place = Profile.model_validate({"enterprise": {"municipality": "Beloeil"}})
    alpha, beta, gamma = files.create("Épicerie"), files.create("Bêta", place), files.create("100 % local")
    due = applications.add(alpha.id, "piec", asked=5_000, due_on=LATER)
    applications.add(beta.id, "fli", due_on=DAY)
    applications.move(applications.add(alpha.id, "fli", asked=700, due_on=date(2026, 1, 1)), "awarded", DAY)

    def names(**wanted: Any) -> list[str]:
        return [one.name for one in listing(files, **wanted).files]

    assert names(order="name") == ["100 % local", "Bêta", "Épicerie"]
    assert names(order="deadline") == ["Bêta", "Épicerie", "100 % local"]
    assert names() == ["100 % local", "Bêta", "Épicerie"]
    assert names(search="epicerie") == ["Épicerie"]
    assert names(search="BELOEIL beta") == ["Bêta"]
    assert names(search="100 %") == ["100 % local"]
    assert names(search="_") == ["100 % local", "Bêta", "Épicerie"]
    assert names(search="zzz") == []
    assert names(application="to_ask", order="name") == ["Bêta", "Épicerie"]
    assert names(application="awarded") == ["Épicerie"]
    assert names(application="none") == ["100 % local"]
    assert names(application="awarded", search="beta") == []
    assert DAY < LATER
    assert names(due="late", as_of=DAY + timedelta(days=1)) == ["Bêta"]
    assert names(due="late", as_of=DAY) == []
    assert names(due="fortnight", as_of=DAY - timedelta(days=14)) == ["Bêta"]
    assert names(due="fortnight", as_of=DAY - timedelta(days=15)) == []
    assert names(due="month", as_of=LATER - timedelta(days=30), search="epicerie") == ["Épicerie"]
    assert names(due="none", as_of=DAY) == ["100 % local"]
    assert listing(files, due="none", as_of=DAY).total == 1
    line = listing(files, search="epicerie").files[0]
    assert (line.next_deadline, line.waiting, line.asked, line.awarded) == (LATER, 1, 5_700, 700)
    assert due.waiting
    files.archive(gamma.id)
    assert names(order="name") == ["Bêta", "Épicerie"]
    assert names(state="archived") == ["100 % local"]
    assert len(names(state=None)) == 3


def test_pages(files: ClientFiles) -> None:
    """A page holds a fixed number; a number past the end is the last page."""
    assert listing(files).files == ()
    assert listing(files, page=3).number == 1
    for number in range(PAGE + 1):
        files.create(f"Client {number:03}")
    first, last = listing(files, order="name"), listing(files, order="name", page=9)
    assert (len(first.files), first.total, first.last) == (PAGE, PAGE + 1, 2)
    assert ([one.name for one in last.files], last.number) == ([f"Client {PAGE:03}"], 2)


@pytest.mark.parametrize("size", [1, 40, 5_000])
def test_the_list_asks_the_database_twice_however_long_it_is(files: ClientFiles, size: int) -> None:
    """A page is a count and one statement for its rows: nothing is asked line by line, and nothing is read that is not shown."""
    common = {"organisation_id": files.actor.organisation, "profile": {}, "updated_by": "x", "words": "client", "version": 1}
    now = files.workspace.now()
    with files.workspace.writing() as session:
        rows = [{**common, "name": f"Client {number}", "created_at": now, "updated_at": now} for number in range(size)]
        session.execute(insert(ClientFileRow), rows)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(files.workspace.engine, "before_cursor_execute", note)
    page = listing(files, search="client", order="deadline", page=99)
    event.remove(files.workspace.engine, "before_cursor_execute", note)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 2
    assert (page.total, len(page.files)) == (size, (size - 1) % PAGE + 1)
