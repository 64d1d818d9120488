"""Calendar feeds: what is waited for, to whoever holds the token of an advisor's feed. Whatever is wrong: the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.locale import Language
from matcher.workspace import tokens
from matcher.workspace.actor import Actor
from matcher.workspace.applications import Application, Applications
from matcher.workspace.audit import record
from matcher.workspace.database import Workspace
from matcher.workspace.errors import NotAllowedError
from matcher.workspace.tables import AdvisorRow, LinkRow
from matcher.workspace.tokens import Link


@dataclass(frozen=True)
class Feed:
    """What the calendar of an advisor is given: what their organisation waits for, in their language."""

    language: Language
    applications: tuple[Application, ...]


def make_feed(workspace: Workspace, actor: Actor) -> tuple[Link, str]:
    """Make the feed of an advisor in place of the one they had. Raises NotAllowedError for who is no advisor."""
    owner = _owner(actor)
    with workspace.writing() as session:
        now = workspace.now()
        for row in _in_force(session, actor):
            tokens.revoke(session, actor, row, now)
        return tokens.make(session, actor, "calendar", by=owner, at=now)


def feed_of(workspace: Workspace, actor: Actor) -> Link | None:
    """Return the feed of an advisor, None where there is none. Raises NotAllowedError for who is no advisor."""
    with workspace.reading() as session:
        return next(map(tokens.shown, _in_force(session, actor)), None)


def revoke_feed(workspace: Workspace, actor: Actor) -> None:
    """Close the feed of an advisor at once, if there is one. Raises NotAllowedError for who is no advisor."""
    with workspace.writing() as session:
        for row in _in_force(session, actor):
            tokens.revoke(session, actor, row, workspace.now())


def open_feed(workspace: Workspace, token: str, now: datetime | None = None) -> Feed | None:
    """Return what is waited for; None whatever is wrong with the token.

    A feed ends with the account of its advisor. A calendar asks many times a day: only the first time of each day is written down.
    """
    if not tokens.is_known(workspace, token):
        return None
    now = now or workspace.now()
    with workspace.writing() as session:
        link = tokens.in_force(session, token, "calendar", now)
        advisor = session.get(AdvisorRow, UUID(link.by)) if link else None
        if link is None or advisor is None or not advisor.active or advisor.organisation_id != link.organisation_id:
            return None
        actor = Actor(advisor.organisation_id, advisor.name, advisor.role, advisor.id)
        if link.opened_at is None or link.opened_at.date() != now.date():
            link.opened_at = now
            record(session, actor, "link_opened", at=now, detail="calendar")
        language = advisor.language
    return Feed(language, tuple(one for one in Applications(workspace, actor).of() if one.waiting))


def _owner(actor: Actor) -> str:
    """Return what a feed is kept under: the id of its advisor, which stays when a name changes."""
    if actor.advisor is None:
        raise NotAllowedError
    return str(actor.advisor)


def _in_force(session: Session, actor: Actor) -> Iterator[LinkRow]:
    found = select(LinkRow).where(
        LinkRow.organisation_id == actor.organisation,
        LinkRow.kind == "calendar",
        LinkRow.by == _owner(actor),
        LinkRow.revoked_at.is_(None),
    )
    yield from session.scalars(found)
