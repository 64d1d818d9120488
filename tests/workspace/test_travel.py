"""Backups, hand-overs and imports: what goes out comes back the same, on the other database too; what is damaged is refused whole."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from matcher.profile import Profile
from matcher.workspace.actor import Actor
from matcher.workspace.applications import Applications
from matcher.workspace.backup import backup, restore
from matcher.workspace.check import check
from matcher.workspace.client_files import ClientFile, ClientFiles
from matcher.workspace.consents import consents, give_consent, withdraw_consent
from matcher.workspace.database import Workspace, open_workspace
from matcher.workspace.dismissals import dismiss
from matcher.workspace.encoding import NotOursError
from matcher.workspace.errors import MissingError, WorkspaceError
from matcher.workspace.history import history
from matcher.workspace.imports import bring_in, imports, names_taken, undo_import
from matcher.workspace.links import make_link
from matcher.workspace.location import url_of
from matcher.workspace.notes import add_note, notes
from matcher.workspace.plans import keep_plan
from matcher.workspace.portable import as_json, from_json
from matcher.workspace.tables import Table
from tests.workspace.conftest import Clock, an_actor

DAY = date(2026, 11, 23)


@pytest.fixture
def files(workspace: Workspace, actor: Actor) -> ClientFiles:
    return ClientFiles(workspace, actor)


def a_whole_file(files: ClientFiles) -> ClientFile:
    """Return a client file that has something of everything."""
    made = files.create("Coop « Été » \u202e😀", Profile.model_validate({"enterprise": {"municipality": "Beloeil"}}))
    give_consent(files, made.id, "target_groups", DAY)
    give_consent(files, made.id, "keep_file", DAY)
    withdraw_consent(files, made.id, "keep_file", DAY)
    answers = {"enterprise": {"groups": ["women"], "founded": "2019-04"}, "project": {"start": "2027-03"}}
    made = files.save(made.id, 1, name=made.name, profile=Profile.model_validate(answers), goal="fewest")
    add_note(files, made.id, "line 1\nline 2")
    applications = Applications(files.workspace, files.actor)
    applications.move(applications.add(made.id, "piec", asked=5, due_on=DAY), "refused", DAY, "refused_other")
    return files.open(made.id)


def everything(workspace: Workspace) -> dict[str, list[Any]]:
    with workspace.reading() as session:
        return {table.name: sorted(map(repr, session.execute(select(table)).all())) for table in Table.metadata.sorted_tables}


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Workspace:
    """Give an empty workspace on either database."""
    if request.param == "sqlite":
        return open_workspace(url_of(f"sqlite:///{tmp_path / 'other.db'}"), clock)
    server = request.getfixturevalue("postgres")
    admin = open_workspace(server.url("postgres"), clock)
    with admin.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS other WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE other"))
    admin.close()
    return open_workspace(server.url("other"), clock)


def test_a_backup_comes_back_the_same(files: ClientFiles, other: Workspace, tmp_path: Path) -> None:
    """Every row of every table, from either database into either."""
    a_whole_file(files)
    path = tmp_path / "backup.zip"
    counts = backup(files.workspace, path)
    assert counts["client_file"] == 1
    assert path.stat().st_mode & 0o077 == 0
    assert restore(other, path) == counts
    assert everything(other) == everything(files.workspace)
    assert check(other) == []
    assert ClientFiles(other, files.actor).open(next(iter(ids(files)))).profile.enterprise.groups == ("women",)
    other.close()


def ids(files: ClientFiles) -> list[Any]:
    with files.workspace.reading() as session:
        return list(session.scalars(select(Table.metadata.tables["client_file"].c.id)))


def test_a_backup_goes_into_an_empty_workspace_only(files: ClientFiles, tmp_path: Path) -> None:
    files.create("Coop")
    backup(files.workspace, tmp_path / "b.zip")
    before = everything(files.workspace)
    with pytest.raises(WorkspaceError, match="not empty"):
        restore(files.workspace, tmp_path / "b.zip")
    assert everything(files.workspace) == before


def change(path: Path, name: str, edit: Callable[[bytes], bytes]) -> Path:
    """Write a backup anew with one part edited."""
    changed = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            new.writestr(part, edit(old.read(part)) if part == name else old.read(part))
    return changed


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("client_file.jsonl", lambda content: content.replace(b"Coop", b"Cooq")),
        ("client_file.jsonl", lambda _: b"{}\n"),
        ("client_file.jsonl", lambda _: b"nonsense"),
        ("audit.jsonl", lambda content: content.splitlines(keepends=True)[0]),
        ("manifest.json", lambda _: b"{}"),
        ("manifest.json", lambda content: content.replace(b"0001", b"0000")),
        ("manifest.json", lambda _: b"\xff"),
    ],
)
def test_a_damaged_backup_is_refused_whole(
    files: ClientFiles, tmp_path: Path, clock: Clock, name: str, edit: Callable[[bytes], bytes]
) -> None:
    """One changed byte anywhere, and nothing is brought in."""
    files.create("Coop")
    backup(files.workspace, tmp_path / "b.zip")
    empty = open_workspace(url_of(f"sqlite:///{tmp_path / 'empty.db'}"), clock)
    with pytest.raises(WorkspaceError):
        restore(empty, change(tmp_path / "b.zip", name, edit))
    assert not any(everything(empty).values())
    empty.close()


def test_no_backup_at_all_is_said(files: ClientFiles, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK not really")
    with pytest.raises(NotOursError, match=r"x\.zip"):
        restore(files.workspace, tmp_path / "x.zip")


def test_a_backup_that_fails_leaves_no_file(files: ClientFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle leaves what was there before."""
    path = tmp_path / "b.zip"
    path.write_bytes(b"yesterday's")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        backup(files.workspace, path)
    assert path.read_bytes() == b"yesterday's"
    assert [one.name for one in tmp_path.glob(".b.zip*")] == []


