"""Whether a workspace is whole: the database itself, and what the rows say of each other."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.fernet import InvalidToken
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from matcher.locale import N_
from matcher.vocabulary.terms import vocabulary
from matcher.workspace.confidential import cipher
from matcher.workspace.database import Workspace, newest_shape, shape_of
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.stored_profile import read_stored
from matcher.workspace.tables import ApplicationRow, ClientFileRow, ConfidentialRow, RevisionRow


class Finding(WorkspaceError):  # noqa: N818  # a sentence about data, which nobody raises
    """One thing that is not as it should be."""


def check(workspace: Workspace) -> list[Finding]:
    """Return what is wrong with a workspace; nothing if it is whole. Changes nothing."""
    with workspace.reading() as session:
        return [
            *_of_database(session),
            *_of_client_files(session),
            *_of_applications(session),
            *_of_confidential(workspace, session),
        ]


def _of_database(session: Session) -> Iterator[Finding]:
    shape = shape_of(session.connection())
    if shape != newest_shape():
        yield Finding(N_("the database has the shape {found} instead of {expected}"), found=shape, expected=newest_shape())
    if session.get_bind().dialect.name != "sqlite":
        return
    for (words,) in session.execute(text("PRAGMA integrity_check")):
        if words != "ok":
            yield Finding(N_("the database file is damaged: {words}"), words=words)
    for table, row, *_ in session.execute(text("PRAGMA foreign_key_check")):
        yield Finding(N_("a row of {table} ({row}) belongs to nothing"), table=table, row=row)


def _of_client_files(session: Session) -> Iterator[Finding]:
    newest = select(RevisionRow.client_file_id, func.max(RevisionRow.number).label("number")).group_by(RevisionRow.client_file_id)
    last = newest.subquery()
    both = (
        select(ClientFileRow, RevisionRow)
        .outerjoin(last, last.c.client_file_id == ClientFileRow.id)
        .outerjoin(
            RevisionRow,
            (RevisionRow.client_file_id == ClientFileRow.id) & (RevisionRow.number == last.c.number),
        )
        .order_by(ClientFileRow.id)
    )
    for row, revision in session.execute(both, execution_options={"yield_per": 200}):
        if revision is None or (revision.name, revision.profile, revision.goal) != (row.name, row.profile, row.goal):
            yield Finding(N_("client file {id}: the history does not end with what it holds"), id=row.id)
        unread = read_stored(row.profile)[1]
        if unread:
            yield Finding(N_("client file {id}: answers that are not understood: {places}"), id=row.id, places=", ".join(unread))


def _of_applications(session: Session) -> Iterator[Finding]:
    found = select(ApplicationRow).where(ApplicationRow.state.not_in(list(vocabulary("applications"))))
    for row in session.scalars(found):
        yield Finding(N_("application {id}: there is no state {state}"), id=row.id, state=row.state)


def _of_confidential(workspace: Workspace, session: Session) -> Iterator[Finding]:
    rows = session.scalars(select(ConfidentialRow)).all()
    if not rows:
        return
    try:
        key = cipher(workspace.engine.url)
    except WorkspaceError as error:
        yield Finding(error.message, **error.values)
        return
    for row in rows:
        try:
            key.decrypt(row.content)
        except InvalidToken:
            yield Finding(N_("client file {id}: the key does not open its answers on target groups"), id=row.client_file_id)
