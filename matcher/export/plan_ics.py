"""The steps of a plan as calendar events that can be imported again: the same step keeps its identity when its date moves."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from matcher.locale import N_, Language, translate
from matcher.planning.calendar import Step, calendar
from matcher.planning.plan import Plan, Plans

NAMESPACE = uuid5(NAMESPACE_URL, "https://github.com/funding-matcher")
NOTICE = timedelta(days=14)
"""How long before a real deadline a calendar reminds of it."""
DEADLINES = frozenset({"calls", "local", "patient", "senior", "studies"})


def ics(plans: Plans, plan: Plan, language: Language) -> bytes:
    """Return the dated steps of a plan as all-day events (RFC 5545).

    A step is known by its program, its stage and its place among those, so that a second import replaces the first. What is an
    estimate is said to be, is tentative and reminds of nothing.
    """
    book = Calendar()
    book.add("prodid", "-//funding-matcher//matcher plan//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", translate(N_("Funding plan"), language))
    stamp = datetime.combine(plans.as_of, time(), UTC)
    seen: Counter[str] = Counter()
    for step in calendar(plan):
        if step.on is None:
            continue
        key = f"{step.program.id if step.program else ''} {step.stage} {'warning' if step.warning else 'step'}"
        seen[key] += 1
        book.add_component(_event(step, f"{key} {seen[key]}", stamp, language))
    content: bytes = book.to_ical()
    return content


def _event(step: Step, key: str, stamp: datetime, language: Language) -> Event:
    assert step.on is not None
    event = Event()
    sentence = step.sentence(language)
    event.add("uid", f"{uuid5(NAMESPACE, key)}@funding-matcher")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", stamp.date().toordinal())
    event.add("dtstart", step.on)
    event.add("dtend", step.on + timedelta(days=1))
    event.add("summary", translate(N_("{step} (estimate)"), language, step=sentence) if step.estimated else sentence)
    event.add("status", "TENTATIVE" if step.estimated else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if step.program is not None:
        page = step.program.apply.url if step.program.apply and step.program.apply.url else step.program.sources[0].url
        event.add("url", page)
    if step.stage in DEADLINES and not step.estimated and step.on > stamp.date():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", sentence)
        alarm.add("trigger", -NOTICE)
        event.add_component(alarm)
    return event
