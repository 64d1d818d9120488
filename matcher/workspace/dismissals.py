"""Programs that an advisor put aside for a client, with the reason, remembered until they are put back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from matcher.feedback import Reason
from matcher.workspace.audit import record
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.tables import ClientFileRow, DismissalRow


def dismiss(files: ClientFiles, file_id: UUID, program: str, reason: Reason) -> None:
    """Put a program aside for one client. Raises MissingError."""
    with files.workspace.writing() as session:
        files.row(session, file_id)
        at = files.workspace.now()
        session.merge(DismissalRow(client_file_id=file_id, program=program, reason=reason, at=at, by=files.actor.name))
        record(session, files.actor, "dismissed", file_id, at=at, detail=f"{program}: {reason}")


def take_back(files: ClientFiles, file_id: UUID, program: str) -> None:
    """Offer a program to a client again. Raises MissingError."""
    with files.workspace.writing() as session:
        files.row(session, file_id)
        session.execute(delete(DismissalRow).where(DismissalRow.client_file_id == file_id, DismissalRow.program == program))
        record(session, files.actor, "taken_back", file_id, at=files.workspace.now(), detail=program)


def dismissed(files: ClientFiles, program: str) -> dict[UUID, Reason]:
    """Return for which clients of the organisation a program was put aside, and why."""
    found = (
        select(DismissalRow.client_file_id, DismissalRow.reason)
        .join(ClientFileRow, ClientFileRow.id == DismissalRow.client_file_id)
        .where(ClientFileRow.organisation_id == files.actor.organisation, DismissalRow.program == program)
    )
    with files.workspace.reading() as session:
        return {row.client_file_id: row.reason for row in session.execute(found)}
