"""Follow-up: what was asked of which program, how far it is, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.locale import N_
from matcher.vocabulary.terms import Term, vocabulary
from matcher.workspace.actor import Actor
from matcher.workspace.audit import record
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace
from matcher.workspace.errors import ConflictError, MissingError, WorkspaceError
from matcher.workspace.tables import ApplicationRow, ClientFileRow, State

ENDED = frozenset({"awarded", "refused", "withdrawn", "not_asked"})
"""States after which nothing is waited for."""


@dataclass(frozen=True)
class Application:
    """One application to one program; amounts in dollars. `due_on` is the next day on which something must be done."""

    id: UUID
    client_file: UUID
    client: str
    program: str
    state: str
    asked: int | None = None
    awarded: int | None = None
    reason: str | None = None
    due_on: date | None = None
    asked_on: date | None = None
    answered_on: date | None = None
    comment: str = ""
    version: int = 1
    updated_at: datetime | None = None
    updated_by: str = ""
    archived: bool = False
    """Whether the client file was put away."""

    @property
    def waiting(self) -> bool:
        """Whether something is still to come."""
        return self.state not in ENDED

    @property
    def days_to_answer(self) -> int | None:
        """Return the days between asking and the answer, None while one of both is unknown."""
        return (self.answered_on - self.asked_on).days if self.asked_on and self.answered_on else None


def states() -> tuple[Term, ...]:
    """Return the states of an application, in the order in which it goes through them."""
    return tuple(term for term in vocabulary("applications").values() if not term.parents)


def reasons(state: str) -> tuple[Term, ...]:
    """Return the reasons that a state can have; none for a state that needs none."""
    return vocabulary("applications").children(state)


class Applications:
    """The applications of the organisation of `actor`."""

    def __init__(self, workspace: Workspace, actor: Actor) -> None:
        self.workspace = workspace
        self.actor = actor
        self._files = ClientFiles(workspace, actor)

    def add(self, client_file: UUID, program: str, *, asked: int | None = None, due_on: date | None = None) -> Application:
        """Begin to follow an application to a program. Raises MissingError for a client file that is not here."""
        with self.workspace.writing() as session:
            file = self._files.row(session, client_file)
            row = ApplicationRow(
                client_file_id=file.id, program=program, state="to_ask", asked=asked, due_on=due_on, version=1,
                updated_at=self.workspace.now(), updated_by=self.actor.name,
            )  # fmt: skip
            session.add(row)
            session.flush()
            record(session, self.actor, "application_added", file.id, at=row.updated_at, detail=program)
            return _shown(row, file.name, file.state)

    def change(self, changed: Application) -> Application:
        """Keep an application over the version that was read.

        Raises:
            WorkspaceError: the state lacks its reason or its amount.
            ConflictError: somebody saved since.
            MissingError: it is not there.
        """
        _check(changed)
        with self.workspace.writing() as session:
            row, name, state = self._row(session, changed.id)
            if row.version != changed.version:
                raise ConflictError(_shown(row, name, state), row.updated_by)
            if _shown(row, name, state) == changed:
                return changed
            for field in ("state", "asked", "awarded", "reason", "due_on", "asked_on", "answered_on", "comment"):
                setattr(row, field, getattr(changed, field))
            row.version += 1
            row.updated_at, row.updated_by = self.workspace.now(), self.actor.name
            record(
                session,
                self.actor,
                "application_changed",
                row.client_file_id,
                at=row.updated_at,
                detail=f"{row.program}: {row.state}",
            )
            session.flush()
            return _shown(row, name, state)

    def move(self, application: Application, state: str, on: date, reason: str | None = None) -> Application:
        """Bring an application to another state on a day, which is the day of asking or of the answer where it is none yet."""
        asked_on = application.asked_on or (on if state in {"asked", "conditional", "awarded", "refused"} else None)
        answered = state in {"awarded", "refused", "withdrawn"}
        answered_on = (application.answered_on or on) if answered else None
        awarded = application.awarded if state in {"conditional", "awarded"} else None
        if state == "awarded":
            awarded = awarded or application.asked
        moved = {"state": state, "reason": reason, "asked_on": asked_on, "answered_on": answered_on, "awarded": awarded}
        return self.change(replace(application, **moved))  # type: ignore[arg-type]

    def erase(self, application_id: UUID) -> None:
        """Stop following an application. Raises MissingError."""
        with self.workspace.writing() as session:
            row, *_ = self._row(session, application_id)
            record(session, self.actor, "application_erased", row.client_file_id, at=self.workspace.now(), detail=row.program)
            session.delete(row)

    def of(self, client_file: UUID | None = None, *, archived: bool = False) -> list[Application]:
        """Return the applications of one client file, or of all; those due first, then the last changed."""
        mine = ClientFileRow.organisation_id == self.actor.organisation
        found = select(ApplicationRow, ClientFileRow.name, ClientFileRow.state).join(ClientFileRow).where(mine)
        if client_file is not None:
            found = found.where(ApplicationRow.client_file_id == client_file)
        elif not archived:
            found = found.where(ClientFileRow.state == "active")
        nulls_last = ApplicationRow.due_on.is_(None)
        found = found.order_by(nulls_last, ApplicationRow.due_on, ApplicationRow.updated_at.desc(), ApplicationRow.id)
        with self.workspace.reading() as session:
            return [_shown(row, name, state) for row, name, state in session.execute(found)]

    def _row(self, session: Session, application_id: UUID) -> tuple[ApplicationRow, str, State]:
        mine = ClientFileRow.organisation_id == self.actor.organisation
        found = select(ApplicationRow, ClientFileRow.name, ClientFileRow.state).join(ClientFileRow)
        found = found.where(ApplicationRow.id == application_id, mine)
        hit = session.execute(found.with_for_update(of=ApplicationRow)).first()
        if hit is None:
            raise MissingError
        return hit[0], hit[1], hit[2]


def _check(application: Application) -> None:
    """Raise WorkspaceError where a state lacks what it means nothing without."""
    if application.state not in {term.code for term in states()}:
        raise WorkspaceError(N_("There is no such state: {state}"), state=application.state)
    allowed = {term.code for term in reasons(application.state)}
    if allowed and application.reason not in allowed:
        raise WorkspaceError(N_("Say why: this state needs a reason"))
    if not allowed and application.reason is not None:
        raise WorkspaceError(N_("This state has no reason"))
    if application.state == "awarded" and application.awarded is None:
        raise WorkspaceError(N_("Say how much was awarded"))
    if min(application.asked or 0, application.awarded or 0) < 0:
        raise WorkspaceError(N_("An amount cannot be negative"))
    if application.asked_on and application.answered_on and application.answered_on < application.asked_on:
        raise WorkspaceError(N_("The answer cannot come before the request"))


def _shown(row: ApplicationRow, client: str, state: State) -> Application:
    return Application(
        row.id, row.client_file_id, client, row.program, row.state, row.asked, row.awarded, row.reason, row.due_on,
        row.asked_on, row.answered_on, row.comment, row.version, row.updated_at, row.updated_by, state == "archived",
    )  # fmt: skip
