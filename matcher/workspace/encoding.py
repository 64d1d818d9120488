"""Rows as JSON and back, by the type of each column: what backups and client files that travel have in common."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, FromClause, RowMapping

from matcher.document import MAX_DEPTH
from matcher.locale import N_
from matcher.workspace.errors import WorkspaceError

HALF = re.compile("[\ud800-\udfff]")
MOST_NUMBER = 10**12
"""The most dollars that an answer may state; no number of ours is larger."""


class NotOursError(WorkspaceError):
    """What is read was not written by us, or was changed since."""

    message = N_("{where}: this is not what we wrote")


def encoded(row: RowMapping | Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as JSON holds it."""
    return {name: _encoded(value) for name, value in row.items()}


def _encoded(value: Any) -> Any:
    match value:
        case UUID():
            return str(value)
        case date():
            return value.isoformat()
        case bytes():
            return b64encode(value).decode("ascii")
        case _:
            return value


def decoded(row: object, table: FromClause, where: str) -> dict[str, Any]:
    """Return a row of `table` as the database takes it. Raises NotOursError, which says `where`, if it is none."""
    if not isinstance(row, dict) or set(row) != set(table.columns.keys()):
        raise NotOursError(where=where)
    if not storable(row):
        raise NotOursError(where=where)
    try:
        return {name: _decoded(value, table.columns[name]) for name, value in row.items()}
    except (TypeError, ValueError, AttributeError):
        raise NotOursError(where=where) from None


def storable(value: object) -> bool:
    """Whether both databases hold what JSON said: no NUL, no half of a character, no NaN, no number too long, not too deep."""
    waiting: list[tuple[object, int]] = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        match one:
            case str():
                sound = "\x00" not in one and not HALF.search(one)
            case bool():
                sound = True
            case int() | float():
                sound = -MOST_NUMBER <= one <= MOST_NUMBER
            case dict() | list():
                sound = depth < MAX_DEPTH
                inside = [*one, *one.values()] if isinstance(one, dict) else one
                waiting += [(part, depth + 1) for part in inside]
            case _:
                sound = True
        if not sound:
            return False
    return True


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


READERS: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: _moment,
    date: date.fromisoformat,
    bytes: partial(b64decode, validate=True),
}
"""What reads a value from its text, by what the column holds; other columns hold what JSON holds."""


def _decoded(value: Any, column: ColumnElement[Any]) -> Any:
    """Return one value. Raises ValueError or TypeError if it does not fit the column."""
    if value is None:
        if not getattr(column, "nullable", True):
            raise ValueError(column)
        return None
    kind = dict if isinstance(column.type, JSON) else column.type.python_type
    if kind in READERS:
        return READERS[kind](value)
    if type(value) is not kind:
        raise TypeError(value)
    if isinstance(value, str) and len(value) > (getattr(column.type, "length", None) or len(value)):
        raise ValueError(value)
    return value
