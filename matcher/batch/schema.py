"""What the answer to a table looks like: one row for each program of each enterprise."""

from __future__ import annotations

import pyarrow as pa

WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    pa.field(name, kind, nullable=False)
    for name, kind in (
        ("id", WORD),
        ("rank", pa.int32()),
        ("program", WORD),
        ("verdict", WORD),
        ("fit", pa.float64()),
        ("to_confirm", WORD),
        ("met", WORD),
        ("not_met", WORD),
    )
)
"""Criteria to confirm, met and not met are one text each, names parted by `|`: few texts are different, so that a hundred million rows
are small numbers that point to them."""
FIELDS = list(SCHEMA)[1:]
"""All but the id."""
BETWEEN = "|"
"""What parts several names in one cell."""
