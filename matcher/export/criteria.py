"""Criteria as an export needs them: an export has no day of its own, so that a criterion says on which days it holds."""

from __future__ import annotations

from matcher.locale import N_, Language, day, translate
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AttributeCriterion, Criterion, Not


def stated(criterion: Criterion, language: Language) -> str:
    """Write a criterion, and the first and last day on which it holds where it has them."""
    text, force = criterion.sentence(language), criterion.in_force
    first, last = (day(d, language) if d else None for d in (force and force.since, force and force.until))
    if first and last:
        return translate(N_("{criterion} (from {first} to {last})"), language, criterion=text, first=first, last=last)
    if first:
        return translate(N_("{criterion} (from {first} on)"), language, criterion=text, first=first)
    if last:
        return translate(N_("{criterion} (until {last})"), language, criterion=text, last=last)
    return text


def conditions(program: Program, language: Language) -> list[str]:
    """Write all that must be true: what is required, and what must not be so."""
    excluded = (Not(c, c.source, c.in_force) for c in program.eligibility.excludes)
    return [stated(criterion, language) for criterion in (*program.eligibility.requires, *excluded)]


def lasting(program: Program) -> list[Criterion]:
    """Return what is required on every day."""
    return [criterion for criterion in program.eligibility.requires if criterion.in_force is None]


def accepted_codes(program: Program, attribute: str) -> list[str]:
    """Return the terms of one attribute that a program names as its own rule, on every day."""
    named = [c for c in lasting(program) if isinstance(c, AttributeCriterion) and c.attribute == attribute]
    return [code for criterion in named if isinstance(criterion.constraint, Accepts) for code in criterion.constraint.codes]
