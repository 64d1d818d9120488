"""The JSON Schema of a program file, for editors: generated from the models, so that it cannot drift from the check."""

from __future__ import annotations

from typing import Any

from matcher.program import Program
from matcher.rules.criteria import criterion_schema


def program_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one program file."""
    schema = Program.model_json_schema()
    schema["$defs"]["criterion"] = criterion_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema
