"""From the bytes of a request to a checked model, inside the limits of size and time."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.requests import Request

from matcher.api.asked import Addressed, ProfileBody
from matcher.api.problems import Refused
from matcher.document import MAX_BYTES, Document, InputError, Problem
from matcher.locale import N_
from matcher.profile import longer_profile_from
from matcher.validation import validate

SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")

MOST_VALUES = 1_000
"""Values in one body: a long profile has two hundred. Each wrong one is looked up among all words, so that thousands would take minutes."""

ModelT = TypeVar("ModelT", bound=BaseModel)
AddressT = TypeVar("AddressT", bound=Addressed)


def addressed(request: Request, model: type[AddressT]) -> AddressT:
    """Return what the part of an address after `?` asks for. Raises InputError."""
    if not request.scope["query_string"]:
        return model()
    named = request.query_params.multi_items()
    keys = [key for key, _ in named]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise InputError(Problem("", 1, 1, key, N_("this key stands twice"), found=key) for key in twice)
    return validate(model, _placeless({key: value for key, value in named if value}))


async def read_json(request: Request, seconds: float) -> Any:
    """Return what a body holds. Raises Refused where it is too large, too slow, or no JSON."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Refused(415, N_("send JSON, with the header Content-Type: application/json"))
    try:
        async with asyncio.timeout(seconds):
            content = await _bytes(request)
    except TimeoutError:
        late = N_("the request did not arrive whole within {seconds} seconds")
        raise Refused(408, late, seconds=seconds, headers={"connection": "close"}) from None
    try:
        value = json.loads(content, object_pairs_hook=_once, parse_constant=_no_constant)
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        message = N_("the body cannot be read as JSON, from line {line}, column {column}")
        raise Refused(400, message, line=line, column=column) from None
    _count(value)
    return value


def _count(value: Any) -> None:
    """Refuse more values than anybody has to say, before any of them is looked at."""
    left, seen = [value], 0
    while left:
        one = left.pop()
        inner = list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else ()
        seen += len(inner)
        if seen > MOST_VALUES:
            raise Refused(413, N_("send at most {most} values in one body"), most=MOST_VALUES)
        left += inner


def body_of(value: Any, model: type[ModelT]) -> ModelT:
    """Return a body as a model. Raises InputError with every problem, its place and the nearest valid word."""
    document = _placeless(value)
    if issubclass(model, ProfileBody):
        return longer_profile_from(document, model)
    return validate(model, document)


async def _bytes(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    found = bytearray()
    if not declared.isdigit() or int(declared) <= MAX_BYTES:
        async for chunk in request.stream():
            found += chunk
            if len(found) > MAX_BYTES:
                break
        else:
            return _without_half_letters(bytes(found))
    too_large = N_("send at most {bytes} bytes")
    raise Refused(413, too_large, bytes=MAX_BYTES, headers={"connection": "close"})


def _without_half_letters(content: bytes) -> bytes:
    """Refuse halves of letters, which JSON can name and no text can hold."""
    if SURROGATE.search(content):
        try:
            json.dumps(json.loads(content), ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise Refused(400, N_("the body names letters that do not exist")) from None
    return content


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its keys and values, each key once: of two answers, none is taken."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise InputError(Problem("", 1, 1, key, N_("this key stands twice"), found=key) for key in twice)
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _placeless(value: Any) -> Document:
    """Return a document of which mistakes are told by their path: a request has no lines to point at."""
    return Document("", value, dict)
