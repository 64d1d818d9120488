"""Which day it is. Only the command line and the front end ask; everything below is given the day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today() -> date:
    """Return the day it is in Québec."""
    return datetime.now(ZoneInfo("America/Toronto")).date()
