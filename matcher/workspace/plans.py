"""Funding plans as they were handed over: what a client was given stays, whatever the catalogue says later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from matcher.workspace.audit import record
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.tables import PlanRow


@dataclass(frozen=True)
class KeptPlan:
    """One plan that was handed over: `name` is what it is the best at, `document` what `matcher plan --format json` prints of it."""

    id: UUID
    at: datetime
    by: str
    name: str
    catalogue_version: str
    document: Mapping[str, Any]


def keep_plan(files: ClientFiles, file_id: UUID, name: str, catalogue_version: str, document: dict[str, Any]) -> KeptPlan:
    """Keep a plan; the one that was kept last is not kept a second time. Raises MissingError."""
    with files.workspace.writing() as session:
        files.row(session, file_id, to_change=True)
        row = session.scalar(_of(file_id).limit(1))
        if row is None or (row.name, row.document) != (name, document):
            now = files.workspace.now()
            row = PlanRow(
                client_file_id=file_id, at=now, by=files.actor.name, name=name, catalogue_version=catalogue_version, document=document
            )  # fmt: skip
            session.add(row)
            session.flush()
            record(session, files.actor, "plan_kept", file_id, at=now)
        return _shown(row)


def kept_plans(files: ClientFiles, file_id: UUID) -> list[KeptPlan]:
    """Return the plans of a client, the last one first. Raises MissingError."""
    with files.workspace.reading() as session:
        files.row(session, file_id)
        return [_shown(row) for row in session.scalars(_of(file_id))]


def _of(file_id: UUID) -> Any:
    return select(PlanRow).where(PlanRow.client_file_id == file_id).order_by(PlanRow.at.desc(), PlanRow.id)


def _shown(row: PlanRow) -> KeptPlan:
    return KeptPlan(row.id, row.at, row.by, row.name, row.catalogue_version, row.document)
