"""Who did what, and when: written in the transaction of the act itself, so that neither is kept without the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.workspace.actor import Actor
from matcher.workspace.database import Workspace
from matcher.workspace.tables import Action, AuditRow


@dataclass(frozen=True)
class AuditEntry:
    """One act. `subject` is the client file it concerned, if any."""

    at: datetime
    by: str
    action: Action
    subject: UUID | None
    detail: str


def record(
    session: Session, actor: Actor, action: Action, subject: UUID | None = None, *, at: datetime, detail: str = ""
) -> None:
    """Write down one act. `detail` never holds what a client said: it outlives the client file."""
    row = AuditRow(organisation_id=actor.organisation, at=at, by=actor.name, action=action, subject=subject, detail=detail[:200])
    session.add(row)


def audit_trail(workspace: Workspace, actor: Actor, subject: UUID | None = None, most: int = 200) -> list[AuditEntry]:
    """Return the last acts of the organisation, or those on one client file, newest first."""
    found = select(AuditRow).where(AuditRow.organisation_id == actor.organisation).order_by(AuditRow.at.desc()).limit(most)
    if subject is not None:
        found = found.where(AuditRow.subject == subject)
    with workspace.reading() as session:
        return [AuditEntry(r.at, r.by, r.action, r.subject, r.detail) for r in session.scalars(found)]
