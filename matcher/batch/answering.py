"""The kernel: from encoded enterprises to the rows of the answer. Arrow out, so that any engine can run it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from matcher.batch.encoded import PLACE, UNKNOWN, Encoded
from matcher.matching import Matcher
from matcher.profile import Profile
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict

WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("rank", pa.int32()),
        ("program", WORD),
        ("verdict", WORD),
        ("fit", pa.float64()),
        ("to_confirm", pa.list_(WORD)),
        ("met", WORD),
        ("not_met", WORD),
    ]
)
"""One row for each program of each enterprise. The criteria that are met and not met are one text each, names parted by `|`: there
are few different ones, so that they cost next to nothing; those to confirm are a list, since other programs choose by them."""
BETWEEN = "|"
"""What parts several names in one cell."""


class Answered(NamedTuple):
    """One program in the answer to one enterprise."""

    rank: int
    program: str
    verdict: str
    fit: float
    to_confirm: list[str]
    met: str
    not_met: str


def match_rows(matcher: Matcher, encoded: Encoded, as_of: date, top: int, *, any_window: bool) -> pa.Table:
    """Return the first `top` programs of each enterprise that are open, to confirm or nearly open, as `Matcher.match` ranks them.

    What is not eligible is left out: it has no order to ask in. An enterprise may so have fewer rows, or none.
    """
    lists: dict[tuple[int | None, ...], list[Answered]] = {}
    counts: list[int] = []
    rows: list[Answered] = []
    for key, profile in _profiles(encoded):
        if key not in lists:
            lists[key] = _answered(matcher, profile(), as_of, top, any_window=any_window)
        counts.append(len(lists[key]))
        rows += lists[key]
    columns = list(zip(*rows, strict=True)) or [()] * len(Answered._fields)
    ids = encoded.ids.take(pa.array(np.repeat(np.arange(len(encoded)), counts)))
    typed = [pa.array(values, field.type) for values, field in zip(columns, list(SCHEMA)[1:], strict=True)]
    return pa.Table.from_arrays([ids, *typed], schema=SCHEMA)


def _answered(matcher: Matcher, profile: Profile, as_of: date, top: int, *, any_window: bool) -> list[Answered]:
    listed = matcher.match(profile, as_of, any_window=any_window).ranked[:top]
    answered = []
    for match in listed:
        if match.verdict is Verdict.NOT_ELIGIBLE:
            break
        names = {truth: [reason.criterion.name for reason in match.decision.with_truth(truth)] for truth in Truth}
        met, not_met = BETWEEN.join(names[Truth.TRUE]), BETWEEN.join(names[Truth.FALSE])
        verdict = match.verdict.value
        answered.append(Answered(match.rank, match.program.id, verdict, match.fit.points, names[Truth.UNKNOWN], met, not_met))
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


def profile_of(answers: Mapping[str, Any]) -> Profile:
    """Return the profile that holds these answers, by the names of their columns."""
    content: dict[str, dict[str, Any]] = {}
    for name, answer in answers.items():
        section, _, field = name.partition(".")
        if name == PLACE:
            content.setdefault(section, {})[answer.kind] = answer.code
        else:
            content.setdefault(section, {})[field] = answer
    return Profile.model_validate(content)
