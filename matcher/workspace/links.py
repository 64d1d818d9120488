"""Links for clients: one client file, read without an account, its open questions answered. Whatever is wrong: the same answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.locale import N_
from matcher.profile import Profile
from matcher.workspace import tokens
from matcher.workspace.actor import Actor
from matcher.workspace.audit import record
from matcher.workspace.client_files import TARGET_GROUPS, ClientFile, ClientFiles, agreed
from matcher.workspace.database import Workspace
from matcher.workspace.errors import ConflictError, MissingError, WorkspaceError
from matcher.workspace.tables import ClientFileRow, LinkRow
from matcher.workspace.tokens import Link

CLIENT = N_("client (link)")
"""What history and the access log call whoever answers through a link."""
MOST_DAYS = 90
PLACE = {("enterprise", kind) for kind in ("municipality", "mrc", "region")}
"""Three fields that hold one answer."""


class Opened:
    """What a link gives: one client file, to be read and its questions answered. Nothing else can be reached from here.

    Every use looks at the link anew: one that was revoked a moment ago raises MissingError.
    """

    def __init__(self, workspace: Workspace, link_id: UUID) -> None:
        self.link = link_id
        self._workspace = workspace

    def file(self) -> ClientFile:
        """Return the client file as it stands. Raises MissingError."""
        with self._workspace.reading() as session:
            row = self._row(session)
        return self._files(row).current(row.id)

    def keeps_groups(self) -> bool:
        """Whether the client agreed that answers on target groups are kept. Raises MissingError."""
        with self._workspace.reading() as session:
            return agreed(session, self._row(session).id, TARGET_GROUPS)

    def answer(self, seen: ClientFile, profile: Profile) -> ClientFile:
        """Keep what the client answered to the client file that they saw.

        Where somebody saved since, the answers go on top of what stands now, unless both changed the same one.

        Raises:
            ConflictError: somebody gave another answer to the same question; `current` is what stands, and nothing was overwritten.
            MissingError: the link does not work any more.
        """
        try:
            return self._save(seen, profile)
        except ConflictError as conflict:
            both = _merged(seen.profile, profile, conflict.current.profile)
            if both is None:
                raise
            return self._save(conflict.current, both)

    def _save(self, seen: ClientFile, profile: Profile) -> ClientFile:
        with self._workspace.reading() as session:
            row = self._row(session)
        return self._files(row).save(
            row.id, seen.version, name=row.name, profile=profile, goal=row.goal, what="client_answered"
        )  # fmt: skip

    def _row(self, session: Session) -> ClientFileRow:
        link = session.get(LinkRow, self.link)
        works = link is not None and tokens.shown(link).works(self._workspace.now())
        row = _file_of(session, link) if link is not None and works else None
        if row is None:
            raise MissingError
        return row

    def _files(self, row: ClientFileRow) -> ClientFiles:
        return ClientFiles(self._workspace, Actor(row.organisation_id, CLIENT))


def make_link(files: ClientFiles, file_id: UUID, expires_in_days: int = 30) -> tuple[Link, str]:
    """Make a link for a client, and return it with its token, which is not kept.

    Raises:
        WorkspaceError: the days are not between 1 and MOST_DAYS, or the client file is archived.
        MissingError: there is no such client file here.
    """
    if not 1 <= expires_in_days <= MOST_DAYS:
        raise WorkspaceError(N_("A link works for 1 to {most} days"), most=MOST_DAYS)
    files.actor.require("edit")
    with files.workspace.writing() as session:
        if files.row(session, file_id).state != "active":
            raise WorkspaceError(N_("Take the client file out of the archive first"))
        now = files.workspace.now()
        until = now + timedelta(days=expires_in_days)
        return tokens.make(
            session, files.actor, "client", by=files.actor.name, at=now, client_file=file_id, expires_at=until
        )  # fmt: skip


def links(files: ClientFiles, file_id: UUID) -> list[Link]:
    """Return the links of one client file, newest first. Raises MissingError."""
    with files.workspace.reading() as session:
        files.row(session, file_id)
        found = select(LinkRow).where(LinkRow.client_file_id == file_id).order_by(LinkRow.created_at.desc(), LinkRow.id)
        return [tokens.shown(row) for row in session.scalars(found)]


def revoke_link(files: ClientFiles, link_id: UUID) -> None:
    """Close a link at once. Raises MissingError."""
    files.actor.require("edit")
    with files.workspace.writing() as session:
        row = session.get(LinkRow, link_id, with_for_update=True)
        if row is None or row.client_file_id is None:
            raise MissingError
        files.row(session, row.client_file_id)
        tokens.revoke(session, files.actor, row, files.workspace.now())


def open_link(workspace: Workspace, token: str, now: datetime | None = None) -> Opened | None:
    """Return what a token opens, and write down that it was opened; None whatever is wrong with it."""
    if not tokens.is_known(workspace, token):
        return None
    now = now or workspace.now()
    with workspace.writing() as session:
        link = tokens.in_force(session, token, "client", now)
        file = _file_of(session, link) if link else None
        if link is None or file is None:
            return None
        link.opened_at = now
        record(session, Actor(file.organisation_id, CLIENT), "link_opened", file.id, at=now)
        return Opened(workspace, link.id)


def _file_of(session: Session, link: LinkRow) -> ClientFileRow | None:
    """Return the client file that a link opens; one that was put away is not shown."""
    row = session.get(ClientFileRow, link.client_file_id) if link.kind == "client" and link.client_file_id else None
    return row if row and row.state == "active" and row.organisation_id == link.organisation_id else None


def _merged(seen: Profile, mine: Profile, current: Profile) -> Profile | None:
    """Return what stands now with the answers that I changed, None where somebody changed one of them too."""
    before, after, now = _answers(seen), _answers(mine), _answers(current)
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    if changed & PLACE:
        changed |= PLACE
    if any(now.get(place) not in (before.get(place), after.get(place)) for place in changed):
        return None
    both = {place: answer for place, answer in now.items() if place not in changed}
    both |= {place: after[place] for place in changed if place in after}
    sections: dict[str, dict[str, Any]] = {}
    for (section, name), answer in both.items():
        sections.setdefault(section, {})[name] = answer
    return Profile.model_validate(sections)


def _answers(profile: Profile) -> dict[tuple[str, str], Any]:
    """Return each answer by its section and its name."""
    return {(section, name): answer for section, answers in profile.raw().items() for name, answer in answers.items()}
