"""Months to choose from, named as people name them; a date that was given otherwise stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta

from matcher.clock import today
from matcher.locale import Language, day, month

BACK, AHEAD = 12, 60
"""Months before and after this one that are offered: a project that began lately, and one of five years."""


def months(given: Iterable[str | None] = ()) -> list[str]:
    """Return the months to offer, such as `2027-04`, with the dates that were given already."""
    first = today().replace(day=1)
    offered = {f"{first + relativedelta(months=step):%Y-%m}" for step in range(-BACK, AHEAD + 1)}
    return sorted(offered | {text for text in given if text})


def month_label(text: str, language: Language) -> str:
    """Name a date as far as it is known: a year, a month or a day."""
    match text.count("-"):
        case 0:
            return text
        case 1:
            return month(date.fromisoformat(f"{text}-01"), language)
        case _:
            return day(date.fromisoformat(text), language)
