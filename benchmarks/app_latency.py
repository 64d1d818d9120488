"""How long the app takes to answer: cold start, one visitor, fifty with pauses for thought, and a hundred at the same instant.

Visitors are real sessions: each speaks Streamlit's protocol over a WebSocket, hands in a profile and then answers the question that the list
of programs asks, again and again. Other checkouts named on the command line are measured in the same run, each with its own .venv, and so is
an empty page: what Streamlit itself costs. Server and visitors share the machine.

    .venv/bin/python -m benchmarks.app_latency [--quick] [CHECKOUT ...]
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from benchmarks.visitors import Server, Visitor, serving

HERE = Path(__file__).resolve().parent.parent
QUICK = "--quick" in sys.argv
USERS, PAUSE, ANSWERS = 50, 10.0, 2 if QUICK else 6
BURST = 100
ALONE = 10 if QUICK else 30
EMPTY = 'import streamlit as st\n\nst.button("Read", key="next:empty")\n'


def line(name: str, seconds: list[float], more: str = "") -> None:
    """Print one line of figures."""
    found = sorted(1000 * one for one in seconds)
    p95 = found[min(len(found) - 1, int(0.95 * len(found)))]
    print(f"  {name:38} p50 {statistics.median(found):7.0f}   p95 {p95:7.0f}   max {found[-1]:7.0f} ms   {more}", flush=True)


async def together(server: Server, users: int, ready: Callable[[Visitor], Awaitable[Any]], pause: float, answers: int) -> None:
    """Let visitors come in one after the other, then answer: with random pauses, or all at the same instant where there is none."""
    go = asyncio.Event()
    seconds: list[float] = []
    came: asyncio.Queue[int] = asyncio.Queue()

    async def one(number: int) -> None:
        async with server.visitor(number) as visitor:
            await ready(visitor)
            came.put_nowait(number)
            await go.wait()
            for _ in range(answers):
                await asyncio.sleep(pause * random.uniform(0.3, 1.7))  # noqa: S311
                seconds.append(await visitor.answer())

    tasks = []
    for number in range(users):
        tasks.append(asyncio.create_task(one(number)))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(came.get(), 20)
    before, started = server.cpu(), time.perf_counter()
    go.set()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    failures = [result for result in ended if isinstance(result, BaseException)]
    busy = 100 * (server.cpu() - before) / (time.perf_counter() - started)
    more = f"{len(failures)} failed   processor {busy:3.0f} %   {server.memory():4.0f} MB"
    name = f"{users} visitors, {pause:.0f} s of thought" if pause else f"{users} at the same instant"
    line(name, seconds or [float("nan")], more)
    for failure in failures[:3]:
        print(f"    {type(failure).__name__}: {failure}")


async def measure(server: Server, *, empty: bool) -> None:
    """Print every figure of one app."""

    async def ready(visitor: Visitor) -> None:
        await (visitor.look() if empty else visitor.hand_in())

    async with server.visitor() as visitor:
        await visitor.look()
        first = time.perf_counter() - server.started
        print(f"  cold: answers after {server.healthy:.2f} s, first page after {first:.2f} s, {server.memory():.0f} MB")
        await ready(visitor)
        await visitor.answer()
        for name, work in (("one visitor, the same page again", visitor.look), ("one visitor, an answer", visitor.answer)):
            before = server.cpu()
            seconds = [await work() for _ in range(ALONE)]
            line(name, seconds, f"processor {1000 * (server.cpu() - before) / ALONE:3.0f} ms each")
    await together(server, USERS, ready, PAUSE, ANSWERS)
    await together(server, BURST, ready, 0, 1)


def main() -> None:
    """Print the figures of this checkout, of those named, and of an empty page."""
    checkouts = [HERE, *(Path(name).resolve() for name in sys.argv[1:] if not name.startswith("--"))]
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "app.py").write_text(EMPTY, encoding="utf-8")
        apps = [(str(path.name), path / ".venv" / "bin" / "python", path, False) for path in checkouts]
        apps.append(("an empty page", checkouts[0] / ".venv" / "bin" / "python", Path(scratch), True))
        for name, python, directory, empty in apps:
            for _ in range(2):  # the first start fills the caches of the disk
                with serving(python, directory) as server:
                    asyncio.run(warm(server))
            print(name, flush=True)
            with serving(python, directory) as server:
                asyncio.run(measure(server, empty=empty))


async def warm(server: Server) -> None:
    """Look at the first page once."""
    async with server.visitor() as visitor:
        await visitor.look()


if __name__ == "__main__":
    main()
