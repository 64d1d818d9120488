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

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Text(Part):
    """One or two sentences of our own, in both languages."""

    fr: Line
    """French of Québec, in our own words."""
    en: Line
    """English, the same facts."""

    def read(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


def _untranslated(value: Any) -> Any:
    """Let a bare sentence stand for both languages."""
    return {"fr": value, "en": value} if isinstance(value, str) else value


OpenQuestion = Annotated[Text, BeforeValidator(_untranslated, json_schema_input_type=Text | Line)]


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
    """The smallest award, in whole dollars."""
    max: Dollars | None = None
    """The largest award, in whole dollars."""


class RateRange(Bounds):
    """Yearly rates of interest, as shares of 1."""

    min: Share | None = None
    """The lowest yearly rate, between 0 and 1."""
    max: Share | None = None
    """The highest yearly rate, between 0 and 1."""


class ShareOfCosts(Bounds):
    """The part of eligible costs that the program pays, as a share of 1."""

    min: Share | None = None
    """The smallest share of eligible costs, between 0 and 1."""
    max: Share | None = None
    """The largest share of eligible costs, between 0 and 1."""


class OwnContribution(Part):
    """What the applicant must put in."""

    min: Share | None = None
    """The smallest share that the applicant puts in, between 0 and 1."""
    min_amount: Dollars | None = None
    """The smallest amount that the applicant puts in, in whole dollars."""
    base: Literal["total_cost", "eligible_costs"] | None = None
    """Of which costs the share is taken."""
    accepts: tuple[Literal["cash", "assets", "member_shares", "donation", "municipal", "in_kind", "volunteer_time"], ...] = ()
    """What counts as an own contribution."""
    in_kind_max: Share | None = None
    """The largest share of the own contribution that may be in kind."""
    cash_min: Share | None = None
    """The smallest share of the project that must be cash."""


class Weights(Part):
    """How much a dollar of other aid counts towards the ceiling: by kind, by instrument, or by whose money it is."""

    non_repayable: Share | None = None
    """What a dollar of grant counts, between 0 and 1."""
    repayable: Share | None = None
    """What a dollar of loan counts, between 0 and 1."""
    instrument: dict[Instrument, Share] = {}
    """What a dollar counts by type of aid."""
    giver: dict[Level, Share] = {}
    """What a dollar counts by whose money it is."""


class Stacking(Part):
    """How much public aid a project may add up to, and what counts. Tests the whole plan.

    A rule without a ceiling says that a page limits aid from several givers and not how far.
    """

    ceiling: Share | dict[Literal["social_economy", "other"], Share] | None = None
    """The most public aid, as a share of the base; by class of applicant where it differs."""
    base: Literal["own_eligible_costs", "total_cost", "eligible_costs"] | None = None
    """Of which costs the ceiling is a share."""
    counts: Weights | None = None
    """How much each kind of aid counts."""
    who_counts: tuple[Literal["federal", "provincial", "municipal", "crown_corporation"], ...] = ()
    """Whose aid counts as public."""
    private_min: Share | None = None
    """The smallest share that must be private."""


class LoanTerms(Part):
    """What a loan or an investment costs and how long it runs."""

    rate: Text | None = None
    """The rate, in words."""
    rate_range: RateRange | None = None
    """The lowest and the highest yearly rate, where a page states numbers and not what is added to another rate."""
    term_years: dict[Literal["min", "max"], Annotated[float, Field(gt=0, le=99)]] | None = None
    """The shortest and the longest term, in years."""
    capital_holiday_months: Annotated[int, Field(strict=True, ge=0)] | None = None
    """Months without repaying capital."""
    security: Text | None = None
    """What secures the loan."""


class Intake(Part):
    """A period in which applications are taken; both days included, Québec time."""

    opens: Day | None = None
    """The first day, included."""
    closes: Day | None = None
    """The last day, included."""


class Component(Part):
    """A part of a program whose terms differ from the others'."""

    id: Slug
    """The part, in small letters, digits and hyphens."""
    name: Text
    """Its name."""
    instruments: Annotated[tuple[Instrument, ...], Field(min_length=1)]
    """Its types of aid."""
    amount: Amount | None = None
    """Its smallest and largest award."""
    share_of_costs: ShareOfCosts | None = None
    """The share of eligible costs that it pays."""
    own_contribution: OwnContribution | None = None
    """What the applicant must put in."""
    stacking: Stacking | None = None
    """How much public aid may add up to."""
    loan_terms: LoanTerms | None = None
    """What it costs."""
    pays: Pays | None = None
    """When it pays."""
    bridges: Annotated[bool, Field(strict=True)] = False
    """True for money that is paid back as soon as another source pays."""
    funds: tuple[Use, ...] = ()
    """What it pays for."""
    eligibility: Eligibility = Eligibility()
    """For whom this part is, beside what the whole program asks: a funding plan leaves out the parts for others."""
    evidence: dict[str, str] = {}
    """Which source states each figure."""


class PerEnterprise(Part):
    """The most that one enterprise can receive over a time, across its projects."""

    max: Dollars
    """The most, in whole dollars."""
    years: Annotated[int, Field(strict=True, ge=1, le=50)] | None = None
    """Over how many years; left out for what is outstanding at any time."""
    across: Literal["program", "provider"] = "program"
    """Whether awards of this program count, or those of all programs of the provider."""


class Delay(Bounds):
    """Weeks from a complete application to the decision."""

    min: Annotated[int, Field(strict=True, ge=0)] | None = None
    """The shortest, in weeks."""
    typical: Annotated[int, Field(strict=True, ge=0)] | None = None
    """The usual one, in weeks."""
    max: Annotated[int, Field(strict=True, ge=0)] | None = None
    """The longest, in weeks."""


class Apply(Part):
    """How to apply, and whom to call. Contacts are the organisation's, never a person's.

    `effort` is a curator's reading of what is asked: `light` is a form or a call, less than a day; `moderate` takes a budget,
    statements or letters, some days; `heavy` takes a business plan, forecasts or studies, weeks.
    """

    steps: tuple[Text, ...] = ()
    """What to do, in order."""
    documents: tuple[Annotated[str, _code("documents")] | Text, ...] = ()
    """What to bring: codes of documents.yaml, or a text where none fits."""
    effort: Literal["light", "moderate", "heavy"] | None = None
    """How heavy the file is."""
    delay_weeks: Delay | None = None
    """From a complete application to the decision."""
    url: Url | None = None
    """The page of the program or of the form."""
    phone: Annotated[str, StringConstraints(min_length=7, max_length=40)] | None = None
    """The organization's phone."""
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")] | None = None
    """The organization's address."""


class AfterAward(Part):
    """What follows an award."""

    reporting: Text | None = None
    """What is to be reported, and when."""
    ownership_years: Annotated[int, Field(strict=True, ge=0)] | None = None
    """Years for which what was paid for must be kept."""
    security: Text | None = None
    """What secures the award."""


class Source(Part):
    """A page: when it was written, as far as known, and the day it was read; without that day it is still to be read."""

    id: Slug
    """A short name, cited by figures and criteria."""
    url: Url
    """The address of the page."""
    page_date: Annotated[PartialDate | None, BeforeValidator(lambda v: None if v is None else partial_date(v))] = None
    """The page's own date: a year, a month or a day."""
    read_on: Day | None = None
    """The day it was read; left out if nobody has."""
    secondary: Annotated[bool, Field(strict=True)] = False
    """True for a page that is not the provider's own."""


class Program(Part):
    """One program, as its file states it."""

    id: Slug
    """The name of the file, never used again for another program."""
    name: Text
    """The official name in each language, or a plain translation."""
    provider: Slug
    """Who gives it: an id of providers.yaml."""
    family: Annotated[Family, _code("families")]
    """Also the folder of the file."""
    instruments: Annotated[tuple[Instrument, ...], Field(min_length=1)]
    """Types of aid, the main one first: codes of instruments.yaml."""
    summary: Text
    """What it pays, for whom, how; the search reads it."""
    amount: Amount | None = None
    """The smallest and largest award."""
    share_of_costs: ShareOfCosts | None = None
    """The share of eligible costs that it pays."""
    own_contribution: OwnContribution | None = None
    """What the applicant must put in."""
    stacking: Stacking | None = None
    """The most public aid that a project may add up to."""
    loan_terms: LoanTerms | None = None
    """What a loan or investment costs."""
    pays: Pays | None = None
    """When it pays."""
    holdback: Share | None = None
    """The share kept until the end."""
    per_enterprise: PerEnterprise | None = None
    """The most that one enterprise can receive over a time."""
    bridges: Annotated[bool, Field(strict=True)] = False
    """True for money that is paid back as soon as another source pays: beside a plan, never in its total."""
    components: tuple[Component, ...] = ()
    """Parts whose terms differ."""
    intakes: Literal["continuous"] | tuple[Intake, ...] | None = None
    """`continuous`, or the periods in which applications are taken, past ones too."""
    status: Literal["open", "closed", "between_intakes", "unknown"]
    """What the sources say; the state of today is computed."""
    closed_on: Annotated[PartialDate, BeforeValidator(partial_date)] | None = None
    """When it closed."""
    eligibility: Eligibility = Eligibility()
    """Whom it takes, whom it refuses, whom it is meant for."""
    exclusive_with: tuple[Slug, ...] = ()
    """Programs that cannot be combined with it."""
    choose_over: dict[Slug, Text] = {}
    """Which of two to take, by id of the other."""
    local_version_of: Annotated[tuple[Slug, ...], BeforeValidator(_listed)] = ()
    """The provincial programs of which this is the local form."""
    former_names: tuple[Line, ...] = ()
    """Old names, which the search knows."""
    after_award: AfterAward | None = None
    """What follows an award."""
    approach: Approach | None = None
    """How one reaches it."""
    door: Literal["pole", "cooperative_developer", "local_developer"] | None = None
    """A place to talk to a person."""
    funds: tuple[Use, ...] = ()
    """What it pays for: codes of uses.yaml."""
    apply: Apply | None = None
    """How to apply."""
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    """The pages behind the sheet."""
    evidence: dict[str, str] = {}
    """Which source states each figure, by field."""
    confidence: Literal["high", "medium", "low"]
    """How far the sources carry the sheet."""
    open_questions: tuple[OpenQuestion, ...] = ()
    """What is still to be established, in both languages; a bare sentence is a note that nobody has translated yet."""

    def source(self, source_id: str | None) -> Source | None:
        """Return the named source; the only one if none is named."""
        if source_id is None:
            return self.sources[0] if len(self.sources) == 1 else None
        return next((source for source in self.sources if source.id == source_id), None)


FIGURES = ("amount", "share_of_costs", "own_contribution", "stacking", "loan_terms", "holdback", "per_enterprise", "closed_on")
"""Fields that state figures, each of which must name its source in `evidence`; so must dated intakes."""
