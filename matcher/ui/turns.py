"""Whose turn it is: a few pages are drawn at a time, since a hundred threads that fight for one interpreter all end last."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AT_ONCE = 4
"""Enough that a plan, which takes a second, keeps nobody else waiting."""
LONGEST_WAIT = 30.0
"""Seconds after which a page is drawn out of turn, whatever the others do."""
TOLD_FROM = 20
"""How many pages must stand ahead for a visitor to be told of them: fewer are gone in half a second, before anybody could read it."""
_turns = threading.Semaphore(AT_ONCE)
_waiting: list[None] = []
"""One item for each page that waits: adding and taking one is a single step for every thread."""


def waiting() -> int:
    """Return how many pages wait now."""
    return len(_waiting)


@contextmanager
def turn(tell: Callable[[int], object]) -> Iterator[None]:
    """Wait for a turn and give it back, in the order in which visitors came; `tell` says to one who waits long how many are ahead."""
    had = _turns.acquire(blocking=False) or _wait(tell)
    try:
        yield
    finally:
        if had:
            _turns.release()


def _wait(tell: Callable[[int], object]) -> bool:
    ahead = len(_waiting)
    _waiting.append(None)
    try:
        if ahead >= TOLD_FROM:
            tell(ahead)
        return _turns.acquire(timeout=LONGEST_WAIT)
    finally:
        _waiting.pop()
