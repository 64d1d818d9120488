"""A table in pieces that are answered one by one: what is lost with a worker is a piece."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from matcher.batch.encoding import Headings
from matcher.batch.reading import Source, batches_of_parquet, batches_of_records

PIECE_ROWS = 131_072
MOST_PIECE_ROWS = 1_048_576
"""A row group up to this length is read where it stands by whoever answers it; most programs write no longer ones."""


@dataclass(frozen=True)
class Piece:
    """Some rows of the table: row groups of a Parquet file, or all of one that was written for this piece only (`copied`)."""

    number: int
    rows: int
    path: Path
    row_groups: tuple[int, ...] = ()
    first_row: int = 1
    copied: bool = False

    def batches(self, headings: Headings) -> Iterator[pa.RecordBatch]:
        """Yield the rows as an encoder takes them."""
        with pq.ParquetFile(self.path) as file:
            if self.copied:
                yield from file.iter_batches()
            else:
                yield from batches_of_parquet(file, headings, list(self.row_groups), self.first_row)

    def content(self, headings: Headings) -> bytes:
        """Return the rows as one Parquet file, for whoever cannot see the table."""
        return self.path.read_bytes() if self.copied else _as_parquet(list(self.batches(headings)))


def pieces(source: Source, folder: Path, done: Container[int], rows: int = PIECE_ROWS) -> Iterator[Piece]:
    """Yield the pieces of a table, always the same ones, but those that are done.

    Pieces of a CSV or a workbook are written into `folder` as the reading goes on, since nobody can begin in the middle of one.
    """
    if source.form != "parquet":
        yield from _copied(batches_of_records(source), folder, done, rows)
        return
    with pq.ParquetFile(source.path) as file:
        lengths = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
        if max(lengths) > MOST_PIECE_ROWS:
            yield from _copied(batches_of_parquet(file, source.headings, list(range(len(lengths))), 1), folder, done, rows)
            return
    for number, (groups, first, length) in enumerate(_gathered(lengths, rows)):
        if number not in done:
            yield Piece(number, length, source.path, groups, first)


def _gathered(lengths: list[int], rows: int) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Yield row groups that follow each other and make at least `rows` together, with their first row and length."""
    groups: list[int] = []
    first, length = 1, 0
    for group, more in enumerate(lengths):
        groups.append(group)
        length += more
        if length >= rows or group == len(lengths) - 1:
            yield tuple(groups), first, length
            groups, first, length = [], first + length, 0


def _copied(batches: Iterator[pa.RecordBatch], folder: Path, done: Container[int], rows: int) -> Iterator[Piece]:
    for number, taken in enumerate(_of_length(batches, rows)):
        if number in done:
            continue
        path = folder / f"piece-{number:06}.parquet"
        publish(path, _as_parquet(taken))
        yield Piece(number, sum(map(len, taken)), path, copied=True)


def _of_length(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[list[pa.RecordBatch]]:
    taken: list[pa.RecordBatch] = []
    missing = rows
    for batch in batches:
        start = 0
        while start < len(batch):
            part = batch.slice(start, missing)
            taken.append(part)
            start += len(part)
            missing -= len(part)
            if not missing:
                yield taken
                taken, missing = [], rows
    if taken:
        yield taken


def _as_parquet(batches: list[pa.RecordBatch]) -> bytes:
    file = BytesIO()
    pq.write_table(pa.Table.from_batches(batches), file, compression="lz4")
    return file.getvalue()


def publish(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whoever is killed and however many write it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    unfinished.write_bytes(content)
    unfinished.replace(path)
