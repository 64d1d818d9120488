"""The whole catalogue as one JSON document: every sheet as its file states it, and its criteria in words."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from matcher.awards import Award
from matcher.catalogue import Catalogue, Provider
from matcher.curation.history import Files
from matcher.export.criteria import stated
from matcher.schema import program_schema

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CREDIT = "Répertoire des programmes de financement de l'économie sociale"
"""Whom the licence asks to name (programs/LICENSE)."""


def as_json(catalogue: Catalogue, written: Files) -> str:
    """Write the document.

    Args:
        catalogue: the programs, with providers and awards.
        written: each program as its file holds it.
    """
    document = {
        "version": catalogue.version,
        "licence": LICENCE,
        "credit": CREDIT,
        "programs": [
            {
                "sheet": written[program_id],
                "criteria": [
                    {"place": place, "fr": stated(criterion, "fr"), "en": stated(criterion, "en")}
                    for place, criterion in catalogue[program_id].eligibility.written()
                ],
            }
            for program_id in sorted(catalogue)
        ],
        "providers": {key: p.model_dump(mode="json", exclude_defaults=True) for key, p in sorted(catalogue.providers.items())},
        "awards": {
            program: [award.model_dump(mode="json", exclude_none=True) for award in awards]
            for program, awards in sorted(catalogue.awards.items())
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"


def document_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the document. A sheet follows the schema of a program file."""
    parts: dict[str, Any] = {}
    for name, schema in {"Program": program_schema(), "Provider": _schema(Provider), "Award": _schema(Award)}.items():
        parts |= schema.pop("$defs")
        parts[name] = schema
    text = {"type": "string"}
    properties = {
        "version": text,
        "licence": {"const": LICENCE},
        "credit": {"const": CREDIT},
        "programs": {
            "type": "array",
            "items": _closed(
                {
                    "sheet": {"$ref": "#/$defs/Program"},
                    "criteria": {"type": "array", "items": _closed({"place": text, "fr": text, "en": text})},
                }
            ),
        },
        "providers": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Provider"}},
        "awards": {"type": "object", "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/Award"}}},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": parts} | _closed(properties)


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has all of these keys and no other."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
