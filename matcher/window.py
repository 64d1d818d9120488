"""When a program takes applications, on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from matcher.facts import years_between
from matcher.locale import N_, Language, day, translate
from matcher.program import Program

State = Literal["open", "upcoming", "between_intakes", "closed", "unknown"]


@dataclass(frozen=True)
class Window:
    """The state of intake on a day, with the first or last day that matters. Both days are included."""

    state: State
    opens: date | None = None
    closes: date | None = None
    continuous: bool = False

    def sentence(self, language: Language) -> str:
        if self.state == "open" and self.closes:
            return translate(N_("Open until {day}"), language, day=day(self.closes, language))
        if self.state == "open" and self.continuous:
            return translate(N_("Open all year"), language)
        if self.state == "open":
            return translate(N_("Open"), language)
        if self.state == "upcoming" and self.opens:
            return translate(N_("Opens on {day}"), language, day=day(self.opens, language))
        if self.state == "between_intakes" and self.closes:
            return translate(
                N_("Between two calls; the last one known closed on {day}"), language, day=day(self.closes, language)
            )
        if self.state == "between_intakes":
            return translate(N_("Between two calls; the next dates are not known"), language)
        if self.state == "closed":
            return translate(N_("Closed"), language)
        return translate(N_("Application dates not known"), language)


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
        return Window("open", last.opens, last.closes)
    coming = sorted(intake.opens for intake in intakes if intake.opens and intake.opens > as_of)
    if coming:
        return Window("upcoming", opens=coming[0])
    past = sorted(intake.closes for intake in intakes if intake.closes)
    if past:
        return Window("between_intakes", closes=past[-1])
    return Window({"open": "open", "between_intakes": "between_intakes"}.get(program.status, "unknown"))  # type: ignore[arg-type]


Freshness = Literal["fresh", "ageing", "stale", "undated"]


def freshness(program: Program, as_of: date) -> Freshness:
    """Return how old the newest dated page of a program is: under one year, under two, more, or none is dated."""
    dates = [source.page_date.last for source in program.sources if source.page_date is not None]
    if not dates:
        return "undated"
    years = years_between(max(dates), as_of)
    return "fresh" if years < 1 else "ageing" if years < 2 else "stale"
