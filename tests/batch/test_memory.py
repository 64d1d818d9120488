"""A table is never in memory as a whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import re, sys
from pathlib import Path
from matcher.batch.encoding import Encoder
from matcher.batch.pieces import pieces
from matcher.batch.reading import open_source

source = open_source(Path(sys.argv[1]), {})
encoder = Encoder(source.headings)
rows = 0
for piece in pieces(source, Path(sys.argv[2]), ()):
    for batch in piece.batches(source.headings):
        rows += len(encoder.encode(batch)[0])
    if piece.copied:
        piece.path.unlink()
print(rows, re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def measured(table: Path, folder: Path) -> tuple[int, float]:
    """Return how many rows were encoded and the most memory that it took, in MiB."""
    found = subprocess.run([sys.executable, "-c", SCRIPT, str(table), str(folder)], capture_output=True, text=True, check=True)
    rows, kibibytes = found.stdout.split()
    return int(rows), int(kibibytes) / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads what Linux says of a process")
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_memory_does_not_grow_with_the_table(tmp_path: Path, form: str) -> None:
    """Five times the rows, with texts that are all different, take hardly more memory."""
    pa, pq, pa_csv = (pytest.importorskip(f"pyarrow{name}") for name in ("", ".parquet", ".csv"))
    seen = []
    for rows in (200_000, 1_000_000):
        path = tmp_path / f"{rows}.{form}"
        columns = {
            "id": pa.array(range(rows)),
            "project.description": pa.array([f"projet {row // 50} " + "mot " * 30 for row in range(rows)]),
            "project.total_cost": pa.array([row % 90_000 for row in range(rows)]),
        }
        table = pa.table(columns)
        if form == "csv":
            pa_csv.write_csv(table, path)
        else:
            pq.write_table(table, path, row_group_size=131_072)
        read, most = measured(path, tmp_path)
        assert read == rows
        seen.append(most)
        path.unlink()
    assert seen[1] < seen[0] + 150, seen
    assert seen[1] < 900, seen
