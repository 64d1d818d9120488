"""When a program takes applications, on one day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from matcher.facts import years_between
from matcher.locale import N_, Language, day, month, translate, translate_count
from matcher.program import Intake, Program

State = Literal["open", "upcoming", "between_intakes", "closed", "unknown"]


SOON = 60
"""Days before the last one from which the days left are counted out."""
HABIT = 45
"""Days by which calls of several years may shift and still be taken for a habit."""


@dataclass(frozen=True)
class Expected:
    """When the next call is likely, were it to come as those of `years` did: an estimate, never a date."""

    month: date
    years: tuple[int, ...]

    def sentence(self, language: Language) -> str:
        years = ", ".join(map(str, self.years))
        text = N_("Next call perhaps around {month}: an estimate from the calls of {years}")
        return translate(text, language, month=month(self.month, language), years=years)


@dataclass(frozen=True)
class Window:
    """The state of intake on a day, with the first or last day that matters. Both days are included.

    `days_left` counts the days to `closes`, 0 on the last one. `expected` is an estimate, from past calls, between two calls only.
    """

    state: State
    opens: date | None = None
    closes: date | None = None
    continuous: bool = False
    days_left: int | None = None
    expected: Expected | None = None

    def sentence(self, language: Language) -> str:
        """Say the state, and where there is one the estimate of the next call."""
        said = self._said(language)
        return f"{said}. {self.expected.sentence(language)}" if self.expected else said

    def _said(self, language: Language) -> str:
        if self.state == "open" and self.closes and self.days_left == 0:
            return translate(N_("Open until today, {day}"), language, day=day(self.closes, language))
        if self.state == "open" and self.closes and self.days_left is not None and self.days_left <= SOON:
            one, many = N_("Open until {day}: {count} day left"), N_("Open until {day}: {count} days left")
            return translate_count(one, many, self.days_left, language, day=day(self.closes, language))
        if self.state == "open" and self.closes:
            return translate(N_("Open until {day}"), language, day=day(self.closes, language))
        if self.state == "open" and self.continuous:
            return translate(N_("Open all year"), language)
        if self.state == "open":
            return translate(N_("Open"), language)
        if self.state == "upcoming" and self.opens:
            return _coming(self.opens, self.closes, language)
        if self.state == "between_intakes" and self.closes:
            return translate(
                N_("Between two calls; the last one known closed on {day}"), language, day=day(self.closes, language)
            )
        if self.state == "between_intakes":
            return translate(N_("Between two calls; the next dates are not known"), language)
        if self.state == "closed":
            return translate(N_("Closed"), language)
        return translate(N_("Application dates not known"), language)


def _coming(opens: date, closes: date | None, language: Language) -> str:
    if closes is None:
        return translate(N_("Opens on {day}"), language, day=day(opens, language))
    return translate(N_("Opens on {day}, until {last}"), language, day=day(opens, language), last=day(closes, language))


def window(program: Program, as_of: date) -> Window:
    """Return when `program` takes applications, seen from `as_of`.

    What the sources say (`status`) gives way to dated intakes, except that a closed program stays closed.
    """
    if program.status == "closed" and not (program.closed_on and as_of < program.closed_on.first):
        return Window("closed")
    if program.intakes == "continuous":
        return Window("between_intakes" if program.status == "between_intakes" else "open", continuous=True)
    intakes = program.intakes or ()
    running = [i for i in intakes if (i.opens or as_of) <= as_of <= (i.closes or as_of)]
    if running:
        last = max(running, key=lambda intake: intake.closes or date.max)
        return Window("open", last.opens, last.closes, days_left=(last.closes - as_of).days if last.closes else None)
    coming = [(intake.opens, intake.closes) for intake in intakes if intake.opens and intake.opens > as_of]
    if coming:
        return Window("upcoming", *min(coming, key=lambda days: (days[0], days[1] or date.max)))
    past = sorted(intake.closes for intake in intakes if intake.closes)
    if past:
        return Window("between_intakes", closes=past[-1], expected=_expected(intakes, as_of))
    return Window({"open": "open", "between_intakes": "between_intakes"}.get(program.status, "unknown"))  # type: ignore[arg-type]


def _expected(intakes: Sequence[Intake], as_of: date) -> Expected | None:
    """Estimate the next call: the calls of two years or more came around one day of the year, and the next such day is not past.

    A habit that the last year broke is no habit: then there is no estimate.
    """
    began = sorted(first for intake in intakes if (first := intake.opens or intake.closes))
    following = began[-1] + relativedelta(years=1)
    alike = [day for day in began if _days_apart(day, began[-1]) <= HABIT]
    years = tuple(sorted({day.year for day in alike}))
    if len(years) < 2 or (as_of - following).days > HABIT:
        return None
    return Expected(max(following, as_of).replace(day=1), years)


def _days_apart(one: date, other: date) -> int:
    """Return how many days lie between two days of the year, whatever their years."""
    apart = abs(one.timetuple().tm_yday - other.timetuple().tm_yday)
    return min(apart, 365 - apart)


Freshness = Literal["fresh", "ageing", "stale", "undated"]


def freshness(program: Program, as_of: date) -> Freshness:
    """Return how old the newest dated page of a program is: under one year, under two, more, or none is dated."""
    dates = [source.page_date.last for source in program.sources if source.page_date is not None]
    if not dates:
        return "undated"
    years = years_between(max(dates), as_of)
    return "fresh" if years < 1 else "ageing" if years < 2 else "stale"
