"""What is waited for as calendar events: the day set for each application, and the last day of the calls still to be answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from icalendar import Calendar, Event

from matcher.catalogue import Catalogue
from matcher.deadlines import deadlines
from matcher.locale import Language
from matcher.workspace.applications import Application


def ics_of(applications: Iterable[Application], catalogue: Catalogue, as_of: date, language: Language) -> bytes:
    """Return the deadlines as all-day events (RFC 5545). Clients are named by their client file only."""
    book = Calendar()
    book.add("prodid", "-//funding-matcher//matcher workspace//EN")
    book.add("version", "2.0")
    for deadline in deadlines(applications, catalogue, as_of):
        one = deadline.application
        event = Event()
        event.add("uid", f"{one.id}@funding-matcher" if deadline.kind == "due" else f"{one.id}-closes@funding-matcher")
        event.add("dtstamp", one.updated_at)
        event.add("dtstart", deadline.on)
        event.add("dtend", deadline.on + timedelta(days=1))
        event.add("summary", deadline.sentence(catalogue, language))
        book.add_component(event)
    content: bytes = book.to_ical()
    return content
