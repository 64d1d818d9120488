"""Nothing leaks: links, feeds and exports as another organisation, as a visitor, and with every kind of wrong token."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from matcher.profile import Profile
from matcher.workspace import feeds, links, person
from matcher.workspace.actor import Actor
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace
from matcher.workspace.errors import MissingError
from matcher.workspace.feeds import make_feed, open_feed, revoke_feed
from matcher.workspace.links import Opened, make_link, open_link, revoke_link
from matcher.workspace.organisations import add_advisor, change_advisor
from matcher.workspace.person import erase_advisor, held_of_advisor, held_of_client
from matcher.workspace.tables import AuditRow, LinkRow
from tests.workspace.conftest import Clock, an_actor

DAY = date(2026, 12, 11)


@dataclass
class Two:
    """Two organisations, each with a client file, a link to it, a feed, and an application that waits."""

    mine: ClientFiles
    theirs: ClientFiles
    file_of_mine: UUID
    file_of_theirs: UUID
    link_of_mine: UUID
    token: str
    feed: str


def of(workspace: Workspace, actor: Actor, name: str) -> tuple[ClientFiles, UUID]:
    files = ClientFiles(workspace, actor)
    made = files.create(name, Profile.model_validate({"enterprise": {"employees": 3}}))
    Applications(workspace, actor).add(made.id, "piec", due_on=DAY)
    return files, made.id


@pytest.fixture
def two(workspace: Workspace) -> Two:
    mine, file_of_mine = of(workspace, an_actor(workspace, "Pôle", "administrator"), "Secret")
    theirs, file_of_theirs = of(workspace, an_actor(workspace, "CDR", "administrator"), "Autre")
    link, token = make_link(mine, file_of_mine)
    make_link(theirs, file_of_theirs)
    make_feed(workspace, theirs.actor)
    return Two(mine, theirs, file_of_mine, file_of_theirs, link.id, token, make_feed(workspace, mine.actor)[1])


def forged(token: str) -> list[str]:
    """Return tokens that are nearly right, or not tokens at all."""
    flipped = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    return [
        "",
        " ",
        token[:-1],
        token + "A",
        token.swapcase(),
        f" {token}",
        flipped,
        "A" * 43,
        "%",
        "' OR 1=1 --",
        "\x00",
        "\ud800",
        "é" * 10_000,
    ]


ACTS_OF_STRANGERS: dict[str, Callable[[ClientFiles, Two], object]] = {
    "make_link": lambda files, two: make_link(files, two.file_of_mine),
    "links": lambda files, two: links.links(files, two.file_of_mine),
    "revoke_link": lambda files, two: revoke_link(files, two.link_of_mine),
    "held_of_client": lambda files, two: held_of_client(files, two.file_of_mine),
    "held_of_advisor": lambda files, two: held_of_advisor(files.workspace, files.actor, two.mine.actor.advisor or uuid4()),
    "erase_advisor": lambda files, two: erase_advisor(files.workspace, files.actor, two.mine.actor.advisor or uuid4()),
}
WITH_A_TOKEN = {"open_link", "open_feed"}
OF_ONES_OWN = {"make_feed", "feed_of", "revoke_feed"}
"""Functions that take nothing but who acts: tried below, one by one."""


def test_every_public_function_is_tried() -> None:
    """A function that is added has to be added here too."""
    there = {
        name
        for module in (links, feeds, person)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    }
    assert there == ACTS_OF_STRANGERS.keys() | WITH_A_TOKEN | OF_ONES_OWN


@pytest.mark.parametrize("act", ACTS_OF_STRANGERS)
def test_another_organisation_learns_nothing(two: Two, act: str) -> None:
    """What is there but not theirs is answered exactly as what is not there, and nothing is changed or written down."""
    before = state_of(two)
    with pytest.raises(MissingError) as not_theirs:
        ACTS_OF_STRANGERS[act](two.theirs, two)
    nowhere = Two(two.mine, two.theirs, uuid4(), uuid4(), uuid4(), two.token, two.feed)
    nowhere.mine = ClientFiles(two.mine.workspace, Actor(two.mine.actor.organisation, "Ann", "administrator", uuid4()))
    with pytest.raises(MissingError) as not_there:
        ACTS_OF_STRANGERS[act](two.theirs, nowhere)
    assert str(not_theirs.value) == str(not_there.value)
    assert state_of(two) == before


def state_of(two: Two) -> tuple[object, ...]:
    """Return all that a stranger could have changed."""
    workspace = two.mine.workspace
    with workspace.reading() as session:
        written = session.scalar(select(func.count()).select_from(AuditRow))
        rows = [(row.id, row.revoked_at, row.opened_at) for row in session.scalars(select(LinkRow).order_by(LinkRow.id))]
    return written, rows, two.mine.current(two.file_of_mine), two.theirs.current(two.file_of_theirs)


@pytest.mark.parametrize("opener", [open_link, open_feed])
def test_a_forged_token_opens_nothing(two: Two, opener: Callable[[Workspace, str], object]) -> None:
    """Neither one that is nearly right nor one of the other kind; and nothing is written down."""
    right, other = (two.token, two.feed) if opener is open_link else (two.feed, two.token)
    with two.mine.workspace.reading() as session:
        hashes = list(session.scalars(select(LinkRow.token_hash)))
    before = state_of(two)
    for token in [*forged(right), other, *hashes, str(two.link_of_mine), str(two.file_of_mine)]:
        assert opener(two.mine.workspace, token) is None
    assert state_of(two) == before
    assert opener(two.mine.workspace, right) is not None


def test_expired_revoked_archived_and_erased_answer_alike(two: Two, clock: Clock) -> None:
    """Each ends in the same answer as a token that never was."""
    workspace, files = two.mine.workspace, two.mine
    (_, short), (revoked, closed) = make_link(files, two.file_of_mine, 1), make_link(files, two.file_of_mine)
    other = files.create("Put away")
    away, gone = make_link(files, other.id)[1], make_link(files, files.create("Gone").id)[1]
    erased = links.open_link(workspace, gone)
    assert erased is not None
    files.archive(other.id)
    files.erase(erased.file().id)
    revoke_link(files, revoked.id)
    clock.time += timedelta(days=2)
    assert [open_link(workspace, token) for token in (short, closed, away, gone, "A" * 43)] == [None] * 5
    assert open_link(workspace, two.token) is not None
    with pytest.raises(MissingError):
        erased.file()


def test_a_feed_shows_its_own_organisation_only(two: Two) -> None:
    feed = open_feed(two.mine.workspace, two.feed)
    assert feed is not None
    assert [one.client for one in feed.applications] == ["Secret"]


def test_feeds_of_others_are_out_of_reach(two: Two) -> None:
    """Making, looking at and revoking reach one's own feed only: not that of a colleague, nor that of a stranger."""
    workspace = two.mine.workspace
    colleague = add_advisor(workspace, two.mine.actor, "bob@example.org", "Bob", "administrator").actor
    posing = Actor(two.theirs.actor.organisation, "Posing", "administrator", two.mine.actor.advisor)
    assert feeds.feed_of(workspace, colleague) is None
    assert feeds.feed_of(workspace, posing) is None
    for actor in (colleague, posing):
        revoke_feed(workspace, actor)
        assert open_feed(workspace, two.feed) is not None
    _, of_posing = make_feed(workspace, posing)
    assert open_feed(workspace, of_posing) is None
    assert open_feed(workspace, two.feed) is not None


def test_a_feed_ends_with_the_account(two: Two) -> None:
    workspace = two.mine.workspace
    colleague = add_advisor(workspace, two.mine.actor, "bob@example.org", "Bob", "administrator").actor
    assert two.mine.actor.advisor is not None
    change_advisor(workspace, colleague, two.mine.actor.advisor, active=False)
    assert open_feed(workspace, two.feed) is None


def test_what_is_opened_reaches_nothing_else(two: Two) -> None:
    """It has the verbs to read and to answer, of one client file; no organisation, no list, no name to act under."""
    opened = open_link(two.mine.workspace, two.token)
    assert isinstance(opened, Opened)
    assert {name for name in dir(opened) if not name.startswith("_")} == {"link", "file", "keeps_groups", "answer"}
    seen = opened.file()
    strange = two.theirs.current(two.file_of_theirs)
    before = strange
    opened.answer(strange, Profile.model_validate({"enterprise": {"employees": 9}}))
    assert two.theirs.current(two.file_of_theirs) == before
    assert opened.file().id == seen.id == two.file_of_mine
