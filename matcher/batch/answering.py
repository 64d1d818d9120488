"""The kernel: from encoded enterprises to the rows of the answer. Arrow out, so that any engine can run it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from matcher.batch.encoded import Encoded, profile_of
from matcher.batch.row_by_row import answered_row_by_row
from matcher.batch.schema import SCHEMA
from matcher.matching import Matcher
from matcher.rules.verdict import SECTOR_ACCEPTED

if TYPE_CHECKING:
    from matcher.batch.compiled import Compiled


FEW = 10_000
"""Rows of an answer up to which one enterprise after another is sooner done than the loop is ready, which takes a second, and a quarter of a
minute where it is not compiled yet."""


def match_rows(matcher: Matcher, encoded: Encoded, as_of: date, top: int, *, any_window: bool) -> pa.Table:
    """Return the first `top` programs of each enterprise that are open, to confirm or nearly open, as `Matcher.match` ranks them.

    What is not eligible is left out: it has no order to ask in. An enterprise may so have fewer rows, or none.
    """
    names = tuple(sorted((*encoded.columns, *encoded.numbers)))
    compiled = len(encoded) * top > FEW and can_be_compiled(names)
    ready = _compiled(matcher, as_of, names, any_window=any_window) if compiled else None
    if ready is not None:
        found = ready.answer(encoded, top)
        counts, columns = found.counts.tolist(), ready.columns_of(found)
    else:
        counts, columns = answered_row_by_row(matcher, encoded, as_of, top, any_window=any_window)
    places = pa.array(np.repeat(np.arange(len(encoded), dtype=np.int32), counts))
    return pa.Table.from_arrays([pa.DictionaryArray.from_arrays(places, encoded.ids), *columns], schema=SCHEMA)


def can_be_compiled(names: tuple[str, ...]) -> bool:
    """Tell whether numba is installed (the extra `batch`) and no column answers for the providers of single programs."""
    return find_spec("numba") is not None and not any(SECTOR_ACCEPTED in name for name in names)


@lru_cache(maxsize=2)
def _compiled(matcher: Matcher, as_of: date, names: tuple[str, ...], *, any_window: bool) -> Compiled | None:
    """Return the programs made ready; None where the loop is not made for them."""
    from matcher.batch.compiled import Compiled, NotForTheLoopError  # noqa: PLC0415  # numba takes a second to import, and is an extra

    try:
        return Compiled(matcher.catalogue, matcher.ranker, as_of, names, profile_of, any_window=any_window)
    except NotForTheLoopError:
        return None
