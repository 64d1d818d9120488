"""The parts of an answer as one file, in the order of the table, a few rows at a time in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from matcher.batch.concatenation import concatenate
from matcher.batch.schema import SCHEMA
from matcher.batch.work import COUNTS, LINE_COLUMNS, beside_path, part_path, safe_words

BOM = "\ufeff".encode()
"""Opens a CSV: without it, Excel reads UTF-8 as the code page of the system, and accents wrongly."""
AS_TEXT = pa.schema([(field.name, pa.string() if field.name not in {"rank", "fit"} else field.type) for field in SCHEMA])


def join(folder: Path, count: int, out: Path) -> None:
    """Write the answers of all parts into `out`, whole or not at all."""
    parts = [part_path(folder, number) for number in range(count)]
    unfinished = folder / f"answers{out.suffix}"
    if out.suffix.casefold() == ".csv":
        _as_csv(parts, unfinished)
    else:
        concatenate(parts, unfinished, without=(COUNTS,))
    unfinished.replace(out)


def join_lines(folder: Path, count: int, what: str, out: Path) -> None:
    """Write what is said of rows into `out`; no file where nothing is."""
    held = [path for number in range(count) if (path := beside_path(folder, number, what)).stat().st_size]
    if not held:
        out.unlink(missing_ok=True)  # that of an earlier run would be taken for this one's
        return
    unfinished = folder / f"{what}.csv"
    with unfinished.open("wb") as file:
        file.write(BOM + ",".join(LINE_COLUMNS).encode() + b"\n")
        for path in held:
            file.write(path.read_bytes())
    unfinished.replace(out)


def _as_csv(parts: Sequence[Path], out: Path) -> None:
    with out.open("wb") as file:
        file.write(BOM)
        with pa_csv.CSVWriter(file, AS_TEXT, write_options=pa_csv.WriteOptions(quoting_style="needed")) as writer:
            for path in parts:
                with pq.ParquetFile(path) as part:
                    for batch in part.iter_batches():
                        writer.write_batch(_flat(batch))


def _flat(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return rows whose cells are numbers or words that no spreadsheet runs."""
    columns = []
    for field in AS_TEXT:
        held = batch.column(field.name)
        columns.append(safe_words(held.cast(pa.string())) if field.type == pa.string() else held)
    return pa.RecordBatch.from_arrays(columns, schema=AS_TEXT)
