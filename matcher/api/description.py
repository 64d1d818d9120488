"""What the API says of itself in OpenAPI: the bodies from their models, each status that can come, examples that work."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from matcher.api.answer_schemas import SCHEMAS
from matcher.api.asked import Addressed, ProgramsAddress
from matcher.api.problems import MEDIA_TYPE
from matcher.api.verbs import VERBS, Verb

DESCRIPTION = """\
Which funding programs are open to a social-economy enterprise in Québec, in what order to look at them, and why.

The verbs are those of the command `matcher`, and so are their answers. Nothing of a request is kept or written down. A verdict is no
decision of a funder: each rests on the sources of the program's sheet.
"""
REF = "#/components/schemas/{model}"
GROCERY: dict[str, Any] = {
    "enterprise": {
        "legal_form": "consumer_coop",
        "sector": ["épicerie"],
        "municipality": "Saint-Valérien-de-Milton",
        "founded": "1998-05",
    },
    "project": {
        "description": "L'épicerie coopérative est le dernier commerce du village. Nous voulons rénover le bâtiment.",
        "uses": ["renovation", "equipment"],
        "total_cost": 250_000,
    },
    "as_of": "2026-11-23",
}
"""The profile of the README."""
EXAMPLES: dict[str, dict[str, Any]] = {
    "match": GROCERY | {"top": 3},
    "explain": GROCERY | {"program": "frr-commerces-proximite"},
    "ask": GROCERY,
    "plan": GROCERY | {"prefer": "least_debt"},
    "intake": {"text": "Nous sommes une coopérative de solidarité de Granby et voulons rénover notre bâtiment pour 250 000 $."},
}
READS: dict[str, tuple[str, str, str, str, tuple[int, ...]]] = {
    "/v1/programs": (
        "list_programs",
        "catalogue",
        "ProgramList",
        "List the programs, all or those found, a page at a time; the header Link leads to the other pages.",
        (304, 422, 429, 500, 503, 504),
    ),
    "/v1/programs/{id}": ("read_program", "catalogue", "Program", "Read one program.", (304, 404, 422, 429, 500)),
    "/v1/catalogue": (
        "read_catalogue",
        "catalogue",
        "Catalogue",
        "Say which version of the catalogue this is, and what it covers today.",
        (304, 422, 429, 500, 503, 504),
    ),
    "/health": (
        "read_health",
        "server",
        "State",
        "Say that this process lives, that its catalogue is read, and whether files of it wait to be mended.",
        (),
    ),
    "/healthz": ("check_health", "server", "Health", "Say that this process answers, and from which catalogue.", ()),
}
LANGUAGE_HEADER = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "The language of what people read, where `lang` does not say it.",
    "schema": {"type": "string"},
    "example": "en-CA",
}
TAG_HEADER = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the answer that is known already; 304 says that it still holds.",
    "schema": {"type": "string"},
}


def verb_route(verb: Verb) -> dict[str, Any]:
    """Return what describes the address of a verb."""
    content = {"application/json": {"schema": _ref(verb.body.__name__), "example": EXAMPLES[verb.name]}}
    return {
        "operation_id": verb.name,
        "tags": ["verbs"],
        "summary": verb.summary,
        "responses": _responses(verb.name.capitalize(), (400, 408, 413, 415, 422, 429, 500, 503, 504)),
        "openapi_extra": {
            "requestBody": {"required": True, "content": content},
            "parameters": [*_query(Addressed), LANGUAGE_HEADER],
        },
    }


def read_route(path: str) -> dict[str, Any]:
    """Return what describes an address that is read."""
    operation, tag, answer, summary, statuses = READS[path]
    parameters = []
    if tag == "catalogue":
        parameters = [*_query(ProgramsAddress if path == "/v1/programs" else Addressed), LANGUAGE_HEADER, TAG_HEADER]
    if "{id}" in path:
        parameters.append({"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "depart"})
    return {
        "operation_id": operation,
        "tags": [tag],
        "summary": summary,
        "responses": _responses(answer, statuses),
        "openapi_extra": {"parameters": parameters},
    }


def describe(app: FastAPI) -> None:
    """Complete the description with the models that bodies and answers are described by."""
    bodies = models_json_schema([(verb.body, "validation") for verb in VERBS], ref_template=REF)[1]["$defs"]
    described = app.openapi()
    described.setdefault("components", {})["schemas"] = bodies | SCHEMAS


def _responses(answer: str, refusals: tuple[int, ...]) -> dict[int | str, dict[str, Any]]:
    """Return an answer and every refusal."""
    found: dict[int | str, dict[str, Any]] = {
        200: {"description": "The answer.", "content": {"application/json": {"schema": _ref(answer)}}}
    }
    for status in refusals:
        found[status] = {"description": HTTPStatus(status).phrase}
        if status != 304:
            found[status]["content"] = {MEDIA_TYPE: {"schema": _ref("Problem")}}
    if 304 in refusals:
        found[200]["headers"] = {"ETag": _header("What tells this answer from another.")}
    if answer == "ProgramList":
        found[200]["headers"] |= {
            "Link": _header("The first, previous, next and last page (RFC 8288)."),
            "X-Total-Count": {"description": "How many programs there are on all pages.", "schema": {"type": "integer"}},
        }
    return found


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


def _query(model: type[Addressed]) -> list[dict[str, Any]]:
    """Return the keys that an address takes after `?`; one that is empty is not asked."""
    return [
        {"name": name, "in": "query", "required": False, "schema": {"anyOf": [schema, {"const": ""}]}}
        for name, schema in model.model_json_schema()["properties"].items()
    ]


def _ref(model: str) -> dict[str, str]:
    return {"$ref": REF.format(model=model)}
