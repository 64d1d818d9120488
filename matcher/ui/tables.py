"""What a table that the visitor edits holds between two looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
"""One row as it is typed: a value for each column that holds one."""


@dataclass
class Table:
    """One table that the visitor edits: `given` to the editor at first, `typed` as it stands.

    `lines` is what was read of it, None if nothing; `left` the rows that do not count yet.
    """

    given: list[Row]
    typed: list[Row]
    lines: list[Row] | None
    left: list[Row]
    edition: int
