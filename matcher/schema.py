"""The JSON Schema of a program file, for editors: generated from the models, so that it cannot drift from the check."""

from __future__ import annotations

from typing import Any

from matcher.program import Program
from matcher.rules.criteria import criterion_schema
from matcher.vocabulary.terms import vocabulary

PARTIAL_DATE = {"anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}){0,2}$"}, {"type": "integer", "minimum": 1600}]}


def program_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one program file."""
    schema = Program.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$defs"] |= {"criterion": criterion_schema(), "PartialDate": PARTIAL_DATE}
    for part in schema["$defs"]["Eligibility"]["properties"].values():
        part["items"] = {"$ref": "#/$defs/criterion"}
    _offer_codes(schema)
    several = schema["properties"]["local_version_of"]
    schema["properties"]["local_version_of"] = {
        "description": several["description"],
        "anyOf": [several["items"], several],
    }  # one id stands for a list of one
    return schema


CODED = {
    ("Program", "instruments"): "instruments",
    ("Program", "funds"): "uses",
    ("Component", "instruments"): "instruments",
    ("Component", "funds"): "uses",
    ("Apply", "documents"): "documents",
}
"""Lists whose items are codes of a vocabulary."""


def _offer_codes(schema: dict[str, Any]) -> None:
    """Let an editor offer the codes of each vocabulary, with what each means."""
    for (model, field), name in CODED.items():
        properties = schema["properties"] if model == "Program" else schema["$defs"][model]["properties"]
        codes = [{"const": term.code, "description": f"{term.fr} / {term.en}"} for term in vocabulary(name).values()]
        items = properties[field]["items"]
        if "anyOf" in items:
            items["anyOf"] = [*codes, *(way for way in items["anyOf"] if "$ref" in way)]
        else:
            properties[field]["items"] = {"anyOf": codes}
