"""From one program to the enterprises that fit it: the same verdict, fit and reasons as `match`, for each of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from matcher.matching import ORDER, Match, Matcher
from matcher.profile import Profile
from matcher.program import Program
from matcher.rules.verdict import Verdict

Key = TypeVar("Key", bound=Hashable)
BEHIND = ORDER[Verdict.NEAR_MISS] + 0.5
"""Where those stand whom a local version serves: after the near misses, before the refused."""


@dataclass(frozen=True)
class Fitting(Generic[Key]):
    """One enterprise for the program: `rank` counts from 1, `key` says which.

    `instead` is the local version that `match` shows this enterprise in the program's place, and that it should be sent to.
    """

    rank: int
    key: Key
    match: Match
    instead: Program | None = None


def reverse(
    matcher: Matcher, program_id: str, enterprises: Iterable[tuple[Key, Profile]], as_of: date, *, any_window: bool = False
) -> list[Fitting[Key]]:
    """Return the enterprises in the order in which to call them: open or to confirm by fit, then near misses.

    Then come those for whom a local version stands in, and at last the refused, as they came. The fit is that of the program alone:
    what else would suit an enterprise plays no part. Raises KeyError for an unknown program.
    """
    found = []
    for key, profile in enterprises:
        match = matcher.match_one(program_id, profile, as_of, any_window=any_window)
        open_to = match.verdict is not Verdict.NOT_ELIGIBLE
        found.append((key, match, match.local_version if open_to else None))
    found.sort(key=_place)
    return [Fitting(rank, key, match, instead) for rank, (key, match, instead) in enumerate(found, 1)]


def _place(one: tuple[object, Match, Program | None]) -> tuple[float, float]:
    _, match, instead = one
    if match.verdict is Verdict.NOT_ELIGIBLE:
        return ORDER[match.verdict], 0.0
    return ORDER[match.verdict] if instead is None else BEHIND, -match.fit.points
