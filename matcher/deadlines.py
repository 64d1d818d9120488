"""What is due for whom: the day set for an application, and the last day of the call of a program that is still to be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from matcher.catalogue import Catalogue
from matcher.locale import N_, Language, translate
from matcher.program import Program
from matcher.words import short_name
from matcher.workspace.applications import Application

Kind = Literal["due", "closes"]
BEFORE_ASKING = "to_ask"
"""The state in which the end of a call still counts."""
SENTENCES: dict[Kind, str] = {"due": N_("{client}: {program}"), "closes": N_("{client}: the call of {program} closes")}


@dataclass(frozen=True)
class Deadline:
    """One day on which something ends or must be done for one application."""

    on: date
    kind: Kind
    application: Application

    def sentence(self, catalogue: Catalogue, language: Language) -> str:
        program = program_name(self.application.program, catalogue, language)
        return translate(SENTENCES[self.kind], language, client=self.application.client, program=program)


def program_name(program: str, catalogue: Catalogue, language: Language) -> str:
    """Return how a program is called; one that left the catalogue goes by its id."""
    return short_name(catalogue[program], language) if program in catalogue else program


def last_day_of_call(program: Program, as_of: date) -> date | None:
    """Return the last day, included, of the call that is open on `as_of` or comes next; None where no such day is known."""
    intakes = program.intakes if isinstance(program.intakes, tuple) else ()
    return min((intake.closes for intake in intakes if intake.closes and intake.closes >= as_of), default=None)


def deadlines(applications: Iterable[Application], catalogue: Catalogue, as_of: date) -> list[Deadline]:
    """Return the deadlines of what is waited for, the first one first; those that have passed are there too.

    A call that ends on the day that is set for the application anyway is not told twice.
    """
    found = []
    for one in applications:
        if not one.waiting:
            continue
        if one.due_on is not None:
            found.append(Deadline(one.due_on, "due", one))
        program = catalogue.get(one.program)
        closes = last_day_of_call(program, as_of) if program and one.state == BEFORE_ASKING else None
        if closes is not None and closes != one.due_on:
            found.append(Deadline(closes, "closes", one))
    return sorted(found, key=lambda deadline: (deadline.on, deadline.application.client, deadline.kind))
