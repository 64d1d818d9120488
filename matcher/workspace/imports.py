"""A list of clients brought in at once, and taken back at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select

from matcher.locale import N_
from matcher.profile import Profile
from matcher.vocabulary.terms import fold
from matcher.workspace.audit import record
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.errors import MissingError, WorkspaceError
from matcher.workspace.tables import (
    ApplicationRow,
    ClientFileRow,
    ConsentRow,
    DismissalRow,
    ImportRow,
    LinkRow,
    NoteRow,
    PlanRow,
    RevisionRow,
)

WORK = (ApplicationRow, ConsentRow, DismissalRow, LinkRow, NoteRow, PlanRow)
"""What somebody did for a client of a list: taking the list back leaves it alone."""


@dataclass(frozen=True)
class Import:
    """One list that was brought in."""

    id: UUID
    file_name: str
    by: str
    at: datetime
    undone_at: datetime | None


def names_taken(files: ClientFiles, names: Sequence[str]) -> set[str]:
    """Return those of `names` that a client file already has, case and accents aside."""
    with files.workspace.reading() as session:
        mine = session.scalars(select(ClientFileRow.name).where(ClientFileRow.organisation_id == files.actor.organisation))
        there = {fold(name) for name in mine}
    return {name for name in names if fold(name) in there}


def bring_in(files: ClientFiles, file_name: str, clients: Sequence[tuple[str, Profile]]) -> Import:
    """Make a client file of each name and profile, all or none. Raises WorkspaceError for a client without a name."""
    if not clients:
        raise WorkspaceError(N_("There is no client to bring in"))
    with files.workspace.writing() as session:
        row = ImportRow(
            organisation_id=files.actor.organisation, file_name=file_name[:200], by=files.actor.name, at=files.workspace.now()
        )
        session.add(row)
        session.flush()
        for name, profile in clients:
            files.add(session, "imported", name, profile, import_id=row.id)
        return _shown(row)


def imports(files: ClientFiles) -> list[Import]:
    """Return the lists that were brought in, newest first."""
    found = select(ImportRow).where(ImportRow.organisation_id == files.actor.organisation).order_by(ImportRow.at.desc())
    with files.workspace.reading() as session:
        return [_shown(row) for row in session.scalars(found)]


def undo_import(files: ClientFiles, import_id: UUID) -> tuple[int, int]:
    """Take a list back: erase its client files on which nobody worked since; return how many were erased and how many stay.

    Raises MissingError.
    """
    with files.workspace.writing() as session:
        row = session.get(ImportRow, import_id)
        if row is None or row.organisation_id != files.actor.organisation:
            raise MissingError
        of_list = select(ClientFileRow).where(ClientFileRow.import_id == import_id)
        changed = exists().where(RevisionRow.client_file_id == ClientFileRow.id, RevisionRow.what != "imported")
        worked_on = or_(changed, *(exists().where(table.client_file_id == ClientFileRow.id) for table in WORK))
        stay = set(session.scalars(of_list.where(worked_on)))
        erased = [file for file in session.scalars(of_list) if file not in stay]
        now = files.workspace.now()
        for file in erased:
            record(session, files.actor, "import_undone", file.id, at=now)
            session.delete(file)
        row.undone_at = now
        return len(erased), len(stay)


def _shown(row: ImportRow) -> Import:
    return Import(row.id, row.file_name, row.by, row.at, row.undone_at)
