"""What is waited for as calendar events: the day due of each application."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from matcher.catalogue import Catalogue
from matcher.locale import Language
from matcher.words import short_name
from matcher.workspace.applications import Application


def ics_of(applications: Iterable[Application], catalogue: Catalogue, language: Language) -> bytes:
    """Return the applications that have a day due as all-day events (RFC 5545). Clients are named by their client file only."""
    book = Calendar()
    book.add("prodid", "-//funding-matcher//matcher workspace//EN")
    book.add("version", "2.0")
    for one in applications:
        if one.due_on is None:
            continue
        event = Event()
        event.add("uid", f"{one.id}@funding-matcher")
        event.add("dtstamp", one.updated_at)
        event.add("dtstart", one.due_on)
        event.add("dtend", one.due_on + timedelta(days=1))
        name = short_name(catalogue[one.program], language) if one.program in catalogue else one.program
        event.add("summary", f"{one.client} · {name}")
        book.add_component(event)
    content: bytes = book.to_ical()
    return content
