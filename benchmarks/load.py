"""How many visitors one process of the app holds, what happens past that, and whether its memory grows: real sessions over WebSockets.

    .venv/bin/python -m benchmarks.load capacity            # more and more visitors, each with ten seconds of thought
    .venv/bin/python -m benchmarks.load soak [MINUTES]      # visitors who come and go; memory a minute

Visitors and server share the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import sys
import time
from pathlib import Path

from benchmarks.visitors import Server, serving

HERE = Path(__file__).resolve().parent.parent
PYTHON = HERE / ".venv" / "bin" / "python"
THOUGHT = 10.0
"""Seconds between two answers of a visitor, on average."""
HELD = 1.0
"""Seconds under which 95 answers of 100 must stay."""
STEPS = (25, 50, 100, 150, 200, 250, 300, 400)
LASTS = 45.0
"""Seconds for which each number of visitors is held."""
STAY = 6
"""Answers after which a visitor of the soak leaves and another one comes."""


def p95(seconds: list[float]) -> float:
    """Return the time under which 95 of 100 stay."""
    return sorted(seconds)[min(len(seconds) - 1, int(0.95 * len(seconds)))] if seconds else float("nan")


class Crowd:
    """Visitors at work: how long their answers took, and what failed."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.seconds: list[float] = []
        self.failures: list[BaseException] = []
        self.arriving = asyncio.Semaphore(2)
        self.sessions = 0

    async def stay(self, number: int, until: float, answers: int | None = None) -> None:
        """Come in, hand in a profile, and answer with pauses until the time is over or all answers are given."""
        try:
            async with self.server.visitor(number) as visitor:
                async with self.arriving:
                    await visitor.hand_in()
                self.sessions += 1
                while time.perf_counter() < until and answers != 0:
                    await asyncio.sleep(THOUGHT * random.uniform(0.3, 1.7))  # noqa: S311
                    self.seconds.append(await visitor.answer())
                    answers = answers - 1 if answers is not None else None
        except (OSError, RuntimeError, TimeoutError) as error:
            self.failures.append(error)

    async def come_and_go(self, number: int, until: float) -> None:
        """One seat: as one visitor leaves the next one comes, with another profile."""
        while time.perf_counter() < until:
            await self.stay(number, until, STAY)
            number += 1_000


async def capacity(server: Server) -> None:
    """Print what more and more visitors see, up to three steps past what is held."""
    print("visitors |   p50 |   p95 |   max, s | answers | failed | processor | memory, MB")
    past = 0
    for users in STEPS:
        crowd = Crowd(server)
        before, began = server.cpu(), time.perf_counter()
        until = began + LASTS + users * 0.1
        await asyncio.gather(*(crowd.stay(number, until) for number in range(users)))
        busy = 100 * (server.cpu() - before) / (time.perf_counter() - began)
        late = crowd.seconds[len(crowd.seconds) // 4 :]  # the first ones are given while others still come in
        print(
            f"{users:8} | {statistics.median(late):5.2f} | {p95(late):5.2f} | {max(late):8.2f} | {len(late):7} | "
            f"{len(crowd.failures):6} | {busy:7.0f} % | {server.memory():6.0f}",
            flush=True,
        )
        past += p95(late) > HELD
        if past == 3:
            return


async def soak(server: Server, minutes: float) -> None:
    """Print the memory of the server minute by minute while fifty visitors come and go, and its slope after the first quarter."""
    crowd = Crowd(server)
    began = time.perf_counter()
    until = began + 60 * minutes
    seats = [asyncio.create_task(crowd.come_and_go(number, until)) for number in range(50)]
    measured: list[tuple[float, float]] = []
    print("minute | memory, MB | sessions so far | p95 of the last minute, s | failed", flush=True)
    seen = 0
    while time.perf_counter() < until:
        await asyncio.sleep(60)
        minute = (time.perf_counter() - began) / 60
        measured.append((minute, server.memory()))
        told = f"{p95(crowd.seconds[seen:]):25.2f} | {len(crowd.failures)}"
        print(f"{minute:6.1f} | {measured[-1][1]:10.0f} | {crowd.sessions:15} | {told}", flush=True)
        seen = len(crowd.seconds)
    await asyncio.gather(*seats)
    settled = measured[len(measured) // 4 :]
    if len(settled) > 2:
        slope = statistics.linear_regression(*zip(*settled, strict=True)).slope
        print(f"slope after the first quarter: {slope:+.2f} MB a minute; {crowd.sessions} sessions, {len(crowd.failures)} failed")


def main() -> None:
    """Run what the command line names."""
    what, *more = sys.argv[1:] or ["capacity"]
    with serving(PYTHON, HERE) as server, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(capacity(server) if what == "capacity" else soak(server, float(more[0]) if more else 20.0))


if __name__ == "__main__":
    main()
