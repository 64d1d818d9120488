"""Headers that go with every answer: it is data, it is shown in no frame, and it is nobody's business where it was asked from."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
WRITTEN = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
"""The same as they are sent; no answer of ours sets one of them."""


class SafeHeaders:
    """Sends HEADERS with every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *WRITTEN]
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)
