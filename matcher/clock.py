"""Which day it is. Only the command line and the front end ask; everything below is given the day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

QUEBEC = ZoneInfo("America/Toronto")


def today() -> date:
    """Return the day it is in Québec."""
    return datetime.now(QUEBEC).date()


def local(moment: datetime) -> datetime:
    """Return a moment as the clocks of Québec show it."""
    return moment.astimezone(QUEBEC)


def day_of(moment: datetime) -> date:
    """Return the day on which a moment falls in Québec."""
    return local(moment).date()
