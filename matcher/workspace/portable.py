"""A client file as one document that another workspace takes in: handing over to a colleague, a new tool, or the client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args
from uuid import UUID, uuid4

from sqlalchemy import FromClause, RowMapping, insert, select
from sqlalchemy.orm import Session

from matcher.workspace import applications
from matcher.workspace.audit import record
from matcher.workspace.client_files import ClientFile, ClientFiles, words_of
from matcher.workspace.confidential import split
from matcher.workspace.consents import KINDS
from matcher.workspace.encoding import NotOursError, decoded, encoded
from matcher.workspace.stored_profile import read_stored
from matcher.workspace.tables import (
    ApplicationRow,
    ClientFileRow,
    ConsentRow,
    DismissalRow,
    NoteRow,
    PlanRow,
    RevisionRow,
    State,
    Table,
)

KIND = "funding-matcher client file"
PARTS: dict[str, type[Table]] = {
    "revisions": RevisionRow,
    "notes": NoteRow,
    "applications": ApplicationRow,
    "consents": ConsentRow,
    "plans": PlanRow,
    "dismissals": DismissalRow,
}
"""What travels beside the answers. Links do not: they belong to the workspace that made them."""
OF_ONE_PLACE = {"id", "client_file_id", "organisation_id", "import_id", "words"}
"""What means something in one database only."""


def as_json(files: ClientFiles, file_id: UUID) -> dict[str, Any]:
    """Return a client file whole, with its history; answers on target groups too, where consent stands. Raises MissingError."""
    opened = files.open(file_id)
    with files.workspace.writing() as session:
        row = files.row(session, file_id)
        head = {column: getattr(row, column) for column in [one.name for one in ClientFileRow.__table__.columns]}
        record(session, files.actor, "exported", file_id, at=files.workspace.now())
        return {
            "kind": KIND,
            "client_file": {**_travelling(head), "profile": opened.profile.raw()},
            **{name: _part(session, table.__table__, file_id) for name, table in PARTS.items()},
        }


def _part(session: Session, table: FromClause, file_id: UUID) -> list[dict[str, Any]]:
    rows = session.execute(select(table).where(table.c.client_file_id == file_id)).mappings()
    return sorted((_travelling(row) for row in rows), key=lambda row: json.dumps(row, sort_keys=True))


def _travelling(row: RowMapping | Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in encoded(row).items() if name not in OF_ONE_PLACE}


def from_json(files: ClientFiles, document: object) -> ClientFile:
    """Make a client file from what `as_json` gave. Raises NotOursError if it is something else; nothing is made then."""
    if not isinstance(document, dict) or document.get("kind") != KIND or set(document) != {"kind", "client_file", *PARTS}:
        raise NotOursError(where="kind")
    file_id = uuid4()
    here = {"id": str(file_id), "organisation_id": str(files.actor.organisation), "import_id": None, "words": ""}
    head = _row(document["client_file"], ClientFileRow.__table__, here, "client_file")
    profile, unread = read_stored(head["profile"])
    if unread or head["state"] not in get_args(State) or not head["name"].strip():
        raise NotOursError(where=", ".join(unread) or "client_file")
    head |= {"profile": split(profile.raw())[0], "words": words_of(head["name"], profile)}
    parts = {name: _rows(document[name], name, file_id) for name in PARTS}
    _check_parts(parts)
    with files.workspace.writing() as session:
        session.execute(insert(ClientFileRow), [head])
        for name, table in PARTS.items():
            if parts[name]:
                session.execute(insert(table), parts[name])
        files.keep_apart(session, file_id, profile)
        record(session, files.actor, "imported", file_id, at=files.workspace.now())
    return files.open(file_id)


def _rows(rows: object, name: str, file_id: UUID) -> list[dict[str, Any]]:
    if not isinstance(rows, list):
        raise NotOursError(where=name)
    table = PARTS[name].__table__
    here = {"client_file_id": str(file_id)}
    own = {"id": None} if "id" in table.c else {}
    return [_row(row, table, {**here, **{key: str(uuid4()) for key in own}}, f"{name}[{i}]") for i, row in enumerate(rows)]


def _row(row: object, table: FromClause, here: Mapping[str, Any], where: str) -> dict[str, Any]:
    if not isinstance(row, dict) or set(row) & OF_ONE_PLACE:
        raise NotOursError(where=where)
    return decoded({**row, **{name: value for name, value in here.items() if name in table.c}}, table, where)


def _check_parts(parts: Mapping[str, list[dict[str, Any]]]) -> None:
    """Raise NotOursError where rows fit their columns and still say what no client file can."""
    numbers = [row["number"] for row in parts["revisions"]]
    dismissed = [row["program"] for row in parts["dismissals"]]
    if not numbers or len(set(numbers)) < len(numbers) or len(set(dismissed)) < len(dismissed):
        raise NotOursError(where="revisions")
    states = {term.code for term in applications.states()}
    for row in parts["applications"]:
        allowed = {term.code for term in applications.reasons(row["state"])} if row["state"] in states else set()
        if row["state"] not in states or (row["reason"] not in allowed if allowed else row["reason"] is not None):
            raise NotOursError(where="applications")
    if any(row["kind"] not in KINDS for row in parts["consents"]):
        raise NotOursError(where="consents")
