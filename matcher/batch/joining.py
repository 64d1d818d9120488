"""The parts of an answer as one file, in the order of the table, a row group at a time in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from matcher.batch.answering import BETWEEN, SCHEMA
from matcher.batch.work import REJECTED_COLUMNS, part_path, rejected_path, safe_words

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
        _as_parquet(parts, unfinished)
    unfinished.replace(out)


def join_rejected(folder: Path, count: int, out: Path) -> None:
    """Write what was set aside into `out`; no file where nothing was."""
    held = [path for number in range(count) if (path := rejected_path(folder, number)).stat().st_size]
    if not held:
        out.unlink(missing_ok=True)  # that of an earlier run would be taken for this one's
        return
    unfinished = folder / "rejected.csv"
    with unfinished.open("wb") as file:
        file.write(BOM + ",".join(REJECTED_COLUMNS).encode() + b"\n")
        for path in held:
            file.write(path.read_bytes())
    unfinished.replace(out)


def _as_parquet(parts: Sequence[Path], out: Path) -> None:
    with pq.ParquetWriter(out, SCHEMA) as writer:
        for path in parts:
            with pq.ParquetFile(path) as part:
                for group in range(part.num_row_groups):
                    writer.write_table(part.read_row_group(group))


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
        if pa.types.is_list(held.type):
            held = pc.binary_join(held.cast(pa.list_(pa.string())), BETWEEN)
        columns.append(safe_words(held.cast(pa.string())) if field.type == pa.string() else held)
    return pa.RecordBatch.from_arrays(columns, schema=AS_TEXT)
