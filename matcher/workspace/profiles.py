"""The profiles of all active client files at once, for questions that are asked of every client."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, select

from matcher.profile import Profile
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.stored_profile import read_stored
from matcher.workspace.tables import ClientFileRow


def stamp(files: ClientFiles) -> str:
    """Return what differs once any active client file was made, changed, put away or erased."""
    mine = (ClientFileRow.organisation_id == files.actor.organisation, ClientFileRow.state == "active")
    with files.workspace.reading() as session:
        count, versions, newest = session.execute(
            select(func.count(), func.sum(ClientFileRow.version), func.max(ClientFileRow.updated_at)).where(*mine)
        ).one()
    return f"{count} {versions} {newest}"


def active_profiles(files: ClientFiles) -> Iterator[tuple[UUID, str, Profile]]:
    """Yield id, name and profile of each active client file of the organisation, without the answers that are encrypted."""
    found = (
        select(ClientFileRow.id, ClientFileRow.name, ClientFileRow.profile)
        .where(ClientFileRow.organisation_id == files.actor.organisation, ClientFileRow.state == "active")
        .order_by(ClientFileRow.words, ClientFileRow.id)
    )
    with files.workspace.reading() as session:
        for file_id, name, profile in session.execute(found):
            yield file_id, name, read_stored(profile)[0]
