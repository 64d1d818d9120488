"""Workspaces as past versions left them, brought up to date by this one. Each shape is a file of SQL, added by `make shape`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL

from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import engine_at, newest_shape, open_workspace, shape_of
from matcher.workspace.history import history
from matcher.workspace.listing import listing
from matcher.workspace.notes import notes
from matcher.workspace.organisations import who
from matcher.workspace.tables import Table
from tests.workspace.conftest import KEY
from tests.workspace.keep_shape import NAME, NOTE, PROGRAM, SHAPES

SHAPES_KEPT = sorted({file.name.split(".")[0] for file in SHAPES.glob("*.sql")})


def load(url: URL, text: str) -> None:
    """Make the database as it was."""
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database))) as connection:
            connection.executescript(text)
        return
    engine = engine_at(url)
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(text)
        connection.connection.commit()
    engine.dispose()


def test_every_shape_that_exists_is_kept_for_both_databases() -> None:
    scripts = ScriptDirectory(str(Path("matcher/workspace/migrations")))
    shapes = {script.revision for script in scripts.walk_revisions()}
    kept = {file.name for file in SHAPES.glob("*.sql")}
    assert kept == {f"{shape}.{kind}.sql" for shape in shapes for kind in ("sqlite", "postgresql")}


@pytest.mark.parametrize("shape", SHAPES_KEPT)
def test_a_workspace_of_a_past_version_is_brought_up_to_date_with_all_that_it_holds(
    database: URL, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_WORKSPACE_KEY", KEY)
    load(database, (SHAPES / f"{shape}.{database.get_backend_name()}.sql").read_text(encoding="utf-8"))
    workspace = open_workspace(database)
    with workspace.engine.connect() as connection:
        assert shape_of(connection) == newest_shape()
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    actor = who(workspace, "pole@example.org")
    files = ClientFiles(workspace, actor)
    (found,) = listing(files).files
    assert found.name == NAME
    opened = files.open(found.id)
    assert opened.goal == "Rénover"
    assert opened.profile.raw() == {
        "enterprise": {"employees": 4, "groups": ["women"]},
        "project": {"total_cost": 300000},
        "confirmations": {},
    }
    assert [one.profile.enterprise.employees for one in history(files, found.id)] == [4, 3]
    assert [one.text for one in notes(files, found.id)] == [NOTE]
    assert [(one.program, one.asked) for one in Applications(workspace, actor).of(found.id)] == [(PROGRAM, 50_000)]
    saved = files.save(found.id, opened.version, name="Autre", profile=opened.profile, goal=None)
    assert saved.version == opened.version + 1
    workspace.close()
