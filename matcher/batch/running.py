"""A whole run: what is done is kept in a folder beside the answer, so that the same command goes on where one was stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matcher.batch.joining import join, join_lines
from matcher.batch.pieces import PIECE_ROWS, pieces, publish
from matcher.batch.pool import answer_here
from matcher.batch.reading import Source
from matcher.batch.work import NOTES, REJECTED, Counts, Engine, Job, counts_of
from matcher.document import InputError, Problem
from matcher.locale import N_
from matcher.system_reason import reason_of

ENDINGS = (".parquet", ".csv")
RUN = "run.json"
"""In the folder of a run: what it is a run of."""

Progress = Callable[[Counts], None]
"""Told of each piece that is done; at first of those of an earlier run."""


@dataclass(frozen=True)
class Run:
    """One table to be answered into one file."""

    source: Source
    job: Job
    out: Path
    piece_rows: int = PIECE_ROWS

    @property
    def folder(self) -> Path:
        """Where the work stands until it is done."""
        return self.out.with_name(f"{self.out.name}.work")

    def beside(self, what: str) -> Path:
        """Return where rows are that were set aside, or of which there is a note."""
        return self.out.with_name(f"{self.out.name}.{what}.csv")

    def described(self) -> dict[str, object]:
        """Return what makes two runs the same, under words that say it to people."""
        job, source = self.job, self.source
        columns = {source.headings.texts[place]: field for place, field in source.headings.fields.items()}
        return {
            "input": source.digest, "columns": columns, "catalogue": job.version, "as-of": job.as_of.isoformat(), "top": job.top,
            "any-window": job.any_window, "lang": job.language, "piece-rows": self.piece_rows,
        }  # fmt: skip


def run(asked: Run, progress: Progress, engine: Engine = answer_here) -> Counts:
    """Answer a table, or go on with what a run of the same began, and return the counts.

    Raises InputError where nothing can be written there, or where the folder holds the work of another run; what the engine raises
    leaves what is done in the folder.
    """
    if asked.out.suffix.casefold() not in ENDINGS:
        message, expected = N_("this kind of file cannot be written"), N_("a .parquet or .csv")
        raise InputError([Problem(str(asked.out), 1, 1, "", message, found=asked.out.suffix, expected=expected)])
    try:
        return _run(asked, progress, engine)
    except OSError as error:
        where = str(error.filename or asked.out)
        message = N_("this cannot be written or read")
        raise InputError([Problem(where, 1, 1, "", message, found=reason_of(error))]) from None


def _run(asked: Run, progress: Progress, engine: Engine) -> Counts:
    _begin(asked)
    done = {int(path.stem.removeprefix("part-")): counts_of(path) for path in sorted(asked.folder.glob("part-*.parquet"))}
    total = sum(done.values(), Counts())
    progress(total)
    for counts in engine(asked.job, pieces(asked.source, asked.folder, done, asked.piece_rows), asked.folder):
        total += counts
        progress(counts)
    count = len(list(asked.folder.glob("part-*.parquet")))
    for what in (REJECTED, NOTES):
        join_lines(asked.folder, count, what, asked.beside(what))
    join(asked.folder, count, asked.out)
    for path in asked.folder.iterdir():
        path.unlink()
    asked.folder.rmdir()
    return total


def _begin(asked: Run) -> None:
    """Open the folder of a run. Raises InputError where another run of something else is in it."""
    asked.folder.mkdir(exist_ok=True)
    description = asked.folder / RUN
    wanted = asked.described()
    if description.exists():
        held = json.loads(description.read_text(encoding="utf-8"))
        different = [name for name in wanted if held.get(name) != wanted[name]]
        if different:
            raise InputError([_another_run(asked, name, held.get(name), wanted[name]) for name in different])
    else:
        publish(description, json.dumps(wanted, ensure_ascii=False).encode())


def _another_run(asked: Run, name: str, held: object, wanted: object) -> Problem:
    message = N_("this folder holds a run of something else; ask for the same to go on with it, or delete it to begin anew")
    return Problem(str(asked.folder), 1, 1, name, message, found=str(wanted), expected=str(held))


def resumed(asked: Run) -> int:
    """Return how many pieces an earlier run has done."""
    return len(list(asked.folder.glob("part-*.parquet")))
