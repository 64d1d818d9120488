"""What changed for whom: each client file is looked at, what is new is kept once, and goes to each advisor once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from matcher.matching import Matcher
from matcher.watch.look import Look, look
from matcher.watch.news import News
from matcher.workspace.actor import Actor
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.confidential import split
from matcher.workspace.database import Workspace
from matcher.workspace.errors import MissingError
from matcher.workspace.organisations import LAPTOP
from matcher.workspace.stored_profile import read_stored
from matcher.workspace.tables import AdvisorRow, ClientFileRow, Digest, NewsRow, SentNewsRow, StandingsRow

EVERY: dict[Digest, timedelta] = {"daily": timedelta(hours=20), "weekly": timedelta(days=6, hours=20)}
"""How long after the last digest the next one may go: a little less than a day or a week, so that a nightly run never skips one."""


@dataclass(frozen=True)
class FileNews:
    """One thing that is new for one client file, when it was noticed."""

    id: UUID
    client_file: UUID
    client: str
    at: datetime
    news: News


def look_at(files: ClientFiles, file_id: UUID, matcher: Matcher, as_of: date) -> list[News]:
    """Look at one client file, and keep what is new with the look itself: both or neither. Raises MissingError.

    Answers on target groups take no part: what is kept of a look is not encrypted.
    """
    with files.workspace.writing() as session:
        row = files.row(session, file_id, to_change=True)
        kept = session.get(StandingsRow, file_id)
        last = Look.model_validate(kept.content) if kept else None
        if last is not None and last.as_of > as_of:
            return []
        profile = read_stored(split(row.profile)[0])[0]
        found, now = look(last, matcher.match(profile, as_of))
        at = files.workspace.now()
        session.merge(StandingsRow(client_file_id=file_id, at=at, content=now.as_json()))
        # What was taken back and comes again has the key it had: it is news again.
        again = NewsRow.key.in_([one.key for one in found])
        session.execute(delete(NewsRow).where(NewsRow.client_file_id == file_id, again))
        session.add_all(_row(file_id, one, at) for one in found)
        return found


def look_at_all(files: ClientFiles, matcher: Matcher, as_of: date) -> Iterator[tuple[UUID, list[News]]]:
    """Look at every active client file of the organisation, one transaction each; yield what is new for each."""
    mine = select(ClientFileRow.id).where(
        ClientFileRow.organisation_id == files.actor.organisation, ClientFileRow.state == "active"
    )
    with files.workspace.reading() as session:
        ids = list(session.scalars(mine.order_by(ClientFileRow.words, ClientFileRow.id)))
    for file_id in ids:
        try:
            yield file_id, look_at(files, file_id, matcher, as_of)
        except MissingError:  # erased meanwhile
            continue


def latest_news(files: ClientFiles, since: datetime, file_id: UUID | None = None) -> list[FileNews]:
    """Return what was noticed since a moment for one client file, or for all active ones; newest first."""
    found = _news(files.actor.organisation).where(NewsRow.at >= since)
    if file_id is not None:
        found = found.where(NewsRow.client_file_id == file_id)
    with files.workspace.reading() as session:
        return [_shown(row, name) for row, name in session.execute(found.order_by(NewsRow.at.desc(), NewsRow.key))]


def to_send(session: Session, advisor: AdvisorRow, now: datetime) -> list[FileNews]:
    """Return what an advisor was not sent yet, by client file; nothing while it is too early for their next digest.

    The one user of a laptop has no address that mail could reach.
    """
    if not advisor.active or advisor.digest not in EVERY or advisor.email.endswith(f"@{LAPTOP}"):
        return []
    last = session.scalar(select(func.max(SentNewsRow.at)).where(SentNewsRow.advisor_id == advisor.id))
    if last is not None and abs(now - last) < EVERY[advisor.digest]:  # one sent by a clock that ran ahead holds back none
        return []
    sent = select(SentNewsRow.news_id).where(SentNewsRow.advisor_id == advisor.id)
    fresh = _news(advisor.organisation_id).where(NewsRow.id.not_in(sent), NewsRow.at >= advisor.created_at)
    rows = session.execute(fresh.order_by(ClientFileRow.words, ClientFileRow.id, NewsRow.at, NewsRow.key))
    return [_shown(row, name) for row, name in rows]


def digests_due(workspace: Workspace, actor: Actor) -> list[tuple[AdvisorRow, list[FileNews]]]:
    """Return for each advisor of the organisation whose digest is due what is in it."""
    found = select(AdvisorRow).where(AdvisorRow.organisation_id == actor.organisation).order_by(AdvisorRow.email)
    with workspace.reading() as session:
        due = [(advisor, to_send(session, advisor, workspace.now())) for advisor in session.scalars(found)]
    return [(advisor, news) for advisor, news in due if news]


def mark_sent(workspace: Workspace, advisor_id: UUID, news: Sequence[FileNews]) -> None:
    """Write down that an advisor was sent these news: they are never sent to them again."""
    at = workspace.now()
    with workspace.writing() as session:
        there = set(session.scalars(select(NewsRow.id).where(NewsRow.id.in_([one.id for one in news]))))
        rows = [{"news_id": one.id, "advisor_id": advisor_id, "at": at} for one in news if one.id in there]
        if rows:
            session.execute(insert(SentNewsRow), rows)


def by_client(news: Sequence[FileNews]) -> list[tuple[UUID, str, tuple[News, ...]]]:
    """Return news grouped by client file, in the order they come in."""
    groups = groupby(news, key=lambda one: (one.client_file, one.client))
    return [(file_id, name, tuple(one.news for one in group)) for (file_id, name), group in groups]


def _news(organisation: UUID) -> Any:
    return (
        select(NewsRow, ClientFileRow.name)
        .join(ClientFileRow, ClientFileRow.id == NewsRow.client_file_id)
        .where(ClientFileRow.organisation_id == organisation, ClientFileRow.state == "active")
    )


def _row(file_id: UUID, one: News, at: datetime) -> NewsRow:
    content = {"name": dict(one.name), "why": dict(one.why), "on": one.on.isoformat() if one.on else None}
    return NewsRow(client_file_id=file_id, key=one.key, program=one.program, kind=one.kind, content=content, at=at)


def _shown(row: NewsRow, client: str) -> FileNews:
    on = row.content["on"]
    news = News(row.program, row.kind, row.key, row.content["name"], row.content["why"], date.fromisoformat(on) if on else None)
    return FileNews(row.id, row.client_file_id, client, row.at, news)
