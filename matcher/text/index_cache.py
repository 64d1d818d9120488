"""The text index of a catalogue, kept by the hash of its texts and of the code that reads them: it can be lost, and never be stale."""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import numpy as np

from matcher.kept_file import cache_directory, replace_file
from matcher.locale import LANGUAGES, Language
from matcher.text import analysis, similarity
from matcher.text.similarity import Reading, Readings, TextIndex
from matcher.vocabulary import terms

FEW = 50
"""Texts that are read as fast as a file is."""
MOST_KEPT = 3
"""Files that stay: one for each of a few catalogues, not one for each edit of a sheet."""
WAYS = [(language, way) for language in LANGUAGES for way in (0, 1)]
ARRAYS = {"rarity": "f8", "starts": "i4", "texts": "i4", "weights": "f8"}
"""The arrays of a reading, with the type that they are kept as."""


def text_index(documents: Mapping[str, Mapping[Language, str]], cache: Path | None = None) -> TextIndex:
    """Return the index of the texts, from what was kept if they and the code are the same."""
    if len(documents) < FEW:
        return TextIndex(documents)
    directory = cache or cache_directory()
    path = directory / f"texts-{_fingerprint(documents)}.npz"
    with suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return TextIndex(documents, _load(path))
    index = TextIndex(documents)
    replace_file(path, _content(index))
    with suppress(OSError):
        for old in sorted(directory.glob("texts-*.npz"), key=lambda file: file.stat().st_mtime)[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    return index


def _fingerprint(documents: Mapping[str, Mapping[Language, str]]) -> str:
    code = "".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in (analysis, similarity, terms))
    read_by = [code, version("snowballstemmer"), unicodedata.unidata_version]
    return hashlib.sha256(json.dumps([read_by, documents]).encode()).hexdigest()[:32]


def _content(index: TextIndex) -> bytes:
    arrays = {}
    for language, way in WAYS:
        reading = index.readings[language][way]
        arrays[f"{language}{way}.terms"] = np.frombuffer("\n".join(reading.terms).encode(), dtype=np.uint8)
        arrays |= {f"{language}{way}.{name}": getattr(reading, name).astype(kept) for name, kept in ARRAYS.items()}
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # its third argument is a name of its own
    return file.getvalue()


def _load(path: Path) -> Readings:
    with np.load(path, allow_pickle=False) as kept:
        found = {}
        for language, way in WAYS:
            words = kept[f"{language}{way}.terms"].tobytes().decode()
            terms = {term: row for row, term in enumerate(words.split("\n"))} if words else {}
            arrays = (kept[f"{language}{way}.{name}"] for name in ARRAYS)
            found[language, way] = Reading(
                terms, *(array.astype(float if array.dtype.kind == "f" else np.intp) for array in arrays)
            )
    return {language: (found[language, 0], found[language, 1]) for language in LANGUAGES}
