"""Tokens of links: 256 bits shown once, of which only the SHA-256 is kept.

A token is looked up by its hash, so neither a copy of the database nor the time that an answer takes tells one.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.workspace.actor import Actor
from matcher.workspace.audit import record
from matcher.workspace.database import Workspace
from matcher.workspace.tables import LinkRow

Kind = Literal["client", "calendar"]
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Link:
    """A link that was made. Its token is nowhere any more."""

    id: UUID
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    opened_at: datetime | None

    def works(self, now: datetime) -> bool:
        """Whether whoever holds the token still gets in."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def make(
    session: Session,
    actor: Actor,
    kind: Kind,
    *,
    by: str,
    at: datetime,
    client_file: UUID | None = None,
    expires_at: datetime | None = None,
) -> tuple[Link, str]:
    """Keep a new link, and return it with its token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = LinkRow(
        organisation_id=actor.organisation, client_file_id=client_file, kind=kind, token_hash=_hash(token), created_at=at,
        by=by, expires_at=expires_at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(session, actor, "link_made", client_file, at=at, detail=kind)
    return shown(row), token


def revoke(session: Session, actor: Actor, row: LinkRow, at: datetime) -> None:
    """Close a link at once. Closing it twice is closing it once."""
    if row.revoked_at is None:
        row.revoked_at = at
        record(session, actor, "link_revoked", row.client_file_id, at=at, detail=row.kind)


def is_known(workspace: Workspace, token: str) -> bool:
    """Whether there ever was such a token: who knocks with a wrong one must not hold up those who write."""
    with workspace.reading() as session:
        return session.scalar(select(LinkRow.id).where(LinkRow.token_hash == _hash(token))) is not None


def in_force(session: Session, token: str, kind: Kind, now: datetime) -> LinkRow | None:
    """Return the link of a token if it is of this kind and still works."""
    row = session.scalar(select(LinkRow).where(LinkRow.token_hash == _hash(token), LinkRow.kind == kind))
    return row if row and shown(row).works(now) else None


def shown(row: LinkRow) -> Link:
    """Return what may be told of a link."""
    return Link(row.id, row.created_at, row.expires_at, row.revoked_at, row.opened_at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
