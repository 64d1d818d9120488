"""Opening a database: made where there is none, brought up to date, refused where it is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, create_engine, text

from matcher.workspace.database import BUSY_SECONDS, Workspace, newest_shape, open_workspace, shape_of
from matcher.workspace.errors import DatabaseError
from matcher.workspace.location import default_url, url_of
from matcher.workspace.tables import OrganisationRow, Table


def test_migrations_give_the_tables(workspace: Workspace) -> None:
    """What the migrations build is what `tables.py` says, in every column and constraint."""
    with workspace.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
        assert shape_of(connection) == newest_shape()


def test_opening_twice_changes_nothing(database: URL) -> None:
    """A database that is up to date is left as it is."""
    open_workspace(database).close()
    again = open_workspace(database)
    with again.engine.connect() as connection:
        assert shape_of(connection) == newest_shape()
    again.close()


def test_a_newer_database_is_refused(database: URL) -> None:
    """An older program does not touch what a newer one made."""
    opened = open_workspace(database)
    with opened.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    with pytest.raises(DatabaseError, match="newer version \\(9999\\)"):
        open_workspace(database)


def test_a_failed_write_leaves_nothing(workspace: Workspace) -> None:
    """A transaction that fails is as if it had never begun."""

    def fail() -> None:
        with workspace.writing() as session:
            session.add(OrganisationRow(name="x", created_at=workspace.now()))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with workspace.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM organisation")) == 0


def test_sqlite_is_set_up_to_last(tmp_path: Path) -> None:
    """Readers do not wait for a writer, references hold, what was saved outlives a power cut, nobody else reads the folder."""
    opened = open_workspace(url_of(f"sqlite:///{tmp_path / 'new' / 'workspace.db'}"))
    with opened.reading() as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "synchronous")}
        assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
        assert session.scalar(text("PRAGMA busy_timeout")) == 1_000 * BUSY_SECONDS
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    opened.close()


def test_a_database_that_is_none_is_said(tmp_path: Path) -> None:
    """A file that is no database, a server that does not answer, an address that is none: one sentence each."""
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database" * 100)
    for address, words in (
        (f"sqlite:///{broken}", "not a database"),
        ("postgresql://nobody@127.0.0.1:9/none", "does not answer"),
        ("what", "is not the address of a database"),
        ("mysql://host/name", "kind mysql"),
    ):
        with pytest.raises(DatabaseError, match=words):
            open_workspace(url_of(address))


def test_the_address_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """MATCHER_DATABASE_URL wins over the file of this system, and says which driver we use."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", "postgresql://advisor@db/matcher")
    assert default_url().drivername == "postgresql+psycopg"
    monkeypatch.delenv("MATCHER_DATABASE_URL")
    assert default_url().drivername == "sqlite+pysqlite"
    assert str(default_url().database).endswith("workspace.db")


def test_a_server_that_went_away_is_said(database: URL) -> None:
    """A database that cannot be reached any more gives a sentence, not a stack of calls."""
    opened = open_workspace(database)
    opened.engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none")
    with pytest.raises(DatabaseError, match="does not answer"), opened.reading() as session:
        session.scalar(text("SELECT 1"))
