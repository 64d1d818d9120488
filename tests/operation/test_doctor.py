from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from matcher.catalogue import load_catalogue
from matcher.doctor import OLD, findings
from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of
from scripts.screenshots import free_port


def doctor(tmp_path: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    places = {
        "STREAMLIT_SERVER_PORT": str(free_port()),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-m", "matcher.cli", "doctor", *options]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        env=os.environ | places | environment,
    )


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "data" / "workspace.db"
    open_workspace(url_of(f"sqlite:///{file}")).close()
    return file


def test_all_is_well_on_a_new_installation_and_no_database_is_made(tmp_path: Path) -> None:
    done = doctor(tmp_path, "--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, [one for one in found if not one["ok"]]) == (0, [])
    assert {one["check"] for one in found} == {
        "python",
        "libraries",
        "extras",
        "text",
        "clock",
        "catalogue",
        "database",
        "disk",
        "port",
    }
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("lang", "seen", "remedy"),
    [
        ("fr", "la base de données ne répond pas", "restaurez la dernière sauvegarde"),
        ("en", "the database does not answer", "restore the last backup"),
    ],
)
def test_a_file_that_is_no_database_is_said_with_what_to_do(
    tmp_path: Path, database: Path, lang: str, seen: str, remedy: str
) -> None:
    database.write_bytes(b"no database" * 1000)
    done = doctor(tmp_path, "--lang", lang, MATCHER_DATABASE_URL=f"sqlite:///{database}")
    assert done.returncode == 1
    assert seen in done.stdout
    assert remedy in done.stdout
    assert "« file is not a database »" in done.stdout
    assert database.read_bytes() == b"no database" * 1000


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_looking_at_a_database_writes_nothing(tmp_path: Path, database: Path, journal: str) -> None:
    """Not even the way it keeps its changes, and no file beside it, though the folder admits them."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
    before = database.read_bytes(), sorted(database.parent.iterdir())
    done = doctor(tmp_path, "--lang", "en", MATCHER_DATABASE_URL=f"sqlite:///{database}")
    assert "the database answers and is up to date" in done.stdout
    assert (database.read_bytes(), sorted(database.parent.iterdir())) == before


def test_what_is_being_written_meanwhile_is_seen(tmp_path: Path, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'other'")
        connection.commit()
        assert Path(f"{database}-wal").stat().st_size
        assert "(other)" in doctor(tmp_path, "--lang", "en", MATCHER_DATABASE_URL=f"sqlite:///{database}").stdout


def test_a_reason_inside_a_french_sentence_is_french(tmp_path: Path) -> None:
    done = doctor(tmp_path, "--lang", "fr", MATCHER_DATABASE_URL="mysql://x/y")
    assert done.returncode == 1
    assert "MATCHER_DATABASE_URL désigne une base de données de type mysql" in done.stdout


def test_another_program_on_the_port_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        threading.Thread(target=lambda: [other.accept()[0].close() for _ in range(2)], daemon=True).start()
        done = doctor(tmp_path, "--lang", "fr", "--port", str(port))
    assert done.returncode == 1
    assert f"un autre programme écoute sur le port {port}" in done.stdout


@pytest.mark.parametrize(("days", "said"), [(OLD, []), (OLD + 1, [True])])
def test_a_catalogue_that_nobody_read_again_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, days: int, said: list[bool]
) -> None:
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    newest = max(
        source.read_on for one in load_catalogue().values() for source in one.sources if isinstance(source.read_on, date)
    )
    found = [one for one in findings(free_port(), newest + timedelta(days=days)) if one.check == "catalogue" and one.remedy]
    assert [one.warning for one in found] == said
    assert not any(one.wrong for one in found)


def test_an_optional_part_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str) -> str:
        if name == "prometheus-client":
            raise PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr("matcher.doctor.version", without)
    (said,) = [one for one in findings(free_port(), date(2026, 12, 1)) if one.check == "extras"]
    here, missing = said.says("en").split("; not installed: ")
    assert "postgresql" in here
    assert missing == "api, operation"


def test_a_database_of_another_shape_is_said_and_left_as_it_is(tmp_path: Path, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'older'")
    done = doctor(tmp_path, "--lang", "en", MATCHER_DATABASE_URL=f"sqlite:///{database}")
    assert done.returncode == 1
    assert "the shape of another version (older)" in done.stdout


def test_a_terminal_that_cannot_write_french_is_said_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    done = doctor(tmp_path, PYTHONUTF8="0", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="latin-1")
    assert done.returncode == 1
    assert "PYTHONUTF8=1" in done.stdout
    assert "programmes" in done.stdout
