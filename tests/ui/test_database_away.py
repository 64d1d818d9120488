"""The database goes away under an open client file, and comes back: it is said, and nothing that was answered is lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import streamlit as st

from matcher.profile import Profile
from matcher.workspace import database
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.organisations import laptop_user
from tests.ui.conftest import Visit, words
from tests.workspace.server import PostgresServer, binaries

Fault = Callable[[], AbstractContextManager[None]]


def employing(number: int) -> Profile:
    return Profile.model_validate({"enterprise": {"employees": number}})


def away(visit: Visit, fault: Fault, language: str) -> str:
    """Answer while the database is away and again once it is back; return what was said meanwhile."""
    st.cache_resource.clear()
    workspace = open_workspace()
    files = ClientFiles(workspace, laptop_user(workspace))
    made = files.create("Coop", employing(3))
    workspace.close()
    app = visit("client", language, file=str(made.id))
    app.session_state["answers"]["enterprise"]["employees"] = 4
    app.switch_page("matcher/ui/pages/about.py").run()
    assert files.current(made.id).profile == employing(4)
    workspace.close()
    with fault():
        app.session_state["answers"]["enterprise"]["employees"] = 5
        app.run()
        app.switch_page("matcher/ui/pages/clients.py").run()
        said = words(app)
        assert not app.exception
    assert files.current(made.id).profile == employing(4)
    app.run()
    assert not app.exception
    assert files.current(made.id).profile == employing(5)
    assert "Coop" in words(app)
    workspace.close()
    st.cache_resource.clear()
    return said


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed: `make postgres`")
    found = PostgresServer()
    yield found
    found.stop()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "La base de données de l'espace de travail ne répond pas"), ("en", "The database of the workspace does not answer")],
)
def test_postgresql_that_stops_and_starts_again_is_said_and_loses_nothing(
    visit: Visit, server: PostgresServer, monkeypatch: pytest.MonkeyPatch, language: str, sentence: str
) -> None:
    @contextmanager
    def stopped() -> Iterator[None]:
        server.halt()
        try:
            yield
        finally:
            server.start()

    monkeypatch.setenv("MATCHER_DATABASE_URL", server.url("postgres").render_as_string())
    assert sentence in away(visit, stopped, language)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path / 'workspace.db'}")
    return tmp_path / "workspace.db"


@contextmanager
def removed(file: Path) -> Iterator[None]:
    """The file is moved away, and another of the same content is put in its place, as a restored backup is."""
    kept = file.with_name("kept.db")
    file.rename(kept)
    yield
    assert not file.exists()
    shutil.copy(kept, file)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize(
    ("fault", "language", "sentence"),
    [
        (removed, "fr", "Le fichier de l'espace de travail n'est plus là"),
        (removed, "en", "The file of the workspace is not there any more"),
        (locked, "fr", "Un autre programme garde pour lui la base de données"),
        (locked, "en", "Another program keeps the database of the workspace for itself"),
    ],
)
def test_a_file_that_is_taken_away_or_locked_is_said_and_loses_nothing(
    visit: Visit,
    file: Path,
    fault: Callable[[Path], AbstractContextManager[None]],
    language: str,
    sentence: str,
) -> None:
    assert sentence in away(visit, lambda: fault(file), language).replace("\\", "")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "endommagée (file is not a database)"), ("en", "is damaged (file is not a database): stop the app and restore")],
)
def test_a_damaged_file_is_said_and_left_as_it_is_while_visitors_go_on(
    visit: Visit, file: Path, language: str, sentence: str
) -> None:
    file.write_bytes(b"no database" * 1000)
    st.cache_resource.clear()
    app = visit("clients", language)
    assert not app.exception
    assert sentence in words(app).replace("\\", "")
    app.switch_page("matcher/ui/pages/about.py").run()
    assert not app.exception
    assert not app.error
    assert file.read_bytes() == b"no database" * 1000
