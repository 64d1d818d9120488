"""Links for clients and feeds for calendars: what they open, how long, and how they end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from matcher.profile import Profile
from matcher.workspace.actor import Actor
from matcher.workspace.applications import Applications
from matcher.workspace.audit import audit_trail
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.consents import give_consent
from matcher.workspace.database import Workspace
from matcher.workspace.errors import ConflictError, MissingError, NotAllowedError, WorkspaceError
from matcher.workspace.feeds import feed_of, make_feed, open_feed, revoke_feed
from matcher.workspace.history import history
from matcher.workspace.links import CLIENT, Opened, links, make_link, open_link, revoke_link
from matcher.workspace.organisations import add_advisor, change_advisor
from matcher.workspace.tables import LinkRow
from tests.workspace.conftest import Clock, an_actor

DAY = date(2026, 12, 11)


def profile(**answers: object) -> Profile:
    return Profile.model_validate({"enterprise": answers})


@pytest.fixture
def files(workspace: Workspace, actor: Actor) -> ClientFiles:
    return ClientFiles(workspace, actor)


@pytest.fixture
def opened(files: ClientFiles) -> Opened:
    made = files.create("Coop", profile(employees=3))
    given = open_link(files.workspace, make_link(files, made.id)[1])
    assert given is not None
    return given


def test_a_link_opens_one_client_file(files: ClientFiles, opened: Opened) -> None:
    """What is opened is the client file; making and opening are written down, and the link says when it was last opened."""
    file = opened.file()
    assert (file.name, file.profile.enterprise.employees) == ("Coop", 3)
    (link,) = links(files, file.id)
    trail = audit_trail(files.workspace, files.actor, file.id)
    assert [(entry.action, entry.by) for entry in trail][:2] == [("link_opened", CLIENT), ("link_made", files.actor.name)]
    assert link.opened_at == trail[0].at


def test_only_a_hash_of_the_token_is_kept(files: ClientFiles) -> None:
    """Neither the tables nor the log hold the token, and no two are the same."""
    made = files.create("Coop")
    tokens = {make_link(files, made.id)[1] for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) == 43 for token in tokens)
    with files.workspace.reading() as session:
        kept = {row.token_hash for row in session.scalars(select(LinkRow))}
    assert {len(kept_hash) for kept_hash in kept} == {64}
    said = "".join(entry.detail for entry in audit_trail(files.workspace, files.actor))
    assert not any(token in said or token in kept for token in tokens)


def test_a_link_expires(files: ClientFiles, clock: Clock) -> None:
    """It works to the last moment of its days, and what was opened with it ends with it."""
    _, token = make_link(files, files.create("Coop").id, 7)
    clock.time += timedelta(days=7, seconds=-5)
    opened = open_link(files.workspace, token)
    assert opened is not None
    clock.time += timedelta(seconds=5)
    assert open_link(files.workspace, token) is None
    with pytest.raises(MissingError):
        opened.file()


def test_a_revoked_link_ends_at_once(files: ClientFiles, opened: Opened) -> None:
    """Whoever looks at the page meanwhile gets nothing more; revoking twice is revoking once."""
    seen = opened.file()
    (link,) = links(files, seen.id)
    revoke_link(files, link.id)
    revoke_link(files, link.id)
    for act in (opened.file, opened.keeps_groups, lambda: opened.answer(seen, profile(employees=4))):
        with pytest.raises(MissingError):
            act()
    assert files.current(seen.id) == seen
    assert [entry.action for entry in audit_trail(files.workspace, files.actor)].count("link_revoked") == 1


def test_an_archived_client_file_is_not_shown(files: ClientFiles, opened: Opened) -> None:
    """Its links rest with it, work again with it, and none is made meanwhile."""
    file_id = opened.file().id
    files.archive(file_id)
    with pytest.raises(MissingError):
        opened.file()
    with pytest.raises(WorkspaceError, match="archive"):
        make_link(files, file_id)
    files.reopen(file_id)
    assert opened.file().name == "Coop"


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_link_never_lasts_for_ever(files: ClientFiles, days: int) -> None:
    made = files.create("Coop")
    with pytest.raises(WorkspaceError, match="1 to 90 days"):
        make_link(files, made.id, days)
    assert links(files, made.id) == []


def test_each_answer_is_a_line_of_the_history(files: ClientFiles, opened: Opened) -> None:
    """The advisor sees what the client changed, answer by answer, and name and goal stay."""
    file = opened.file()
    file = opened.answer(file, profile(employees=4))
    file = opened.answer(file, profile(employees=4, legal_form="solidarity_coop"))
    lines = history(files, file.id)
    assert [(line.by, line.what) for line in lines[:2]] == [(CLIENT, "client_answered")] * 2
    assert lines[0].profile.enterprise.legal_form == "solidarity_coop"
    assert (file.name, file.version) == ("Coop", 3)
    assert opened.answer(file, file.profile).version == 3


def test_answers_of_both_are_kept(files: ClientFiles, opened: Opened) -> None:
    """An answer to another question than the one that somebody changed meanwhile is kept beside theirs."""
    seen = opened.file()
    files.save(seen.id, seen.version, name="Coop", profile=profile(employees=3, legal_form="solidarity_coop"))
    both = opened.answer(seen, profile(employees=4))
    assert (both.profile.enterprise.employees, both.profile.enterprise.legal_form) == (4, "solidarity_coop")


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [({"employees": 5}, {"employees": 4}), ({}, {"employees": 4}), ({"employees": 3, "mrc": "mrc:montcalm"}, {"employees": 3, "region": "region:lanaudiere"})],
)  # fmt: skip
def test_two_answers_to_one_question_are_a_conflict(
    files: ClientFiles, opened: Opened, theirs: dict[str, object], mine: dict[str, object]
) -> None:
    """Nothing is overwritten: the client is shown what stands."""
    seen = opened.file()
    files.save(seen.id, seen.version, name="Coop", profile=profile(**theirs))
    with pytest.raises(ConflictError) as caught:
        opened.answer(seen, profile(**mine))
    assert caught.value.current == opened.file() == files.current(seen.id)
    assert opened.file().profile == profile(**theirs)


def test_groups_are_kept_with_consent_only(files: ClientFiles, opened: Opened) -> None:
    seen = opened.file()
    assert not opened.keeps_groups()
    assert opened.answer(seen, profile(employees=3, groups=["women"])).profile.enterprise.groups is None
    give_consent(files, seen.id, "target_groups", DAY)
    assert opened.keeps_groups()
    assert opened.answer(opened.file(), profile(employees=3, groups=["women"])).profile.enterprise.groups == ("women",)


def test_a_feed_gives_what_is_waited_for(files: ClientFiles) -> None:
    """Applications that wait, of client files in use, in the language of the advisor; nothing of what has ended."""
    workspace, actor = files.workspace, files.actor
    applications = Applications(workspace, actor)
    coop, away = files.create("Coop"), files.create("Away")
    waiting = applications.add(coop.id, "piec", due_on=DAY)
    applications.move(applications.add(coop.id, "fli"), "not_asked", DAY, "not_asked_too_small")
    applications.add(away.id, "piec", due_on=DAY)
    files.archive(away.id)
    _, token = make_feed(workspace, actor)
    feed = open_feed(workspace, token)
    assert feed is not None
    assert (feed.language, feed.applications) == ("fr", (waiting,))


def test_a_feed_is_one_for_each_advisor_and_ends(files: ClientFiles, clock: Clock) -> None:
    """It does not expire; a new one closes the old one; revoked, or without an active account, it gives nothing."""
    workspace, actor = files.workspace, Actor(files.actor.organisation, "Ann", "administrator", files.actor.advisor)
    other = add_advisor(workspace, actor, "bob@example.org", "Bob", "advisor")
    (_, first), (second, token), (_, of_bob) = (
        make_feed(workspace, actor),
        make_feed(workspace, actor),
        make_feed(workspace, other.actor),
    )
    clock.time += timedelta(days=4000)
    assert open_feed(workspace, first) is None
    assert open_feed(workspace, token) is not None
    link = feed_of(workspace, actor)
    assert link is not None
    assert link.id == second.id
    change_advisor(workspace, actor, other.id, active=False)
    assert open_feed(workspace, of_bob) is None
    revoke_feed(workspace, actor)
    assert open_feed(workspace, token) is None
    assert feed_of(workspace, actor) is None


def test_the_log_names_a_feed_once_a_day(files: ClientFiles, clock: Clock) -> None:
    _, token = make_feed(files.workspace, files.actor)
    for _ in range(3):
        assert open_feed(files.workspace, token)
    clock.time += timedelta(days=1)
    assert open_feed(files.workspace, token)
    assert [entry.action for entry in audit_trail(files.workspace, files.actor)].count("link_opened") == 2


def test_a_feed_needs_an_advisor(workspace: Workspace, actor: Actor) -> None:
    nobody = Actor(actor.organisation, "script")
    for act in (make_feed, feed_of, revoke_feed):
        with pytest.raises(NotAllowedError):
            act(workspace, nobody)
    assert an_actor(workspace, "CDR").organisation != actor.organisation
