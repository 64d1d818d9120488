"""What an installation needs, looked at piece by piece: each finding says what was seen and, where it is wrong, what to do."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from packaging.requirements import Requirement
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from matcher.catalogue import load_catalogue
from matcher.document import InputError
from matcher.feedback import default_directory as feedback_directory
from matcher.kept_file import cache_directory
from matcher.locale import N_, Language, translate
from matcher.workspace.database import engine_at, newest_shape, shape_of
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.location import default_url, file_of

PACKAGE = "funding-matcher"
ROOM = 100
"""Megabytes that are to be free where something is written."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy` is None where all is well."""

    check: str
    seen: str
    remedy: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    def says(self, language: Language) -> str:
        """Return what was seen."""
        return translate(self.seen, language, **self.values)

    def advises(self, language: Language) -> str | None:
        """Return what to do, if anything."""
        return translate(self.remedy, language, **self.values) if self.remedy else None


def findings() -> Iterator[Finding]:
    """Look at everything; nothing is changed, a database that is not there is not made."""
    checks: list[Callable[[], Iterator[Finding]]] = [_python, _libraries, _text, _clock, _catalogue, _database, _places]
    for check in checks:
        yield from check()


def _python() -> Iterator[Finding]:
    remedy = None if sys.version_info >= (3, 11) else N_("Install Python 3.11 or newer.")
    yield Finding("python", N_("Python {number}"), remedy, {"number": platform.python_version()})


def _libraries() -> Iterator[Finding]:
    wrong: dict[str, str] = {}
    count = 0
    for line in requires(PACKAGE) or []:
        needed = Requirement(line)
        if needed.marker and not needed.marker.evaluate({"extra": ""}):
            continue
        count += 1
        try:
            found = version(needed.name)
        except PackageNotFoundError:
            wrong[str(needed.name)] = str(needed.specifier)
            continue
        if not needed.specifier.contains(found, prereleases=True):
            wrong[f"{needed.name} {found}"] = str(needed.specifier)
    if not wrong:
        yield Finding("libraries", N_("{count} libraries, all recent enough"), None, {"count": count})
    for name, wanted in wrong.items():
        seen, remedy = (
            N_("{name} is missing or too old: {wanted} is needed"),
            N_("Install again with the lock file, or `make setup`."),
        )
        yield Finding("libraries", seen, remedy, {"name": name, "wanted": wanted})


def _text() -> Iterator[Finding]:
    encoding = sys.stdout.encoding or "?"
    remedy = None if encoding.lower().replace("-", "") == "utf8" else N_("Set PYTHONUTF8=1: French letters would be lost.")
    yield Finding("text", N_("text is written as {encoding}"), remedy, {"encoding": encoding})


def _clock() -> Iterator[Finding]:
    try:
        quebec = datetime.now(ZoneInfo("America/Toronto"))
    except ZoneInfoNotFoundError:
        yield Finding("clock", N_("the time zone of Québec is not known here"), N_("Install the time zones: the package tzdata."))
        return
    yield Finding("clock", N_("in Québec it is {moment}"), None, {"moment": quebec.strftime("%Y-%m-%d %H:%M")})


def _catalogue() -> Iterator[Finding]:
    try:
        catalogue = load_catalogue()
    except InputError as error:
        reason = {"reason": error.text("en").splitlines()[0]}
        yield Finding(
            "catalogue",
            N_("the catalogue cannot be read: {reason}"),
            N_("Run `matcher catalogue check`, and mend what it names."),
            reason,
        )
        return
    days = [source.read_on for program in catalogue.values() for source in program.sources if isinstance(source.read_on, date)]
    newest = max(days, default=None)
    values: dict[str, object] = {"count": len(catalogue), "day": newest.isoformat() if newest else "?"}
    yield Finding("catalogue", N_("{count} programs, pages last read on {day}"), None, values)
    if newest and newest > datetime.now(UTC).date():
        yield Finding(
            "clock", N_("pages were read on {day}, which the clock says is to come"), N_("Set the clock of this machine."), values
        )


def _database() -> Iterator[Finding]:
    try:
        url = default_url()
        file = file_of(url)
        if file is not None and not file.exists():
            yield Finding("database", N_("no database yet: it is made when first needed"))
            return
        engine = engine_at(url)
        with engine.execution_options(writes=False).connect() as connection:
            shape = shape_of(connection)
            damage = connection.execute(text("PRAGMA quick_check(1)")).scalar() if file is not None else "ok"
        engine.dispose()
    except WorkspaceError as error:
        yield Finding(
            "database",
            N_("the database does not answer: {reason}"),
            N_("See MATCHER_DATABASE_URL."),
            {"reason": error.text("en")},
        )
        return
    except DBAPIError as error:
        values: dict[str, object] = {"reason": str(error.orig).strip().splitlines()[0]}
        remedy = N_("Start the database, or restore the last backup if its file is damaged.")
        yield Finding("database", N_("the database does not answer: {reason}"), remedy, values)
        return
    if damage != "ok":
        yield Finding(
            "database",
            N_("the database is damaged: {reason}"),
            N_("Stop the app and restore the last backup."),
            {"reason": damage},
        )
    elif shape != newest_shape():
        remedy = N_("Make a backup, then open the workspace with this version: it brings the database up to date.")
        yield Finding("database", N_("the database has the shape of another version ({shape})"), remedy, {"shape": shape or "-"})
    else:
        yield Finding("database", N_("the database answers and is up to date"))


def _places() -> Iterator[Finding]:
    places = {cache_directory(), feedback_directory()}
    file = None
    with suppress(WorkspaceError):  # said by the check of the database
        file = file_of(default_url())
    if file is not None:
        places.add(file.parent)
    for place in sorted(places):
        yield _place(place)


def _place(place: Path) -> Finding:
    standing = next(one for one in (place, *place.parents) if one.exists())
    free = shutil.disk_usage(standing).free // 1_000_000
    values: dict[str, object] = {"place": place, "free": free}
    try:
        if not os.access(standing, os.W_OK):
            raise PermissionError
        with tempfile.TemporaryFile(dir=standing) as file:
            file.write(b"x" * 4096)
    except OSError:
        return Finding(
            "disk", N_("nothing can be written in {place}"), N_("Give this user the right to write there, or make room."), values
        )
    remedy = N_("Make room on this disk.") if free < ROOM else None
    return Finding("disk", N_("{place}: {free} MB free"), remedy, values)
