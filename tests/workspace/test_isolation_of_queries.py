"""Every query and every change of the workspace, tried as another organisation on what is not theirs: nothing comes out, nothing changes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from matcher.matching import Matcher
from matcher.profile import Profile
from matcher.workspace.applications import Application, Applications
from matcher.workspace.audit import audit_trail
from matcher.workspace.client_files import ClientFiles, names_of
from matcher.workspace.consents import consents, give_consent, withdraw_consent
from matcher.workspace.database import Workspace
from matcher.workspace.dismissals import dismiss, dismissed, take_back
from matcher.workspace.errors import MissingError
from matcher.workspace.history import history, restore
from matcher.workspace.imports import bring_in, imports, names_taken, undo_import
from matcher.workspace.listing import listing
from matcher.workspace.notes import add_note, erase_note, notes
from matcher.workspace.organisations import advisor_called, advisor_of, advisors, change_advisor
from matcher.workspace.plans import keep_plan, kept_plans
from matcher.workspace.portable import as_json
from matcher.workspace.profiles import active_profiles, stamp
from matcher.workspace.tables import ClientFileRow, NewsRow, Table
from matcher.workspace.watching import digests_due, latest_news, look_at, look_at_all
from tests.small import catalogue, program
from tests.workspace.conftest import an_actor

DAY = date(2026, 12, 11)
SECRET = "Épicerie secrète"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Theirs:
    """What a stranger would like to reach."""

    file: UUID
    note: UUID
    list_: UUID
    application: Application
    advisor: UUID


@pytest.fixture
def theirs(workspace: Workspace) -> Theirs:
    """Fill one organisation with something of everything."""
    actor = an_actor(workspace, "Pôle", "administrator")
    files = ClientFiles(workspace, actor)
    brought = bring_in(files, f"{SECRET}.csv", [(SECRET, Profile.model_validate({"enterprise": {"municipality": "Beloeil"}}))])
    file_id = listing(files).files[0].id
    note = add_note(files, file_id, SECRET)
    application = Applications(workspace, actor).add(file_id, "piec", asked=5_000, due_on=DAY)
    give_consent(files, file_id, "keep_file", DAY)
    dismiss(files, file_id, "piec", "too_small")
    keep_plan(files, file_id, "fewest", "v1", {"plans": [SECRET]})
    words = {"fr": SECRET, "en": SECRET}
    news = {"key": "k", "program": "piec", "kind": "gained", "content": {"name": words, "why": words, "on": None}}
    with workspace.writing() as session:
        session.execute(insert(NewsRow), [{**news, "client_file_id": file_id, "at": workspace.now()}])
    assert actor.advisor is not None
    return Theirs(file_id, note.id, brought.id, application, actor.advisor)


@pytest.fixture
def stranger(workspace: Workspace, theirs: Theirs) -> ClientFiles:
    """Give the client files of an administrator of another organisation, who has one of their own."""
    files = ClientFiles(workspace, an_actor(workspace, "CDR", "administrator"))
    files.create("Mine")
    return files


Act = Callable[[ClientFiles, Theirs], object]
REFUSED: dict[str, Act] = {
    "client_files.ClientFiles.open": lambda files, x: files.open(x.file),
    "client_files.ClientFiles.current": lambda files, x: files.current(x.file),
    "client_files.ClientFiles.save": lambda files, x: files.save(x.file, 1, name="x", profile=Profile()),
    "client_files.ClientFiles.duplicate": lambda files, x: files.duplicate(x.file, "x"),
    "client_files.ClientFiles.archive": lambda files, x: files.archive(x.file),
    "client_files.ClientFiles.reopen": lambda files, x: files.reopen(x.file),
    "client_files.ClientFiles.retain": lambda files, x: files.retain(x.file, DAY),
    "client_files.ClientFiles.erase": lambda files, x: files.erase(x.file),
    "history.history": lambda files, x: history(files, x.file),
    "history.restore": lambda files, x: restore(files, x.file, 1, 1),
    "applications.Applications.add": lambda files, x: of(files).add(x.file, "fli"),
    "applications.Applications.change": lambda files, x: of(files).change(x.application),
    "applications.Applications.move": lambda files, x: of(files).move(x.application, "asked", DAY),
    "applications.Applications.erase": lambda files, x: of(files).erase(x.application.id),
    "notes.notes": lambda files, x: notes(files, x.file),
    "notes.add_note": lambda files, x: add_note(files, x.file, "x"),
    "notes.erase_note": lambda files, x: erase_note(files, x.file, x.note),
    "consents.consents": lambda files, x: consents(files, x.file),
    "consents.give_consent": lambda files, x: give_consent(files, x.file, "target_groups", DAY),
    "consents.withdraw_consent": lambda files, x: withdraw_consent(files, x.file, "keep_file", DAY),
    "dismissals.dismiss": lambda files, x: dismiss(files, x.file, "fli", "too_small"),
    "dismissals.take_back": lambda files, x: take_back(files, x.file, "piec"),
    "imports.undo_import": lambda files, x: undo_import(files, x.list_),
    "plans.keep_plan": lambda files, x: keep_plan(files, x.file, "x", "v", {}),
    "plans.kept_plans": lambda files, x: kept_plans(files, x.file),
    "portable.as_json": lambda files, x: as_json(files, x.file),
    "watching.look_at": lambda files, x: look_at(files, x.file, Matcher(catalogue(program("piec"))), DAY),
    "organisations.change_advisor": lambda files, x: change_advisor(files.workspace, files.actor, x.advisor, role="advisor"),
}
"""Each answers as if there were no such thing."""
SILENT: dict[str, Act] = {
    "client_files.names_of": lambda files, x: names_of(files, [x.file]),
    "client_files.ClientFiles.purge": lambda files, _: files.purge(date(2100, 1, 1)),
    "listing.listing": lambda files, _: [listing(files, search, None) for search in ("", "epicerie", "beloeil")],
    "applications.Applications.of": lambda files, x: [of(files).of(), of(files).of(x.file), of(files).of(archived=True)],
    "dismissals.dismissed": lambda files, _: dismissed(files, "piec"),
    "imports.imports": lambda files, _: imports(files),
    "imports.names_taken": lambda files, _: [1 for _ in names_taken(files, [SECRET])],
    "profiles.active_profiles": lambda files, _: list(active_profiles(files)),
    "profiles.stamp": lambda files, _: stamp(files),
    "watching.latest_news": lambda files, x: [latest_news(files, LONG_AGO), latest_news(files, LONG_AGO, x.file)],
    "watching.look_at_all": lambda files, _: list(look_at_all(files, Matcher(catalogue(program("piec"))), DAY)),
    "watching.digests_due": lambda files, _: [one.email for one, _ in digests_due(files.workspace, files.actor)],
    "audit.audit_trail": lambda files, x: [
        audit_trail(files.workspace, files.actor),
        audit_trail(files.workspace, files.actor, x.file),
    ],
    "organisations.advisors": lambda files, _: advisors(files.workspace, files.actor),
    "organisations.advisor_of": lambda files, _: advisor_of(files.workspace, files.actor),
}
"""Each gives what is one's own, and nothing that would tell of the others."""
NOT_OF_OTHERS = {
    "client_files.ClientFiles.create": "makes something of one's own",
    "client_files.ClientFiles.add": "inside `create` and `bring_in`",
    "client_files.ClientFiles.row": "inside all the others",
    "client_files.ClientFiles.keep_apart": "inside `save`",
    "client_files.agreed": "inside `save` and the page behind a link",
    "client_files.words_of": "looks at no database",
    "applications.states": "the vocabulary",
    "applications.reasons": "the vocabulary",
    "imports.bring_in": "makes something of one's own",
    "portable.from_json": "makes something of one's own",
    "watching.to_send": "inside `digests_due`",
    "watching.mark_sent": "for what `digests_due` gave",
    "watching.by_client": "looks at no database",
    "audit.record": "inside every act",
    "organisations.laptop_user": "who acts is the question",
    "organisations.found_organisation": "makes something of one's own",
    "organisations.add_advisor": "makes something of one's own",
    "organisations.advisor_called": "who acts is the question",
    "organisations.who": "who acts is the question",
}
"""What need not be tried, with the reason."""
MODULES = (
    "applications", "audit", "client_files", "consents", "dismissals", "history", "imports", "listing", "notes", "organisations",
    "plans", "portable", "profiles", "watching",
)  # fmt: skip
"""Links, feeds and persons are tried in test_isolation."""


