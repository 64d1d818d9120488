"""Workspaces to test on: each test runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, NullPool, create_engine, text

from matcher.workspace.actor import Actor, Role
from matcher.workspace.database import Workspace, open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.organisations import found_organisation
from tests.workspace.server import PostgresServer, binaries

READY = "ready"
"""The database of the newest shape on the test server, which others are made from."""
KEY = "RkQzV3dXZ0xqZ2RkYk5yZ2R0c1Z0Zk1hYjEyMzQ1Njc="


@dataclass
class Clock:
    """A clock that a test turns by hand; each look at it is a second later, so that nothing happens at the same moment."""

    time: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 15, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """Start a PostgreSQL of Debian's packages for this run."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed: `make postgres`")
    server = PostgresServer()
    _run(server, f"CREATE DATABASE {READY}")
    open_workspace(server.url(READY)).close()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite database of the newest shape, to be copied: it is made once."""
    file = tmp_path_factory.mktemp("ready") / "workspace.db"
    open_workspace(url_of(f"sqlite:///{file}")).close()
    return file


def _run(server: PostgresServer, statement: str) -> None:
    with create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text(statement))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """Give the address of a database: an empty one, or a copy of the newest shape to a test that asks for a workspace."""
    ready = "workspace" in request.fixturenames
    if request.param == "sqlite":
        if ready:
            shutil.copy(request.getfixturevalue("ready_file"), tmp_path / "workspace.db")
        yield url_of(f"sqlite:///{tmp_path / 'workspace.db'}")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {READY if ready else 'template1'}")
    yield server.url(name)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(database: URL, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Give a workspace of the newest shape, with nothing in it."""
    monkeypatch.setenv("MATCHER_WORKSPACE_KEY", KEY)
    opened = open_workspace(database, clock)
    yield opened
    opened.close()


def an_actor(workspace: Workspace, organisation: str = "Pôle", role: Role = "manager") -> Actor:
    """Return somebody of an organisation of their own."""
    email = f"{organisation.casefold()}@example.org".replace("ô", "o").replace(" ", "")
    advisor = found_organisation(workspace, organisation, email, f"Ann of {organisation}")
    return Actor(advisor.organisation, advisor.name, role, advisor.id)


@pytest.fixture
def actor(workspace: Workspace) -> Actor:
    return an_actor(workspace)
