"""What YAML files were read as, kept by the hash of their bytes and of the reader: it can be lost, and never be stale."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from matcher import document as reader
from matcher.document import MAX_BYTES, Document, parse_document, read_document
from matcher.kept_file import cache_directory, replace_file

DATE = "$date"


class DocumentCache:
    """The documents of one directory. Only files without a mistake are kept; what was kept is checked by the schema again.

    Args:
        directory: where the files are.
        cache: where documents are kept on the disk.
        before: an earlier reading of the same files in this process; a file that has not changed since is the same document.
    """

    def __init__(self, directory: Path, cache: Path | None = None, before: DocumentCache | None = None) -> None:
        self.directory = directory
        name = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:16]
        self.path = (cache or cache_directory()) / f"documents-{name}.json"
        source = Path(reader.__file__ or "")
        self._reader = hashlib.sha256(source.read_bytes() + yaml.__version__.encode()).hexdigest()
        self._kept = before._used if before else self._load()
        self._before: Mapping[tuple[str, str], Document] = before.documents if before else {}
        self.documents: dict[tuple[str, str], Document] = {}
        """The documents that were read, by their names and what tells their bytes from others."""
        self._used: dict[str, Any] = {}
        self._read = hashlib.sha256()

    @property
    def version(self) -> str:
        """Return what tells all the files that were read, in their order, from any others."""
        return self._read.hexdigest()[:12]

    def read(self, path: Path, name: str) -> Document:
        """Return a document as `read_document` does, from what was kept if its bytes are the same."""
        try:
            if path.stat().st_size > MAX_BYTES or not path.is_file():
                return read_document(path, name=name)  # which says so, and holds none of it
            content = path.read_bytes()
        except OSError:
            return read_document(path, name=name)
        self._read.update(content)
        key = hashlib.sha256(content).hexdigest()
        document = self._before.get((name, key)) or self._new(path, name, key, content)
        self._used[key] = document.value
        self.documents[name, key] = document
        return document

    def _new(self, path: Path, name: str, key: str, content: bytes) -> Document:
        value = self._kept[key] if key in self._kept else read_document(path, name=name).value
        return Document(name, value, cache(lambda: parse_document(content.decode("utf-8-sig"), name).positions()))

    def save(self) -> None:
        """Keep what was read for the next time. A directory that cannot be written is no mistake."""
        if self._used.keys() == self._kept.keys():
            return
        kept = {"reader": self._reader, "documents": self._used}
        replace_file(self.path, json.dumps(kept, default=_dated, ensure_ascii=False).encode())

    def _load(self) -> dict[str, Any]:
        with suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(self.path.read_bytes(), object_hook=_undated)
            if kept["reader"] == self._reader:
                documents: dict[str, Any] = dict(kept["documents"])
                return documents
        return {}


def _dated(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {DATE: value.isoformat()}
    raise TypeError(value)


def _undated(mapping: dict[str, Any]) -> Any:
    return date.fromisoformat(mapping[DATE]) if mapping.keys() == {DATE} else mapping
