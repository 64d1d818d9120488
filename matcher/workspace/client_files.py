"""Client files: made, opened, saved without overwriting anybody, put away, erased."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from dateutil.relativedelta import relativedelta
from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from matcher.locale import N_
from matcher.profile import Profile
from matcher.vocabulary.terms import fold
from matcher.workspace.actor import Actor
from matcher.workspace.audit import record
from matcher.workspace.confidential import another_key, cipher, joined, split
from matcher.workspace.database import Workspace
from matcher.workspace.errors import ConflictError, MissingError, WorkspaceError
from matcher.workspace.stored_profile import read_stored
from matcher.workspace.tables import Action, ClientFileRow, ConfidentialRow, ConsentRow, RevisionRow, State

SAME_SITTING = timedelta(minutes=10)
"""Saves of one person that follow each other this closely are one line of the history: the app saves after each answer."""
RETAIN_YEARS = 7
"""How long a client file is kept after its last change, unless it states a day of its own."""
TARGET_GROUPS = "target_groups"
"""The consent without which answers on target groups are not kept."""


@dataclass(frozen=True)
class ClientFile:
    """An advisor's record of one enterprise, as it stands.

    `version` tells whether somebody saved meanwhile. `goal` is what the chosen plan is the best at. `unread` holds answers that
    this version of the vocabulary does not know any more: left out of the profile, and kept in the history.
    """

    id: UUID
    name: str
    state: State
    version: int
    profile: Profile
    goal: str | None
    retain_until: date
    created_at: datetime
    updated_at: datetime
    updated_by: str
    unread: tuple[str, ...] = ()


class ClientFiles:
    """The client files of the organisation of `actor`, and of no other."""

    def __init__(self, workspace: Workspace, actor: Actor) -> None:
        self.workspace = workspace
        self.actor = actor

    def create(self, name: str, profile: Profile | None = None, goal: str | None = None) -> ClientFile:
        """Make a client file. Raises WorkspaceError if it has no name."""
        with self.workspace.writing() as session:
            row = self.add(session, "created", name, profile or Profile(), goal=goal)
            return self._shown(session, row)

    def add(
        self,
        session: Session,
        what: Action,
        name: str,
        profile: Profile,
        *,
        goal: str | None = None,
        import_id: UUID | None = None,
    ) -> ClientFileRow:
        """Make a client file inside a transaction that does more."""
        now = self.workspace.now()
        row = ClientFileRow(
            organisation_id=self.actor.organisation, import_id=import_id, state="active", version=1, created_at=now,
            **self._content(name, profile, goal, now),
        )  # fmt: skip
        session.add(row)
        session.flush()
        self._keep_revision(session, row, what)
        record(session, self.actor, what, row.id, at=now)
        return row

    def open(self, file_id: UUID) -> ClientFile:
        """Return a client file, and write down that it was opened. Raises MissingError."""
        with self.workspace.writing() as session:
            row = self.row(session, file_id)
            record(session, self.actor, "opened", file_id, at=self.workspace.now())
            return self._shown(session, row)

    def current(self, file_id: UUID) -> ClientFile:
        """Return a client file as it stands, for who opened it already: nothing is written down. Raises MissingError."""
        with self.workspace.reading() as session:
            return self._shown(session, self.row(session, file_id))

    def save(
        self, file_id: UUID, version: int, *, name: str, profile: Profile, goal: str | None = None, what: Action = "saved"
    ) -> ClientFile:
        """Keep what a client file holds now, over the version that was read.

        Raises:
            ConflictError: somebody saved since `version`; `current` is what stands.
            MissingError: there is no such client file here.
        """
        with self.workspace.writing() as session:
            row = self._changing(session, file_id, version)
            now = self.workspace.now()
            apart = self.keep_apart(session, row.id, profile)
            content = self._content(name, profile, goal, now)
            if (content["name"], content["profile"], goal) == (row.name, row.profile, row.goal) and not apart:
                return self._shown(session, row)
            for key, value in content.items():
                setattr(row, key, value)
            row.version += 1
            session.flush()
            self._keep_revision(session, row, what)
            record(session, self.actor, what, row.id, at=now)
            return self._shown(session, row)

    def duplicate(self, file_id: UUID, name: str) -> ClientFile:
        """Make a new client file with the answers of another; its history, notes and applications stay behind."""
        with self.workspace.writing() as session:
            source = self.row(session, file_id)
            profile = read_stored(source.profile)[0]
            return self._shown(session, self.add(session, "duplicated", name, profile, goal=source.goal))

    def archive(self, file_id: UUID) -> None:
        """Put a client file away: it leaves the list and stays whole."""
        self._set_state(file_id, "archived", "archived")

    def reopen(self, file_id: UUID) -> None:
        """Take an archived client file out again."""
        self._set_state(file_id, "active", "reopened")

    def retain(self, file_id: UUID, day: date | None) -> None:
        """Set the day after which `purge` erases a client file; None for seven years after its last change."""
        with self.workspace.writing() as session:
            row = self.row(session, file_id, to_change=True)
            row.retain_until = day
            record(session, self.actor, "retention_changed", file_id, at=self.workspace.now())

    def erase(self, file_id: UUID) -> None:
        """Erase a client file for good, with all that belongs to it. Raises NotAllowedError, MissingError."""
        self.actor.require("erase")
        with self.workspace.writing() as session:
            session.delete(self.row(session, file_id))
            record(session, self.actor, "erased", file_id, at=self.workspace.now())

    def purge(self, as_of: date) -> int:
        """Erase the client files of which the day of retention has passed; return how many. Raises NotAllowedError."""
        self.actor.require("erase")
        with self.workspace.writing() as session:
            mine = ClientFileRow.organisation_id == self.actor.organisation
            own_day = ClientFileRow.retain_until < as_of
            usual = datetime.combine(as_of - relativedelta(years=RETAIN_YEARS), time(), UTC)
            usual_day = and_(ClientFileRow.retain_until.is_(None), ClientFileRow.updated_at < usual)
            over = list(session.scalars(select(ClientFileRow.id).where(mine, or_(own_day, usual_day))))
            session.execute(delete(ClientFileRow).where(ClientFileRow.id.in_(over)))
            for file_id in over:
                record(session, self.actor, "purged", file_id, at=self.workspace.now())
            return len(over)

    def row(self, session: Session, file_id: UUID, *, to_change: bool = False) -> ClientFileRow:
        """Return the row of a client file of this organisation. Raises MissingError."""
        found = select(ClientFileRow).where(ClientFileRow.id == file_id, ClientFileRow.organisation_id == self.actor.organisation)
        row = session.scalar(found.with_for_update() if to_change else found)
        if row is None:
            raise MissingError
        return row

    def _changing(self, session: Session, file_id: UUID, version: int) -> ClientFileRow:
        row = self.row(session, file_id, to_change=True)
        if row.version != version:
            raise ConflictError(self._shown(session, row), row.updated_by)
        return row

    def _set_state(self, file_id: UUID, state: State, action: Action) -> None:
        with self.workspace.writing() as session:
            row = self.row(session, file_id, to_change=True)
            if row.state != state:
                row.state, row.updated_at, row.updated_by = state, self.workspace.now(), self.actor.name
                record(session, self.actor, action, file_id, at=self.workspace.now())

    def _content(self, name: str, profile: Profile, goal: str | None, now: datetime) -> dict[str, Any]:
        cleaned = " ".join(name.split())[:200]
        if not cleaned:
            raise WorkspaceError(N_("A client file needs a name"))
        return {
            "name": cleaned, "words": words_of(cleaned, profile), "profile": split(profile.raw())[0], "goal": goal, "updated_at": now,
            "updated_by": self.actor.name,
        }  # fmt: skip

    def _keep_revision(self, session: Session, row: ClientFileRow, what: Action) -> None:
        last = session.scalar(
            select(RevisionRow).where(RevisionRow.client_file_id == row.id).order_by(RevisionRow.number.desc()).limit(1)
        )
        held = {"name": row.name, "profile": row.profile, "goal": row.goal}
        sitting = last is not None and last.by == row.updated_by and abs(row.updated_at - last.at) < SAME_SITTING
        if last is not None and sitting and last.what == what == "saved":
            for key, value in held.items():
                setattr(last, key, value)
            return
        number = last.number + 1 if last else 1
        session.add(RevisionRow(client_file_id=row.id, number=number, at=row.updated_at, by=row.updated_by, what=what, **held))

    def keep_apart(self, session: Session, file_id: UUID, profile: Profile) -> bool:
        """Keep the answers that tell of persons where the client agreed; return whether they changed."""
        apart = split(profile.raw())[1]
        kept = session.get(ConfidentialRow, file_id)
        if apart == self._apart(kept):
            return False
        if not apart:
            session.delete(kept)
        elif agreed(session, file_id, TARGET_GROUPS):
            content = cipher(self.workspace.engine.url).encrypt(json.dumps(apart).encode())
            session.merge(ConfidentialRow(client_file_id=file_id, content=content))
        else:
            return False
        return True

    def _apart(self, kept: ConfidentialRow | None) -> Mapping[str, Any]:
        if kept is None:
            return {}
        try:
            content: dict[str, Any] = json.loads(cipher(self.workspace.engine.url).decrypt(kept.content))
        except InvalidToken:
            raise another_key() from None
        return content

    def _shown(self, session: Session, row: ClientFileRow) -> ClientFile:
        profile, unread = read_stored(joined(row.profile, self._apart(session.get(ConfidentialRow, row.id))))
        return ClientFile(
            row.id, row.name, row.state, row.version, profile, row.goal,
            row.retain_until or row.updated_at.date() + relativedelta(years=RETAIN_YEARS),
            row.created_at, row.updated_at, row.updated_by, unread,
        )  # fmt: skip


def agreed(session: Session, file_id: UUID, kind: str) -> bool:
    """Whether the client agreed to something and has not taken it back."""
    found = select(ConsentRow.id).where(
        ConsentRow.client_file_id == file_id, ConsentRow.kind == kind, ConsentRow.withdrawn_on.is_(None)
    )
    return session.scalar(found) is not None


def names_of(files: ClientFiles, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of client files by id; those that are not there, or are another organisation's, are left out."""
    found = select(ClientFileRow.id, ClientFileRow.name).where(
        ClientFileRow.id.in_(ids), ClientFileRow.organisation_id == files.actor.organisation
    )
    with files.workspace.reading() as session:
        return {row.id: row.name for row in session.execute(found)}


def words_of(name: str, profile: Profile) -> str:
    """Return what a search looks through: the name and the place, folded."""
    place = profile.enterprise.place
    return fold(f"{name} {place.full_label('fr') if place else ''}")
