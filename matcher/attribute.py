"""What declares one fact of a profile, and the types that its answers take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from matcher.locale import N_
from matcher.partial_date import PartialDate, partial_date
from matcher.validation import said
from matcher.vocabulary.terms import vocabulary

Kind = Literal["choice", "choices", "place", "number", "money", "share", "years", "date", "yes_no"]
Change = Literal["time", "decision", "fixed"]


@dataclass(frozen=True)
class Attribute:
    """One fact of a profile: how it is named to people, asked for, and how it can change.

    `change` says what could turn a *no* on this attribute into a *yes*: `time` alone, a `decision` of the applicant, or
    nothing (`fixed`). `phrase` names it inside a sentence of advice, as what is to be confirmed. `asks` is the profile field to
    fill for an attribute that is derived from it.
    """

    label: str
    phrase: str
    question: str
    why: str
    kind: Kind
    vocabulary: str | None = None
    change: Change = "fixed"
    asks: str | None = None


def term(name: str) -> Any:
    """Return a validator that turns words into codes of the vocabulary `name`."""

    def resolve(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        words = vocabulary(name)
        code = words.resolve(value)
        if code is None:
            raise said(N_("this word is not in the vocabulary {name}"), nearest=words.nearest(value), name=name)
        return code

    return BeforeValidator(resolve)


def known_words(value: Any) -> Any:
    """Turn the words that name a sector into its code and keep the others as they were said."""
    return (vocabulary("sectors").resolve(value) or value) if isinstance(value, str) else value


Dollars = Annotated[int, Field(strict=True, ge=0, le=10**12)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Date = Annotated[
    PartialDate,
    BeforeValidator(partial_date),
    PlainSerializer(lambda value: value.text),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}, {"type": "integer"}], "examples": ["2019-04"]}
    ),
]
Group = Annotated[str, term("groups")]
