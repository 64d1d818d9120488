"""What a client file held after each save, and going back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from matcher.profile import Profile
from matcher.workspace.client_files import ClientFile, ClientFiles
from matcher.workspace.errors import MissingError
from matcher.workspace.stored_profile import read_stored
from matcher.workspace.tables import Action, RevisionRow


@dataclass(frozen=True)
class Revision:
    """What a client file held after one save, or after the last of one sitting."""

    number: int
    at: datetime
    by: str
    what: Action
    name: str
    profile: Profile
    goal: str | None


def history(files: ClientFiles, file_id: UUID) -> list[Revision]:
    """Return all revisions of a client file, newest first. Raises MissingError."""
    with files.workspace.reading() as session:
        files.row(session, file_id)
        rows = session.scalars(
            select(RevisionRow).where(RevisionRow.client_file_id == file_id).order_by(RevisionRow.number.desc())
        )
        return [_shown(row) for row in rows]


def restore(files: ClientFiles, file_id: UUID, version: int, number: int) -> ClientFile:
    """Give a client file the content of an earlier revision, as a new one: what stood before stays in the history.

    Answers on target groups are not part of the history; those that stand now stay. Raises MissingError, ConflictError.
    """
    with files.workspace.reading() as session:
        files.row(session, file_id)
        row = session.get(RevisionRow, (file_id, number))
        if row is None:
            raise MissingError
        earlier = _shown(row)
    current = files.open(file_id)
    profile = earlier.profile.answering("groups", current.profile.enterprise.groups)
    return files.save(file_id, version, name=earlier.name, profile=profile, goal=earlier.goal, what="restored")


def _shown(row: RevisionRow) -> Revision:
    return Revision(row.number, row.at, row.by, row.what, row.name, read_stored(row.profile)[0], row.goal)
