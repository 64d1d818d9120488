"""What is known of one enterprise and its project. Every attribute is declared here once; every fact may be unknown."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from matcher.attribute import Attribute, Date, Dollars, Group, Share, Words, known_words, term
from matcher.budget import PastAward
from matcher.document import Document, InputError, read_document
from matcher.locale import N_
from matcher.project import Project
from matcher.validation import said, validate
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import Place, territory

LEGAL_FORM = Attribute(
    label=N_("Legal form"),
    phrase=N_("your legal form"),
    question=N_("What is the legal form of your enterprise?"),
    why=N_("Most programs are open to some legal forms only."),
    kind="choice",
    vocabulary="legal_forms",
    change="decision",
)
SECTOR = Attribute(
    label=N_("Sector"),
    phrase=N_("your sector of activity"),
    question=N_("In which sectors does it work?"),
    why=N_("Some programs fund one sector only, and some leave sectors out."),
    kind="choices",
    vocabulary="sectors",
)
TERRITORY = Attribute(
    label=N_("Territory"),
    phrase=N_("the municipality of the project"),
    question=N_("In which municipality is the project?"),
    why=N_("Local and regional money depends on the place."),
    kind="place",
    asks="municipality",
)
POPULATION = Attribute(
    label=N_("Population of the municipality"),
    phrase=N_("the population of the municipality"),
    question=TERRITORY.question,
    why=N_("Some programs are for small municipalities only."),
    kind="number",
    asks="municipality",
)
FOUNDED = Attribute(
    label=N_("Founded"),
    phrase=N_("your date of founding"),
    question=N_("When was the enterprise founded?"),
    why=N_("Some programs ask for a number of years of operation."),
    kind="date",
)
YEARS_OPERATING = Attribute(
    label=N_("Years of operation"),
    phrase=N_("your time in operation"),
    question=FOUNDED.question,
    why=FOUNDED.why,
    kind="years",
    change="time",
    asks="founded",
)


class Enterprise(BaseModel):
    """The organisation that applies. A key that is absent is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    legal_form: Annotated[str | None, term("legal_forms"), LEGAL_FORM] = None
    sector: Annotated[tuple[Annotated[Words, BeforeValidator(known_words)], ...] | None, SECTOR] = None
    municipality: Words | None = None
    mrc: Words | None = None
    region: Words | None = None
    founded: Annotated[Date | None, FOUNDED] = None
    employees: Annotated[
        Annotated[int, Field(strict=True, ge=0, le=10**7)] | None,
        Attribute(
            label=N_("Employees"),
            phrase=N_("your number of employees"),
            question=N_("How many people does it employ?"),
            why=N_("A few programs have a minimum or a maximum size."),
            kind="number",
        ),
    ] = None
    annual_revenue: Annotated[
        Dollars | None,
        Attribute(
            label=N_("Annual revenue"),
            phrase=N_("your annual revenue"),
            question=N_("What is its annual revenue?"),
            why=N_("A few programs have a minimum or a maximum revenue."),
            kind="money",
        ),
    ] = None
    own_revenue_share: Annotated[
        Share | None,
        Attribute(
            label=N_("Share of own revenue"),
            phrase=N_("your share of own revenue"),
            question=N_("What share of its revenue comes from sales and fees?"),
            why=N_("Social-economy programs often ask for a share of revenue that is not grants or gifts."),
            kind="share",
            change="decision",
        ),
    ] = None
    social_economy: Annotated[
        Annotated[bool, Field(strict=True)] | None,
        Attribute(
            label=N_("Social-economy enterprise under the Act"),
            phrase=N_("social-economy status under the Act"),
            question=N_("Does it sell goods or services by the principles of the Social Economy Act (CQLR c. E-1.1.1)?"),
            why=N_("Many programs are reserved for social-economy enterprises as the Act defines them."),
            kind="yes_no",
        ),
    ] = None
    registered_charity: Annotated[
        Annotated[bool, Field(strict=True)] | None,
        Attribute(
            label=N_("Registered charity"),
            phrase=N_("registered-charity status"),
            question=N_("Is it a charity registered with the Canada Revenue Agency?"),
            why=N_("Many foundations can give to registered charities only."),
            kind="yes_no",
            change="decision",
        ),
    ] = None
    tenure: Annotated[
        str | None,
        term("tenures"),
        Attribute(
            label=N_("Premises"),
            phrase=N_("your hold on the premises"),
            question=N_("Does it own or rent the premises of the project?"),
            why=N_("Money for buildings often asks for ownership or a long lease."),
            kind="choice",
            vocabulary="tenures",
            change="decision",
        ),
    ] = None
    lease_years_left: Annotated[
        Annotated[int, Field(strict=True, ge=0, le=999)] | None,
        Attribute(
            label=N_("Years left on the lease"),
            phrase=N_("the years left on your lease"),
            question=N_("How many years are left on the lease?"),
            why=N_("Money for rented premises often asks for a long lease."),
            kind="number",
            change="decision",
        ),
    ] = None
    groups: Annotated[
        tuple[Group, ...] | None,
        Attribute(
            label=N_("People who lead the enterprise"),
            phrase=N_("who leads the enterprise"),
            question=N_("Do people of these groups lead the enterprise or hold most of it?"),
            why=N_("Some programs are for enterprises led by women, youth, Indigenous people and others."),
            kind="choices",
            vocabulary="groups",
        ),
    ] = None
    serves: Annotated[
        tuple[Group, ...] | None,
        Attribute(
            label=N_("People served"),
            phrase=N_("whom the project serves"),
            question=N_("Which people does the project mainly serve?"),
            why=N_("Foundations often choose projects by the people who benefit."),
            kind="choices",
            vocabulary="groups",
        ),
    ] = None

    past_awards: tuple[PastAward, ...] | None = None

    @model_validator(mode="after")
    def _place_exists(self) -> Enterprise:
        _narrowest(self.region, self.mrc, self.municipality)
        return self

    @property
    def place(self) -> Place | None:
        """Return the narrowest place that is known."""
        return _narrowest(self.region, self.mrc, self.municipality)

    @property
    def places_understood(self) -> tuple[tuple[str, Place], ...]:
        """Return the names of places that were near a known one and were read as it: said to the reader."""
        return _understood(self.region, self.mrc, self.municipality)


