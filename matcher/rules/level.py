"""How far each simple criterion is met, for every criterion on one attribute at once and each answer only once.

Four levels on one line extend the three truth values: a *no* that a step of the applicant's removes stands above one that nothing
removes. `all` stays the minimum and `any` the maximum, so that a verdict is one minimum over levels.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from typing import Any

import numpy as np

from matcher.facts import Between, Facts, Several, Value
from matcher.profile import ATTRIBUTES, SECTIONS
from matcher.rules.alternatives import Reading
from matcher.rules.constraints import Accepts, Range
from matcher.rules.criteria import AttributeCriterion, Criterion, leaves
from matcher.rules.near_miss import ANOTHER_PROJECT, near_miss
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict


class Level(IntEnum):
    """What one criterion, or a program, comes to."""

    REFUSED = 0
    ONE_STEP = 1
    UNKNOWN = 2
    MET = 3


REFUSED, ONE_STEP, UNKNOWN, MET = map(int, Level)
"""The same as plain numbers, for what is compared many times."""

VERDICT_OF = (Verdict.NOT_ELIGIBLE, Verdict.NEAR_MISS, Verdict.TO_CONFIRM, Verdict.ELIGIBLE)
"""The verdict that each level of a program stands for."""

TRUTH_OF = (Truth.FALSE, Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
"""The truth value that each level stands for."""

LEVEL_OF = {Truth.FALSE: Level.REFUSED, Truth.UNKNOWN: Level.UNKNOWN, Truth.TRUE: Level.MET}
"""The level of a condition, which no step changes."""

READ = {
    Reading.AS_IS: (Level.REFUSED, Level.ONE_STEP, Level.UNKNOWN, Level.MET),
    Reading.OPPOSITE: (Level.MET, Level.MET, Level.UNKNOWN, Level.REFUSED),
    Reading.OPPOSITE_TWICE: (Level.REFUSED, Level.REFUSED, Level.UNKNOWN, Level.MET),
}
"""What each level becomes in each reading: an exclusion that refuses is not undone by a step (`near_miss`)."""


MANY_SETS = 10_000
"""Lists of choices of which the levels and the row are kept, for each attribute; and sets of questions answered."""


class Levels:
    """The criteria on one attribute, and what each comes to for an answer.

    An answer is reduced to a code: a term, a place, or between which of all stated bounds a number lies. What a code comes to is
    worked out when it is first seen and kept; there are as many codes as terms, places and pairs of bounds.

    Args:
        attribute: the name of the attribute.
        criteria: criteria on it, no two of which state the same.
    """

    def __init__(self, attribute: str, criteria: Sequence[AttributeCriterion]) -> None:
        self.attribute = attribute
        self.criteria = tuple(criteria)
        self.number: dict[object, int] = {criterion.constraint: number for number, criterion in enumerate(criteria)}
        self.every = [i for i, c in enumerate(criteria) if isinstance(c.constraint, Accepts) and c.constraint.every]
        self.bounds = tuple(sorted({bound for c in criteria for bound in _bounds(c)}))
        self._kept: dict[Hashable, bytes] = {}
        self._together: dict[Hashable, bytes] = {}
        self.code = self._coder()
        """Returns what stands for an answer, given its value and the facts; for several choices a tuple of codes."""

    def _coder(self) -> Callable[[Any, Facts], Hashable]:
        kind, bounds = ATTRIBUTES[self.attribute].kind, self.bounds
        if kind == "choice":
            term = attrgetter(f"profile.{SECTIONS[self.attribute]}.{self.attribute}")
            return lambda _, known: term(known)
        if kind == "choices":
            return lambda value, _: tuple([choice.codes for choice in value.choices])
        if kind == "place":
            return lambda value, _: value.codes
        if kind == "yes_no":
            return lambda value, _: value

        def interval(value: Between, _: Facts) -> Hashable:
            low = bisect_right(bounds, value.low)
            return low if value.high == value.low else (low, bisect_right(bounds, value.high))

        return interval

    def of(self, code: Hashable, value: Value, known: Facts) -> bytes:
        """Return the level of each criterion for one code, of which `value` is an example: one choice of several alone."""
        kept = self._kept.get(code)
        if kept is None:
            kept = self._kept[code] = bytes([_level(criterion, value, known) for criterion in self.criteria])
        return kept

    def all(self, known: Facts) -> bytes:
        """Return the level of each criterion for a profile that answers the attribute."""
        value = known.values[self.attribute]
        code = self.code(value, known)
        if type(value) is not Several or not value.choices:
            return self.of(code, value, known)
        together = self._together.get(code)
        if together is None:
            together = self._of_several(value, known)
            if len(self._together) < MANY_SETS:
                self._together[code] = together
        return together

    def _of_several(self, value: Several, known: Facts) -> bytes:
        each = [self.of(choice.codes, Several((choice,)), known) for choice in value.choices]
        if len(each) == 1:
            return each[0]
        levels = np.frombuffer(b"".join(each), np.uint8).reshape(len(each), -1)
        best = levels.max(axis=0)
        if self.every:
            best[self.every] = levels.take(self.every, axis=1).min(axis=0)
        return bytes(best)


class Leaves:
    """Every simple criterion of a set of criteria, each once, by attribute; and the conditions, by id.

    Args:
        criteria: criteria, simple or not.
    """

    def __init__(self, criteria: Iterable[Criterion]) -> None:
        by_attribute: dict[str, dict[object, AttributeCriterion]] = {}
        conditions: dict[str, None] = {}
        for leaf in chain.from_iterable(map(leaves, criteria)):
            if isinstance(leaf, AttributeCriterion):
                by_attribute.setdefault(leaf.attribute, {}).setdefault(leaf.constraint, leaf)
            else:
                conditions[leaf.id] = None
        self.levels = {name: Levels(name, list(found.values())) for name, found in by_attribute.items()}
        self.conditions = tuple(conditions)
        subjects = [*chain.from_iterable(by_attribute.values()), *conditions]
        self.number = {subject: number for number, subject in enumerate(subjects)}
        """The place of each constraint and condition in what `all` returns."""
        self._nothing_known = bytes([Level.UNKNOWN]) * len(self.number)
        ends = accumulate(len(levels.criteria) for levels in self.levels.values())
        self._spans = {name: slice(*span) for name, span in zip(self.levels, pairwise([0, *ends]), strict=True)}

    def attributes(self) -> list[str]:
        """Return the attribute of each constraint, in the order of `all`; the conditions come after."""
        return [name for name, levels in self.levels.items() for _ in levels.criteria]

    def all(self, known: Facts) -> bytearray:
        """Return the level of each simple criterion for a profile."""
        found = bytearray(self._nothing_known)
        for name in known.values:
            if name in self._spans:
                found[self._spans[name]] = self.levels[name].all(known)
        for condition, answer in known.confirmations.items():
            place = self.number.get(condition)
            if place is not None:
                found[place] = Level.MET if answer else Level.REFUSED
        return found


def _level(criterion: AttributeCriterion, value: Value, known: Facts) -> Level:
    truth = criterion.constraint.truth(value)
    if truth is Truth.FALSE:
        return Level.REFUSED if near_miss([criterion], known) is None else Level.ONE_STEP
    return Level.MET if truth is Truth.TRUE else Level.UNKNOWN


def _bounds(criterion: AttributeCriterion) -> Iterator[float]:
    """Yield the lowest number of each interval in which a criterion, and the step that would mend it, come to the same."""
    if not isinstance(criterion.constraint, Range):
        return
    low, high = criterion.constraint.low, criterion.constraint.high
    if low is not None:
        yield low
        yield low / ANOTHER_PROJECT
    if high is not None:
        yield math.nextafter(high, math.inf)
        yield math.nextafter(high * ANOTHER_PROJECT, math.inf)
