"""The list of client files: search, filters, order, one page at a time, worked out by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, exists, func, select

from matcher.vocabulary.terms import fold
from matcher.workspace.applications import ENDED
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.tables import ApplicationRow, ClientFileRow, State

Order = Literal["changed", "name", "deadline"]
ORDERS: tuple[Order, ...] = get_args(Order)
PAGE = 40
Due = Literal["late", "fortnight", "month", "none"]
DUES: tuple[Due, ...] = get_args(Due)
"""When something is due next: before the day of the question, within 14 or 30 days from it, or never."""
DAYS_AHEAD: dict[Due, int] = {"fortnight": 14, "month": 30}
NONE_FOLLOWED = "none"
"""Asks for the client files of which no application is followed."""


@dataclass(frozen=True)
class Listed:
    """One line of the list: what an advisor looks for, without the answers. `next_deadline` is the first day due of what is still open."""

    id: UUID
    name: str
    state: State
    updated_at: datetime
    updated_by: str
    next_deadline: date | None
    waiting: int
    asked: int
    awarded: int


@dataclass(frozen=True)
class Page:
    """One page of the list, and how many client files the search found in all."""

    files: tuple[Listed, ...]
    total: int
    number: int

    @property
    def last(self) -> int:
        """Return the number of the last page; pages count from 1."""
        return max(1, -(-self.total // PAGE))


def listing(
    files: ClientFiles,
    search: str = "",
    state: State | None = "active",
    order: Order = "changed",
    page: int = 1,
    *,
    application: str | None = None,
    due: Due | None = None,
    as_of: date | None = None,
) -> Page:
    """Return one page of the client files whose name or place holds every word of `search`, accents and case aside.

    `application` keeps those with an application in that state; NONE_FOLLOWED those without any. `due` keeps those of which the next
    deadline is so near `as_of`, which it needs.
    """
    wanted: list[ColumnElement[bool]] = [ClientFileRow.organisation_id == files.actor.organisation]
    if state is not None:
        wanted.append(ClientFileRow.state == state)
    wanted += [ClientFileRow.words.contains(word, autoescape=True) for word in fold(search).split()]
    if application is not None:
        followed = exists().where(ApplicationRow.client_file_id == ClientFileRow.id)
        wanted.append(~followed if application == NONE_FOLLOWED else followed.where(ApplicationRow.state == application))
    follow_up = _follow_up()
    if due is not None:
        assert as_of is not None
        wanted.append(_is_due(follow_up.c.next_deadline, due, as_of))
    orders: dict[Order, tuple[Any, ...]] = {
        "changed": (ClientFileRow.updated_at.desc(), ClientFileRow.id),
        "name": (ClientFileRow.words, ClientFileRow.id),
        "deadline": (follow_up.c.next_deadline.is_(None), follow_up.c.next_deadline, ClientFileRow.words, ClientFileRow.id),
    }
    found = (
        select(ClientFileRow, *list(follow_up.c)[1:])
        .outerjoin(follow_up, follow_up.c.client_file_id == ClientFileRow.id)
        .where(*wanted)
    )
    with files.workspace.reading() as session:
        total = session.scalar(select(func.count()).select_from(found.with_only_columns(ClientFileRow.id).subquery())) or 0
        page = max(1, min(page, -(-total // PAGE)))
        rows = session.execute(found.order_by(*orders[order]).limit(PAGE).offset((page - 1) * PAGE)).all()
    shown = tuple(
        Listed(
            row.id, row.name, row.state, row.updated_at, row.updated_by, next_due, waiting or 0, asked or 0, awarded or 0
        )
        for row, next_due, waiting, asked, awarded in rows
    )  # fmt: skip
    return Page(shown, total, page)


def _is_due(next_deadline: ColumnElement[date | None], due: Due, as_of: date) -> ColumnElement[bool]:
    if due == "none":
        return next_deadline.is_(None)
    if due == "late":
        return next_deadline < as_of
    return next_deadline.between(as_of, as_of + timedelta(days=DAYS_AHEAD[due]))


def _follow_up() -> Subquery:
    """What the applications of each client file come to."""
    open_ = ApplicationRow.state.not_in(ENDED)
    return (
        select(
            ApplicationRow.client_file_id,
            func.min(ApplicationRow.due_on).filter(open_).label("next_deadline"),
            func.count().filter(open_).label("waiting"),
            func.sum(ApplicationRow.asked).filter(ApplicationRow.state != "not_asked").label("asked"),
            func.sum(ApplicationRow.awarded).filter(ApplicationRow.state == "awarded").label("awarded"),
        )
        .group_by(ApplicationRow.client_file_id)
        .subquery()
    )