@lru_cache(maxsize=10_000)
def _narrowest(region: str | None, mrc: str | None, municipality: str | None) -> Place | None:
    around = _only_place("region", region, None)
    around = _only_place("mrc", mrc, around) or around
    return _only_place("municipality", municipality, around) or around


@lru_cache(maxsize=10_000)
def _understood(region: str | None, mrc: str | None, municipality: str | None) -> tuple[tuple[str, Place], ...]:
    around = _narrowest(region, None, None)
    named = [("region", region, None), ("mrc", mrc, around), ("municipality", municipality, _narrowest(region, mrc, None))]
    found = [(words, territory().resolve(words, kind=kind, within=within)) for kind, words, within in named if words]
    return tuple((words, seen.places[0]) for words, seen in found if not seen.exact)


def _only_place(kind: str, words: str | None, within: Place | None) -> Place | None:
    if words is None:
        return None
    found = territory().resolve(words, kind=kind, within=within)
    if len(found.places) == 1:
        return found.places[0]
    if not found.places:
        elsewhere = territory().resolve(words, kind=kind).places if within else ()
        if within and elsewhere:
            message = N_("{words} is not in {within}, but in {place}")
            around = elsewhere[0].mrc if kind == "municipality" else elsewhere[0].region
            place = territory()[around or "quebec"].label("fr")
            raise said(message, at=kind, words=words, within=within.full_label("fr"), place=place)
        near = ", ".join(place.full_label("fr") for place in found.nearest) or None
        raise said(N_("there is no such place in Québec"), at=kind, nearest=near)
    names = ", ".join(place.full_label("fr") for place in found.places)
    raise said(N_("several places have this name; say which by its MRC or its code: {names}"), at=kind, names=names)


