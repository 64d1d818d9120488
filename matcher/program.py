"""A program: the schema of one file of the catalogue. Every figure names the source it was read in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from matcher.locale import N_, Language
from matcher.partial_date import PartialDate, partial_date
from matcher.rules.criteria import Eligibility
from matcher.validation import said
from matcher.vocabulary.terms import vocabulary

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=420)]
Dollars = Annotated[int, Field(strict=True, ge=0)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Day = Annotated[date, Field(strict=True)]
Pays = Literal["advance", "instalments", "on_claim", "unknown"]
Family = Literal["government", "solidarity_finance", "impact_investor", "foundation", "technical_assistance"]


def _code(name: str) -> Any:
    def check(value: Any) -> Any:
        if isinstance(value, str) and value not in vocabulary(name):
            raise said(N_("this word is not in the vocabulary {name}"), nearest=vocabulary(name).nearest(value), name=name)
        return value

    return BeforeValidator(check)


def _listed(value: Any) -> Any:
    """Let one id stand for a list of one."""
    return [value] if isinstance(value, str) else value


Instrument = Annotated[str, _code("instruments")]
Use = Annotated[str, _code("uses")]
Level = Annotated[str, _code("levels")]


Approach = Literal["call_first", "open_call", "rolling", "by_invitation", "through_intermediary", "no_application", "unknown"]


class Part(BaseModel):
    """A piece of a program file: no key that the schema does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """One or two sentences of our own, in both languages."""

    fr: Line
    en: Line

    def read(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


class Bounds(Part):
    """Two bounds, each absent where no source states it."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = (getattr(self, name) for name in ("min", "max"))
        if low is not None and high is not None and low > high:
            raise said(N_("the minimum is above the maximum"))
        return self


class Amount(Bounds):
    """Whole dollars for one award."""

    min: Dollars | None = None
    max: Dollars | None = None


class ShareOfCosts(Bounds):
    """The part of eligible costs that the program pays, as a share of 1."""

    min: Share | None = None
    max: Share | None = None


class OwnContribution(Part):
    """What the applicant must put in."""

    min: Share | None = None
    min_amount: Dollars | None = None
    base: Literal["total_cost", "eligible_costs"] | None = None
    accepts: tuple[Literal["cash", "assets", "member_shares", "donation", "municipal", "in_kind", "volunteer_time"], ...] = ()
    in_kind_max: Share | None = None
    cash_min: Share | None = None


class Weights(Part):
    """How much a dollar of other aid counts towards the ceiling: by kind, by instrument, or by whose money it is."""

    non_repayable: Share | None = None
    repayable: Share | None = None
    instrument: dict[Instrument, Share] = {}
    giver: dict[Level, Share] = {}


class Stacking(Part):
    """How much public aid a project may add up to, and what counts. Tests the whole plan.

    A rule without a ceiling says that a page limits aid from several givers and not how far.
    """

    ceiling: Share | dict[Literal["social_economy", "other"], Share] | None = None
    base: Literal["own_eligible_costs", "total_cost", "eligible_costs"] | None = None
    counts: Weights | None = None
    who_counts: tuple[Literal["federal", "provincial", "municipal", "crown_corporation"], ...] = ()
    private_min: Share | None = None


class LoanTerms(Part):
    """What a loan or an investment costs and how long it runs."""

    rate: Text | None = None
    term_years: dict[Literal["min", "max"], Annotated[float, Field(gt=0, le=99)]] | None = None
    capital_holiday_months: Annotated[int, Field(strict=True, ge=0)] | None = None
    security: Text | None = None


class Intake(Part):
    """A period in which applications are taken; both days included, Québec time."""

    opens: Day | None = None
    closes: Day | None = None


class Component(Part):
    """A part of a program whose terms differ from the others'."""

    id: Slug
    name: Text
    instruments: Annotated[tuple[Instrument, ...], Field(min_length=1)]
    amount: Amount | None = None
    share_of_costs: ShareOfCosts | None = None
    own_contribution: OwnContribution | None = None
    stacking: Stacking | None = None
    loan_terms: LoanTerms | None = None
    pays: Pays | None = None
    funds: tuple[Use, ...] = ()
    evidence: dict[str, str] = {}


class Delay(Bounds):
    """Weeks from a complete application to the decision."""

    min: Annotated[int, Field(strict=True, ge=0)] | None = None
    typical: Annotated[int, Field(strict=True, ge=0)] | None = None
    max: Annotated[int, Field(strict=True, ge=0)] | None = None


class Apply(Part):
    """How to apply, and whom to call. Contacts are the organisation's, never a person's.

    `effort` is a curator's reading of what is asked: `light` is a form or a call, less than a day; `moderate` takes a budget,
    statements or letters, some days; `heavy` takes a business plan, forecasts or studies, weeks.
    """

    steps: tuple[Text, ...] = ()
    documents: tuple[Annotated[str, _code("documents")] | Text, ...] = ()
    effort: Literal["light", "moderate", "heavy"] | None = None
    delay_weeks: Delay | None = None
    url: Url | None = None
    phone: Annotated[str, StringConstraints(min_length=7, max_length=40)] | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")] | None = None


class AfterAward(Part):
    """What follows an award."""

    reporting: Text | None = None
    ownership_years: Annotated[int, Field(strict=True, ge=0)] | None = None
    security: Text | None = None


class Source(Part):
    """A page: when it was written, as far as known, and the day it was read; without that day it is still to be read."""

    id: Slug
    url: Url
    page_date: Annotated[PartialDate | None, BeforeValidator(lambda v: None if v is None else partial_date(v))] = None
    read_on: Day | None = None
    secondary: Annotated[bool, Field(strict=True)] = False


class Program(Part):
    """One program, as its file states it."""

    id: Slug
    name: Text
    provider: Slug
    family: Annotated[Family, _code("families")]
    instruments: Annotated[tuple[Instrument, ...], Field(min_length=1)]
    summary: Text
    amount: Amount | None = None
    share_of_costs: ShareOfCosts | None = None
    own_contribution: OwnContribution | None = None
    stacking: Stacking | None = None
    loan_terms: LoanTerms | None = None
    pays: Pays | None = None
    holdback: Share | None = None
    components: tuple[Component, ...] = ()
    intakes: Literal["continuous"] | tuple[Intake, ...] | None = None
    status: Literal["open", "closed", "between_intakes", "unknown"]
    closed_on: Annotated[PartialDate, BeforeValidator(partial_date)] | None = None
    eligibility: Eligibility = Eligibility()
    exclusive_with: tuple[Slug, ...] = ()
    choose_over: dict[Slug, Text] = {}
    local_version_of: Annotated[tuple[Slug, ...], BeforeValidator(_listed)] = ()
    former_names: tuple[Line, ...] = ()
    after_award: AfterAward | None = None
    approach: Approach | None = None
    door: Literal["pole", "cooperative_developer", "local_developer"] | None = None
    funds: tuple[Use, ...] = ()
    apply: Apply | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    evidence: dict[str, str] = {}
    confidence: Literal["high", "medium", "low"]
    open_questions: tuple[Line, ...] = ()

    def source(self, source_id: str | None) -> Source | None:
        """Return the named source; the only one if none is named."""
        if source_id is None:
            return self.sources[0] if len(self.sources) == 1 else None
        return next((source for source in self.sources if source.id == source_id), None)


FIGURES = ("amount", "share_of_costs", "own_contribution", "stacking", "loan_terms", "holdback", "closed_on")
"""Fields that state figures, each of which must name its source in `evidence`; so must dated intakes."""
