"""What is held of one client or of one advisor: handed over whole, and an advisor's name and address erased.

A client file is erased with `ClientFiles.erase`. Names that somebody wrote inside a note or a comment are in its text, and go with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, inspect, select, update
from sqlalchemy.orm import Session

from matcher.locale import N_
from matcher.workspace.actor import Actor
from matcher.workspace.audit import record
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace
from matcher.workspace.errors import MissingError, NotAllowedError, WorkspaceError
from matcher.workspace.tables import AdvisorRow, AuditRow, ClientFileRow, ConfidentialRow, LinkRow, Table

FORMER = N_("former advisor")
"""What stands in the place of the name of an advisor who was erased."""
NAMES = ("by", "updated_by")
"""The columns that hold the name of who acted."""
INSIDE = frozenset({"organisation_id", "client_file_id", "token_hash", "words", "content", "subject"})
"""Columns that say nothing of the person: keys, what a search looks through, what is encrypted and handed over in the clear."""


def held_of_client(files: ClientFiles, file_id: UUID) -> dict[str, Any]:
    """Return everything that is held of one client, as a JSON document, and write down that it was handed over.

    Each table stands under its name; the answers on target groups are in the profile, in the clear. Raises MissingError.
    """
    profile = files.current(file_id).profile.raw()
    with files.workspace.writing() as session:
        row = files.row(session, file_id)
        held: dict[str, Any] = {"client_file": _plain(row) | {"profile": profile}}
        for table in _tables(("client_file_id",)):
            if table is not ConfidentialRow:
                found = session.scalars(select(table).where(_column(table, "client_file_id") == file_id))
                held[table.__tablename__] = [_plain(one) for one in found]
        acts = select(AuditRow).where(AuditRow.subject == file_id, AuditRow.organisation_id == row.organisation_id)
        held["audit"] = [_plain(one) for one in session.scalars(acts.order_by(AuditRow.at))]
        record(session, files.actor, "exported", file_id, at=files.workspace.now(), detail="person")
    return held


def held_of_advisor(workspace: Workspace, actor: Actor, advisor_id: UUID) -> dict[str, Any]:
    """Return everything that is held of one advisor, as a JSON document: the account, and when they acted on what.

    What they wrote of clients belongs to the client files. Whoever has the same name in the organisation cannot be told apart.

    Raises:
        NotAllowedError: only the advisor and an administrator may ask.
        MissingError: there is no such person in this organisation.
    """
    if actor.advisor != advisor_id and not actor.may("manage_advisors"):
        raise NotAllowedError
    with workspace.reading() as session:
        row = _advisor(session, actor, advisor_id)
        held: dict[str, Any] = {"advisor": _plain(row)}
        acts = (
            select(AuditRow).where(AuditRow.organisation_id == actor.organisation, AuditRow.by == row.name).order_by(AuditRow.at)
        )
        held["audit"] = [
            _plain(one) | {"client_file": str(one.subject) if one.subject else None} for one in session.scalars(acts)
        ]
        feeds = select(LinkRow).where(_feeds_of(actor, advisor_id)).order_by(LinkRow.created_at)
        held["calendar"] = [_plain(one) for one in session.scalars(feeds)]
        return held


def erase_advisor(workspace: Workspace, actor: Actor, advisor_id: UUID) -> None:
    """Erase the account of an advisor, and put FORMER in the place of their name wherever it stands.

    What they did stays, under no name: client files, history and log remain whole. Whoever has the same name in the organisation
    cannot be told apart, and loses it there too.

    Raises:
        NotAllowedError: only an administrator may.
        WorkspaceError: nobody would be left to administer the organisation.
        MissingError: there is no such person in this organisation.
    """
    actor.require("manage_advisors")
    with workspace.writing() as session:
        row = _advisor(session, actor, advisor_id)
        others = select(func.count()).where(
            AdvisorRow.organisation_id == actor.organisation,
            AdvisorRow.role == "administrator",
            AdvisorRow.active,
            AdvisorRow.id != row.id,
        )
        if not session.scalar(others):
            raise WorkspaceError(N_("An organisation needs one administrator at least"))
        for link in session.scalars(select(LinkRow).where(_feeds_of(actor, advisor_id))):
            session.delete(link)
        session.flush()
        for table in _tables(NAMES):
            for name in NAMES:
                if name in inspect(table).columns:
                    named = update(table).where(_column(table, name) == row.name, _mine(table, actor)).values({name: FORMER})
                    session.execute(named, execution_options={"synchronize_session": False})
        session.delete(row)
        by = Actor(actor.organisation, FORMER, actor.role) if actor.advisor == advisor_id else actor
        record(session, by, "advisor_changed", at=workspace.now(), detail="erased")


def _advisor(session: Session, actor: Actor, advisor_id: UUID) -> AdvisorRow:
    row = session.get(AdvisorRow, advisor_id)
    if row is None or row.organisation_id != actor.organisation:
        raise MissingError
    return row


def _feeds_of(actor: Actor, advisor_id: UUID) -> ColumnElement[bool]:
    return (LinkRow.organisation_id == actor.organisation) & (LinkRow.kind == "calendar") & (LinkRow.by == str(advisor_id))


def _tables(having: Collection[str]) -> Iterator[type[Table]]:
    """Yield the tables that have one of these columns, those of later versions included."""
    for mapper in sorted(Table.registry.mappers, key=lambda mapper: mapper.class_.__tablename__):
        if any(name in mapper.columns for name in having):
            yield mapper.class_


def _column(table: type[Table], name: str) -> ColumnElement[Any]:
    return inspect(table).columns[name]


def _mine(table: type[Table], actor: Actor) -> ColumnElement[bool]:
    """Return what keeps to the rows of the organisation, which a table names itself or through its client file."""
    columns = inspect(table).columns
    files = select(ClientFileRow.id).where(ClientFileRow.organisation_id == actor.organisation)
    if "organisation_id" in columns:
        return columns["organisation_id"] == actor.organisation
    return columns["client_file_id"].in_(files)


def _plain(row: Table) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs if column.key not in INSIDE}
    return {name: _as_json(value) for name, value in values.items()}


def _as_json(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value.isoformat() if isinstance(value, (date, datetime)) else value
