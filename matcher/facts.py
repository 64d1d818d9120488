"""A profile on one day, as what each attribute may still be: the only form in which rules see it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any

from matcher.partial_date import PartialDate
from matcher.profile import ATTRIBUTES, Enterprise, Profile
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import Place, territory


@dataclass(frozen=True)
class OneOf:
    """A choice or a place: the codes that the answer may stand for. A wide answer stands for all it covers."""

    codes: frozenset[str]


@dataclass(frozen=True)
class Several:
    """Several choices at once, each with the codes that it may stand for. The list is complete once it is given."""

    choices: tuple[OneOf, ...]


@dataclass(frozen=True)
class Between:
    """A number (or a date as its ordinal day) known to lie between two bounds, both included."""

    low: float
    high: float


Value = OneOf | Several | Between | bool


@dataclass(frozen=True)
class Facts:
    """What is known on the day `as_of`. An attribute that is not in `values` is unknown.

    `decided` holds what each constraint came to, since many programs ask the same: it is worked out once for these facts.
    """

    as_of: date
    values: Mapping[str, Value]
    confirmations: Mapping[str, bool]
    profile: Profile
    decided: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def place(self) -> Place | None:
        """The narrowest place that is known."""
        return self.profile.enterprise.place

    @cached_property
    def sensitive(self) -> tuple[str, ...]:
        """Return the sectors named of which a provider's silence is no consent: gambling, weapons and the like."""
        sectors = vocabulary("sectors")
        return tuple(word for word in self.profile.enterprise.sector or () if word in sectors and sectors[word].ask_provider)


def facts(profile: Profile, as_of: date) -> Facts:
    """Return what `profile` says on the day `as_of`."""
    values: dict[str, Value] = {}
    for section in (profile.enterprise, profile.project):
        for name, answer in vars(section).items():
            if answer is not None and name in ATTRIBUTES:
                values[name] = _value(name, answer)
    _derive(values, profile.enterprise, as_of)
    for name, found in (("total_cost", profile.project.cost), ("own_contribution", profile.project.paid_by_applicant)):
        if found is not None:
            values[name] = _value(name, found)
    if profile.project.named_uses is not None:
        values["uses"] = _value("uses", profile.project.named_uses)
    return Facts(as_of, values, profile.confirmations, profile)


def _derive(values: dict[str, Value], enterprise: Enterprise, as_of: date) -> None:
    place = enterprise.place
    if place is not None:
        values["territory"] = OneOf(place.municipalities)
        people = _people(place.municipalities)
        if people is not None:
            values["population"] = people
    if enterprise.founded is not None:
        oldest, youngest = (years_between(day, as_of) for day in (enterprise.founded.first, enterprise.founded.last))
        values["years_operating"] = Between(youngest, oldest)
    if enterprise.legal_form == "registered_charity":
        values.setdefault("registered_charity", True)


@cache
def _people(municipalities: frozenset[str]) -> Between | None:
    """Return how many people live in one of these municipalities, None where that is not known of each."""
    people = [number for code in municipalities if (number := territory()[code].population) is not None]
    return Between(min(people), max(people)) if len(people) == len(municipalities) else None


def years_between(start: date, end: date) -> int:
    """Return the full years from `start` to `end`, 0 where `start` is later. Who began on February 29 has a year on February 28."""
    begun = (start.month, min(start.day, monthrange(end.year, start.month)[1]))
    return max(0, end.year - start.year - ((end.month, end.day) < begun))


def _value(name: str, answer: object) -> Value:
    attribute = ATTRIBUTES[name]
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, PartialDate):
        return Between(answer.first.toordinal(), answer.last.toordinal())
    if isinstance(answer, int | float):
        return Between(answer, answer)
    assert attribute.vocabulary is not None
    if isinstance(answer, tuple):
        return Several(tuple([_codes(attribute.vocabulary, word) for word in answer]))
    assert isinstance(answer, str)
    return _codes(attribute.vocabulary, answer)


@lru_cache(maxsize=10_000)
def _codes(name: str, word: str) -> OneOf:
    words = vocabulary(name)
    return OneOf(words.covered_by(word) if word in words else words.everything)
