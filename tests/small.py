"""Small catalogues for tests that must not depend on the real one."""

from __future__ import annotations

from datetime import date
from typing import Any

from matcher.catalogue import Catalogue, Provider
from matcher.profile import Profile
from matcher.program import Program

AS_OF = date(2026, 11, 23)


def program(program_id: str, **fields: Any) -> Program:
    """Return a program that is open, asks for nothing and rests on one page, except for `fields`."""
    raw: dict[str, Any] = {
        "id": program_id,
        "name": {"fr": f"Programme {program_id}", "en": f"Program {program_id}"},
        "provider": "provider",
        "family": "government",
        "instruments": ["grant"],
        "summary": {"fr": f"Aide {program_id}", "en": f"Help {program_id}"},
        "status": "open",
        "sources": [{"id": "page", "url": "https://example.org/page", "read_on": AS_OF}],
        "evidence": {"status": "page"},
        "confidence": "high",
    }
    return Program.model_validate(raw | fields)


def requires(*criteria: Any) -> dict[str, Any]:
    """Return the eligibility of a program that requires `criteria`."""
    return {"requires": list(criteria)}


def catalogue(*programs: Program) -> Catalogue:
    """Return a catalogue of `programs`."""
    provider = Provider.model_validate(
        {"name": {"fr": "Bailleur", "en": "Funder"}, "kind": "fund", "level": "private", "public_money": "none"}
    )
    return Catalogue({p.id: p for p in programs}, {"provider": provider}, "v1")


def profile(**enterprise: Any) -> Profile:
    """Return a profile; the key `project` holds what is said of the project, `confirmations` the conditions."""
    parts = {key: enterprise.pop(key) for key in ("project", "confirmations") if key in enterprise}
    return Profile.model_validate({"enterprise": enterprise, **parts})
