"""A damaged database on the command line: one sentence with what to do, the file left as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher.cli import app
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.organisations import laptop_user


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("whole") / "workspace.db"
    workspace = open_workspace(url_of(f"sqlite:///{file}"))
    files = ClientFiles(workspace, laptop_user(workspace))
    for number in range(30):
        files.create(f"Coop {number}")
    workspace.close()
    return file.read_bytes()


def no_database(content: bytes) -> bytes:
    return b"no database" * (len(content) // 11)


def cut_off(content: bytes) -> bytes:
    return content[: len(content) // 2]


def overwritten(content: bytes) -> bytes:
    """The head is whole; nothing behind it is."""
    return content[:4096] + b"\xff" * (len(content) - 4096)


SENTENCES = {
    "fr": "est endommagée ({}) : arrêtez l'application et restaurez la dernière sauvegarde\n",
    "en": "is damaged ({}): stop the app and restore the last backup\n",
}
REASON = {
    no_database: "file is not a database",
    cut_off: "database disk image is malformed",
    overwritten: "database disk image is malformed",
}


@pytest.mark.parametrize("damage", [no_database, cut_off, overwritten])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("command", ["workspace list", "workspace check", "workspace backup {}/saved.zip", "watch"])
def test_a_damaged_database_is_said_with_what_to_do_and_left_as_it_is(
    whole: bytes, tmp_path: Path, damage: Callable[[bytes], bytes], language: str, command: str
) -> None:
    file = tmp_path / "workspace.db"
    damaged = damage(whole)
    file.write_bytes(damaged)
    done = CliRunner().invoke(
        app, [*command.format(tmp_path).split(), "--lang", language], env={"MATCHER_DATABASE_URL": f"sqlite:///{file}"}
    )
    assert done.exit_code == 1
    said = done.stderr.replace("\xa0", " ")
    assert said.endswith(SENTENCES[language].format(REASON[damage]))
    assert said.count("\n") == 1
    assert file.read_bytes() == damaged
    assert not (tmp_path / "saved.zip").exists()
