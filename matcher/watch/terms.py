"""The terms of a program that matter to a funding plan, kept small enough to be compared with those of another day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from matcher.curation.changes import Change
from matcher.locale import N_, Language, translate
from matcher.program import Component, Program

TERMS = (
    "instruments",
    "amount",
    "share_of_costs",
    "own_contribution",
    "stacking",
    "loan_terms",
    "pays",
    "holdback",
    "per_enterprise",
    "bridges",
    "funds",
    "exclusive_with",
)
"""The fields that a funding plan rests on: of a program and, as far as it has them, of each of its parts."""
FIGURES = ("amount.", "share_of_costs.", "holdback", "own_contribution.min", "stacking.ceiling", "per_enterprise.max")
"""How the places begin whose value is kept, so that it can be told; of the rest only a fingerprint is kept."""
PARTS = "components"

Terms = Mapping[str, int | float | str | date | None]
"""By place in the file: a figure or a day, or the fingerprint of everything else that stands in a field."""


def terms_of(program: Program) -> dict[str, int | float | str]:
    """Return the terms of a program and of its parts."""
    found = dict(_terms(program))
    for part in program.components:
        found |= {f"{PARTS}.{part.id}.{path}": value for path, value in _terms(part)}
    return found


def _terms(holder: Program | Component) -> Iterator[tuple[str, int | float | str]]:
    raw = holder.model_dump(mode="json", include=set(TERMS), exclude_defaults=True)
    for field in sorted(raw):
        rest: list[tuple[str, Any]] = []
        for path, value in _leaves(field, raw[field]):
            if path.startswith(FIGURES) and isinstance(value, int | float):
                yield path, value
            else:
                rest.append((path, value))
        if rest:
            yield field, fingerprint(rest)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what stands in a field, place by place. The order in which a file lists things says nothing."""
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _leaves(f"{path}.{key}", value[key])
    elif value is not None:
        yield path, sorted(value, key=json.dumps) if isinstance(value, list) else value


def fingerprint(value: Any) -> str:
    """Return twelve letters and digits that stand for a value, the same on every machine and on every day."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:12]


def what_changed(program: Program, before: Terms, after: Terms, language: Language) -> list[str]:
    """Say each difference between two sets of terms: a figure with what it was and is, the rest by the name of its field."""
    said: list[str] = []
    parts = {part.id: part.name.read(language) for part in program.components}
    for path in sorted(path for path in {*before, *after} if before.get(path) != after.get(path)):
        part, place = _in_part(path)
        one, other = before.get(path), after.get(path)
        if isinstance(one, str) or isinstance(other, str):
            place = place.split(".")[0]
            text = translate(N_("{field} revised"), language, field=Change(program.id, {}, "changed", place).label(language))
        else:
            text = Change(program.id, {}, "changed", place, one, other).sentence(language)
        if part:
            text = translate(N_("{label}: {text}"), language, label=parts.get(part, part), text=text)
        if text not in said:
            said.append(text)
    return said


def _in_part(path: str) -> tuple[str | None, str]:
    """Return the part of the program that a place is in, if it is in one, and the place within it."""
    if path.startswith(f"{PARTS}."):
        _, part, place = path.split(".", 2)
        return part, place
    return None, path
