"""When a program can be asked and when it answers, as far as that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median

from matcher.catalogue import Catalogue
from matcher.program import Program
from matcher.window import Window

A_YEAR = 52
"""Weeks to wait for a call of which no date is known: most calls come once a year."""


@dataclass(frozen=True)
class Dates:
    """The day until which, or on which, to ask; the day of the answer; the weeks to it.

    `ask` is None where no page says when applications are taken, and `weeks` then counts a year before the answer. `estimated_ask`
    marks a day drawn from earlier calls, `estimated_answer` a delay taken from other programs, since this one states none.
    """

    ask: date | None
    answer: date | None
    weeks: int
    estimated_ask: bool = False
    estimated_answer: bool = False


def dates(program: Program, window: Window, as_of: date, usual_delay: int) -> Dates:
    """Return the dates of a program seen from the day `as_of`; `usual_delay` weeks stand where it states no delay."""
    stated = _stated_delay(program)
    delay = usual_delay if stated is None else stated
    ask = _ask(window, as_of)
    if ask is None:
        return Dates(None, None, A_YEAR + delay, estimated_answer=stated is None)
    answer = ask + timedelta(weeks=delay)
    return Dates(ask, answer, ceil((answer - as_of).days / 7), window.expected is not None, stated is None)


def _ask(window: Window, as_of: date) -> date | None:
    if window.state == "open":
        return window.closes or as_of
    if window.state == "upcoming":
        return window.closes or window.opens
    return window.expected.month if window.expected else None


def _stated_delay(program: Program) -> int | None:
    delay = program.apply.delay_weeks if program.apply else None
    if delay is None:
        return None
    return next((weeks for weeks in (delay.typical, delay.max, delay.min) if weeks is not None), None)


def usual_delay(catalogue: Catalogue) -> int:
    """Return the middle one of the delays that sheets state, in weeks; 0 where none does."""
    stated = [weeks for program in catalogue.values() if (weeks := _stated_delay(program)) is not None]
    return round(median(stated)) if stated else 0
