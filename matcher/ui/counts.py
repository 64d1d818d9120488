"""The figures of one process of the app, as Prometheus reads them: pages and seconds, nothing of who looked at what."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
TYPE = CONTENT_TYPE_LATEST


class Counts:
    """What is counted; `now` names what is looked at when somebody asks: a name, what it is, and where it is read."""

    def __init__(self, *now: tuple[str, str, Callable[[], float]]) -> None:
        self._registry = CollectorRegistry()
        self._drawn = Counter(
            "matcher_pages_drawn", "Looks at pages, by how they ended.", ("page", "end"), registry=self._registry
        )
        self._seconds = Histogram(
            "matcher_page_seconds",
            "Until a page was drawn, waiting included.",
            ("page",),
            buckets=SECONDS,
            registry=self._registry,
        )
        for name, what, read in now:
            Gauge(name, what, registry=self._registry).set_function(read)

    def add(self, page: str, end: str, seconds: float) -> None:
        """Count one look at a page."""
        self._drawn.labels(page, end).inc()
        self._seconds.labels(page).observe(seconds)

    def text(self) -> bytes:
        """Return the figures of now."""
        return generate_latest(self._registry)
