"""The whole workspace in one file, and back: the same file for SQLite and PostgreSQL, so that one can become the other."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from matcher.locale import N_
from matcher.workspace.database import Workspace, newest_shape
from matcher.workspace.encoding import NotOursError, decoded, encoded
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.tables import OrganisationRow, Table

MANIFEST = "manifest.json"
AT_ONCE = 500
"""Rows that are read or written together: memory stays the same however long the workspace is."""


def backup(workspace: Workspace, path: Path) -> dict[str, int]:
    """Write the whole workspace as it is at one moment, whoever writes meanwhile; return the number of rows by table.

    The file appears whole or not at all. Answers on target groups stay encrypted: the key is not in it. Raises OSError.
    """
    counts: dict[str, int] = {}
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts, workspace.reading() as session:
                digests = {}
                for table in Table.metadata.sorted_tables:
                    counts[table.name], digests[table.name] = _write(parts, session, table.name)
                manifest = {"shape": newest_shape(), "made_at": workspace.now().isoformat(), "rows": counts, "sha256": digests}
                parts.writestr(MANIFEST, json.dumps(manifest, indent=1))
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o600)
    Path(file.name).replace(path)
    return counts


def _write(parts: zipfile.ZipFile, session: Session, name: str) -> tuple[int, str]:
    table, count, digest = Table.metadata.tables[name], 0, sha256()
    rows = session.execute(select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": AT_ONCE})
    with parts.open(f"{name}.jsonl", "w") as part:
        for row in rows.mappings():
            line = json.dumps(encoded(row), ensure_ascii=False).encode() + b"\n"
            part.write(line)
            digest.update(line)
            count += 1
    return count, digest.hexdigest()


def restore(workspace: Workspace, path: Path) -> dict[str, int]:
    """Fill an empty workspace from a backup, whole or not at all; return the number of rows by table.

    Raises:
        WorkspaceError: the workspace is not empty, or the backup is of another version.
        NotOursError: the file is no backup, or is damaged.
        OSError: the file cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            manifest = _manifest(parts, path.name)
            with workspace.writing() as session:
                if session.scalar(select(func.count()).select_from(OrganisationRow)):
                    raise WorkspaceError(N_("The workspace is not empty: a backup is restored into an empty one only"))
                for table in Table.metadata.sorted_tables:
                    _read(parts, session.connection(), table.name, manifest, path.name)
    except (zipfile.BadZipFile, KeyError, EOFError, zipfile.LargeZipFile):
        raise NotOursError(where=path.name) from None
    return dict(manifest["rows"])


def _manifest(parts: zipfile.ZipFile, where: str) -> dict[str, Any]:
    try:
        manifest = json.loads(parts.read(MANIFEST))
        if set(manifest["rows"]) != set(manifest["sha256"]) or manifest["shape"] is None:
            raise NotOursError(where=where)
    except (ValueError, TypeError):
        raise NotOursError(where=where) from None
    if manifest["shape"] != newest_shape():
        message = N_(
            "The backup is of the shape {found}, this version works with {expected}: restore it with the version that made it"
        )
        raise WorkspaceError(message, found=manifest["shape"], expected=newest_shape())
    found: dict[str, Any] = manifest
    return found


def _read(parts: zipfile.ZipFile, connection: Connection, name: str, manifest: dict[str, Any], where: str) -> None:
    table, digest, count = Table.metadata.tables[name], sha256(), 0
    batch: list[dict[str, Any]] = []
    for number, line in _lines(parts, name):
        digest.update(line)
        try:
            row = json.loads(line)
        except ValueError:
            raise NotOursError(where=f"{where}, {name}.jsonl:{number}") from None
        batch.append(decoded(row, table, f"{where}, {name}.jsonl:{number}"))
        count += 1
        if len(batch) == AT_ONCE:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    if (count, digest.hexdigest()) != (manifest["rows"][name], manifest["sha256"][name]):
        raise NotOursError(where=f"{where}, {name}.jsonl")


def _lines(parts: zipfile.ZipFile, name: str) -> Iterator[tuple[int, bytes]]:
    with parts.open(f"{name}.jsonl") as part:
        yield from enumerate(part, 1)