def test_check_finds_what_is_wrong(files: ClientFiles) -> None:
    """A row that was changed behind our back is found, and named."""
    made = files.create("Coop")
    assert check(files.workspace) == []
    with files.workspace.writing() as session:
        session.execute(text("UPDATE client_file SET goal = 'x'"))
    assert [str(made.id) in finding.text("fr") for finding in check(files.workspace)] == [True]
    with files.workspace.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0'"))
    assert len(check(files.workspace)) == 2


def test_a_client_file_travels(files: ClientFiles) -> None:
    """What is handed over comes back identical in another organisation, and can be handed over again."""
    made = a_whole_file(files)
    document = json.loads(json.dumps(as_json(files, made.id)))
    colleague = ClientFiles(files.workspace, an_actor(files.workspace, "CDR"))
    taken = from_json(colleague, document)
    assert (taken.name, taken.profile, taken.goal, taken.version) == (made.name, made.profile, made.goal, made.version)
    assert [one.text for one in notes(colleague, taken.id)] == ["line 1\nline 2"]
    assert len(consents(colleague, taken.id)) == 2
    assert [one.number for one in history(colleague, taken.id)] == [one.number for one in history(files, made.id)]
    assert as_json(colleague, taken.id) == document
    assert check(files.workspace) == []
    with pytest.raises(MissingError):
        as_json(colleague, made.id)


def test_what_is_no_client_file_is_refused(files: ClientFiles) -> None:
    """Any part that is missing, foreign or of the wrong kind: refused with its place, and nothing is made."""
    document = json.loads(json.dumps(as_json(files, a_whole_file(files).id)))
    before = everything(files.workspace)
    wrong: list[Any] = [None, [], {}, {**document, "kind": "x"}, {**document, "more": 1}]
    for place, value in (
        (("client_file", "name"), 3),
        (("client_file", "name"), "x" * 201),
        (("client_file", "state"), "gone"),
        (("client_file", "organisation_id"), "0" * 32),
        (("client_file", "profile"), {"enterprise": {"legal_form": "guild"}}),
        (("client_file", "updated_at"), "yesterday"),
        (("client_file", "updated_at"), "2026-01-01T00:00:00"),
        (("client_file", "version"), True),
        (("revisions",), []),
        (("revisions",), {}),
        (("notes", 0, "text"), None),
        (("notes", 0, "text"), "a\x00b"),
        (("applications", 0, "state"), "lost"),
        (("applications", 0, "reason"), None),
        (("consents", 0, "kind"), "all"),
        (("consents", 0, "given_on"), "2026-13-01"),
    ):
        changed = deepcopy(document)
        inner: Any = changed
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
        wrong.append(changed)
    for one in wrong:
        with pytest.raises(NotOursError):
            from_json(files, one)
    assert everything(files.workspace) == before


def test_a_list_comes_in_and_goes_out(files: ClientFiles) -> None:
    """Undo erases what nobody touched, and says what stays."""
    clients = [(f"Client {number}", Profile()) for number in range(8)]
    brought = bring_in(files, "clients.csv", clients)
    assert names_taken(files, ["client 1", "Other"]) == {"client 1"}
    touched = ids_by_name(files)
    add_note(files, touched["Client 0"], "call")
    files.save(touched["Client 1"], 1, name="Client 1", profile=Profile(), goal="fewest")
    give_consent(files, touched["Client 2"], "keep_file", date(2026, 11, 23))
    make_link(files, touched["Client 3"])
    dismiss(files, touched["Client 4"], "piec", "too_small")
    keep_plan(files, touched["Client 5"], "fewest", "v1", {"plans": []})
    assert undo_import(files, brought.id) == (2, 6)
    assert sorted(ids_by_name(files)) == [f"Client {number}" for number in range(6)]
    assert [one.undone_at is not None for one in imports(files)] == [True]
    assert undo_import(files, brought.id) == (0, 6)
    stranger = ClientFiles(files.workspace, an_actor(files.workspace, "CDR"))
    assert imports(stranger) == []
    with pytest.raises(MissingError):
        undo_import(stranger, brought.id)


def ids_by_name(files: ClientFiles) -> dict[str, Any]:
    table = Table.metadata.tables["client_file"]
    with files.workspace.reading() as session:
        return dict(session.execute(select(table.c.name, table.c.id)).all())


def test_a_list_with_a_nameless_client_brings_in_nothing(files: ClientFiles) -> None:
    with pytest.raises(WorkspaceError, match="needs a name"):
        bring_in(files, "clients.csv", [("A", Profile()), (" ", Profile())])
    assert ids(files) == []
    with pytest.raises(WorkspaceError, match="no client"):
        bring_in(files, "clients.csv", [])
