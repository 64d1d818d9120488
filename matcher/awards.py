"""Who was funded before: awards that public pages name. What was given says nothing of what will be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from matcher.locale import N_
from matcher.program import Day, Dollars, Part, Slug, Text, Url
from matcher.validation import said
from matcher.vocabulary.territory import Place, territory


def _municipality(value: Any) -> Any:
    if isinstance(value, str) and (value not in territory() or territory()[value].kind not in {"municipality", "mrc"}):
        raise said(N_("there is no such place in Québec"), nearest=territory().nearest(value))
    return value


class Award(Part):
    """One award: to which organisation, where, in which year, how much as far as it is known, and for what, in our own words."""

    recipient: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=160)]
    place: Annotated[str, BeforeValidator(_municipality)]
    year: Annotated[int, Field(strict=True, ge=1990, le=2100)]
    amount: Dollars | None = None
    project: Text
    url: Url
    read_on: Day


class Awards(Part):
    """The file `programs/awards/<program>.yaml`."""

    program: Slug
    awards: Annotated[tuple[Award, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Range:
    """How many awards there are, and the smallest and the largest amount among those that are known."""

    count: int
    low: int | None
    high: int | None


def spread(awards: Iterable[Award]) -> Range:
    """Count awards and bound their amounts. No mean: it would pass for a forecast."""
    listed = list(awards)
    amounts = [award.amount for award in listed if award.amount is not None]
    return Range(len(listed), min(amounts, default=None), max(amounts, default=None))


def within(awards: Iterable[Award], place: Place) -> list[Award]:
    """Return the awards to organisations in the region of `place`; all of them where it is wider than a region."""
    region = place.code if place.kind == "region" else place.region
    return [award for award in awards if region is None or territory()[award.place].region == region]
