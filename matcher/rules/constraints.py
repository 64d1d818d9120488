"""The kinds of constraint on one attribute: a list of accepted terms, a range, or a yes.

Each kind reads its own YAML form, decides, prints itself in both languages and describes itself as JSON Schema.
To add a kind: one class here with the five methods of `Constraint`, and one line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, Self

from matcher.facts import Between, OneOf, Several, Value
from matcher.locale import N_, Language, day, either, money, number, share, together, translate, translate_count
from matcher.profile import ATTRIBUTES
from matcher.rules.truth import Truth, all_of, any_of
from matcher.validation import said
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory


class Constraint(Protocol):
    """What a value of one attribute must be."""

    @classmethod
    def parse(cls, attribute: str, raw: Any) -> Self:
        """Read the YAML form. Raises a validation finding that names the nearest valid word."""

    def truth(self, value: Value) -> Truth:
        """Decide on a known value."""

    def sentence(self, attribute: str, language: Language) -> str:
        """Print the accepted values, without the attribute's label."""

    @staticmethod
    def schema(attribute: str) -> dict[str, Any]:
        """Return the JSON Schema of the YAML form."""


def _overlap(possible: frozenset[str], accepted: frozenset[str]) -> Truth:
    if possible <= accepted:
        return Truth.TRUE
    return Truth.UNKNOWN if possible & accepted else Truth.FALSE


def _read_codes(attribute: str, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise said(
            N_("{attribute} takes a list of accepted terms"), expected=N_("a list with one term or more"), attribute=attribute
        )
    known: Mapping[str, Any] = _terms(attribute)
    for code in raw:
        if not isinstance(code, str) or code not in known:
            near = territory().nearest(str(code)) if attribute == "territory" else _words(attribute).nearest(str(code))
            raise said(
                N_("{attribute}: the term {code} is not in the vocabulary"), nearest=near, attribute=attribute, code=repr(code)
            )
    return tuple(raw)


def _words(attribute: str) -> Any:
    return vocabulary(ATTRIBUTES[attribute].vocabulary or "")


def _terms(attribute: str) -> Mapping[str, Any]:
    return territory() if attribute == "territory" else _words(attribute)


def _covered(attribute: str, codes: Iterable[str]) -> frozenset[str]:
    if attribute == "territory":
        return frozenset().union(*(territory()[code].municipalities for code in codes))
    return frozenset().union(*(_words(attribute).covered_by(code) for code in codes))


@dataclass(frozen=True, eq=False)
class Accepts:
    """One of the named terms, or of the terms below them; for several answers, one shared term is enough unless `every`."""

    codes: tuple[str, ...]
    accepted: frozenset[str]
    every: bool = False

    @classmethod
    def parse(cls, attribute: str, raw: Any) -> Accepts:
        every = isinstance(raw, dict) and set(raw) == {"all"} and ATTRIBUTES[attribute].kind == "choices"
        codes = _read_codes(attribute, raw["all"] if every else raw)
        return cls(codes, _covered(attribute, codes), every)

    def truth(self, value: Value) -> Truth:
        if isinstance(value, OneOf):
            return _overlap(value.codes, self.accepted)
        assert isinstance(value, Several)
        overlaps = [_overlap(choice.codes, self.accepted) for choice in value.choices]
        return all_of(overlaps) if self.every and overlaps else any_of(overlaps)

    def sentence(self, attribute: str, language: Language) -> str:
        terms = _terms(attribute)
        labels = [terms[code].label(language) for code in self.codes]
        if self.every:
            return translate(N_("nothing but {terms}"), language, terms=together(labels, language))
        return either(labels, language)

    @staticmethod
    def schema(attribute: str) -> dict[str, Any]:
        item: dict[str, Any] = {"type": "string"}
        if attribute != "territory":
            item["enum"] = list(_words(attribute))
        codes = {"type": "array", "items": item, "minItems": 1}
        if ATTRIBUTES[attribute].kind != "choices":
            return codes
        every = {"type": "object", "properties": {"all": codes}, "required": ["all"], "additionalProperties": False}
        return {"anyOf": [codes, every]}


@dataclass(frozen=True, eq=False)
class Range:
    """A number, an amount in dollars, a share of 1, years or a date between `low` and `high`, both included."""

    kind: str
    low: float | None
    high: float | None

    @classmethod
    def parse(cls, attribute: str, raw: Any) -> Range:
        kind = ATTRIBUTES[attribute].kind
        if not isinstance(raw, dict) or not raw or not set(raw) <= {"min", "max"} or None in raw.values():
            raise said(N_("{attribute} takes a minimum, a maximum or both"), expected="{{min: …, max: …}}", attribute=attribute)
        low, high = (_bound(attribute, kind, raw.get(key)) for key in ("min", "max"))
        if low is not None and high is not None and low > high:
            raise said(N_("{attribute}: the minimum is above the maximum"), attribute=attribute)
        return cls(kind, low, high)

    def truth(self, value: Value) -> Truth:
        assert isinstance(value, Between)
        low = float("-inf") if self.low is None else self.low
        high = float("inf") if self.high is None else self.high
        if low <= value.low and value.high <= high:
            return Truth.TRUE
        return Truth.FALSE if value.high < low or value.low > high else Truth.UNKNOWN

    def sentence(self, attribute: str, language: Language) -> str:
        low, high = (None if bound is None else self.written(bound, language) for bound in (self.low, self.high))
        if self.kind == "date":
            frame = (N_("from {low} to {high}"), N_("from {low} on"), N_("until {high}"))
        else:
            frame = (N_("between {low} and {high}"), N_("at least {low}"), N_("at most {high}"))
        sentence = frame[2] if low is None else frame[1] if high is None else frame[0]
        return translate(sentence, language, low=low, high=high)

    def written(self, bound: float, language: Language) -> str:
        """Write one bound as people do."""
        return WRITERS[self.kind](bound, language)

    @staticmethod
    def schema(attribute: str) -> dict[str, Any]:
        bound = {"type": "string", "format": "date"} if ATTRIBUTES[attribute].kind == "date" else {"type": "number"}
        properties = {"min": bound, "max": bound}
        return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}


