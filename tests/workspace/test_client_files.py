"""Client files: nothing is overwritten, nothing leaks, nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from matcher.profile import Profile
from matcher.workspace.actor import Actor
from matcher.workspace.audit import audit_trail
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.consents import consents, give_consent, withdraw_consent
from matcher.workspace.database import Workspace
from matcher.workspace.errors import ConflictError, DatabaseError, MissingError, NotAllowedError, WorkspaceError
from matcher.workspace.history import history, restore
from matcher.workspace.notes import add_note, erase_note, notes
from matcher.workspace.stored_profile import read_stored
from matcher.workspace.tables import ClientFileRow, ConfidentialRow, RevisionRow, Table
from tests.workspace.conftest import KEY, Clock, an_actor

TODAY = date(2026, 11, 23)


def profile(**answers: object) -> Profile:
    return Profile.model_validate({"enterprise": answers})


@pytest.fixture
def files(workspace: Workspace, actor: Actor) -> ClientFiles:
    return ClientFiles(workspace, actor)


def test_what_is_saved_comes_back(files: ClientFiles) -> None:
    """Name, answers and chosen plan come back as they were; the version grows by one."""
    made = files.create("  Coop   du  Nord ", profile(legal_form="solidarity_coop", municipality="Beloeil"))
    assert (made.name, made.version, made.updated_by) == ("Coop du Nord", 1, "Ann of Pôle")
    saved = files.save(made.id, 1, name="Coop", profile=profile(employees=3), goal="fewest")
    assert saved == files.open(made.id)
    assert (saved.version, saved.profile.enterprise.employees, saved.goal) == (2, 3, "fewest")


def test_saving_the_same_changes_nothing(files: ClientFiles) -> None:
    """Autosave of what stands already makes no version."""
    made = files.create("Coop", profile(employees=3))
    assert files.save(made.id, 1, name="Coop", profile=profile(employees=3)) == made


def test_two_people_never_overwrite_each_other(files: ClientFiles) -> None:
    """The second to save is told what stands, and by whom; the first one's answers stay."""
    made = files.create("Coop")
    other = ClientFiles(files.workspace, Actor(files.actor.organisation, "Bob"))
    other.save(made.id, 1, name="Coop", profile=profile(employees=5))
    with pytest.raises(ConflictError) as caught:
        files.save(made.id, 1, name="Coop", profile=profile(employees=9))
    assert caught.value.text("fr").startswith("Bob ")
    assert caught.value.current == files.open(made.id)
    assert files.open(made.id).profile.enterprise.employees == 5


def test_a_client_file_needs_a_name(files: ClientFiles) -> None:
    with pytest.raises(WorkspaceError, match="needs a name"):
        files.create(" \n ")


def test_history_keeps_each_sitting(files: ClientFiles, clock: Clock) -> None:
    """The saves of one sitting are one line; after a pause, by another person or by another act, there is a new one."""
    made = files.create("Coop")
    saved = made
    for count in range(1, 4):
        saved = files.save(made.id, saved.version, name="Coop", profile=profile(employees=count))
    clock.time += timedelta(hours=1)
    saved = files.save(made.id, saved.version, name="Coop", profile=profile(employees=8))
    other = ClientFiles(files.workspace, Actor(files.actor.organisation, "Bob"))
    saved = other.save(made.id, saved.version, name="Coop inc.", profile=profile(employees=9))
    lines = history(files, made.id)
    assert [(line.number, line.by, line.profile.enterprise.employees, line.what) for line in lines] == [
        (4, "Bob", 9, "saved"),
        (3, "Ann of Pôle", 8, "saved"),
        (2, "Ann of Pôle", 3, "saved"),
        (1, "Ann of Pôle", None, "created"),
    ]
    back = restore(files, made.id, saved.version, 2)
    assert (back.name, back.profile.enterprise.employees, back.version) == ("Coop", 3, saved.version + 1)
    assert history(files, made.id)[0].what == "restored"
    with pytest.raises(ConflictError):
        restore(files, made.id, saved.version, 1)
    with pytest.raises(MissingError):
        restore(files, made.id, back.version, 99)


