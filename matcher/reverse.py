"""From one program to the enterprises that fit it: the same verdict, fit and reasons as `match`, for each of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from matcher.matching import ORDER, Match, Matcher
from matcher.profile import Profile

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Fitting(Generic[Key]):
    """One enterprise for the program: `rank` counts from 1, `key` says which."""

    rank: int
    key: Key
    match: Match


def reverse(
    matcher: Matcher, program_id: str, enterprises: Iterable[tuple[Key, Profile]], as_of: date, *, any_window: bool = False
) -> list[Fitting[Key]]:
    """Return the enterprises in the order in which to call them: open or to confirm by fit, then near misses, then the refused.

    The fit is that of the program alone: what else would suit an enterprise plays no part. Raises KeyError for an unknown program.
    """
    found = [(key, matcher.match_one(program_id, profile, as_of, any_window=any_window)) for key, profile in enterprises]
    found.sort(key=lambda one: (ORDER[one[1].verdict], -one[1].fit.points))
    return [Fitting(rank, key, match) for rank, (key, match) in enumerate(found, 1)]
