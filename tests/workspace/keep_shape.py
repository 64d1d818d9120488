"""Keep a small workspace of today's shape as SQL text, for later versions to bring up to date: `make shape`, before a version is tagged."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

from sqlalchemy import URL

from matcher.profile import Profile
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.consents import give_consent
from matcher.workspace.database import newest_shape, open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.notes import add_note
from tests.workspace.conftest import KEY, Clock, an_actor
from tests.workspace.server import PostgresServer

SHAPES = Path(__file__).parent / "shapes"
NAME, NOTE, PROGRAM = (
    "Coop de l'été; « à Québec »",
    "Rappeler la trésorière.\nAvant l'été.",
    "beauce-sartigan-microcredit-agricole",
)


def fill(url: URL) -> None:
    """Make a workspace at `url` in which something stands in most tables."""
    os.environ["MATCHER_WORKSPACE_KEY"] = KEY
    workspace = open_workspace(url, Clock())
    actor = an_actor(workspace)
    files = ClientFiles(workspace, actor)
    made = files.create(NAME, Profile.model_validate({"enterprise": {"employees": 3}}), "Rénover")
    give_consent(files, made.id, "target_groups", date(2026, 11, 20))
    answers = {"enterprise": {"employees": 4, "groups": ["women"]}, "project": {"total_cost": 300000}}
    files.save(made.id, files.current(made.id).version, name=NAME, profile=Profile.model_validate(answers), goal="Rénover")
    add_note(files, made.id, NOTE)
    Applications(workspace, actor).add(made.id, PROGRAM, asked=50_000)
    files.archive(files.create("Ancienne").id)
    workspace.close()


def main() -> None:
    """Write one file for each kind of database."""
    SHAPES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workspace.db"
        fill(url_of(f"sqlite:///{file}"))
        with closing(sqlite3.connect(file)) as connection:
            text = "\n".join(connection.iterdump()) + "\n"
    (SHAPES / f"{newest_shape()}.sqlite.sql").write_text(text, encoding="utf-8")
    server = PostgresServer()
    try:
        fill(server.url("postgres"))
        text = server.dump("postgres")
    finally:
        server.stop()
    # What begins with a backslash is for psql; the rest any client can run.
    lines = (line for line in text.splitlines() if line and not line.startswith(("--", "\\")))
    (SHAPES / f"{newest_shape()}.postgresql.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
