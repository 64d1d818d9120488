"""What is sent when a request cannot be answered: problem details of RFC 9457, in the language of the reader."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from matcher.document import Problem, shown
from matcher.locale import LANGUAGES, N_, Language, translate

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: N_("This is not JSON"),
    404: N_("There is nothing here"),
    405: N_("This address does not take this method"),
    408: N_("The request took too long to arrive"),
    413: N_("The request is too large"),
    415: N_("The request is of another kind than JSON"),
    422: N_("The request cannot be used"),
    429: N_("Too many requests"),
    500: N_("Something is wrong on our side"),
    503: N_("The server is busy"),
    504: N_("The answer took too long"),
}
"""Every status that is no success, and how it is called."""


class Refused(Exception):  # noqa: N818  # it is an answer, not a fault of ours
    """A request that is not answered as asked: its status, one sentence, and every problem of what was sent."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        problems: Sequence[Problem] = (),
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(status)
        self.status, self.detail, self.values = status, detail, values
        self.problems, self.headers = tuple(problems), dict(headers or {})


def document(refused: Refused, language: Language) -> dict[str, Any]:
    """Return the body that says what was refused and why."""
    return {
        "type": "about:blank",
        "title": translate(TITLES[refused.status], language),
        "status": refused.status,
        "detail": translate(refused.detail, language, **refused.values),
        "errors": [_error(problem, language) for problem in refused.problems],
    }


def _error(problem: Problem, language: Language) -> dict[str, str | None]:
    expected = None if problem.expected is None else translate(problem.expected, language, **problem.values)
    return {
        "field": problem.path,
        "detail": translate(problem.message, language, **problem.values),
        "found": None if problem.found is None else shown(problem.found),
        "expected": expected,
        "nearest": problem.nearest,
    }


def response(refused: Refused, language: Language) -> Response:
    """Return what is sent for a refusal."""
    content = json.dumps(document(refused, language), ensure_ascii=False)
    headers = {"cache-control": "no-store", "content-language": language} | refused.headers
    return Response(content, refused.status, headers, MEDIA_TYPE)


def language_of(request: Request) -> Language:
    """Return the language that an address or a browser asks for, French if neither does."""
    for language in LANGUAGES:
        if request.query_params.get("lang") == language:
            return language
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> Language:
    """Return the one of our languages that an Accept-Language header likes best: `fr-CA, en;q=0.8`."""
    best, most = LANGUAGES[0], 0.0
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        for language in LANGUAGES:
            if tag.lower().split("-")[0] == language:
                try:
                    liked = float(weight or 1)
                except ValueError:
                    continue
                if liked > most:
                    best, most = language, liked
    return best
