"""How long one page of the list of client files takes, with 1, 40 and 5,000 of them, next to the same rows by sqlite3 alone.

The peer reads the same file with one hand-written statement of the standard library: no search, no count, no objects.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from matcher.profile import Profile
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.imports import bring_in
from matcher.workspace.listing import ORDERS, PAGE, listing
from matcher.workspace.location import url_of
from matcher.workspace.organisations import laptop_user
from matcher.workspace.tables import ApplicationRow, ClientFileRow

RUNS = 21
SIZES = (1, 40, 5_000)
PEER = "SELECT id, name, state, updated_at, updated_by FROM client_file WHERE state = 'active' ORDER BY updated_at DESC LIMIT ?"


def filled(directory: Path, size: int) -> ClientFiles:
    """Return the client files of a new workspace, each with one application."""
    workspace = open_workspace(url_of(f"sqlite:///{directory / f'{size}.db'}"))
    files = ClientFiles(workspace, laptop_user(workspace))
    profile = Profile.model_validate({"enterprise": {"municipality": "Beloeil"}})
    bring_in(files, "clients.csv", [(f"Client {number:04}", profile) for number in range(size)])
    with workspace.writing() as session:
        common = {"program": "piec", "state": "asked", "version": 1, "updated_at": workspace.now(), "updated_by": "x"}
        due = (date(2027, 1, 1) + timedelta(days=number % 365) for number in range(size))
        ids = session.scalars(select(ClientFileRow.id))
        rows = [{**common, "client_file_id": id_, "due_on": day} for id_, day in zip(ids, due, strict=True)]
        session.execute(insert(ApplicationRow), rows)
    return files


def median(work: Callable[[], object]) -> float:
    """Return the median time of a piece of work, in milliseconds."""
    taken = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken) * 1000


def main() -> None:
    """Print the table."""
    print("| Client files | Order | First page | Search | Last page | sqlite3, no search |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as directory:
        for size in SIZES:
            files = filled(Path(directory), size)
            plain = sqlite3.connect(str(files.workspace.engine.url.database))
            peer = median(lambda plain=plain: plain.execute(PEER, (PAGE,)).fetchall())  # type: ignore[misc]
            for order in ORDERS:
                first, search, last = (
                    median(lambda files=files, order=order, more=more: listing(files, order=order, **more))  # type: ignore[misc]
                    for more in ({}, {"search": "client 49"}, {"page": 10_000})
                )
                print(f"| {size:,} | {order} | {first:.1f} ms | {search:.1f} ms | {last:.1f} ms | {peer:.2f} ms |")


if __name__ == "__main__":
    main()
