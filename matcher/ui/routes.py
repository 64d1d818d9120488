"""What the server answers beside the pages: the calendar feed of an advisor, what monitoring asks, and headers that keep a client's link to itself."""

from __future__ import annotations

import hashlib
from email.utils import format_datetime
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit import config

from matcher.clock import today
from matcher.origins import EMBEDDERS, origins
from matcher.ui import core, policy, watched
from matcher.workspace.errors import WorkspaceError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ENDING = ".ics"
PRIVATE = {"cache-control": "private, no-cache", "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow, noarchive"}
"""What is sent with every address that holds a token."""


def routes() -> list[Route]:
    """Return the routes. Everything under `feed/` is answered here, so that nothing wrong there is answered by a page."""
    return [
        Route(f"{_base()}/feed/{{name:path}}", _feed, methods=["GET"]),
        Route(f"{_base()}/health", _health, methods=["GET"]),
        Route(f"{_base()}/metrics", _metrics, methods=["GET"]),
    ]


def _base() -> str:
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _health(_: Request) -> Response:
    """Answer 200 while pages can be drawn, 503 once this process is to stop. The workspace is named, and fails nothing: visitors need none."""
    catalogue = core.catalogue()
    stops = watched.stopping()
    body = {"status": "stopping" if stops else "ok", "programs": len(catalogue), "catalogue": catalogue.version}
    return JSONResponse(body | {"workspace": _workspace()}, 503 if stops else 200, {"cache-control": "no-store"})


def _workspace() -> str:
    from matcher.workspace.database import answers  # noqa: PLC0415  # the database takes half a second to import

    return {None: "none yet", True: "answers", False: "away"}[answers()]


def _metrics(_: Request) -> Response:
    """Answer with the figures of this process, as Prometheus reads them."""
    counts = watched.counts()
    if counts is None:
        return Response("install funding-matcher[operation]\n", 501, media_type="text/plain")
    from matcher.ui.counts import TYPE  # noqa: PLC0415  # an extra

    return Response(counts.text(), headers={"cache-control": "no-store"}, media_type=TYPE)


def _feed(request: Request) -> Response:
    """Answer GET and HEAD with the calendar of a token; with 404 whatever is wrong, and 503 while the workspace is away."""
    # The database and the calendars take half a second to import, which the first page need not wait for.
    from matcher.export.follow_up_ics import ics_of  # noqa: PLC0415
    from matcher.ui import access  # noqa: PLC0415
    from matcher.workspace.feeds import open_feed  # noqa: PLC0415

    name = str(request.path_params["name"])
    try:
        feed = open_feed(access.workspace(), name.removesuffix(ENDING)) if name.endswith(ENDING) else None
    except WorkspaceError:
        return Response(status_code=503, headers=PRIVATE | {"retry-after": "600"})
    if feed is None:
        return Response(status_code=404, headers=PRIVATE)
    content = ics_of(feed.applications, core.catalogue(), today(), feed.language)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = PRIVATE | {"etag": tag}
    changed = max((one.updated_at for one in feed.applications if one.updated_at), default=None)
    if changed is not None:
        headers["last-modified"] = format_datetime(changed, usegmt=True)
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


class _Headers:
    """Says what a page may do and who may show it in a frame, and sends PRIVATE with the page behind a link.

    A browser then tells the address of that page to nobody, this server's logs included.
    """

    def __init__(self, app: ASGIApp, embedders: tuple[str, ...]) -> None:
        self.app = app
        self.policy = policy.headers(embedders)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        private = PRIVATE if scope["path"].rstrip("/") == f"{_base()}/shared" else {}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(private)
                for name, value in self.policy.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


MIDDLEWARE = [Middleware(_Headers, embedders=origins(EMBEDDERS))]