class Profile(BaseModel):
    """One enterprise, its project, and its answers to conditions that only the applicant can confirm."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enterprise: Enterprise = Enterprise()
    project: Project = Project()
    confirmations: dict[str, Annotated[bool, Field(strict=True)]] = {}

    def raw(self) -> dict[str, dict[str, Any]]:
        """Return the profile as a file would hold it: what is known only, dates as they were said."""
        return self.model_dump(mode="json", exclude_none=True)

    def answering(self, name: str, value: Any) -> Profile:
        """Return the same profile with the answer to one more field (`municipality`, `uses` …); None takes an answer back."""
        section = "project" if name in Project.model_fields else "enterprise"
        return self.model_copy(update={section: getattr(self, section).model_copy(update={name: value})})

    def answer(self, name: str) -> Any:
        """Return the answer to one field, None where it is unknown."""
        return getattr(self.project if name in Project.model_fields else self.enterprise, name)

    def confirming(self, condition: str, *, answer: bool) -> Profile:
        """Return the same profile with the answer to one more condition."""
        return self.model_copy(update={"confirmations": {**self.confirmations, condition: answer}})

    @property
    def unresolved_sectors(self) -> tuple[str, ...]:
        """Return the words for a sector that the vocabulary does not know: said to the reader, never fatal."""
        return tuple(words for words in self.enterprise.sector or () if words not in vocabulary("sectors"))


NO_ANSWER = Profile()


def _declared() -> dict[str, tuple[Attribute, str]]:
    found: dict[str, tuple[Attribute, str]] = {}
    for section, model in (("enterprise", Enterprise), ("project", Project)):
        for name, info in model.model_fields.items():
            for part in info.metadata:
                if isinstance(part, Attribute):
                    found[name] = (part, section)
    found["territory"] = (TERRITORY, "enterprise")
    found["population"] = (POPULATION, "enterprise")
    found["years_operating"] = (YEARS_OPERATING, "enterprise")
    return found


_DECLARED = _declared()

ATTRIBUTES: dict[str, Attribute] = {name: attribute for name, (attribute, _) in _DECLARED.items()}
"""Every attribute that a criterion can constrain, by name."""

SECTIONS: dict[str, str] = {name: section for name, (_, section) in _DECLARED.items()}
"""The part of the profile (`enterprise` or `project`) in which each attribute is answered."""


def read_profile(path: Path) -> Profile:
    """Read a profile from a YAML file. Raises InputError with every problem, its line and the nearest valid word."""
    return profile_from(read_document(path, yes_no=True))


ProfileT = TypeVar("ProfileT", bound=Profile)


def profile_from(document: Document) -> Profile:
    """Return the profile that a document holds. Raises InputError as `read_profile` does."""
    return longer_profile_from(document, Profile)


def longer_profile_from(document: Document, model: type[ProfileT]) -> ProfileT:
    """Return a profile that may have more keys beside its three. Raises InputError as `read_profile` does."""
    if isinstance(document.value, dict):
        _drop_empty(document.value)
    profile = validate(model, document)
    if not profile.confirmations and profile.enterprise == NO_ANSWER.enterprise and profile.project == NO_ANSWER.project:
        raise InputError([document.problem((), N_("the profile says nothing"), expected=N_("a description or any attribute"))])
    return profile


def _drop_empty(mapping: dict[str, Any]) -> None:
    """Remove keys without a value: an empty answer is unknown."""
    for key in [key for key, value in mapping.items() if value is None or (isinstance(value, str) and not value.strip())]:
        del mapping[key]
    for value in mapping.values():
        if isinstance(value, dict):
            _drop_empty(value)
