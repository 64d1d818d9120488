"""What a request may ask: the keys of each body and of each address. The profile is the one that files hold."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from matcher.attribute import Words, term
from matcher.locale import N_, Language
from matcher.partial_date import YEARS
from matcher.planning.solver import Goal
from matcher.profile import Profile
from matcher.program import Family
from matcher.validation import said
from matcher.vocabulary.territory import territory

FULL_PAGE = 100


def _day(value: Any) -> Any:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise said(N_("this is not a date"), expected=N_("a date, YYYY-MM-DD"))
    return day


def _region(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = territory().resolve(value, kind="region")
    if len(found.places) != 1:
        near = ", ".join(place.code for place in found.nearest) or None
        raise said(N_("there is no such place in Québec"), nearest=near)
    return found.places[0].code


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
    Field(description="The day to answer for; today in Québec by default.", examples=["2026-11-23"]),
]
Spoken = Annotated[
    Language, Field(description="The language of what people read; else that of Accept-Language, else French.", examples=["en"])
]
AnyWindow = Annotated[
    bool, Field(strict=True, description="Ignore application windows and status, for past projects.", examples=[False])
]


class Addressed(BaseModel):
    """What every address takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Spoken | None = None


class ProgramsAddress(Addressed):
    """What narrows the list of programs, and which page of it is asked for."""

    q: Annotated[Words, Field(description="Words to search for in either language; typing errors are forgiven.")] | None = None
    family: Family | None = None
    instrument: Annotated[str, term("instruments"), Field(description="A type of aid: a code, or plain words.")] | None = None
    region: (
        Annotated[str, BeforeValidator(_region), Field(description="A region that the program serves: a name or a code.")] | None
    ) = None
    page: Annotated[int, Field(ge=1, le=10**6)] = 1
    per_page: Annotated[int, Field(ge=1, le=FULL_PAGE)] = 20


class ProfileBody(Profile):
    """A profile, and for which day and in which language to answer."""

    as_of: Day | None = None
    lang: Spoken | None = None

    @property
    def profile(self) -> Profile:
        """Return the profile alone."""
        return Profile.model_construct(enterprise=self.enterprise, project=self.project, confirmations=self.confirmations)


class MatchBody(ProfileBody):
    """A profile, and how many programs to show."""

    any_window: AnyWindow = False
    top: Annotated[int, Field(strict=True, ge=1, description="How many programs to show, best first.")] = 20


class ExplainBody(ProfileBody):
    """A profile, and the program to explain."""

    program: Annotated[str, Field(description="The id of a program.", examples=["frr-commerces-proximite"])]
    any_window: AnyWindow = False


class AskBody(ProfileBody):
    """A profile of which the next question is asked."""


class PlanBody(ProfileBody):
    """A profile with costs, and what the first plan is to be the best at."""

    prefer: Annotated[Goal, Field(description="The plan to show first.")] = "least_debt"
    any_window: AnyWindow = False


class IntakeBody(BaseModel):
    """A paragraph in French or English."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
    as_of: Day | None = None
    lang: Spoken | None = None
