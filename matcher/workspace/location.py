"""Where the workspace is kept."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from matcher.locale import N_
from matcher.workspace.errors import DatabaseError

VARIABLE = "MATCHER_DATABASE_URL"
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite+pysqlite"}


def default_url() -> URL:
    r"""Return the address of the database: MATCHER_DATABASE_URL, or a file in the data directory of this system.

    The file is `workspace.db` in `~/.local/share/funding-matcher` on Linux, `~/Library/Application Support/funding-matcher` on
    macOS, `%LOCALAPPDATA%\funding-matcher` on Windows. Raises DatabaseError for an address that cannot be read.
    """
    return url_of(os.environ.get(VARIABLE) or f"sqlite:///{user_data_path('funding-matcher', appauthor=False) / 'workspace.db'}")


def url_of(address: str) -> URL:
    """Return an address with the driver that we use for it. Raises DatabaseError."""
    try:
        url = make_url(address)
    except ArgumentError:
        message = N_("{variable} is not the address of a database, such as postgresql://user:password@host/name")
        raise DatabaseError(message, variable=VARIABLE) from None
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None:
        message = N_("{variable} names a database of the kind {kind}; SQLite and PostgreSQL are supported")
        raise DatabaseError(message, variable=VARIABLE, kind=url.get_backend_name())
    return url.set(drivername=driver)


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite database; None for PostgreSQL and for a database in memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))
