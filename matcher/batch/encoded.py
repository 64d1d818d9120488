"""What a kernel is given: the answers of many enterprises as columns of small whole numbers, and nothing to read any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

UNKNOWN = -1
"""The code of an answer that is not given."""
PLACE = "enterprise.place"
"""The column that stands for municipality, MRC and region: its answers are places, the narrowest that is known."""

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Column:
    """One answer of each enterprise: `answers[code]`, as a profile holds it; `UNKNOWN` where it is not given.

    No two of `answers` are the same, and some may belong to no row. They are words of a vocabulary, tuples of them, `PartialDate`,
    `bool`, shares as they were written (`float`), texts, and for `PLACE` a `Place`.
    """

    codes: Codes
    answers: tuple[Any, ...]


@dataclass(frozen=True)
class Numbers:
    """One whole number of each enterprise: dollars, people or years. What is not `known` has the value 0."""

    values: npt.NDArray[np.int64]
    known: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Encoded:
    """Enterprises without a mistake, in the order of their rows, by the names of their columns (`project.total_cost` …).

    A column that is not here is unknown for all.
    """

    ids: pa.Array
    columns: Mapping[str, Column]
    numbers: Mapping[str, Numbers]

    def __len__(self) -> int:
        return len(self.ids)
