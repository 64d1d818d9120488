"""The answer to each enterprise from `Matcher.match`, one after another: what the compiled loop must equal, and what stands in for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa

from matcher.batch.encoded import UNKNOWN, Encoded, profile_of
from matcher.batch.schema import BETWEEN, FIELDS
from matcher.matching import Matcher
from matcher.profile import Profile
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict


class Answered(NamedTuple):
    """One program in the answer to one enterprise."""

    rank: int
    program: str
    verdict: str
    fit: float
    to_confirm: str
    met: str
    not_met: str


def answered_row_by_row(
    matcher: Matcher, encoded: Encoded, as_of: date, top: int, *, any_window: bool
) -> tuple[list[int], list[pa.Array]]:
    """Return how many programs each enterprise has in the answer, and the columns of all of them but the id."""
    lists: dict[tuple[int | None, ...], list[Answered]] = {}
    counts: list[int] = []
    rows: list[Answered] = []
    for key, profile in _profiles(encoded):
        if key not in lists:
            lists[key] = _answered(matcher, profile(), as_of, top, any_window=any_window)
        counts.append(len(lists[key]))
        rows += lists[key]
    columns = list(zip(*rows, strict=True)) or [()] * len(Answered._fields)
    return counts, [pa.array(values, field.type) for values, field in zip(columns, FIELDS, strict=True)]


def _answered(matcher: Matcher, profile: Profile, as_of: date, top: int, *, any_window: bool) -> list[Answered]:
    listed = matcher.match(profile, as_of, any_window=any_window).ranked[:top]
    answered = []
    for match in listed:
        if match.verdict is Verdict.NOT_ELIGIBLE:
            break
        names = {truth: [reason.criterion.name for reason in match.decision.with_truth(truth)] for truth in Truth}
        words = [BETWEEN.join(names[truth]) for truth in (Truth.UNKNOWN, Truth.TRUE, Truth.FALSE)]
        answered.append(Answered(match.rank, match.program.id, match.verdict.value, match.fit.points, *words))
    return answered


def _profiles(encoded: Encoded) -> Iterator[tuple[tuple[int | None, ...], Any]]:
    """Yield for each enterprise what tells its answers from those of others, and how to make its profile."""
    columns = [(name, column.answers, column.codes.tolist()) for name, column in encoded.columns.items()]
    numbers = {
        name: [value if known else None for value, known in zip(n.values.tolist(), n.known.tolist(), strict=True)]
        for name, n in encoded.numbers.items()
    }
    for row in range(len(encoded)):
        codes = [held[row] for _, _, held in columns]
        whole = [held[row] for held in numbers.values()]

        def profile(codes: list[int] = codes, whole: list[int | None] = whole) -> Profile:
            said = {name: answers[code] for (name, answers, _), code in zip(columns, codes, strict=True) if code != UNKNOWN}
            said |= {name: value for name, value in zip(numbers, whole, strict=True) if value is not None}
            return profile_of(said)

        yield (*codes, *whole), profile