def test_put_away_and_taken_out(files: ClientFiles) -> None:
    made = files.create("Coop")
    files.archive(made.id)
    assert files.open(made.id).state == "archived"
    files.reopen(made.id)
    assert files.open(made.id).state == "active"


def test_a_copy_is_a_client_file_of_its_own(files: ClientFiles) -> None:
    """A copy has the answers; notes and history stay with the first."""
    made = files.create("Coop", profile(employees=3))
    add_note(files, made.id, "call back")
    copy = files.duplicate(made.id, "Coop (2)")
    assert copy.profile == made.profile
    assert copy.id != made.id
    assert notes(files, copy.id) == []
    files.save(copy.id, 1, name="Coop (2)", profile=profile(employees=4))
    assert files.open(made.id).profile.enterprise.employees == 3


def test_erased_for_good(files: ClientFiles) -> None:
    """Nothing of the client is left in any table but the bare fact, which names nobody."""
    made = files.create("Coop", profile(employees=3))
    add_note(files, made.id, "call back")
    give_consent(files, made.id, "target_groups", TODAY)
    files.save(made.id, 1, name="Coop", profile=profile(groups=["women"]))
    files.erase(made.id)
    with files.workspace.reading() as session:
        for table in Table.metadata.tables.values():
            if "client_file_id" in table.columns or table.name == "client_file":
                assert session.execute(select(table)).all() == [], table.name
    assert audit_trail(files.workspace, files.actor, made.id)[0].action == "erased"
    with pytest.raises(MissingError):
        files.open(made.id)


def test_an_advisor_does_not_erase(files: ClientFiles) -> None:
    made = files.create("Coop")
    advisor = ClientFiles(files.workspace, Actor(files.actor.organisation, "Bob", "advisor"))
    with pytest.raises(NotAllowedError):
        advisor.erase(made.id)
    with pytest.raises(NotAllowedError):
        advisor.purge(date(2100, 1, 1))


def test_purge_erases_what_is_past_its_day(files: ClientFiles, clock: Clock) -> None:
    """A stated day wins over seven years after the last change; the day itself is still kept."""
    usual, sooner, later = (files.create(name).id for name in ("usual", "sooner", "later"))
    files.retain(sooner, date(2027, 1, 31))
    files.retain(later, date(2050, 1, 1))
    assert files.open(usual).retain_until == date(2033, 11, 23)
    assert files.purge(date(2027, 1, 31)) == 0
    assert files.purge(date(2027, 2, 1)) == 1
    assert files.purge(date(2033, 11, 23)) == 0
    assert files.purge(date(2033, 11, 25)) == 1
    assert files.open(later).name == "later"


def test_another_organisation_sees_nothing(workspace: Workspace, files: ClientFiles) -> None:
    """Each verb, on each thing of another organisation, says the same as for what is not there."""
    made = files.create("Coop")
    note = add_note(files, made.id, "call back")
    stranger = ClientFiles(workspace, an_actor(workspace, "CDR", "administrator"))
    for id_ in (made.id, uuid4()):
        for act in (
            lambda id_=id_: stranger.open(id_),
            lambda id_=id_: stranger.save(id_, 1, name="x", profile=Profile()),
            lambda id_=id_: stranger.duplicate(id_, "x"),
            lambda id_=id_: stranger.archive(id_),
            lambda id_=id_: stranger.reopen(id_),
            lambda id_=id_: stranger.retain(id_, TODAY),
            lambda id_=id_: stranger.erase(id_),
            lambda id_=id_: history(stranger, id_),
            lambda id_=id_: restore(stranger, id_, 1, 1),
            lambda id_=id_: notes(stranger, id_),
            lambda id_=id_: add_note(stranger, id_, "x"),
            lambda id_=id_: erase_note(stranger, id_, note.id),
            lambda id_=id_: consents(stranger, id_),
            lambda id_=id_: give_consent(stranger, id_, "keep_file", TODAY),
            lambda id_=id_: withdraw_consent(stranger, id_, "keep_file", TODAY),
        ):
            with pytest.raises(MissingError):
                act()
    own = stranger.create("Other")
    with pytest.raises(MissingError):
        erase_note(stranger, own.id, note.id)
    assert stranger.purge(date(2100, 1, 1)) == 1
    assert audit_trail(workspace, stranger.actor, made.id) == []
    assert files.open(made.id).version == 1


