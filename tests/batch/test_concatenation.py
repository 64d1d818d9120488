"""Files laid end to end read as their rows one after the other."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.batch.concatenation import _footer, _write_struct, concatenate

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("fit", pa.float64()),
        ("program", pa.dictionary(pa.int32(), pa.string())),
        ("names", pa.list_(pa.dictionary(pa.int32(), pa.string()))),
        ("yes", pa.bool_()),
    ]
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.text(max_size=8),
            "fit": st.none() | st.floats(allow_nan=False),
            "program": st.sampled_from(["a", "b", None]),
            "names": st.lists(st.sampled_from(["x", "y"]), max_size=4),
            "yes": st.booleans(),
        }
    ),
    max_size=30,
)
OPTIONS = st.fixed_dictionaries(
    {
        "compression": st.sampled_from(["snappy", "zstd", "none"]),
        "write_statistics": st.booleans() | st.just(["id"]),
        "use_dictionary": st.booleans(),
        "write_page_index": st.booleans(),
        "data_page_version": st.sampled_from(["1.0", "2.0"]),
        "row_group_size": st.integers(1, 40),
    }
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(ROWS, min_size=1, max_size=4), options=OPTIONS)
def test_rows_one_after_the_other(parts: list[list[dict[str, object]]], options: dict[str, object], tmp_path: Path) -> None:
    """Whatever the parts hold and however they are written, one file reads as all of their rows, in row groups and as a whole."""
    paths = [tmp_path / f"{number}.parquet" for number in range(len(parts))]
    tables = [pa.Table.from_pylist(rows, SCHEMA) for rows in parts]
    for path, table in zip(paths, tables, strict=True):
        pq.write_table(table, path, **options)
    concatenate(paths, tmp_path / "all.parquet")
    whole = pa.concat_tables(tables)
    read = pq.ParquetFile(tmp_path / "all.parquet")
    assert read.schema_arrow.equals(SCHEMA)
    assert read.metadata.num_rows == len(whole)
    groups = [read.read_row_group(group) for group in range(read.num_row_groups)]
    assert [row for group in groups for row in group.to_pylist()] == whole.to_pylist()
    assert pq.read_table(tmp_path / "all.parquet").to_pylist() == whole.to_pylist()


@given(rows=ROWS, options=OPTIONS)
def test_a_footer_is_written_as_it_was_read(rows: list[dict[str, object]], options: dict[str, object]) -> None:
    """What is not changed comes out byte for byte as Arrow wrote it."""
    file = BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), file, **options)
    footer, length = _footer(file)
    written = bytearray()
    _write_struct(footer, written)
    assert file.getvalue()[4 + length : -8] == bytes(written)


def test_notes_are_kept_but_those_left_out(tmp_path: Path) -> None:
    """The notes of the first part are those of the file, without the ones that speak of the part alone."""
    for name in ("a", "b"):
        with pq.ParquetWriter(tmp_path / name, SCHEMA) as writer:
            writer.write_table(pa.Table.from_pylist([], SCHEMA))
            writer.add_key_value_metadata({"kept": name, "counts": "1"})
    concatenate([tmp_path / "a", tmp_path / "b"], tmp_path / "all", without=(b"counts",))
    notes = pq.read_metadata(tmp_path / "all").metadata
    assert notes is not None
    assert notes[b"kept"] == b"a"
    assert b"counts" not in notes
    assert b"ARROW:schema" in notes


@pytest.mark.parametrize("rows", [0, 3])
def test_one_part(tmp_path: Path, rows: int) -> None:
    """One part alone stays as it is."""
    table = pa.Table.from_pylist([{"id": str(row)} for row in range(rows)], SCHEMA)
    pq.write_table(table, tmp_path / "a")
    concatenate([tmp_path / "a"], tmp_path / "all")
    assert pq.read_table(tmp_path / "all").equals(table)
