"""A program as it stands on one day, with what is said of it for any applicant: said once, then kept as long as the day's sheets are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from matcher.locale import N_, Language, translate
from matcher.program import Program
from matcher.rules.criteria import Criterion
from matcher.rules.truth import Truth
from matcher.window import Window

Said = TypeVar("Said")


@dataclass(frozen=True)
class ShownReason:
    """One reason as people read it: what the criterion is, what it comes to, and the page it was read on.

    `set_by` is the provider whose definition or decision settles it, where that is not the program's own; `path` its place in
    the program's file, if it is written there.
    """

    criterion: str
    truth: Truth
    text: str
    source: str | None
    set_by: str | None = None
    path: str | None = None

    @cached_property
    def as_json(self) -> dict[str, str | None]:
        """Return the reason in the JSON document. Reasons are shared by answers: leave it as it is."""
        return {"criterion": self.criterion, "truth": self.truth.word, "text": self.text, "source": self.source}


class Sheet:
    """One program on one day: what it asks then, and when it takes applications."""

    def __init__(self, program: Program, criteria: tuple[Criterion, ...], window: Window, day: date) -> None:
        self.program, self.criteria, self.window, self.day = program, criteria, window, day
        self._kept: dict[tuple[Any, ...], Any] = {}

    def once(self, say: Callable[..., Said], *about: Any) -> Said:
        """Return `say(sheet, *about)`, kept from the first time on.

        `about` must be one of few: a language, the number of a criterion, nothing of an applicant.
        """
        key = (say, *about)
        try:
            return self._kept[key]  # type: ignore[no-any-return]  # what `say` returned
        except KeyError:
            return self._kept.setdefault(key, say(self, *about))  # type: ignore[no-any-return]

    def url(self, source_id: str | None) -> str | None:
        """Return the address of a page of the program; that of the only one if none is named."""
        source = self.program.source(source_id)
        return source.url if source else None

    def reason(self, criterion: Criterion, truth: Truth, language: Language) -> ShownReason:
        """Return a criterion as people read it."""
        place = self.program.eligibility.place_of(criterion)
        path = f"eligibility.{place}" if place else None
        url = self.url(criterion.source)
        return ShownReason(criterion.name, truth, criterion.sentence(language), url, criterion.set_by, path)


def reasons(sheet: Sheet, language: Language) -> list[tuple[ShownReason, ...]]:
    """Return each criterion of a program as people read it, for each truth that it may have."""
    return [tuple([sheet.reason(criterion, truth, language) for truth in Truth]) for criterion in sheet.criteria]


def closing(sheet: Sheet, language: Language) -> ShownReason:
    """Return the reason that refuses a program which is closed, whatever its criteria say."""
    text = translate(N_("The program is closed"), language)
    return ShownReason("status", Truth.FALSE, text, sheet.url(sheet.program.evidence.get("status")), path="status")


def window_as_json(sheet: Sheet, language: Language) -> dict[str, str | int | None]:
    """Return when a program takes applications in the JSON document."""
    seen = sheet.window
    return {
        "state": seen.state,
        "opens": seen.opens.isoformat() if seen.opens else None,
        "closes": seen.closes.isoformat() if seen.closes else None,
        "days_left": seen.days_left,
        "expected": f"{seen.expected.month:%Y-%m}" if seen.expected else None,
        "text": seen.sentence(language),
    }
