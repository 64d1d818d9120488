"""Organisations and the people who may sign in; on a laptop, one of each."""

from __future__ import annotations

from dataclasses import dataclass
from getpass import getuser
from uuid import UUID

from sqlalchemy import func, select

from matcher.locale import N_, Language
from matcher.workspace.actor import ROLES, Actor, Role
from matcher.workspace.audit import record
from matcher.workspace.database import Workspace
from matcher.workspace.errors import MissingError, NotAllowedError, WorkspaceError
from matcher.workspace.tables import AdvisorRow, Digest, OrganisationRow

LAPTOP = "localhost"
"""The domain of the address of the one user of a laptop: nobody can sign in with it."""


@dataclass(frozen=True)
class Advisor:
    """A person who may sign in."""

    id: UUID
    organisation: UUID
    email: str
    name: str
    role: Role
    language: Language
    digest: Digest
    active: bool

    @property
    def actor(self) -> Actor:
        """Return who they act as."""
        return Actor(self.organisation, self.name, self.role, self.id)


def laptop_user(workspace: Workspace) -> Actor:
    """Return the one user of a workspace without sign-in, made at the first need."""
    with workspace.writing() as session:
        row = session.scalar(select(AdvisorRow).where(AdvisorRow.email == f"me@{LAPTOP}"))
        if row is None:
            now = workspace.now()
            organisation = OrganisationRow(name=LAPTOP, created_at=now)
            session.add(organisation)
            session.flush()
            row = AdvisorRow(
                organisation_id=organisation.id, email=f"me@{LAPTOP}", name=_name(getuser()), role="administrator", created_at=now
            )
            session.add(row)
            session.flush()
        return _shown(row).actor


def found_organisation(workspace: Workspace, name: str, email: str, person: str) -> Advisor:
    """Make an organisation with its first administrator. Raises WorkspaceError if the address is taken or is none."""
    with workspace.writing() as session:
        now = workspace.now()
        organisation = OrganisationRow(name=_name(name), created_at=now)
        session.add(organisation)
        session.flush()
        actor = Actor(organisation.id, person, "administrator")
    return add_advisor(workspace, actor, email, person, "administrator")


def add_advisor(workspace: Workspace, actor: Actor, email: str, name: str, role: Role) -> Advisor:
    """Let one more person sign in. Raises NotAllowedError, and WorkspaceError if the address is taken or is none."""
    actor.require("manage_advisors")
    address = _address(email)
    if role not in ROLES:
        raise WorkspaceError(N_("There is no such role: {role}"), role=role)
    with workspace.writing() as session:
        if session.scalar(select(AdvisorRow.id).where(AdvisorRow.email == address)) is not None:
            raise WorkspaceError(N_("This address has an account already: {email}"), email=address)
        row = AdvisorRow(
            organisation_id=actor.organisation, email=address, name=_name(name), role=role, created_at=workspace.now()
        )
        session.add(row)
        session.flush()
        record(session, actor, "advisor_added", at=row.created_at, detail=role)
        return _shown(row)


def change_advisor(
    workspace: Workspace,
    actor: Actor,
    advisor_id: UUID,
    *,
    role: Role | None = None,
    active: bool | None = None,
    digest: Digest | None = None,
    language: Language | None = None,
) -> Advisor:
    """Change what a person may do, or their own preferences.

    Raises:
        NotAllowedError: only an administrator changes roles and access, and preferences of others.
        WorkspaceError: nobody would be left to administer the organisation.
        MissingError: there is no such person in this organisation.
    """
    own_preferences = actor.advisor == advisor_id and role is None and active is None
    if not own_preferences and not actor.may("manage_advisors"):
        raise NotAllowedError
    with workspace.writing() as session:
        row = session.get(AdvisorRow, advisor_id, with_for_update=True)
        if row is None or row.organisation_id != actor.organisation:
            raise MissingError
        given = {"role": role, "active": active, "digest": digest, "language": language}
        for field, value in given.items():
            if value is not None:
                setattr(row, field, value)
        session.flush()
        administrators = select(func.count()).where(
            AdvisorRow.organisation_id == actor.organisation, AdvisorRow.role == "administrator", AdvisorRow.active
        )
        if not session.scalar(administrators):
            raise WorkspaceError(N_("An organisation needs one administrator at least"))
        changed = ", ".join(field for field, value in given.items() if value is not None)
        record(session, actor, "advisor_changed", at=workspace.now(), detail=changed)
        return _shown(row)


def advisors(workspace: Workspace, actor: Actor) -> list[Advisor]:
    """Return the people of the organisation, by name."""
    found = select(AdvisorRow).where(AdvisorRow.organisation_id == actor.organisation).order_by(AdvisorRow.name, AdvisorRow.id)
    with workspace.reading() as session:
        return [_shown(row) for row in session.scalars(found)]


def advisor_of(workspace: Workspace, actor: Actor) -> Advisor:
    """Return the account of who acts. Raises MissingError for who has none, such as a client behind a link."""
    found = next((one for one in advisors(workspace, actor) if one.id == actor.advisor), None)
    if found is None:
        raise MissingError
    return found


def advisor_called(workspace: Workspace, email: str) -> Advisor | None:
    """Return who may sign in with an address, None if nobody may. Case does not matter."""
    with workspace.reading() as session:
        row = session.scalar(select(AdvisorRow).where(AdvisorRow.email == email.strip().casefold(), AdvisorRow.active))
        return _shown(row) if row and not row.email.endswith(f"@{LAPTOP}") else None


def who(workspace: Workspace, email: str | None) -> Actor:
    """Return who acts: the person with this address, or with None the one user of a laptop.

    Raises WorkspaceError for an address that nobody may sign in with, and for None in a workspace of organisations alone.
    """
    if email is None:
        with workspace.reading() as session:
            of_organisations = session.scalar(select(func.count()).select_from(OrganisationRow)) and not session.scalar(
                select(AdvisorRow.id).where(AdvisorRow.email == f"me@{LAPTOP}")
            )
        if of_organisations:
            raise WorkspaceError(N_("This workspace belongs to organisations: say who acts with --as and an e-mail address"))
        return laptop_user(workspace)
    advisor = advisor_called(workspace, email)
    if advisor is None:
        raise WorkspaceError(N_("Nobody may sign in as {email}"), email=email)
    return advisor.actor


def _address(email: str) -> str:
    address = email.strip().casefold()
    before, at, after = address.partition("@")
    if not (before and at and "." in after) or any(c.isspace() or not c.isprintable() for c in address):
        raise WorkspaceError(N_("This is not an e-mail address: {email}"), email=email)
    return address


def _name(name: str) -> str:
    cleaned = " ".join(name.split())[:200]
    if not cleaned:
        raise WorkspaceError(N_("A name is missing"))
    return cleaned


def _shown(row: AdvisorRow) -> Advisor:
    return Advisor(
        row.id, row.organisation_id, row.email, row.name, row.role, row.language, row.digest, row.active
    )  # fmt: skip
