"""One piece of a table answered: what is done alike by a process of this machine and by a worker elsewhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache, lru_cache
from io import BytesIO, StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matcher.batch.answering import match_rows
from matcher.batch.encoding import Aside, Encoder
from matcher.batch.headings import Headings
from matcher.batch.pieces import Piece, publish
from matcher.batch.schema import SCHEMA
from matcher.catalogue import Catalogue, load_catalogue
from matcher.document import InputError, Problem, shown
from matcher.locale import N_, Language, translate
from matcher.matching import Matcher

WRITTEN_TOGETHER = 65_536
"""Rows of one column that are written before those of the next."""
COUNTS = b"matcher.counts"
"""Where a part keeps its counts, in the notes of its Parquet file."""
REJECTED, NOTES = "rejected", "notes"
"""What is written beside an answer: rows that were set aside, and rows that were read otherwise than they were written."""
FORMULA = "^[=+\\-@\t\r]"
"""What a spreadsheet would take for the start of a formula (OWASP, CSV injection)."""

WORKERS_DIE = N_("workers die again and again, most often because there is not enough memory")


class StoppedError(RuntimeError):
    """A run cannot go on; what is done is kept. Its text is a sentence to be translated."""


@dataclass(frozen=True)
class Job:
    """What all pieces of a run share. `version` is that of the catalogue, `directory` where it is, None for the one that ships."""

    headings: Headings
    as_of: date
    top: int
    any_window: bool
    language: Language
    version: str
    directory: Path | None = None


@dataclass(frozen=True)
class Counts:
    """Rows read, set aside, answered with no program at all, and answered with a note on how they were read."""

    rows: int = 0
    aside: int = 0
    without: int = 0
    noted: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def answered(self) -> int:
        return self.rows - self.aside


@dataclass(frozen=True)
class Part:
    """The answer to one piece: a Parquet file, and lines of a CSV with what was set aside and one with notes."""

    number: int
    counts: Counts
    answers: bytes
    rejected: bytes
    notes: bytes

    def publish(self, folder: Path) -> None:
        """Write it; the answers last, since they say that the piece is done."""
        publish(beside_path(folder, self.number, REJECTED), self.rejected)
        publish(beside_path(folder, self.number, NOTES), self.notes)
        publish(part_path(folder, self.number), self.answers)


Engine = Callable[[Job, Iterator[Piece], Path], Iterator[Counts]]
"""Answers pieces in any order and yields the counts of each once its part is in the folder."""


def part_path(folder: Path, number: int) -> Path:
    """Return where the answers to a piece stand."""
    return folder / f"part-{number:06}.parquet"


def beside_path(folder: Path, number: int, what: str) -> Path:
    """Return where the lines stand that are said of the rows of a piece: those set aside, or notes."""
    return folder / f"part-{number:06}.{what}.csv"


@cache
def catalogue_in(directory: Path | None = None) -> Catalogue:
    """Return the catalogue of a directory, read once in each process. Raises as `load_catalogue` does."""
    return load_catalogue(directory)


@cache
def matcher_of(version: str, directory: Path | None) -> Matcher:
    """Return the catalogue made ready, once for each process. Raises InputError if it is not the version that was asked for."""
    catalogue = catalogue_in(directory)
    if catalogue.version != version:
        message, found = N_("a worker has another catalogue: install the same version of the matcher"), catalogue.version
        raise InputError([Problem("", 1, 1, "", message, found=found, expected=version)])
    return Matcher(catalogue)


@lru_cache(maxsize=2)
def _encoder(file: str, texts: tuple[str, ...], fields: tuple[tuple[int, str], ...]) -> Encoder:
    """Return the reader of a table, kept from one piece to the next with all that it has read."""
    return Encoder(Headings(file, texts, dict(fields)))


def answer(job: Job, piece: Piece) -> Part:
    """Return the answer to one piece."""
    return answer_batches(job, piece.number, piece.batches(job.headings))


def answer_content(job: Job, number: int, content: bytes) -> Part:
    """Return the answer to a piece that came over the wire, as a Parquet file."""
    return answer_batches(job, number, pq.ParquetFile(BytesIO(content)).iter_batches())


def answer_batches(job: Job, number: int, batches: Iterable[pa.RecordBatch]) -> Part:
    """Return the answer to the rows of one piece, of which only one batch is in memory."""
    matcher = matcher_of(job.version, job.directory)
    encoder = _encoder(job.headings.file, job.headings.texts, tuple(job.headings.fields.items()))
    answers, rejected, notes, counts = BytesIO(), StringIO(), StringIO(), Counts()
    # Who looks an id up skips row groups by their first and last; of the other columns they would say nothing.
    with pq.ParquetWriter(answers, SCHEMA, write_statistics=["id"], write_batch_size=WRITTEN_TOGETHER) as writer:
        for batch in batches:
            encoded, asides, noted = encoder.encode(batch)
            found = match_rows(matcher, encoded, job.as_of, job.top, any_window=job.any_window)
            writer.write_table(found)
            _write_lines(rejected, asides, job.language)
            _write_lines(notes, noted, job.language)
            answered = pc.sum(pc.equal(found["rank"], 1)).as_py() or 0
            with_note = len({note.row for note in noted})
            counts += Counts(len(batch), len(batch) - len(encoded), len(encoded) - answered, with_note)
        writer.add_key_value_metadata({COUNTS: json.dumps(asdict(counts)).encode()})
    return Part(number, counts, answers.getvalue(), rejected.getvalue().encode(), notes.getvalue().encode())


def counts_of(part: Path) -> Counts:
    """Return the counts of a part that was written before."""
    return Counts(**json.loads(pq.read_metadata(part).metadata[COUNTS]))


LINE_COLUMNS = ("row", "id", "column", "problem", "found", "expected", "nearest")


def _write_lines(file: StringIO, asides: list[Aside], language: Language) -> None:
    writer = csv.writer(file, lineterminator="\n")
    for aside in sorted(asides, key=lambda aside: aside.row):
        problem = aside.problem
        cells = (
            aside.id,
            aside.heading,
            translate(problem.message, language, **problem.values),
            shown(problem.found).strip('"') if problem.found is not None else None,
            translate(problem.expected, language, **problem.values) if problem.expected is not None else None,
            problem.nearest,
        )
        writer.writerow([aside.row, *map(_safe, cells)])


def _safe(words: str | None) -> str:
    """Return a cell that no spreadsheet runs."""
    return safe_words(pa.array([words or ""]))[0].as_py()  # type: ignore[no-any-return]


def safe_words(words: pa.Array) -> pa.Array:
    """Return words that no spreadsheet runs: those that begin like a formula get an apostrophe."""
    dangerous = pc.match_substring_regex(words, FORMULA)
    return pc.if_else(dangerous, pc.binary_join_element_wise("'", words, ""), words)
