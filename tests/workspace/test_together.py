"""Many people on the same client files at once: nothing lost, and a conflict is called one."""

from __future__ import annotations

import os
from collections import Counter
from uuid import UUID

from matcher.workspace.actor import Actor
from matcher.workspace.check import check
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace
from matcher.workspace.notes import notes
from tests.workspace.processes import start
from tests.workspace.victims import write_together

WRITERS, SHARED = 20, 8
SECONDS = float(os.environ.get("MATCHER_SOAK_SECONDS", "3"))
"""`make soak` gives a minute."""


def test_twenty_writers(workspace: Workspace, actor: Actor) -> None:
    """Each version of each file was made by exactly one writer, who was told so; the last one stands; every note is there."""
    files = ClientFiles(workspace, actor)
    shared = tuple(files.create("Coop").id for _ in range(SHARED))
    url = workspace.engine.url
    started = [start(write_together, url, actor, shared, number=number, seconds=SECONDS) for number in range(WRITERS)]
    answers = [pipe.recv() for _, pipe in started]
    for process, _ in started:
        process.join(60)
        assert process.exitcode == 0
    made: dict[tuple[UUID, int], int] = {}
    written: Counter[tuple[UUID, str]] = Counter()
    for kept, noted, _ in answers:
        written.update(noted)
        for file_id, version, value in kept:
            assert (file_id, version) not in made
            made[file_id, version] = value
    for file_id in shared:
        versions = sorted(version for other, version in made if other == file_id)
        assert versions == list(range(2, len(versions) + 2))
        now = files.open(file_id)
        assert (now.version, now.profile.enterprise.employees) == (versions[-1], made[file_id, versions[-1]])
        assert sorted(note.text for note in notes(files, file_id)) == sorted(text for other, text in written if other == file_id)
    assert sum(conflicts for *_, conflicts in answers) > 0
    assert len(made) > WRITERS
    assert check(workspace) == []