def of(files: ClientFiles) -> Applications:
    return Applications(files.workspace, files.actor)


def test_every_public_function_is_tried() -> None:
    """A function that is added has to be added here too."""
    there = {name for module in MODULES for name in _public(module)}
    assert there == REFUSED.keys() | SILENT.keys() | NOT_OF_OTHERS.keys()


def _public(name: str) -> Iterator[str]:
    module = import_module(f"matcher.workspace.{name}")
    for holder, prefix in ((module, name), (ClientFiles, f"{name}.ClientFiles"), (Applications, f"{name}.Applications")):
        if holder.__name__.rpartition(".")[2] in {name, "ClientFiles", "Applications"}:
            for called, function in inspect.getmembers(holder, inspect.isfunction):
                if not called.startswith("_") and function.__module__ == module.__name__:
                    yield f"{prefix}.{called}"


def kept(workspace: Workspace, organisation: UUID) -> list[object]:
    """Return every row that belongs to another organisation, whatever the table."""
    with workspace.reading() as session:
        own = set(session.scalars(select(ClientFileRow.id).where(ClientFileRow.organisation_id == organisation)))
        found: list[object] = []
        for table in Table.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                ours = row.get("organisation_id", row.get("id")) == organisation or row.get("client_file_id") in own
                if not ours and not (table.name in {"organisation", "client_file"} and row["id"] in own | {organisation}):
                    found.append((table.name, tuple(row.values())))
    return found


