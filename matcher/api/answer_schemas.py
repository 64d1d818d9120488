"""The documents that are sent, as JSON Schema. They are open: a key may come, none of these goes."""

from __future__ import annotations

from typing import Any

from matcher.catalogue import FAMILIES
from matcher.rules.verdict import Verdict


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": required | optional}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


TEXT = {"type": "string"}
NUMBER = {"type": "number"}
WHOLE = {"type": "integer"}
YES_NO = {"type": "boolean"}
DATE = {"type": "string", "format": "date"}
ANYTHING: dict[str, Any] = {}
FAMILY = {"type": "string", "enum": list(FAMILIES)}
STATUS = {"type": "string", "enum": ["open", "closed", "between_intakes", "unknown"]}
NOTES = _list(TEXT | {"description": "What of the profile was understood otherwise than it was written, or not at all."})

REASON = _object(
    {
        "criterion": TEXT,
        "truth": {"type": "string", "enum": ["true", "false", "unknown"]},
        "text": TEXT,
        "source": _or_null(TEXT | {"format": "uri"}),
    }
)
WINDOW = _object(
    {
        "state": TEXT,
        "opens": _or_null(DATE),
        "closes": _or_null(DATE),
        "days_left": _or_null(WHOLE),
        "expected": _or_null(TEXT),
        "text": TEXT,
    }
)
STEP = _object({"attribute": TEXT, "to": ANYTHING, "date": _or_null(DATE), "text": TEXT})
ENTRY = {
    "rank": WHOLE,
    "program": TEXT,
    "name": TEXT,
    "family": FAMILY,
    "verdict": {"type": "string", "enum": [verdict.value for verdict in Verdict]},
    "fit": NUMBER,
    "parts": {"type": "object", "additionalProperties": NUMBER},
    "reasons": _list(REASON),
    "near_miss": _or_null(_object({"text": TEXT, "date": _or_null(DATE), "steps": _list(STEP)})),
    "window": WINDOW,
    "advice": _list(TEXT),
}
VERSION = _object({"programs": WHOLE, "version": TEXT})
CRITERION = _object({"criterion": TEXT, "text": TEXT, "source": _or_null(TEXT)})
SOURCE = _object({"id": TEXT, "url": TEXT, "page_date": _or_null(TEXT), "read_on": _or_null(DATE)})
PLAN = _object(
    {
        "name": TEXT,
        "label": TEXT,
        "sources": _list(_object({"program": _or_null(TEXT), "label": TEXT, "amount": WHOLE, "state": TEXT})),
        "uses": _list(_object({"use": _or_null(TEXT), "label": TEXT, "amount": WHOLE})),
        "total": WHOLE,
        "own_contribution": WHOLE,
        "debt": WHOLE,
        "checks": _list(_object({"program": _or_null(TEXT), "rule": TEXT, "counted": NUMBER, "limit": NUMBER, "ok": YES_NO})),
        "shortfall": _or_null(_object({"amount": WHOLE, "binding": _list(TEXT)})),
        "calendar": _list(_object({"date": _or_null(DATE), "program": _or_null(TEXT), "what": TEXT})),
    }
)
QUESTION = _object(
    {
        "attribute": _or_null(TEXT),
        "confirmation": _or_null(TEXT),
        "text": TEXT,
        "why": TEXT,
        "programs": _list(TEXT),
        "answers": _list(ANYTHING),
    }
)
COUNTS = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": WHOLE}}
ERROR = _object(
    {
        "field": TEXT | {"description": "Where it is: `enterprise.legal_form`."},
        "detail": TEXT,
        "found": _or_null(TEXT),
        "expected": _or_null(TEXT),
        "nearest": _or_null(TEXT | {"description": "The nearest valid word."}),
    }
)

SCHEMAS: dict[str, Any] = {
    "Match": _object({"as_of": DATE, "catalogue": VERSION, "matches": _list(_object(ENTRY)), "notes": NOTES}),
    "Explain": _object(ENTRY | {"notes": NOTES}),
    "Ask": _object({"question": _or_null(QUESTION), "notes": NOTES}),
    "Intake": _object(
        {
            "profile": {"type": "object"},
            "found": _list(_object({"attribute": TEXT, "value": ANYTHING, "words": TEXT, "confidence": NUMBER})),
        }
    ),
    "Plan": _object(
        {
            "as_of": DATE,
            "catalogue": VERSION,
            "plans": _list(PLAN),
            "conflicts": _list(TEXT),
            "left_out": _list(_object({"program": TEXT, "name": TEXT, "why": TEXT, "text": TEXT})),
            "notes": NOTES,
        }
    ),
    "ProgramList": _list(_object({"id": TEXT, "name": TEXT, "family": FAMILY, "status": STATUS})),
    "Program": _object(
        {
            "id": TEXT,
            "name": _object({"fr": TEXT, "en": TEXT}),
            "provider": TEXT,
            "family": FAMILY,
            "instruments": _list(TEXT),
            "summary": _object({"fr": TEXT, "en": TEXT}),
            "eligibility": _object(dict.fromkeys(("requires", "excludes", "targets"), _list(CRITERION))),
            "sources": _list(SOURCE),
        }
    ),
    "Catalogue": _object({"version": TEXT, "as_of": DATE, "programs": WHOLE, "mrc_with_own_fund": WHOLE, "by": COUNTS}),
    "Health": _object({"status": {"type": "string", "enum": ["ok"]}, "catalogue": TEXT, "process": WHOLE}),
    "State": _object({"live": YES_NO, "ready": YES_NO, "behind": YES_NO, "catalogue": TEXT, "programs": WHOLE, "process": WHOLE}),
    "Problem": _object({"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "errors": _list(ERROR)}),
}
