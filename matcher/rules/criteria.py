"""Criteria as data: one object decides, prints its sentence and says where it was read.

The YAML forms are those of a program file: one attribute with its constraint, `any`, `all`, `not`, or `confirm`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema
from rapidfuzz import process

from matcher.facts import Facts
from matcher.locale import N_, Language, translate
from matcher.profile import ATTRIBUTES
from matcher.rules.constraints import KINDS, Accepts, Is, Range, constraint_on
from matcher.rules.truth import Truth, all_of, any_of
from matcher.validation import said
from matcher.vocabulary.terms import vocabulary


@dataclass(frozen=True)
class InForce:
    """The days, both included, on which a rule held; None is open-ended."""

    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class AttributeCriterion:
    """A constraint on one attribute."""

    attribute: str
    constraint: Accepts | Range | Is
    source: str | None = None
    in_force: InForce | None = None
    set_by: str | None = None

    @property
    def name(self) -> str:
        return self.attribute

    def truth(self, facts: Facts) -> Truth:
        truth: Truth | None = facts.decided.get(self.constraint)
        if truth is None:
            value = facts.values.get(self.attribute)
            truth = Truth.UNKNOWN if value is None else self.constraint.truth(value)
            facts.decided[self.constraint] = truth
        return truth

    def sentence(self, language: Language) -> str:
        label = translate(ATTRIBUTES[self.attribute].label, language)
        return translate(
            N_("{label}: {accepted}"), language, label=label, accepted=self.constraint.sentence(self.attribute, language)
        )


@dataclass(frozen=True)
class Confirm:
    """A condition that only the applicant can confirm: yes, no or unknown."""

    id: str
    fr: str
    en: str
    source: str | None = None
    in_force: InForce | None = None
    set_by: str | None = None

    @property
    def name(self) -> str:
        return f"confirm:{self.id}"

    def truth(self, facts: Facts) -> Truth:
        answer = facts.confirmations.get(self.id)
        return Truth.UNKNOWN if answer is None else Truth.TRUE if answer else Truth.FALSE

    def sentence(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True)
class AnyOf:
    """One of several criteria is enough."""

    criteria: tuple[Criterion, ...]
    source: str | None = None
    in_force: InForce | None = None
    set_by: str | None = None
    name: str = "any"

    def truth(self, facts: Facts) -> Truth:
        still = in_force(self.criteria, facts.as_of)
        return any_of([criterion.truth(facts) for criterion in still]) if still else Truth.TRUE

    def sentence(self, language: Language) -> str:
        return _joined(N_("{left}; or {right}"), self.criteria, language)


@dataclass(frozen=True)
class AllOf:
    """Several criteria together."""

    criteria: tuple[Criterion, ...]
    source: str | None = None
    in_force: InForce | None = None
    set_by: str | None = None
    name: str = "all"

    def truth(self, facts: Facts) -> Truth:
        return all_of([criterion.truth(facts) for criterion in in_force(self.criteria, facts.as_of)])

    def sentence(self, language: Language) -> str:
        return _joined(N_("{left}; and {right}"), self.criteria, language)


@dataclass(frozen=True)
class Not:
    """A criterion that must not hold; what a program excludes is one of these."""

    criterion: Criterion
    source: str | None = None
    in_force: InForce | None = None
    set_by: str | None = None

    @property
    def name(self) -> str:
        return f"not:{self.criterion.name}"

    def truth(self, facts: Facts) -> Truth:
        forbidden = self.criterion
        if forbidden.in_force is not None and not forbidden.in_force.holds(facts.as_of):
            return Truth.TRUE
        return ~forbidden.truth(facts)

    def sentence(self, language: Language) -> str:
        inner = self.criterion
        if isinstance(inner, AttributeCriterion):
            label = translate(ATTRIBUTES[inner.attribute].label, language)
            accepted = inner.constraint.sentence(inner.attribute, language)
            return translate(N_("{label}: except {accepted}"), language, label=label, accepted=accepted)
        return translate(N_("Not so: {criterion}"), language, criterion=inner.sentence(language))


def _joined(frame: str, criteria: tuple[Criterion, ...], language: Language) -> str:
    """Join the sentences of `criteria` two by two, those made of several in parentheses."""
    sentences = [f"({c.sentence(language)})" if isinstance(c, AnyOf | AllOf) else c.sentence(language) for c in criteria]
    return reduce(lambda left, right: translate(frame, language, left=left, right=right), sentences)


Criterion = AttributeCriterion | Confirm | AnyOf | AllOf | Not


def in_force(criteria: tuple[Criterion, ...], day: date) -> tuple[Criterion, ...]:
    """Return the criteria that hold on `day`."""
    return tuple([c for c in criteria if c.in_force is None or c.in_force.holds(day)])


def turns(eligibilities: Iterable[Eligibility]) -> list[date]:
    """Return, in order, the days from which other criteria are in force than on the day before."""
    days: set[date] = set()
    for eligibility in eligibilities:
        for _, criterion in eligibility.written():
            for within in (criterion, *_within(criterion)):
                if within.in_force is not None:
                    days |= {day for day in (within.in_force.since, _after(within.in_force.until)) if day is not None}
    return sorted(days)


def _after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)


def _within(criterion: Criterion) -> Iterator[Criterion]:
    """Yield the criteria inside a criterion, at any depth."""
    parts = (
        criterion.criteria
        if isinstance(criterion, AnyOf | AllOf)
        else (criterion.criterion,)
        if isinstance(criterion, Not)
        else ()
    )
    for part in parts:
        yield part
        yield from _within(part)


def leaves(criterion: Criterion) -> Iterator[AttributeCriterion | Confirm]:
    """Yield the criteria within a criterion that are not made of others."""
    if isinstance(criterion, AnyOf | AllOf):
        for part in criterion.criteria:
            yield from leaves(part)
    elif isinstance(criterion, Not):
        yield from leaves(criterion.criterion)
    else:
        yield criterion


def attributes_of(criterion: Criterion) -> list[str]:
    """Return the attributes that a criterion constrains."""
    return [leaf.attribute for leaf in leaves(criterion) if isinstance(leaf, AttributeCriterion)]


def conditions_of(criterion: Criterion) -> list[Confirm]:
    """Return the conditions within a criterion that only the applicant can confirm."""
    return [leaf for leaf in leaves(criterion) if isinstance(leaf, Confirm)]


META = {"source", "in_force", "set_by"}
COMPOUND = {"any", "all", "not", "confirm"}


def parse_criterion(raw: Any) -> Criterion:
    """Read one criterion from its YAML form. Raises a validation finding."""
    if not isinstance(raw, dict):
        raise said(N_("this is not a criterion"), expected=N_("an attribute, any, all, not or confirm"))
    keys = [key for key in raw if key not in META]
    if len(keys) != 1:
        raise said(N_("a criterion constrains one attribute"), expected=N_("one key beside source, in_force and set_by"))
    key = keys[0]
    source = raw.get("source")
    if source is not None and not isinstance(source, str):
        raise said(N_("the source of a criterion is the id of one of the sources"))
    set_by = raw.get("set_by")
    if set_by is not None and not isinstance(set_by, str):
        raise said(N_("set_by is the id of a provider"))
    force = _parse_in_force(raw.get("in_force"))
    if key in {"any", "all"}:
        if not isinstance(raw[key], list) or not raw[key]:
            raise said(N_("any and all take a list of criteria"), expected=N_("a list with one criterion or more"))
        parts = tuple(parse_criterion(part) for part in raw[key])
        return AnyOf(parts, source, force, set_by) if key == "any" else AllOf(parts, source, force, set_by)
    if key == "not":
        return Not(parse_criterion(raw[key]), source, force, set_by)
    if key == "confirm":
        return _parse_confirm(raw[key], source, force, set_by)
    if key not in ATTRIBUTES:
        raise said(N_("there is no attribute {key}"), nearest=_nearest_attribute(key), key=key)
    return AttributeCriterion(key, constraint_on(key, raw[key]), source, force, set_by)


def _nearest_attribute(key: str) -> str | None:
    hit = process.extractOne(key, [*ATTRIBUTES, *COMPOUND], score_cutoff=60)
    return hit[0] if hit else None


def _parse_in_force(raw: Any) -> InForce | None:
    if raw is None:
        return None
    if (
        not isinstance(raw, dict)
        or not raw
        or not set(raw) <= {"from", "until"}
        or not all(isinstance(d, date) for d in raw.values())
    ):
        raise said(N_("in_force takes the first and the last day"), expected="{from: YYYY-MM-DD, until: YYYY-MM-DD}")
    if len(raw) == 2 and raw["until"] < raw["from"]:
        raise said(N_("in_force ends before it begins"))
    return InForce(raw.get("from"), raw.get("until"))


def _parse_confirm(raw: Any, source: str | None, force: InForce | None, set_by: str | None) -> Confirm:
    shared = vocabulary("confirmations")
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str) or not set(raw) <= {"id", "fr", "en"}:
        raise said(N_("confirm takes an id and its sentence in both languages"), expected="{id: …, fr: …, en: …}")
    if raw["id"] in shared:
        if set(raw) != {"id"}:
            raise said(
                N_("the sentence of {id} is shared and stands in confirmations.yaml only"), expected="{{id: …}}", id=raw["id"]
            )
        term = shared[raw["id"]]
        return Confirm(raw["id"], term.fr, term.en, source, force, set_by)
    for language in ("fr", "en"):
        if not isinstance(raw.get(language), str) or not raw[language].strip():
            raise said(
                N_("confirm {id} lacks its sentence in {language}"),
                nearest=shared.nearest(raw["id"]),
                id=raw["id"],
                language=language,
            )
    return Confirm(raw["id"], raw["fr"], raw["en"], source, force, set_by)


class _AsWritten:
    """How pydantic treats a criterion: read by `parse_criterion`, described by `criterion_schema`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(parse_criterion)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"title": "criterion"}  # replaced by `criterion_schema`, which refers to itself


