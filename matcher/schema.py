"""The JSON Schema of a program file, for editors: generated from the models, so that it cannot drift from the check."""

from __future__ import annotations

from typing import Any

from matcher.program import Program
from matcher.rules.criteria import criterion_schema

PARTIAL_DATE = {"anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}){0,2}$"}, {"type": "integer", "minimum": 1600}]}


def program_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one program file."""
    schema = Program.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$defs"] |= {"criterion": criterion_schema(), "PartialDate": PARTIAL_DATE}
    for part in schema["$defs"]["Eligibility"]["properties"].values():
        part["items"] = {"$ref": "#/$defs/criterion"}
    several = schema["properties"]["local_version_of"]
    schema["properties"]["local_version_of"] = {"anyOf": [several["items"], several]}  # one id stands for a list of one
    return schema
