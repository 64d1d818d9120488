"""Work that takes the processor, away from the loop that answers: in few threads, and never for longer than is allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from matcher.api.problems import Refused
from matcher.locale import N_

Result = TypeVar("Result")


class Bench:
    """A few threads. More of them would share the same processor and only make each answer later."""

    def __init__(self, threads: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(threads)
        self.seconds = seconds

    async def do(self, job: Callable[[], Result]) -> Result:
        """Return what `job` comes to.

        Raises:
            Refused: time ran out, before it was begun (503) or before it was done (504). What was begun goes on in its thread, which
                is not given to anybody else until it ends.
        """
        begun = self._pool.submit(job)
        try:
            async with asyncio.timeout(self.seconds):
                return await asyncio.wrap_future(begun)
        except TimeoutError:
            if begun.cancel():
                busy = N_("no answer could be begun within {seconds} seconds; try again later")
                raise Refused(503, busy, seconds=self.seconds, headers={"retry-after": "10"}) from None
            raise Refused(504, N_("no answer was found within {seconds} seconds"), seconds=self.seconds) from None

    def close(self) -> None:
        """Give up what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)
