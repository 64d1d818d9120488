"""What an operator sees of the app: a line of log and a count for each look at a page, and nothing of who looked at what."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from streamlit import runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat

from matcher.logs import set_up_logs
from matcher.ui import turns

if TYPE_CHECKING:
    from types import FrameType

    from streamlit.web.server.starlette import App

    from matcher.ui.counts import Counts

PATIENCE = 60.0
"""Seconds that the pages being drawn have to end once the process is told to stop; the unit allows ten more."""
logger = logging.getLogger(__name__)
_drawing: list[None] = []
"""One item for each page that is being drawn or waits: adding and taking one is a single step for every thread."""
_stopping = False


@dataclass
class Look:
    """One look at a page, named once it is known which."""

    page: str = "none"


@contextmanager
def looked_at() -> Iterator[Look]:
    """Count what is drawn inside, and write a line on it."""
    look, end, begun = Look(), "left", time.perf_counter()  # left: the visitor went on before the page was whole
    _drawing.append(None)
    try:
        yield look
        end = "whole"
    except Exception:
        end = "failed"  # Streamlit writes the line that says where
        raise
    finally:
        seconds = time.perf_counter() - begun
        if _counts is not None:
            _counts.add(look.page, end, seconds)
        logger.info("drawn", extra={"fields": {"page": look.page, "end": end, "milliseconds": round(1000 * seconds, 1)}})
        _drawing.pop()


def _sessions() -> float:
    if not runtime.exists():
        return 0
    stats = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    return sum(one.value for one in stats.get(ACTIVE_SESSIONS_FAMILY, ()) if isinstance(one, GaugeStat))


def _new_counts() -> Counts | None:
    try:
        from matcher.ui.counts import Counts  # noqa: PLC0415  # an extra
    except ModuleNotFoundError:
        return None
    return Counts(
        ("matcher_sessions_open", "Tabs that are open.", _sessions),
        ("matcher_pages_being_drawn", "Pages being drawn, those that wait included.", lambda: len(_drawing)),
        ("matcher_pages_waiting", "Pages that wait for their turn.", turns.waiting),
    )


_counts = _new_counts()


def counts() -> Counts | None:
    """Return the figures of this process, None where the extra `operation` is not installed."""
    return _counts


def stopping() -> bool:
    """Whether this process was told to stop."""
    return _stopping


def _logs() -> None:
    set_up_logs()
    for name in list(logging.Logger.manager.loggerDict):
        if name.split(".")[0] in {"streamlit", "uvicorn", "websockets"}:  # they write lines of their own, with what was answered
            one = logging.getLogger(name)
            one.handlers.clear()
            one.propagate = True
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # the others tell where a visitor comes from and what was searched for
    for name in ("uvicorn.error", "uvicorn.access", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


async def _all_drawn(until: float) -> None:
    while _drawing and time.monotonic() < until:
        await asyncio.sleep(0.05)


def _end_pages_first() -> None:
    """Let the pages being drawn end when SIGTERM comes, and only then the server.

    The server closes the connections first, and Streamlit breaks off a page whose visitor is gone: at the next look at what a visitor
    answered, which is when it is to be saved.
    """
    loop, server = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)
    tasks: list[asyncio.Task[None]] = []

    async def end() -> None:
        await _all_drawn(time.monotonic() + PATIENCE)
        if callable(server):
            server(signal.SIGTERM, None)

    def begin() -> None:
        tasks.append(loop.create_task(end()))

    def told(number: int, frame: FrameType | None) -> None:
        global _stopping  # noqa: PLW0603  # there is one process, which stops once
        if _stopping and callable(server):
            server(number, frame)  # whoever says it twice does not want to wait
        _stopping = True
        loop.call_soon_threadsafe(begin)

    signal.signal(signal.SIGTERM, told)


@asynccontextmanager
async def life(_: App) -> AsyncIterator[None]:
    """Write logs as JSON lines while the server lives, and let the pages being drawn end, and save, before it dies."""
    _logs()
    _end_pages_first()
    logger.info("started")
    yield
    await _all_drawn(time.monotonic() + 5)  # one that began after the signal: the process dies of it as soon as this returns
    logger.info("stopped", extra={"fields": {"broken_off": len(_drawing)}})