@pytest.mark.parametrize("act", REFUSED)
def test_what_is_not_theirs_is_not_there(stranger: ClientFiles, theirs: Theirs, act: str) -> None:
    """The answer is that there is no such thing, and not a row of the others has changed."""
    before = kept(stranger.workspace, stranger.actor.organisation)
    with pytest.raises(MissingError):
        REFUSED[act](stranger, theirs)
    assert kept(stranger.workspace, stranger.actor.organisation) == before


@pytest.mark.parametrize("act", SILENT)
def test_what_they_are_given_tells_of_nobody_else(stranger: ClientFiles, theirs: Theirs, act: str) -> None:
    """Neither a name, nor an id, nor a place; and not a row of the others has changed."""
    before = kept(stranger.workspace, stranger.actor.organisation)
    given = repr(SILENT[act](stranger, theirs))
    for secret in (SECRET, "Beloeil", "Pôle", "pole@example.org", *map(str, (theirs.file, theirs.advisor, theirs.list_))):
        assert secret not in given
    assert act != "imports.names_taken" or given == "[]"
    assert act != "profiles.stamp" or given.startswith("'1 ")
    assert kept(stranger.workspace, stranger.actor.organisation) == before


@pytest.mark.parametrize(
    "act",
    [
        "client_files.names_of",
        "listing.listing",
        "applications.Applications.of",
        "imports.imports",
        "profiles.active_profiles",
        "watching.latest_news",
    ],
)
def test_their_own_advisor_is_given_what_is_secret(workspace: Workspace, theirs: Theirs, act: str) -> None:
    """The same questions have an answer for whom they are meant: an empty one above is not the question's fault."""
    ann = advisor_called(workspace, "pole@example.org")
    assert ann is not None
    assert SECRET in repr(SILENT[act](ClientFiles(workspace, ann.actor), theirs))
