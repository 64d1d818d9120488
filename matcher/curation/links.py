"""Visits the pages behind the catalogue, politely: one request at a time to a host, with a pause, and as robots.txt says."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx
import stamina

from matcher.curation.pages import Outcome, Visit, fingerprint
from matcher.curation.public_addresses import PublicTransport

stamina.instrumentation.set_on_retry_hooks([])  # its lines in the log say nothing to who waits for the pages
AGENT = "funding-matcher-link-check"
MOST_BYTES = 5_000_000
"""A page longer than this is judged by what it answers first."""
GONE = {404, 410}
TRY_AGAIN = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Manners:
    """How a visitor behaves.

    Args:
        at_once: hosts visited at the same time.
        pause: seconds between two requests to one host.
        timeout: seconds after which a request is given up.
        attempts: how often a page that does not answer is asked.
        longest_wait: seconds that a host may ask to be left alone (Retry-After) before the page is called refused.
    """

    at_once: int = 8
    pause: float = 1.0
    timeout: float = 20.0
    attempts: int = 3
    longest_wait: float = 60.0


class _TryAgainError(Exception):
    """The host asked to come back later."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(str(response.status_code))
        self.response = response


@dataclass
class Visitor:
    """Visits pages; one for a run, since it remembers what each host allows and when it was last asked.

    Args:
        today: the day that is written down.
        manners: how it behaves.
        anywhere: also on private networks, and through the proxy that the environment names, which looks names up by itself.
    """

    today: date
    manners: Manners = field(default_factory=Manners)
    anywhere: bool = False

    def __post_init__(self) -> None:
        self._turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._rules: dict[str, RobotFileParser] = {}
        self._room = asyncio.Semaphore(self.manners.at_once)

    async def visit_all(self, urls: Iterable[str]) -> AsyncIterator[Visit]:
        """Yield each visit as soon as it is over."""
        limits = httpx.Limits(max_connections=self.manners.at_once)
        headers = {"User-Agent": AGENT}
        transport = None if self.anywhere else PublicTransport(limits)
        async with httpx.AsyncClient(
            timeout=self.manners.timeout, limits=limits, headers=headers, follow_redirects=True, transport=transport
        ) as client:
            for visit in asyncio.as_completed([self._visit(client, url) for url in urls]):
                yield await visit

    async def _visit(self, client: httpx.AsyncClient, url: str) -> Visit:
        try:
            host = urlsplit(url).netloc
        except ValueError as error:
            return Visit(url, "unreachable", self.today, detail=str(error))
        async with self._turn[host], self._room:
            try:
                if not await self._allowed(client, url):
                    return Visit(url, "not_allowed", self.today)
                return self._judged(url, *await self._get(client, url))
            except _TryAgainError as error:
                return Visit(url, "refused", self.today, status=error.response.status_code)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                return Visit(url, "unreachable", self.today, detail=type(error).__name__)
            finally:
                await asyncio.sleep(self.manners.pause)

    async def _allowed(self, client: httpx.AsyncClient, url: str) -> bool:
        """Return whether robots.txt allows the page; a host without one allows all."""
        parts = urlsplit(url)
        if parts.netloc not in self._rules:
            rules = RobotFileParser()
            try:
                answer = await client.get(f"{parts.scheme}://{parts.netloc}/robots.txt")
                rules.parse(answer.text.splitlines() if answer.is_success else [])
            except httpx.HTTPError:
                rules.parse([])
            self._rules[parts.netloc] = rules
        return self._rules[parts.netloc].can_fetch(AGENT, url)

    async def _get(self, client: httpx.AsyncClient, url: str) -> tuple[httpx.Response, bytes]:
        """Ask for a page, again if it does not answer or says to wait."""
        retry = stamina.AsyncRetryingCaller(
            attempts=self.manners.attempts, wait_initial=self.manners.pause / 2, wait_max=self.manners.longest_wait
        )
        return await retry(lambda error: isinstance(error, httpx.TransportError | _TryAgainError), self._ask, client, url)

    async def _ask(self, client: httpx.AsyncClient, url: str) -> tuple[httpx.Response, bytes]:
        async with client.stream("GET", url) as response:
            if response.status_code in TRY_AGAIN:
                await asyncio.sleep(min(_asked_to_wait(response), self.manners.longest_wait))
                raise _TryAgainError(response)
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    break
            return response, body

    def _judged(self, url: str, response: httpx.Response, body: bytes) -> Visit:
        """Say what a page did."""
        status = response.status_code
        if not response.is_success:
            refusal: Outcome = "gone" if status in GONE else "refused"
            return Visit(url, refusal, self.today, status=status)
        seen = fingerprint(body, response.headers.get("content-type", ""))
        for_good = any(step.status_code in {301, 308} for step in response.history)
        if for_good:
            return Visit(url, "moved", self.today, status=status, moved_to=str(response.url), fingerprint=seen)
        return Visit(url, "ok", self.today, status=status, fingerprint=seen)


def _asked_to_wait(response: httpx.Response) -> float:
    """Return the seconds of Retry-After; a date in it, or nothing, is no number and counts as none."""
    asked = response.headers.get("retry-after", "")
    return float(asked) if asked.isdigit() else 0.0
