"""A disk that cannot be written, as Linux itself refuses it: each command says which file, and goes on with what it can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.organisations import laptop_user
from tests.catalogue import SMALL
from tests.operation.machine import can_isolate, faulty
from tests.operation.test_terminal import ALL, PROFILE, TABLE

pytestmark = pytest.mark.skipif(not can_isolate(), reason="this user may not mount")

SAID = {
    "fr": (
        "Rien ne peut être écrit là où se trouve la base de données de l'espace de travail",
        "ne peut pas être écrit : système de fichiers en lecture seule",
        "ceci ne peut être ni écrit ni lu; trouvé système de fichiers en lecture seule",
    ),
    "en": (
        "Nothing can be written where the database of the workspace stands",
        "cannot be written: Read-only file system",
        "this cannot be written or read; found Read-only file system",
    ),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_cannot_be_written_is_named_and_the_rest_works(tmp_path: Path, language: str) -> None:
    """No place of the disk can be written but one: the workspace, both caches and all targets are refused, and answers still come."""
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    (disk / "table.csv").write_text(TABLE, encoding="utf-8")
    url = url_of(f"sqlite:///{disk / 'workspace.db'}")
    workspace = open_workspace(url)
    ClientFiles(workspace, laptop_user(workspace)).create("Coop")
    workspace.close()
    before = {path: path.read_bytes() for path in disk.iterdir()}
    commands = [
        "match profile.yaml",
        "workspace list",
        "watch",
        "plan profile.yaml --save plan.xlsx",
        "watch profile.yaml --save look.json",
        "catalogue export --output all.json",
        "batch table.csv out.csv",
    ]
    lines = "\n".join(f"{command} --lang {language}" for command in commands)
    places = {"MATCHER_DATABASE_URL": str(url), "XDG_CACHE_HOME": str(disk / "cache"), "XDG_DATA_HOME": str(disk / "data")}
    done = faulty("-c", f"import os; os.chdir({str(disk)!r})\n{ALL}", lines, str(SMALL), read_only=(disk,), **places)
    assert "Traceback" not in done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("== ended")] == ["== ended 0", *["== ended 1"] * 6]
    assert "a-don" in done.stdout
    workspace_said, target, table = SAID[language]
    seen = done.stderr.replace("\xa0", " ")
    assert (seen.count(workspace_said), seen.count(target), seen.count(table)) == (2, 3, 1), seen
    assert {path: path.read_bytes() for path in disk.iterdir()} == before
