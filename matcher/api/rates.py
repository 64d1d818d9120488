"""How often one address may ask: an even rate with a reserve of one minute, kept for a bounded number of addresses."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from matcher.api.problems import Refused, language_of, response
from matcher.locale import N_

MOST_ADDRESSES = 10_000
"""Addresses that are remembered; beyond, the one that asked longest ago is forgotten."""
FREE = frozenset({"/health", "/healthz", "/metrics"})
"""What an operator's own tools ask, again and again."""


class Rates:
    """Tells how long an address has to wait (the generic cell rate algorithm, ITU-T I.371: one number for each address)."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = 60 / per_minute
        self._clock = clock
        self._used_until: OrderedDict[str, float] = OrderedDict()

    def wait(self, address: str) -> float:
        """Count one request, and return 0 where it may be answered, else in how many seconds one will be."""
        now, key = self._clock(), _network(address)
        used = max(now, self._used_until.pop(key, now)) + self._each
        late = used - now - 60
        self._used_until[key] = used if late <= 0 else used - self._each
        if len(self._used_until) > MOST_ADDRESSES:
            self._used_until.popitem(last=False)
        return max(0.0, late)


def _network(address: str) -> str:
    """Return what one visitor has: an address, or the 64 bits of one of the newer kind, of which each visitor has billions."""
    if ":" not in address:
        return address
    bits = int(IPv6Address(address.partition("%")[0]))
    mapped = IPv6Address(bits).ipv4_mapped
    return str(mapped or bits >> 64)


class LimitRate:
    """Refuses who asks too often, in their language, with the time to wait."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app, self.per_minute, self.rates = app, per_minute, Rates(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.app
        if scope["type"] == "http" and scope["path"] not in FREE:
            client = scope.get("client")
            wait = self.rates.wait(client[0] if client else "")
            if wait > 0:
                seconds = math.ceil(wait)
                often = N_("at most {count} requests a minute are answered to one address; ask again in {seconds} s")
                refused = Refused(
                    429,
                    often,
                    count=self.per_minute,
                    seconds=seconds,
                    headers={"retry-after": str(seconds), "connection": "close"},
                )
                answer = response(refused, language_of(Request(scope)))
        await answer(scope, receive, send)
