"""Whose turn it is: a few pages are drawn at a time, since a hundred threads that fight for one interpreter all end last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 4
"""Enough that a plan, which takes a second, keeps nobody else waiting."""
LONGEST_WAIT = 30.0
"""Seconds after which a page is drawn out of turn, whatever the others do."""
_turns = threading.Semaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn and give it back, in the order in which visitors came."""
    had = _turns.acquire(timeout=LONGEST_WAIT)
    try:
        yield
    finally:
        if had:
            _turns.release()
