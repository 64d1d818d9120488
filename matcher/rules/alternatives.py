"""A program's criteria as alternatives: the conjunctions of simple criteria of which the best one decides.

Kleene's logic is a distributive lattice with De Morgan's laws, so that multiplying out `any`, `all` and `not` keeps the value, unknown
included. It may multiply the number of conjunctions too, which is why there is a bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import IntEnum
from itertools import chain
from typing import NamedTuple

from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Confirm, Criterion, Eligibility, Not, in_force

MOST = 64
"""The most alternatives of one program. The catalogue's widest one has 18; a sheet that needs more is better said as two components."""


class TooManyAlternativesError(ValueError):
    """The criteria of one program multiply out further than an index should hold. The check of the catalogue says it with its place."""


class Reading(IntEnum):
    """How a simple criterion stands in a conjunction. What was turned twice is no longer undone by a change of the applicant's."""

    AS_IS = 0
    OPPOSITE = 1
    OPPOSITE_TWICE = 2


TURNED = (Reading.OPPOSITE, Reading.OPPOSITE_TWICE, Reading.OPPOSITE)


class Literal(NamedTuple):
    """A simple criterion as it stands in a conjunction. Criteria that state the same are the same."""

    subject: object
    """The constraint, which is one object for all that state the same, or the id of the condition."""
    leaf: AttributeCriterion | Confirm
    reading: Reading

    @property
    def key(self) -> tuple[object, Reading]:
        return self.subject, self.reading


Conjunction = tuple[Literal, ...]


def alternatives(eligibility: Eligibility, day: date) -> tuple[Conjunction, ...]:
    """Return the conjunctions of which one must hold; the empty one where nothing is asked, none where nothing can hold.

    Raises:
        TooManyAlternativesError: there are more than MOST.
    """
    return _all([ways(criterion, day) for criterion in eligibility.conjuncts(day)])


def ways(criterion: Criterion, day: date) -> tuple[Conjunction, ...]:
    """Return the alternatives of one criterion. Raises as `alternatives` does."""
    return _ways(criterion, day, Reading.AS_IS)


def _ways(criterion: Criterion, day: date, reading: Reading) -> tuple[Conjunction, ...]:
    if isinstance(criterion, Not):
        inner = criterion.criterion
        held = inner.in_force is None or inner.in_force.holds(day)
        return _ways(inner, day, TURNED[reading]) if held else _constant(holds=reading is not Reading.OPPOSITE)
    if isinstance(criterion, AnyOf | AllOf):
        parts = in_force(criterion.criteria, day)
        if not parts:
            return _constant(holds=reading is not Reading.OPPOSITE)
        found = [_ways(part, day, reading) for part in parts]
        return _any(found) if isinstance(criterion, AnyOf) is not (reading is Reading.OPPOSITE) else _all(found)
    subject = criterion.id if isinstance(criterion, Confirm) else criterion.constraint
    return ((Literal(subject, criterion, reading),),)


def _constant(*, holds: bool) -> tuple[Conjunction, ...]:
    return ((),) if holds else ()


def _any(parts: Iterable[tuple[Conjunction, ...]]) -> tuple[Conjunction, ...]:
    return _bounded(tuple(chain.from_iterable(parts)))


def _all(parts: Sequence[tuple[Conjunction, ...]]) -> tuple[Conjunction, ...]:
    always = _together(chain.from_iterable(some[0] for some in parts if len(some) == 1))
    joined: tuple[Conjunction, ...] = (always,)
    for some in parts:
        if len(some) != 1:
            joined = _bounded(tuple([_together((*left, *right)) for left in joined for right in some]))
    return joined


def _together(literals: Iterable[Literal]) -> Conjunction:
    return tuple({(literal.subject, literal.reading): literal for literal in literals}.values())


def _bounded(found: tuple[Conjunction, ...]) -> tuple[Conjunction, ...]:
    if len(found) < 2:
        return found
    distinct = tuple({frozenset([(literal.subject, literal.reading) for literal in one]): one for one in found}.values())
    if len(distinct) > MOST:
        raise TooManyAlternativesError(f"the criteria multiply out to more than {MOST} alternatives")
    return distinct
