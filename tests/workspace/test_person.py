"""What is held of a person is handed over whole, and erased everywhere."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import inspect, select, text

from matcher.profile import Profile
from matcher.workspace.actor import Actor
from matcher.workspace.applications import Applications
from matcher.workspace.audit import audit_trail
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.consents import give_consent
from matcher.workspace.database import Workspace
from matcher.workspace.errors import MissingError, NotAllowedError, WorkspaceError
from matcher.workspace.feeds import make_feed, open_feed
from matcher.workspace.history import history
from matcher.workspace.links import links, make_link
from matcher.workspace.notes import add_note
from matcher.workspace.organisations import add_advisor, advisor_called, advisors
from matcher.workspace.person import FORMER, erase_advisor, held_of_advisor, held_of_client
from matcher.workspace.tables import AdvisorRow, LinkRow
from tests.workspace.conftest import an_actor

DAY = date(2026, 11, 23)
NAME, EMAIL = "Béatrice Vézina-Unique", "beatrice.unique@example.org"


@pytest.fixture
def boss(workspace: Workspace) -> Actor:
    return an_actor(workspace, role="administrator")


def busy(workspace: Workspace, boss: Actor) -> tuple[Actor, ClientFiles]:
    """Return an advisor whose name stands wherever a name can stand."""
    actor = add_advisor(workspace, boss, EMAIL, NAME, "manager").actor
    files = ClientFiles(workspace, actor)
    made = files.create("Coop", Profile.model_validate({"enterprise": {"employees": 3}}))
    give_consent(files, made.id, "target_groups", DAY)
    files.save(made.id, 1, name="Coop", profile=Profile.model_validate({"enterprise": {"employees": 4, "groups": ["women"]}}))
    add_note(files, made.id, "Called on Monday")
    Applications(workspace, actor).add(made.id, "piec", due_on=DAY)
    make_link(files, made.id)
    return actor, files


def everything(workspace: Workspace) -> str:
    """Return all that the database holds, as text."""
    with workspace.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return "\n".join(str(row) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"')))


def test_all_that_is_held_of_a_client(workspace: Workspace, boss: Actor) -> None:
    """Every table that tells of the client is there, groups in the clear, no key and no token; the hand-over is written down."""
    _, files = busy(workspace, boss)
    (file_id,) = {entry.subject for entry in audit_trail(workspace, boss) if entry.subject}
    assert file_id is not None
    held = json.loads(json.dumps(held_of_client(files, file_id)))
    assert held["client_file"]["profile"]["enterprise"] == {"employees": 4, "groups": ["women"]} | {
        key: value for key, value in held["client_file"]["profile"]["enterprise"].items() if key not in {"employees", "groups"}
    }
    assert [one["text"] for one in held["note"]] == ["Called on Monday"]
    assert {name: len(rows) for name, rows in held.items() if name in {"revision", "application", "consent", "link"}} == {
        "revision": 2, "application": 1, "consent": 1, "link": 1
    }  # fmt: skip
    assert {"plan", "dismissal", "standings", "news"} <= held.keys()
    with workspace.reading() as session:
        hashes = list(session.scalars(select(LinkRow.token_hash)))
    assert not any(one in json.dumps(held) for one in hashes)
    assert audit_trail(workspace, boss, file_id)[0].action == "exported"


def test_all_that_is_held_of_an_advisor(workspace: Workspace, boss: Actor) -> None:
    """The advisor and an administrator may ask; colleagues may not."""
    actor, _ = busy(workspace, boss)
    assert actor.advisor is not None
    make_feed(workspace, actor)
    held = json.loads(json.dumps(held_of_advisor(workspace, actor, actor.advisor)))
    assert (held["advisor"]["email"], held["advisor"]["name"]) == (EMAIL, NAME)
    assert {"created", "noted", "link_made"} <= {act["action"] for act in held["audit"]}
    assert len(held["calendar"]) == 1
    assert held_of_advisor(workspace, boss, actor.advisor) == held
    colleague = add_advisor(workspace, boss, "c@example.org", "Carl", "manager").actor
    with pytest.raises(NotAllowedError):
        held_of_advisor(workspace, colleague, actor.advisor)


def test_an_erased_advisor_is_nowhere(workspace: Workspace, boss: Actor) -> None:
    """Neither name, nor address, nor id is left in any table; what they did stays, and their feed and account are gone."""
    actor, files = busy(workspace, boss)
    assert actor.advisor is not None
    _, token = make_feed(workspace, actor)
    (file_id,) = {entry.subject for entry in audit_trail(workspace, boss) if entry.subject}
    assert file_id is not None
    assert all(known in everything(workspace) for known in (NAME, EMAIL))
    before = files.current(file_id)
    erase_advisor(workspace, boss, actor.advisor)
    left = everything(workspace)
    assert not [known for known in (NAME, EMAIL, str(actor.advisor), actor.advisor.hex) if known in left]
    assert open_feed(workspace, token) is None
    assert advisor_called(workspace, EMAIL) is None
    after = ClientFiles(workspace, boss).current(file_id)
    assert (after.profile, after.version, after.updated_by) == (before.profile, before.version, FORMER)
    assert history(ClientFiles(workspace, boss), file_id)[0].by == FORMER
    assert links(ClientFiles(workspace, boss), file_id)
    assert audit_trail(workspace, boss)[0].by == boss.name


def test_who_erases_themselves_leaves_no_name(workspace: Workspace, boss: Actor) -> None:
    other = add_advisor(workspace, boss, EMAIL, NAME, "administrator").actor
    assert other.advisor is not None
    erase_advisor(workspace, other, other.advisor)
    assert NAME not in everything(workspace)
    assert audit_trail(workspace, boss)[0].by == FORMER


def test_the_last_administrator_stays(workspace: Workspace, boss: Actor) -> None:
    actor, _ = busy(workspace, boss)
    assert boss.advisor is not None
    with pytest.raises(WorkspaceError, match="one administrator at least"):
        erase_advisor(workspace, boss, boss.advisor)
    with pytest.raises(NotAllowedError):
        erase_advisor(workspace, actor, boss.advisor)
    assert len(advisors(workspace, boss)) == 2


def test_a_namesake_elsewhere_keeps_the_name(workspace: Workspace, boss: Actor) -> None:
    """Erasing goes no further than the organisation."""
    actor, _ = busy(workspace, boss)
    assert actor.advisor is not None
    stranger = an_actor(workspace, "CDR", "administrator")
    namesake = ClientFiles(workspace, add_advisor(workspace, stranger, "b@example.net", NAME, "advisor").actor)
    made = namesake.create("Theirs")
    add_note(namesake, made.id, "Theirs")
    erase_advisor(workspace, boss, actor.advisor)
    assert namesake.current(made.id).updated_by == NAME
    assert {entry.by for entry in audit_trail(workspace, stranger, made.id)} == {NAME}
    with pytest.raises(MissingError):
        erase_advisor(workspace, stranger, boss.advisor or made.id)
    with workspace.reading() as session:
        assert session.get(AdvisorRow, boss.advisor) is not None
