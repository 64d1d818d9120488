from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of


def doctor(tmp_path: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    places = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONUTF8": "1"}
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
    assert {one["check"] for one in found} == {"python", "libraries", "text", "clock", "catalogue", "database", "disk"}
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
    assert database.read_bytes() == b"no database" * 1000


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
