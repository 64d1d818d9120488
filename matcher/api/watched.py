"""What an operator sees of the requests: counts and times by address of ours, and a line of log each. Nothing of what was sent."""

from __future__ import annotations

import logging
import os
import time

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The folder where several processes add their counts up, as prometheus-client calls it."""
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

logger = logging.getLogger(__name__)


class Counts:
    """The figures of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "matcher_requests", "Requests by address, method and status.", ("route", "method", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "matcher_request_seconds", "How long answers took.", ("route",), buckets=SECONDS, registry=self._registry
        )
        self.programs = Gauge(
            "matcher_catalogue_programs",
            "Programs of the catalogue.",
            registry=self._registry,
            multiprocess_mode="mostrecent",
        )

    async def show(self, _: Request) -> Response:
        """Answer with the figures of all processes, as Prometheus reads them."""
        registry = self._registry
        if os.environ.get(SHARED):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), headers={"cache-control": "no-store"}, media_type=CONTENT_TYPE_LATEST)


class Watched:
    """Counts each request and writes a line on it.

    Args:
        app: what answers.
        counts: where it is counted.
        addresses: write where requests come from too: personal data, so only where an operator asks for it.
    """

    def __init__(self, app: ASGIApp, counts: Counts, *, addresses: bool) -> None:
        self.app, self.counts, self.addresses = app, counts, addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, size, begun = 0, 0, time.perf_counter()

        async def seen(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            self._note(scope, status, size, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        route, method = getattr(scope.get("route"), "path", "other"), scope["method"]
        method = method if method in {"GET", "HEAD", "POST", "OPTIONS"} else "other"  # a client may send any word
        self.counts.requests.labels(route, method, str(status)).inc()
        self.counts.seconds.labels(route).observe(seconds)
        fields = {"method": method, "route": route, "status": status, "bytes": size, "milliseconds": round(1000 * seconds, 1)}
        if self.addresses:
            client = scope.get("client")
            fields["address"] = client[0] if client else None
        logger.info("answered", extra={"fields": fields})
