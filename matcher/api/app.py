"""The application: addresses, what goes around each answer, and the catalogue that they are answered from."""

from __future__ import annotations

import asyncio
import logging
import os
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from matcher.api import resources
from matcher.api.asked import FULL_PAGE, Addressed, ProgramsAddress
from matcher.api.description import DESCRIPTION, describe, read_route, verb_route
from matcher.api.headers import SafeHeaders
from matcher.api.problems import Refused, language_of, response
from matcher.api.rates import LimitRate
from matcher.api.reading import addressed, body_of, read_json
from matcher.api.settings import Settings, settings
from matcher.api.shelf import Loaded, Shelf
from matcher.api.verbs import VERBS, Verb
from matcher.api.watched import Counts, Watched
from matcher.api.work import Bench
from matcher.clock import today
from matcher.document import InputError
from matcher.locale import LANGUAGES, N_, Language

HANDED_OUT = {"cache-control": "public, max-age=60", "vary": "accept-language"}
"""What is sent with what anybody may keep: the catalogue changes in a day, not in a minute."""

SHORT = 4_000
"""Bytes of a body that is read and answered in a few milliseconds."""

logger = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]


def served() -> FastAPI:
    """Return the application as the variables of the environment set it up; each worker calls this once."""
    return create_app(settings())


def create_app(chosen: Settings) -> FastAPI:
    """Return the application."""
    server = _Server(chosen)
    app = FastAPI(
        title="Funding matchmaker",
        version=version("funding-matcher"),
        description=DESCRIPTION,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=server.lifespan,
        exception_handlers={HTTPException: _not_there},
        middleware=[
            Middleware(SafeHeaders),
            Middleware(Watched, counts=server.counts, addresses=chosen.log_addresses),
            *_for_other_sites(chosen.origins),
            *([Middleware(LimitRate, per_minute=chosen.per_minute)] if chosen.per_minute else []),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4),
        ],
    )
    app.router.route_class = Straight
    for verb in VERBS:
        app.add_api_route(f"/v1/{verb.name}", said(server.verb(verb)), methods=["POST"], **verb_route(verb))
    for path, handler in {
        "/v1/programs": server.programs,
        "/v1/programs/{id}": server.program,
        "/v1/catalogue": server.catalogue,
        "/health": server.state,
        "/healthz": server.health,
    }.items():
        app.add_api_route(path, said(handler), methods=["GET"], **read_route(path))
    app.add_route("/metrics", server.figures, include_in_schema=False)
    describe(app)
    return app


def _for_other_sites(named: tuple[str, ...]) -> list[Middleware]:
    """Return what lets pages of other sites ask: nothing where none is named."""
    asking = Middleware(
        CORSMiddleware,
        allow_origins=named,
        allow_methods=["GET", "POST"],
        allow_headers=["accept-language", "content-type", "if-none-match"],
        expose_headers=["etag", "link", "retry-after", "x-total-count"],
    )
    return [asking] if named else []


