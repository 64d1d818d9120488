"""Killed at any moment, a save, an import or the making of a database leaves what was acknowledged, whole, and nothing half-made.

Each round starts a process, lets it work, kills it without warning at a moment of chance, and looks at what is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import URL, MetaData, func, inspect, select

from matcher.workspace.actor import Actor
from matcher.workspace.check import check
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace, engine_at, newest_shape, open_workspace, shape_of
from matcher.workspace.tables import AuditRow, ClientFileRow, ImportRow, RevisionRow
from tests.workspace import victims
from tests.workspace.processes import said, start
from tests.workspace.server import PostgresServer

SAVES, IMPORTS, NEW_DATABASES, SERVER_STOPS = 60, 25, 15, 4
"""Rounds on each of the two databases: 200 kills and four stops of the server in all."""
LONGEST = 0.08
"""Seconds from the first work to the kill, at most."""


def killed(work: Callable[..., None], database: URL, *arguments: Any, after: float, once_at_work: bool = False) -> list[Any]:
    """Run `work`, kill it so many seconds after it began or, `once_at_work`, after it kept something; return what it said it had kept.

    On a busy machine a process may not come to its first save within those seconds: it would be killed before it did anything.
    """
    process, pipe = start(work, database, *arguments)
    assert pipe.poll(30)
    assert pipe.recv() == "ready"
    assert not once_at_work or pipe.poll(60)
    time.sleep(after)
    process.kill()
    process.join()
    return list(said(pipe))


def test_no_acknowledged_save_is_lost(workspace: Workspace, actor: Actor) -> None:
    """After each kill the file holds the last value that was acknowledged, or the one being saved, and its history agrees."""
    chance = Random(1)
    file_id = ClientFiles(workspace, actor).create("Coop").id
    version, value, acknowledged = 1, 0, 0
    for number in range(SAVES):
        after, at_work = chance.uniform(0, LONGEST), number % 6 > 0
        kept = killed(victims.save_for_ever, workspace.engine.url, actor, file_id, after=after, once_at_work=at_work)
        version, value = kept[-1] if kept else (version, value)
        acknowledged += len(kept)
        with workspace.reading() as session:
            row = session.get_one(ClientFileRow, file_id)
            found = (row.version, row.profile["enterprise"].get("employees", 0))
        assert found in {(version, value), (version + 1, value + 1)}
        version, value = found
        assert number % 10 or check(workspace) == []
    assert acknowledged > SAVES
    assert check(workspace) == []


def test_no_import_is_half_there(workspace: Workspace, actor: Actor) -> None:
    """Each list that is there has all its clients, each with its history and its line in the access log; each acknowledged one is there."""
    chance = Random(2)
    acknowledged: set[UUID] = set()
    for _ in range(IMPORTS):
        after = chance.uniform(0, 2 * LONGEST)
        acknowledged.update(killed(victims.import_for_ever, workspace.engine.url, actor, after=after))
    with workspace.reading() as session:
        lists = set(session.scalars(select(ImportRow.id)))
        sizes = set(session.scalars(select(func.count()).select_from(ClientFileRow).group_by(ClientFileRow.import_id)))
        clients = session.scalar(select(func.count()).select_from(ClientFileRow))
        revisions = session.scalar(select(func.count()).select_from(RevisionRow))
        acts = session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.action == "imported"))
    assert acknowledged
    assert acknowledged <= lists
    assert sizes == {victims.IMPORTED}
    assert clients == revisions == acts == len(lists) * victims.IMPORTED
    assert check(workspace) == []


def test_no_database_is_half_made(database: URL) -> None:
    """Killed while it is made, a database is empty or whole, and the next to open it makes it whole."""
    chance = Random(3)
    seen: set[bool] = set()
    for number in range(NEW_DATABASES):
        longest = LONGEST * 2 ** (number % 5)  # how long it takes differs from one machine to the next
        kept = killed(victims.make_database, database, after=chance.uniform(0, longest))
        opened = Workspace(engine_at(database))
        with opened.engine.connect() as connection:
            shape, tables = shape_of(connection), set(inspect(connection).get_table_names())
            whole = shape is not None
            assert (shape, bool(tables - {"alembic_version"})) in {(newest_shape(), True), (None, False)}
            assert whole or "made" not in kept
        seen.add(whole)
        opened.close()
        opened = open_workspace(database)
        assert check(opened) == []
        _empty(opened)
    assert seen == {True, False}


def _empty(workspace: Workspace) -> None:
    everything = MetaData()
    with workspace.engine.begin() as connection:
        everything.reflect(connection)
        everything.drop_all(connection)
    workspace.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_stops_at_once_loses_nothing(postgres: PostgresServer, workspace: Workspace, actor: Actor) -> None:
    """The server itself ends without warning while somebody saves; what was acknowledged is there when it is back."""
    file_id = ClientFiles(workspace, actor).create("Coop").id
    for _ in range(SERVER_STOPS):
        process, pipe = start(victims.save_for_ever, workspace.engine.url, actor, file_id)
        assert pipe.recv() == "ready"
        assert pipe.poll(60)
        time.sleep(LONGEST)
        postgres.halt()
        process.join(30)
        kept = list(said(pipe))
        postgres.start()
        workspace.close()
        with workspace.reading() as session:
            row = session.get_one(ClientFileRow, file_id)
            assert (row.version, row.profile["enterprise"]["employees"]) >= kept[-1]
        assert check(workspace) == []
