"""What the columns of a table are taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ROW, BROKEN = "row", "broken"
"""Columns that reading adds: the number of each row, and why it could not be parted into cells, null for nearly all."""


@dataclass(frozen=True)
class Headings:
    """What the columns of a table are: their headings, and which answer each holds, of those that hold one."""

    file: str
    texts: tuple[str, ...]
    fields: Mapping[int, str]
    """By the place of the column, from 0."""
