"""What clients agreed to: without it, what needs it is not kept; when it is taken back, what was kept goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from matcher.locale import N_
from matcher.workspace.audit import record
from matcher.workspace.client_files import TARGET_GROUPS, ClientFiles, agreed
from matcher.workspace.tables import ConfidentialRow, Consented, ConsentRow

KINDS: dict[Consented, str] = {
    "target_groups": N_("Answers on target groups may be kept, encrypted"),
    "keep_file": N_("The client file may be kept"),
    "share_with_funders": N_("The file may be handed to funders"),
}
"""What can be agreed to, as the client is asked."""


@dataclass(frozen=True)
class Consent:
    """One thing that a client agreed to."""

    kind: Consented
    given_on: date
    withdrawn_on: date | None
    by: str


def consents(files: ClientFiles, file_id: UUID) -> list[Consent]:
    """Return what a client agreed to, and took back, in the order of time. Raises MissingError."""
    with files.workspace.reading() as session:
        files.row(session, file_id)
        rows = session.scalars(
            select(ConsentRow).where(ConsentRow.client_file_id == file_id).order_by(ConsentRow.given_on, ConsentRow.id)
        )
        return [Consent(row.kind, row.given_on, row.withdrawn_on, row.by) for row in rows]


def give_consent(files: ClientFiles, file_id: UUID, kind: Consented, on: date) -> None:
    """Write down that a client agrees. Agreeing twice is agreeing once. Raises MissingError."""
    with files.workspace.writing() as session:
        files.row(session, file_id, to_change=True)
        if agreed(session, file_id, kind):
            return
        session.add(ConsentRow(client_file_id=file_id, kind=kind, given_on=on, by=files.actor.name))
        record(session, files.actor, "consent_given", file_id, at=files.workspace.now(), detail=kind)


def withdraw_consent(files: ClientFiles, file_id: UUID, kind: Consented, on: date) -> None:
    """Write down that a client takes consent back, and erase what was kept under it. Raises MissingError."""
    with files.workspace.writing() as session:
        files.row(session, file_id, to_change=True)
        standing = select(ConsentRow).where(
            ConsentRow.client_file_id == file_id, ConsentRow.kind == kind, ConsentRow.withdrawn_on.is_(None)
        )
        for row in session.scalars(standing):
            row.withdrawn_on = on
            record(session, files.actor, "consent_withdrawn", file_id, at=files.workspace.now(), detail=kind)
        kept = session.get(ConfidentialRow, file_id)
        if kind == TARGET_GROUPS and kept is not None:
            session.delete(kept)
