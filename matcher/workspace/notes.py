"""What advisors write down of a client, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from matcher.locale import N_
from matcher.workspace.audit import record
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.errors import MissingError, WorkspaceError
from matcher.workspace.tables import NoteRow


@dataclass(frozen=True)
class Note:
    """One note."""

    id: UUID
    at: datetime
    by: str
    text: str


def notes(files: ClientFiles, file_id: UUID) -> list[Note]:
    """Return the notes on a client, newest first. Raises MissingError."""
    with files.workspace.reading() as session:
        files.row(session, file_id)
        rows = session.scalars(select(NoteRow).where(NoteRow.client_file_id == file_id).order_by(NoteRow.at.desc()))
        return [Note(row.id, row.at, row.by, row.text) for row in rows]


def add_note(files: ClientFiles, file_id: UUID, text: str) -> Note:
    """Write down something. Raises MissingError, and WorkspaceError if it is empty."""
    if not text.strip():
        raise WorkspaceError(N_("The note is empty"))
    with files.workspace.writing() as session:
        files.row(session, file_id)
        row = NoteRow(client_file_id=file_id, at=files.workspace.now(), by=files.actor.name, text=text.strip())
        session.add(row)
        session.flush()
        record(session, files.actor, "noted", file_id, at=row.at)
        return Note(row.id, row.at, row.by, row.text)


def erase_note(files: ClientFiles, file_id: UUID, note_id: UUID) -> None:
    """Erase a note. Raises MissingError."""
    with files.workspace.writing() as session:
        files.row(session, file_id)
        row = session.get(NoteRow, note_id)
        if row is None or row.client_file_id != file_id:
            raise MissingError
        session.delete(row)
        record(session, files.actor, "note_erased", file_id, at=files.workspace.now())