def test_target_groups_are_kept_with_consent_only(files: ClientFiles) -> None:
    """Without consent they are not kept; with it they are encrypted, outside the history; taken back, they go."""
    made = files.create("Coop", profile(groups=["women"]))
    assert files.open(made.id).profile.enterprise.groups is None
    give_consent(files, made.id, "target_groups", TODAY)
    give_consent(files, made.id, "target_groups", TODAY)
    assert len(consents(files, made.id)) == 1
    saved = files.save(made.id, 1, name="Coop", profile=profile(employees=3, groups=["women"]))
    assert files.open(made.id).profile.enterprise.groups == ("women",)
    with files.workspace.reading() as session:
        kept = session.get_one(ConfidentialRow, made.id).content
        everywhere = [session.get_one(ClientFileRow, made.id).profile, *session.scalars(select(RevisionRow.profile))]
    assert b"women" not in kept
    assert not any("women" in str(content) for content in everywhere)
    back = restore(files, made.id, saved.version, 1)
    assert back.profile.enterprise.groups == ("women",)
    withdraw_consent(files, made.id, "target_groups", TODAY)
    assert files.open(made.id).profile.enterprise.groups is None
    assert [one.withdrawn_on for one in consents(files, made.id)] == [TODAY]


def test_another_key_is_said(files: ClientFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that were encrypted with another key are not silently dropped."""
    made = files.create("Coop")
    give_consent(files, made.id, "target_groups", TODAY)
    files.save(made.id, 1, name="Coop", profile=profile(groups=["women"]))
    monkeypatch.setenv("MATCHER_WORKSPACE_KEY", KEY[::-1].replace("=", "") + "=")
    with pytest.raises(DatabaseError, match="another key"):
        files.open(made.id)
    monkeypatch.setenv("MATCHER_WORKSPACE_KEY", "short")
    with pytest.raises(DatabaseError, match="no key"):
        files.open(made.id)


def test_what_the_vocabulary_no_longer_knows_is_named(files: ClientFiles) -> None:
    """A client file of an earlier version opens: known answers stand, others are named, and the history still holds them."""
    made = files.create("Coop", profile(employees=3))
    with files.workspace.writing() as session:
        row = session.get_one(ClientFileRow, made.id)
        row.profile = {
            "enterprise": {"employees": 3, "legal_form": "guild", "gone": 1},
            "project": {"uses": ["alchemy"]},
            "old": {},
        }
        row.version += 1
    opened = files.open(made.id)
    assert opened.profile == Profile.model_validate({"enterprise": {"employees": 3}})
    assert set(opened.unread) == {"enterprise.legal_form", "enterprise.gone", "project.uses", "old"}


def test_any_stored_content_is_read() -> None:
    """Whatever a database holds, something opens."""
    for content in ({}, {"enterprise": 3}, {"enterprise": None, "project": []}, {"enterprise": {"sector": 4}}, {"x": {"y": 1}}):
        found, unread = read_stored(content)
        assert found == Profile()
        assert bool(unread) is bool(content)


def test_notes_are_kept_in_order(files: ClientFiles) -> None:
    made = files.create("Coop")
    first, second = (add_note(files, made.id, words) for words in ("first", " second\n"))
    assert [note.text for note in notes(files, made.id)] == ["second", "first"]
    erase_note(files, made.id, first.id)
    assert notes(files, made.id) == [second]
    with pytest.raises(WorkspaceError, match="empty"):
        add_note(files, made.id, "  ")


def test_every_act_is_written_down(files: ClientFiles) -> None:
    """The access log says who opened and changed what, and holds nothing of what a client said."""
    made = files.create("Coop secret", profile(municipality="Beloeil"))
    files.open(made.id)
    files.archive(made.id)
    trail = audit_trail(files.workspace, files.actor, made.id)
    assert [entry.action for entry in trail] == ["archived", "opened", "created"]
    assert "secret" not in str(trail)
    assert trail[0].at > datetime(2026, 11, 23, tzinfo=UTC)
