"""The database behind the workspace: opening it, bringing it up to date, and transactions that hold or leave no trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from matcher.locale import N_
from matcher.system_reason import reason_of
from matcher.workspace.errors import DatabaseError, WorkspaceError
from matcher.workspace.location import default_url, file_of

BUSY_SECONDS = 10
"""How long one save waits for the others before it gives up: twenty who save at once stay below it, and somebody waits at a page meanwhile."""
UNREACHABLE = {OperationalError, InterfaceError, exc.DatabaseError}
"""What a driver raises where the fault is the database's and not ours: gone, locked for too long, full, damaged."""
_DAMAGED = N_("The database of the workspace is damaged ({reason}): stop the app and restore the last backup")
_CLOSED = N_(
    "Nothing can be written where the database of the workspace stands ({reason}): give this user the right to, or another disk"
)
_LOCKED = N_(
    "Another program keeps the database of the workspace for itself ({reason}): nothing was saved, try again in a moment"
)
SAID_OF = {sqlite3.SQLITE_CORRUPT: _DAMAGED, sqlite3.SQLITE_NOTADB: _DAMAGED, sqlite3.SQLITE_READONLY: _CLOSED}
SAID_OF |= {sqlite3.SQLITE_CANTOPEN: _CLOSED, sqlite3.SQLITE_BUSY: _LOCKED}
"""What is said instead, where SQLite tells what it is."""
MIGRATING = 8_316_527
"""The number of the lock that keeps two processes from bringing one PostgreSQL database up to date at once."""


def _now() -> datetime:
    return datetime.now(UTC)


class Workspace:
    """One database. `now` tells the time of each change."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = _now) -> None:
        self.engine = engine
        self.now = now

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and changes nothing."""
        with self._session(writes=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session of which everything is kept when the block ends, and nothing if it fails."""
        with self._session(writes=True) as session, session.begin():
            yield session

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        engine = self.engine.execution_options(writes=writes)
        if not writes and engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        try:
            with Session(engine, expire_on_commit=False) as session:
                yield session
        except DBAPIError as error:
            if type(error) in UNREACHABLE:
                raise _unreachable(error) from error
            raise

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_workspace(url: URL | None = None, now: Callable[[], datetime] = _now) -> Workspace:
    """Open the database at `url` (`default_url()` if None), made or brought up to date where needed. Raises DatabaseError."""
    url = url or default_url()
    file = file_of(url)
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = engine_at(url)
        _upgrade(engine)
    except OSError as error:
        message = N_("The folder of the workspace cannot be written: {reason}")
        raise DatabaseError(message, reason=reason_of(error)) from None
    except DBAPIError as error:
        raise _unreachable(error) from error
    return Workspace(engine, now)


def engine_at(url: URL) -> Engine:
    """Return what connects to a database, as it is: of no age in particular, and perhaps empty."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        if file := file_of(url):
            _hold_to(engine, file)
        return engine
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})


def _hold_to(engine: Engine, file: Path) -> None:
    """Refuse to go on with an SQLite file that was taken away: what is written to it then would be lost, though it succeeds."""
    opened = False

    def before(*_: object) -> None:
        if opened and not file.exists():  # SQLite would make an empty one
            raise DatabaseError(N_("The file of the workspace is not there any more: {file}"), file=str(file))

    def connected(_: Any, record: Any) -> None:
        nonlocal opened
        opened = True
        record.info["file"] = _identity(file)

    def used(_: Any, record: Any, __: Any) -> None:
        before()
        if record.info["file"] != _identity(file):
            raise exc.DisconnectionError  # another stands in its place, such as a backup: it is opened

    event.listen(engine, "do_connect", before)
    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", used)


def _identity(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_dev, found.st_ino


def engine_that_looks(url: URL) -> Engine:
    """Return what reads a database and writes nothing, not even the files that SQLite keeps beside its own."""
    file = file_of(url)
    if file is None:
        return engine_at(url)
    # Without a file of recent changes nobody has it open, and SQLite need not make one to read.
    ways = {"mode": "ro", "uri": "true"} | ({} if Path(f"{file}-wal").exists() else {"immutable": "1"})
    engine = create_engine(URL.create("sqlite", database=f"file:{quote(str(file))}", query=ways), connect_args={"timeout": 5})
    return engine.execution_options(writes=False)


def answers(url: URL | None = None) -> bool | None:
    """Whether the database at `url` (`default_url()` if None) answers; None where it is a file that was not made yet."""
    try:
        url = url or default_url()
        file = file_of(url)
        if file is not None and not file.exists():
            return None
        engine = engine_that_looks(url)
        try:
            with engine.connect() as connection:
                return shape_of(connection) is not None
        finally:
            engine.dispose()
    except (WorkspaceError, DBAPIError):
        return False


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, schema changes included
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # what was said to be saved outlives a power cut
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails if another wrote in between: those that write take the lock at once.
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", "matcher.workspace:migrations")
    return config


@cache
def newest_shape() -> str:
    """Return the name of the shape of database that this version works with."""
    head = ScriptDirectory.from_config(_scripts()).get_current_head()
    assert head is not None
    return head


def shape_of(connection: Connection) -> str | None:
    """Return the name of the shape that a database has, None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(engine: Engine) -> None:
    """Bring the database to the shape of this version, whole or not at all. Raises DatabaseError if it is newer."""
    newest = newest_shape()
    with engine.execution_options(writes=False).connect() as connection:
        if shape_of(connection) == newest:
            return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATING})
        shape = shape_of(connection)  # another process may have done it meanwhile
        known = {script.revision for script in ScriptDirectory.from_config(_scripts()).walk_revisions()}
        if shape is not None and shape not in known:
            message = N_("The database was made by a newer version ({shape}): update this one, or restore an older backup")
            raise DatabaseError(message, shape=shape)
        config = _scripts()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _unreachable(error: DBAPIError) -> DatabaseError:
    reason = str(error.orig).strip().splitlines()[0] if error.orig and str(error.orig).strip() else type(error).__name__
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # what is above says more of the same
    return DatabaseError(SAID_OF.get(code, N_("The database of the workspace does not answer: {reason}")), reason=reason)