ParsedCriterion = Annotated[Criterion, _AsWritten()]


def criterion_schema() -> dict[str, Any]:
    """Return the JSON Schema of one criterion, which refers to itself as `#/$defs/criterion`."""
    text = {"type": "string", "minLength": 1}
    here = {"$ref": "#/$defs/criterion"}
    several = {"type": "array", "items": here, "minItems": 1}
    days = {key: {"type": "string", "format": "date"} for key in ("from", "until")}
    confirm = {
        "type": "object",
        "properties": {"id": text, "fr": text, "en": text},
        "required": ["id"],
        "additionalProperties": False,
    }
    tests: dict[str, Any] = {name: KINDS[a.kind].schema(name) for name, a in ATTRIBUTES.items()}
    tests |= {"any": several, "all": several, "not": here, "confirm": confirm}
    meta = {"source": text, "set_by": text, "in_force": {"type": "object", "properties": days, "additionalProperties": False}}
    one = [{"required": [name]} for name in tests]
    return {"type": "object", "properties": tests | meta, "additionalProperties": False, "oneOf": one}


class Eligibility(BaseModel):
    """What a program requires, what it excludes, and whom it is mainly meant for (which ranks and never decides)."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, use_attribute_docstrings=True)

    requires: tuple[ParsedCriterion, ...] = ()
    """All of these."""
    excludes: tuple[ParsedCriterion, ...] = ()
    """None of these."""
    targets: tuple[ParsedCriterion, ...] = ()
    """Whom it is mainly meant for: orders the list, never decides."""

    def written(self) -> Iterator[tuple[str, Criterion]]:
        """Yield every criterion as the file holds it, with its place: `requires[0]`."""
        for part in ("requires", "excludes", "targets"):
            for index, criterion in enumerate(getattr(self, part)):
                yield f"{part}[{index}]", criterion

    def place_of(self, criterion: Criterion) -> str | None:
        """Return the place of a criterion, or of what it excludes; None for one that the file does not hold."""
        inner = criterion.criterion if isinstance(criterion, Not) else criterion
        return next((place for place, written in self.written() if written is criterion or written is inner), None)

    def conjuncts(self, day: date) -> tuple[Criterion, ...]:
        """Return every criterion that must be true on `day` for the program to be open to an applicant."""
        return in_force(self._always, day) if self._dated else self._always

    @cached_property
    def _dated(self) -> bool:
        """Whether a criterion has dates; few do, and every match asks."""
        return any(criterion.in_force for criterion in self._always)

    @cached_property
    def _always(self) -> tuple[Criterion, ...]:
        return (*self.requires, *(Not(c, c.source, c.in_force, c.set_by) for c in self.excludes))
