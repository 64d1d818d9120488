"""What an installation needs, looked at piece by piece: each finding says what was seen and, where it is wrong, what to do."""

from __future__ import annotations

import json
import os
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from packaging.requirements import Requirement
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from matcher.catalogue import load_catalogue
from matcher.document import InputError
from matcher.feedback import default_directory as feedback_directory
from matcher.kept_file import cache_directory
from matcher.locale import N_, Language, translate
from matcher.workspace.database import engine_that_looks, newest_shape, shape_of
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.location import default_url, file_of

PACKAGE = "funding-matcher"
ROOM = 100
"""Megabytes that are to be free where something is written."""
OLD = 120
"""Days after which the newest page of the catalogue is old enough to be said."""
FOR_DEVELOPERS = {"bench", "encoder", "fuzz", "mutation"}
"""Optional parts that nobody needs who runs the app."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    `remedy` is None where all is well; a `warning` can wait; `quoted` are the words of another program, in whatever language it has.
    """

    check: str
    seen: str
    remedy: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False
    quoted: str | None = None

    @property
    def wrong(self) -> bool:
        """Whether something has to be done now."""
        return self.remedy is not None and not self.warning

    def says(self, language: Language) -> str:
        """Return what was seen."""
        return translate(self.seen, language, **self._values(language))

    def advises(self, language: Language) -> str | None:
        """Return what to do, if anything."""
        return translate(self.remedy, language, **self._values(language)) if self.remedy else None

    def _values(self, language: Language) -> dict[str, object]:
        faults = (InputError, WorkspaceError)
        return {
            name: value.text(language).splitlines()[0] if isinstance(value, faults) else value
            for name, value in self.values.items()
        }


def findings(port: int, as_of: date) -> Iterator[Finding]:
    """Look at everything; nothing is changed, a database that is not there is not made. `port` is where the app is to answer."""
    checks: list[Callable[[], Iterator[Finding]]] = [_python, _libraries, _extras, _text, _clock]
    for check in checks:
        yield from check()
    yield from _catalogue(as_of)
    yield from _database()
    yield from _places()
    yield _port(port)


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


def _extras() -> Iterator[Finding]:
    """Say which optional parts are here. One that is here in part was cut off, or was updated without the rest."""
    here: list[str] = []
    missing: list[str] = []
    for extra in sorted(set(metadata(PACKAGE).get_all("Provides-Extra") or ()) - FOR_DEVELOPERS):
        lacking = [line for line in map(Requirement, requires(PACKAGE) or []) if _of(line, extra) and not _fits(line)]
        (missing if lacking else here).append(extra)
    yield Finding(
        "extras",
        N_("optional parts here: {here}; not installed: {missing}"),
        None,
        {"here": ", ".join(here) or "-", "missing": ", ".join(missing) or "-"},
    )


def _of(line: Requirement, extra: str) -> bool:
    return line.marker is not None and not line.marker.evaluate({"extra": ""}) and line.marker.evaluate({"extra": extra})


def _fits(line: Requirement) -> bool:
    try:
        return line.specifier.contains(version(line.name), prereleases=True)
    except PackageNotFoundError:
        return False


def _port(port: int) -> Finding:
    values = {"port": port}
    with socket.socket() as asks:
        asks.settimeout(2)
        if asks.connect_ex(("127.0.0.1", port)) != 0:
            return Finding("port", N_("port {port} is free"), None, values)
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            ours = "programs" in json.load(answer)
    except (OSError, ValueError, HTTPException):
        ours = False
    if ours:
        return Finding("port", N_("the app answers on port {port}"), None, values)
    return Finding(
        "port", N_("another program listens on port {port}"), N_("Stop it, or give the app another --server.port."), values
    )


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


def _catalogue(as_of: date) -> Iterator[Finding]:
    try:
        catalogue = load_catalogue()
    except InputError as error:
        reason = {"reason": error}
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
    if newest and (as_of - newest).days > OLD:
        remedy = N_("Install a newer version, or read the pages again: programs change within a year.")
        yield Finding("catalogue", N_("no page was read for {days} days"), remedy, {"days": (as_of - newest).days}, warning=True)
    if newest and newest > as_of:
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
        engine = engine_that_looks(url)
        with engine.connect() as connection:
            shape = shape_of(connection)
            damage = connection.execute(text("PRAGMA quick_check(1)")).scalar() if file is not None else "ok"
        engine.dispose()
    except WorkspaceError as error:
        yield Finding(
            "database", N_("the database does not answer: {reason}"), N_("See MATCHER_DATABASE_URL."), {"reason": error}
        )
        return
    except ModuleNotFoundError as error:
        remedy = N_("Install funding-matcher[postgresql].")
        yield Finding("database", N_("{module}, which talks to the database, is missing"), remedy, {"module": error.name})
        return
    except DBAPIError as error:
        remedy = N_("Start the database, or restore the last backup if its file is damaged.")
        yield Finding("database", N_("the database does not answer"), remedy, quoted=str(error.orig).strip().splitlines()[0])
        return
    if damage != "ok":
        remedy = N_("Stop the app and restore the last backup.")
        yield Finding("database", N_("the database is damaged"), remedy, quoted=str(damage).splitlines()[0])
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