class Straight(APIRoute):
    """An address whose handler reads the request itself: it is described as others are, and nothing is looked for that it does not take."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return self.endpoint


class _Server:
    """What answers: the shelf, and the benches that work is done on."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.shelf: Shelf
        self.counts = Counts()

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Read the catalogue before the first request, then follow its files."""
        self.shelf = Shelf(self.settings.directory)
        self.benches = {slow: Bench(threads, self.settings.seconds) for slow, threads in self.settings.threads.items()}
        watching = asyncio.create_task(self.shelf.watch())
        yield
        watching.cancel()
        for bench in self.benches.values():
            bench.close()

    def verb(self, verb: Verb) -> Handler:
        async def handle(request: Request) -> Response:
            language = language_of(request)
            value = await read_json(request, self.settings.seconds)
            if isinstance(value, dict) and value.get("lang") in LANGUAGES:
                language = value["lang"]
            loaded = self.shelf.loaded
            try:
                addressed(request, Addressed)

                def answer() -> bytes:
                    return _written(verb.answer(loaded, body_of(value, verb.body), language))

                content = answer() if verb.brief and _short(request, value) else await self.benches[verb.slow].do(answer)
            except (InputError, Refused) as error:
                return response(refusal(error), language)
            return _answer(content, language, {"cache-control": "no-store"})

        return handle

    async def programs(self, request: Request) -> Response:
        asked = addressed(request, ProgramsAddress)
        language, loaded = language_of(request), self.shelf.loaded
        headers = _kept(loaded, language)
        if _known(request, headers):
            return Response(status_code=304, headers=headers)

        def page() -> bytes:
            found = resources.programs(loaded, asked, language)
            headers["link"] = resources.links(request, asked, len(found))
            headers["x-total-count"] = str(len(found))
            return _written(resources.page(found, asked, language))

        return _answer(await self.benches[False].do(page), language, headers)

    async def program(self, request: Request) -> Response:
        addressed(request, Addressed)
        language, loaded = language_of(request), self.shelf.loaded
        content = resources.program(loaded, request.path_params["id"], language)
        headers = _kept(loaded, language)
        if _known(request, headers):
            return Response(status_code=304, headers=headers)
        return _answer(_written(content), language, headers)

    async def catalogue(self, request: Request) -> Response:
        addressed(request, Addressed)
        language, loaded = language_of(request), self.shelf.loaded
        headers = _kept(loaded, language, today().isoformat())
        if _known(request, headers):
            return Response(status_code=304, headers=headers)
        content = await self.benches[False].do(lambda: _written(resources.catalogue(loaded)))
        return _answer(content, language, headers)

    async def state(self, request: Request) -> Response:
        """Say that the process lives and is ready, which it is from its first answer on."""
        loaded = self.shelf.loaded
        content: dict[str, Any] = {"live": True, "ready": bool(loaded.catalogue), "behind": self.shelf.behind}
        content |= {"catalogue": loaded.catalogue.version, "programs": len(loaded.catalogue), "process": os.getpid()}
        return _answer(_written(content), language_of(request), {"cache-control": "no-store"})

    async def figures(self, request: Request) -> Response:
        self.counts.programs.set(len(self.shelf.loaded.catalogue))
        return await self.counts.show(request)

    async def health(self, request: Request) -> Response:
        content = {"status": "ok", "catalogue": self.shelf.loaded.catalogue.version, "process": os.getpid()}
        return _answer(_written(content), language_of(request), {"cache-control": "no-store"})


def _short(request: Request, value: Any) -> bool:
    """Tell whether a body asks for little enough to be answered where it is read: others would wait for what asks for more."""
    length = request.headers.get("content-length", "")
    few = not isinstance(value, dict) or not isinstance(value.get("top"), int) or value["top"] <= FULL_PAGE
    return length.isdigit() and int(length) <= SHORT and few


def said(handler: Handler) -> Handler:
    """Return a handler of which every refusal is said, and of which no fault tells what was sent."""

    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except (InputError, Refused) as error:
            refused = refusal(error)
        except Exception as error:  # what it says may hold what a client sent, so only where it happened is logged
            place = traceback.extract_tb(error.__traceback__)[-1]
            logger.error("%s in %s, line %s, answering %s", type(error).__name__, place.filename, place.lineno, request.url.path)
            refused = Refused(
                500, N_("nothing of your request was kept; the operator of this server finds where it failed in its log")
            )
        return response(refused, language_of(request))

    return handle


def refusal(error: InputError | Refused) -> Refused:
    """Return the refusal of what breaks the rules of a profile or of an address."""
    if isinstance(error, Refused):
        return error
    sentence = N_("some of what was sent cannot be used; `errors` says what, and what would be")
    return Refused(422, sentence, problems=error.problems)


async def _not_there(request: Request, error: Exception) -> Response:
    """Say that there is no such address, or not with this method."""
    assert isinstance(error, HTTPException)
    sentences = {
        404: N_("this address is not one of ours; /openapi.json lists them"),
        405: N_("this address is asked with {allowed}"),
    }
    headers = dict(error.headers or {})
    allowed = headers.get("Allow", "GET")
    return response(
        Refused(error.status_code, sentences[error.status_code], headers=headers, allowed=allowed), language_of(request)
    )


def _written(document: dict[str, Any] | list[Any] | bytes) -> bytes:
    return document if isinstance(document, bytes) else orjson.dumps(document)


def _answer(content: bytes, language: Language, headers: dict[str, str]) -> Response:
    return Response(content, headers=headers | {"content-language": language}, media_type="application/json")


def _kept(loaded: Loaded, language: Language, *more: str) -> dict[str, str]:
    """Return the headers of what may be kept. The tag is weak: compressed or not, it is the same answer."""
    tag = "-".join([loaded.catalogue.version, version("funding-matcher"), language, *more])
    return HANDED_OUT | {"etag": f'W/"{tag}"'}


def _known(request: Request, headers: dict[str, str]) -> bool:
    """Tell whether who asks has this answer already."""
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    return bool(known & {headers["etag"].removeprefix("W/"), "*"})
