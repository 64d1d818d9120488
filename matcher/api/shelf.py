"""The catalogue in memory: read once for a process, read anew beside the answers when its files change, swapped whole."""

from __future__ import annotations

import asyncio
import gc
import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matcher.catalogue import Catalogue, CatalogueFiles
from matcher.clock import today
from matcher.curation.coverage import regions
from matcher.document import InputError
from matcher.json_documents import matches_answer
from matcher.locale import LANGUAGES
from matcher.matching import Matcher
from matcher.profile import Profile
from matcher.text.search import SearchIndex

EVERY_SECONDS = 1.0
"""How often files are looked at: a look asks the disk for the age of each, which takes milliseconds."""
FIRST = Profile.model_validate({"project": {"description": "épicerie", "uses": ["renovation"], "total_cost": 100_000}})
"""What is answered before the first visitor, so that nobody waits for what is loaded when it is first needed."""

logger = logging.getLogger(__name__)

Look = frozenset[tuple[str, int, int]]


@dataclass(frozen=True)
class Loaded:
    """One catalogue with all that is worked out from it. A request takes it once and keeps it to its end."""

    catalogue: Catalogue
    matcher: Matcher
    search: SearchIndex
    regions: dict[str, frozenset[str | None]]
    """The regions that each program serves; a closed one serves none."""


def load(files: CatalogueFiles, day: date, before: Loaded | None = None) -> Loaded:
    """Read a catalogue and answer once from it. Raises InputError with every problem of every file.

    Args:
        files: the files.
        day: the day of that answer.
        before: what was loaded from these files before some of them changed.
    """
    catalogue = files.read()
    served = {p.id: frozenset() if p.status == "closed" else frozenset(regions(p)) for p in catalogue.values()}
    loaded = Loaded(catalogue, Matcher(catalogue, before=before.matcher if before else None), SearchIndex(catalogue), served)
    for language in LANGUAGES:
        matches_answer(loaded.matcher.match(FIRST, day), catalogue, language, 20)
    return loaded


class Shelf:
    """Holds the catalogue that requests are answered from, in `loaded`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.behind = False
        """Whether files were changed since, and hold mistakes."""
        self._seen = _look(directory)
        self._files = CatalogueFiles(directory)
        self.loaded = load(self._files, today())
        _settle()

    async def watch(self) -> None:
        """Follow the files for as long as the server runs. What cannot be read is logged, and what stood before stays."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            now = await asyncio.to_thread(_look, self.directory)
            if now == self._seen:
                continue
            await asyncio.sleep(EVERY_SECONDS)
            if now != await asyncio.to_thread(_look, self.directory):
                continue  # still being written
            self._seen = now
            try:
                self.loaded = await asyncio.to_thread(load, self._files, today(), self.loaded)
            except (InputError, OSError) as error:
                self.behind = True
                logger.error("the catalogue is kept as it was; its files hold mistakes:\n%s", error)
            else:
                self.behind = False
                await asyncio.to_thread(_settle)
                logger.info("catalogue %s, %d programs", self.loaded.catalogue.version, len(self.loaded.catalogue))


def _settle() -> None:
    """Take what is loaded out of the garbage collector's rounds, each of which would stop every answer for a tenth of a second."""
    gc.unfreeze()  # what stood before is let go
    gc.collect()
    gc.freeze()


def _look(directory: Path) -> Look:
    """Return what tells that a file was changed, added or taken away."""
    found = set()
    for path in directory.rglob("*.y*ml"):
        try:
            seen = path.stat()
        except FileNotFoundError:
            continue
        found.add((str(path), seen.st_mtime_ns, seen.st_size))
    return frozenset(found)
