"""What a project costs, what the applicant puts in, and what is already asked for or found: the lines of a funding plan."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from matcher.attribute import Date, Dollars, Words, term
from matcher.locale import N_
from matcher.validation import said
from matcher.vocabulary.terms import Term, vocabulary

COST_WORDS = ("uses", "ancillary_costs")
"""The two vocabularies of cost lines: what a project is for, and what comes with it."""
RECOVERABLE_TAXES = "recoverable_taxes"
CERTAIN_STATES = frozenset({"confirmed", "paid"})
"""States in which money no longer depends on an answer."""


def cost_term(code: str) -> Term:
    """Return the term of a cost line. Raises KeyError where no vocabulary of costs has it."""
    return next(vocabulary(name)[code] for name in COST_WORDS if code in vocabulary(name))


def _cost_use(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    for name in COST_WORDS:
        if code := vocabulary(name).resolve(value):
            return code
    nearest = next((near for name in COST_WORDS if (near := vocabulary(name).nearest(value))), None)
    raise said(N_("this is no kind of cost that we know"), nearest=nearest)


CostUse = Annotated[str, BeforeValidator(_cost_use)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Line(BaseModel):
    """One line of a budget: no key that the profile does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Cost(Line):
    """One line of costs, in whole dollars, taxes apart: what for, how much, and when it is paid as far as that is known."""

    use: CostUse
    amount: Dollars
    label: Words | None = None
    date: Date | None = None
    until: Date | None = None
    """The last month in which it is paid, where it is spread."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and (self.date is None or self.until.last < self.date.first):
            raise said(N_("this is before the line's own date"), at="until", expected=N_("`date`, then a later month"))
        return self

    @property
    def to_finance(self) -> bool:
        """Whether the line is in the total: what the tax authorities give back is paid for a while, never financed."""
        return self.use != RECOVERABLE_TAXES


class Contribution(Line):
    """What the applicant and the community put in: of which kind, and how much in whole dollars."""

    kind: Annotated[str, term("contributions")]
    amount: Dollars
    label: Words | None = None


class Funding(Line):
    """One source that is asked for, promised, found or refused: a program of the catalogue, or another one under its label.

    In a plan a refused one is left out, one with an amount is fixed at that amount, and one without is taken for an amount to be
    found. `instrument` and `giver` say what a source outside the catalogue is and whose money it brings, which stacking rules ask.
    """

    program: Slug | None = None
    label: Words | None = None
    amount: Dollars | None = None
    instrument: Annotated[str, term("instruments")] | None = None
    giver: Annotated[str, term("levels")] | None = None
    state: Annotated[str, term("funding_states")] = "to_ask"

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if self.program is None and self.label is None:
            raise said(N_("this source has neither a program nor a label"), expected=N_("`program: id`, or `label:` in words"))
        if self.program is None and self.amount is None and self.state != "refused":
            raise said(N_("this source has no amount"), expected=N_("`amount:` in whole dollars"))
        return self


class PastAward(Line):
    """What the enterprise received before, which limits over several years count."""

    program: Slug
    amount: Dollars
    date: Date
