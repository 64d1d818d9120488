"""Two looks at the programs of one client, compared: what became of each, and on what it turns. No word is said here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, get_args

from matcher.rules.verdict import Verdict
from matcher.watch.standing import Standing
from matcher.watch.terms import Terms, fingerprint

Kind = Literal["closing_soon", "opened", "gained", "confirmed", "to_reconfirm", "terms_changed", "lost"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What can be new, in the order in which it is told: first what cannot wait."""
SOON = 21
"""Days before the last one from which a call is said to close soon."""


@dataclass(frozen=True)
class Turn:
    """What became of one program.

    `turns_on` says what made it so and never the day it was noticed, `on` the day that matters, `criteria` which of them made the
    difference, and `before` with `after` the terms that are not what they were.
    """

    program: str
    kind: Kind
    turns_on: str
    on: date | None = None
    criteria: tuple[str, ...] = ()
    before: Terms = field(default_factory=dict)
    after: Terms = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return what is the same for the same news, whenever it is noticed."""
        return f"{self.program}:{self.kind}:{self.turns_on}"

    @property
    def order(self) -> tuple[int, date, str]:
        return KINDS.index(self.kind), self.on or date.max, self.program


def compare(before: Mapping[str, Standing] | None, after: Mapping[str, Standing], as_of: date, *, soon: int = SOON) -> list[Turn]:
    """Return what became of each program between two looks.

    Args:
        before: the standings of the last look; None at the first one, which tells only what closes soon.
        after: those of this look.
        as_of: the day of this look.
        soon: days before the last one, 0 or more, from which a call closes soon.
    """
    found: list[Turn] = []
    for program in {*(before or {}), *after}:
        now = after.get(program)
        if before is not None:
            found += _turns(program, before.get(program), now, as_of)
        if now and now.open and now.window == "open" and now.closes and now.closes - as_of <= timedelta(days=soon):
            found.append(Turn(program, "closing_soon", now.closes.isoformat(), now.closes))
    return sorted(found, key=lambda turn: turn.order)


def _turns(program: str, old: Standing | None, now: Standing | None, as_of: date) -> Iterator[Turn]:
    was_open, is_open = bool(old and old.open), bool(now and now.open)
    if now and is_open and not was_open:
        turns_on = fingerprint([now.verdict, now.to_confirm])
        yield Turn(program, "gained", turns_on, now.closes or now.opens, old.unmet if old else ())
    elif was_open and not is_open:
        unmet = now.unmet if now else ()
        yield Turn(program, "lost", fingerprint(unmet), None, unmet)
    elif old and now and is_open:
        yield from _still_open(program, old, now, as_of)


def _still_open(program: str, old: Standing, now: Standing, as_of: date) -> Iterator[Turn]:
    new = tuple(name for name in now.to_confirm if name not in old.to_confirm)
    if new:
        yield Turn(program, "to_reconfirm", fingerprint(new), None, new)
    elif now.verdict is Verdict.ELIGIBLE and old.verdict is Verdict.TO_CONFIRM:
        yield Turn(program, "confirmed", fingerprint(old.to_confirm), None, old.to_confirm)
    if _opened(old, now):
        first = now.opens.isoformat() if now.opens else "open"
        yield Turn(program, "opened", first, now.closes or now.opens)
    one: dict[str, int | float | str | date | None] = dict(old.terms)
    other: dict[str, int | float | str | date | None] = dict(now.terms)
    moved = _moved(old, now, as_of)
    for place, (day, other_day) in moved.items():
        one[place], other[place] = day, other_day
    different = sorted(place for place in {*one, *other} if one.get(place) != other.get(place))
    if different:
        was, became = ({place: terms.get(place) for place in different} for terms in (one, other))
        day = next((other_day for _, other_day in moved.values()), None)
        yield Turn(program, "terms_changed", fingerprint(became), day, (), was, became)


def _opened(old: Standing, now: Standing) -> bool:
    """Tell whether a call opened between the two looks, be it the one after a call that was open at the first."""
    if now.window != "open":
        return False
    return old.window != "open" or bool(old.opens and now.opens and now.opens > old.opens)


def _moved(old: Standing, now: Standing, as_of: date) -> dict[str, tuple[date | None, date | None]]:
    """Return the days of a call that the catalogue states otherwise, as opposed to those that time has brought or taken."""
    if now.window == "open" and old.window == "open" and not _opened(old, now):
        return {"intakes.closes": (old.closes, now.closes)} if old.closes != now.closes else {}
    ahead = old.opens if old.window == "upcoming" and old.opens and old.opens > as_of else None
    coming = now.opens if now.window == "upcoming" else None
    passed = old.window == "open" or (old.window == "upcoming" and ahead is None)
    if now.window == "open" or passed or ahead == coming:
        return {}
    return {"intakes.opens": (ahead, coming)}