WRITERS: dict[str, Callable[[float, Language], str]] = {
    "number": number,
    "money": lambda bound, language: money(int(bound), language),
    "share": share,
    "years": lambda bound, language: translate_count(N_("{count} year"), N_("{count} years"), int(bound), language),
    "date": lambda bound, language: day(date.fromordinal(int(bound)), language),
}


LARGEST = 10**12
"""Above any amount of money in a program; infinity and not-a-number fail the comparison too."""


def _bound(attribute: str, kind: str, raw: Any) -> float | None:
    if raw is None:
        return None
    if kind == "date" and isinstance(raw, date):
        return raw.toordinal()
    number_like = isinstance(raw, int | float) and not isinstance(raw, bool) and 0 <= raw <= LARGEST
    whole = kind != "share" and isinstance(raw, float)
    if kind == "date" or not number_like or whole or (kind == "share" and raw > 1):
        wanted = {"date": N_("a date, YYYY-MM-DD"), "share": N_("a share between 0 and 1")}
        raise said(
            N_("{attribute}: this bound cannot be used"),
            expected=wanted.get(kind, N_("a whole number, 0 or more")),
            attribute=attribute,
        )
    return raw  # type: ignore[no-any-return]  # checked above


@dataclass(frozen=True, eq=False)
class Is:
    """A yes, or a no."""

    wanted: bool

    @classmethod
    def parse(cls, attribute: str, raw: Any) -> Is:
        if not isinstance(raw, bool):
            raise said(N_("{attribute} takes true or false"), expected=N_("true or false"), attribute=attribute)
        return cls(raw)

    def truth(self, value: Value) -> Truth:
        return Truth.TRUE if value == self.wanted else Truth.FALSE

    def sentence(self, attribute: str, language: Language) -> str:
        return translate(N_("yes") if self.wanted else N_("no"), language)

    @staticmethod
    def schema(attribute: str) -> dict[str, Any]:
        return {"type": "boolean"}


KINDS: dict[str, type[Accepts] | type[Range] | type[Is]] = {
    "choice": Accepts,
    "choices": Accepts,
    "place": Accepts,
    "number": Range,
    "money": Range,
    "share": Range,
    "years": Range,
    "date": Range,
    "yes_no": Is,
}


def constraint_on(attribute: str, raw: Any) -> Accepts | Range | Is:
    """Read the constraint on an attribute from its YAML form. Raises a validation finding.

    What states the same of the same attribute is one object: many programs ask the same, which is then decided once for a profile.
    """
    read = KINDS[ATTRIBUTES[attribute].kind].parse(attribute, raw)
    stated = tuple((type(value), value) for value in vars(read).values())
    return _READ.setdefault((attribute, stated), read)


_READ: dict[tuple[str, tuple[Any, ...]], Accepts | Range | Is] = {}
