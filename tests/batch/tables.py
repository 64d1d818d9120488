"""Tables for the tests of batch, and what came out of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from openpyxl import Workbook

from matcher.batch.pieces import PIECE_ROWS
from matcher.batch.pool import answer_here
from matcher.batch.reading import open_source
from matcher.batch.running import Run, run
from matcher.batch.work import Counts, Engine, Job
from matcher.catalogue import load_catalogue

SMALL = Path(__file__).parent.parent / "catalogue" / "small" / "programs"
DAY = date(2026, 11, 23)
TOP = 400
"""So many programs for each enterprise that a piece of thirty rows is worth the compiled loop."""


def write_csv(path: Path, *rows: Sequence[Any], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx(path: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def asked(
    table: Path,
    out: Path,
    mapping: dict[str, str | None] | None = None,
    *,
    directory: Path | None = SMALL,
    piece_rows: int = PIECE_ROWS,
    **options: Any,
) -> Run:
    source = open_source(table, mapping or {})
    version = load_catalogue(directory).version
    job = {"as_of": DAY, "top": TOP, "any_window": False, "language": "en", "version": version, "directory": directory}
    return Run(source, Job(headings=source.headings, **{**job, **options}), out, piece_rows)


def ran(wanted: Run, engine: Engine = answer_here) -> Counts:
    return run(wanted, lambda _: None, engine)


def answers(out: Path) -> list[dict[str, Any]]:
    if out.suffix == ".parquet":
        return pq.read_table(out).to_pylist()
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rejected(out: Path) -> list[dict[str, str]]:
    with out.with_name(f"{out.name}.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ids(out: Path) -> list[str]:
    """Return the ids that were answered, each once, in order."""
    return list(dict.fromkeys(row["id"] for row in answers(out)))


def many(rows: int, bad: int = 0) -> Iterator[list[Any]]:
    """Yield the headings and rows of a table, every `bad`th of which cannot be read."""
    yield ["id", "enterprise.legal_form", "enterprise.municipality", "enterprise.founded", "project.total_cost"]
    forms, places = ["OBNL", "coopérative", ""], ["Beloeil", "Gaspé", ""]
    for row in range(rows):
        form = "guilde" if bad and row % bad == 0 else forms[row % 3]
        yield [f"e{row}", form, places[row // 3 % 3], 1990 + row % 35, 1000 * row if row % 7 else ""]
