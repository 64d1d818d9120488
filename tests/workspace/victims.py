"""What runs in processes of its own, to be killed in the middle or to write beside others. Each says what it was told is kept."""

from __future__ import annotations

import time
from contextlib import suppress
from multiprocessing.connection import Connection
from random import Random
from uuid import UUID

from sqlalchemy import make_url

from matcher.profile import Profile
from matcher.workspace.actor import Actor
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import engine_at, newest_shape, open_workspace
from matcher.workspace.errors import ConflictError, DatabaseError
from matcher.workspace.imports import bring_in
from matcher.workspace.location import url_of
from matcher.workspace.notes import add_note

IMPORTED = 12
# Known and imported before a process is made, so that each dies in its work and not in its start.
newest_shape()
for kind in ("sqlite://", "postgresql://"):
    engine_at(url_of(kind))


def employing(number: int) -> Profile:
    return Profile.model_validate({"enterprise": {"employees": number}})


def save_for_ever(address: str, said: Connection, actor: Actor, file_id: UUID) -> None:
    """Save again and again; say each version and value once it is kept."""
    files = ClientFiles(open_workspace(make_url(address)), actor)
    opened = files.open(file_id)
    value = opened.profile.enterprise.employees or 0
    version = opened.version
    said.send("ready")
    with suppress(DatabaseError):  # the server may be stopped under it
        while True:
            value += 1
            version = files.save(file_id, version, name="Coop", profile=employing(value)).version
            said.send((version, value))


def import_for_ever(address: str, said: Connection, actor: Actor) -> None:
    """Bring in list after list; say each once it is kept."""
    files = ClientFiles(open_workspace(make_url(address)), actor)
    said.send("ready")
    while True:
        clients = [(f"Client {number}", Profile()) for number in range(IMPORTED)]
        said.send(bring_in(files, "clients.csv", clients).id)


def make_database(address: str, said: Connection) -> None:
    """Bring an empty database to the newest shape."""
    said.send("ready")
    open_workspace(make_url(address))
    said.send("made")


def write_together(
    address: str, said: Connection, actor: Actor, shared: tuple[UUID, ...], *, number: int, seconds: float
) -> None:
    """Change the same client files as others do, and write notes; say at the end what was kept and how often another was first."""
    files = ClientFiles(open_workspace(make_url(address)), Actor(actor.organisation, f"Writer {number}"))
    chance = Random(number)
    kept: list[tuple[UUID, int, int]] = []
    notes: list[tuple[UUID, str]] = []
    conflicts = tries = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        tries += 1
        file_id = chance.choice(shared)
        opened = files.open(file_id)
        value = tries * 100 + number
        try:
            kept.append((file_id, files.save(file_id, opened.version, name="Coop", profile=employing(value)).version, value))
        except ConflictError:
            conflicts += 1
        if chance.random() < 0.2:
            notes.append((file_id, add_note(files, file_id, f"{number}-{tries}").text))
    said.send((kept, notes, conflicts))
