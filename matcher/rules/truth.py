"""Kleene's three truth values: true, false and unknown.

`all` is the minimum, `any` the maximum, and `not` flips, so that unknown never counts as a pass and never as a fail.
Source: S. C. Kleene, Introduction to Metamathematics (1952), § 64, the strong tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """A finding, ordered so that minimum and maximum are Kleene's *and* and *or*."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __invert__(self) -> Truth:
        return OPPOSITE[self]

    @property
    def word(self) -> str:
        """Return `true`, `false` or `unknown`, as written in JSON."""
        return self.name.lower()


OPPOSITE = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)
"""What *not* makes of each."""


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return the least of `truths`; true if there are none."""
    return min(truths, default=Truth.TRUE)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return the greatest of `truths`; false if there are none."""
    return max(truths, default=Truth.FALSE)
