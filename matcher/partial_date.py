"""A date as far as it is known, as people and sources give it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.locale import N_
from matcher.validation import said

YEARS = range(1000, 3000)
"""The years that can be told of: further off, days that are reckoned from them leave the calendar."""


@dataclass(frozen=True)
class PartialDate:
    """A date as far as it is known: a year, a month or a day. `first` and `last` are its bounds, both included."""

    first: date
    last: date
    text: str


def partial_date(value: Any) -> PartialDate:
    """Read 2019, "2019-04" or 2019-04-12. Raises a validation finding for anything else."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    try:
        if isinstance(value, PartialDate):
            return value
        if not match or isinstance(value, (bool, float)):
            raise ValueError
        year = int(match[1])
        month, dom = (int(part) if part else None for part in match.groups()[1:])
        if year not in YEARS:
            raise ValueError
        first = date(year, 1 if month is None else month, 1 if dom is None else dom)
        last_month = 12 if month is None else month
        last = date(year, last_month, calendar.monthrange(year, last_month)[1] if dom is None else dom)
    except ValueError:
        raise said(N_("this is not a date"), expected=N_("a year, a month (2019-04) or a day (2019-04-12)")) from None
    return PartialDate(first, last, text)
