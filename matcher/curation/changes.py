"""What changed between two versions of the catalogue, in words that a curator can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from matcher.locale import N_, Language, day, money, number, share, translate
from matcher.rules.criteria import parse_criterion
from matcher.vocabulary.terms import vocabulary

Kind = Literal["added", "removed", "changed"]
Written = Mapping[str, Mapping[str, Any]]
"""Programs by id, each as its file holds it."""

LABELS = {
    "name": N_("name"),
    "summary": N_("summary"),
    "provider": N_("provider"),
    "family": N_("family"),
    "instruments": N_("type of aid"),
    "amount.min": N_("minimum"),
    "amount.max": N_("maximum"),
    "share_of_costs.min": N_("smallest share of costs"),
    "share_of_costs.max": N_("largest share of costs"),
    "own_contribution": N_("own contribution"),
    "stacking": N_("stacking"),
    "loan_terms": N_("terms of the loan"),
    "pays": N_("payment"),
    "holdback": N_("holdback"),
    "per_enterprise": N_("limit for one enterprise"),
    "intakes": N_("calls"),
    "intakes.opens": N_("first day to apply"),
    "intakes.closes": N_("last day to apply"),
    "status": N_("status"),
    "closed_on": N_("closed on"),
    "eligibility.requires": N_("requires"),
    "eligibility.excludes": N_("excludes"),
    "eligibility.targets": N_("meant for"),
    "funds": N_("pays for"),
    "approach": N_("approach"),
    "confidence": N_("confidence"),
    "exclusive_with": N_("cannot be combined with"),
    "local_version_of": N_("local version of"),
    "former_names": N_("former names"),
    "apply": N_("how to apply"),
    "components": N_("parts"),
    "after_award": N_("after the award"),
    "choose_over": N_("which of two"),
    "sources": N_("sources"),
    "evidence": N_("pages behind the figures"),
    "open_questions": N_("open questions"),
}
"""How the places of a program file are called. A place that is not here goes by the one around it, or else by its path."""
DOLLARS = {"amount", "min_amount", "per_enterprise.max"}
SHARES = {"share_of_costs", "own_contribution", "stacking", "holdback"}
VOCABULARIES = {"instruments": "instruments", "funds": "uses", "family": "families"}
UNSAID = ("evidence", "open_questions", "sources")
"""Places whose change is told as a whole, since their text says nothing by itself."""


@dataclass(frozen=True)
class Change:
    """One difference of one program: `path` is a place of the file, `before` and `after` what stood there (None: nothing)."""

    program: str
    name: Mapping[Language, str]
    kind: Kind
    path: str = ""
    before: Any = None
    after: Any = None

    def label(self, language: Language) -> str:
        """Return what the place is called."""
        return translate(LABELS.get(self.path) or LABELS.get(self.path.split(".")[0], self.path), language)

    def sentence(self, language: Language) -> str:
        """Say the change: `PIEC: maximum 500 000 $ → 600 000 $`."""
        if not self.path:
            words = {"added": N_("new program"), "removed": N_("program taken out"), "changed": N_("changed")}[self.kind]
            return translate(words, language)
        label = self.label(language)
        if self.path.split(".")[0] in UNSAID:
            return translate(N_("{field} revised"), language, field=label)
        if self.before is None:
            return translate(N_("{field}: added {after}"), language, field=label, after=_written(self.path, self.after, language))
        if self.after is None:
            before = _written(self.path, self.before, language)
            return translate(N_("{field}: removed {before}"), language, field=label, before=before)
        before, after = (_written(self.path, value, language) for value in (self.before, self.after))
        return translate(N_("{field}: {before} → {after}"), language, field=label, before=before, after=after)


def changes(before: Written, after: Written) -> list[Change]:
    """Return what differs between two versions, by program, in the order of the file."""
    found: list[Change] = []
    for program in sorted({*before, *after}):
        old, new = before.get(program), after.get(program)
        if old is None or new is None:
            kind: Kind = "added" if old is None else "removed"
            found.append(Change(program, _name(program, new or old or {}), kind))
            continue
        found += [
            Change(program, _name(program, new), "changed", path, one, other) for path, one, other in _differences(old, new)
        ]
    return found


def _name(program: str, raw: Mapping[str, Any]) -> Mapping[Language, str]:
    name = raw.get("name")
    return (
        {"fr": name["fr"], "en": name["en"]}
        if isinstance(name, dict) and {"fr", "en"} <= set(name)
        else dict.fromkeys(("fr", "en"), program)
    )


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield the place, the old and the new value of each difference; items of a list come and go one by one.

    A criterion that is only read on another page is the same criterion, and a text that is only spaced otherwise the same text.
    """
    for key in dict.fromkeys([*new, *old]):
        one, other = old.get(key), new.get(key)
        if _respaced(one) == _respaced(other):
            continue
        if key in UNSAID:
            yield key, one, other
        elif isinstance(one, dict) or isinstance(other, dict):
            inner = _differences(*(value if isinstance(value, dict) else {} for value in (one, other)))
            yield from ((f"{key}.{path}", *values) for path, *values in inner)
        elif isinstance(one, list) or isinstance(other, list):
            before, after = (value if isinstance(value, list) else [] if value is None else [value] for value in (one, other))
            yield from ((key, item, None) for item in before if _unsourced(item) not in map(_unsourced, after))
            yield from ((key, None, item) for item in after if _unsourced(item) not in map(_unsourced, before))
        else:
            yield key, one, other


def _respaced(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _unsourced(item: Any) -> Any:
    return {key: value for key, value in item.items() if key != "source"} if isinstance(item, dict) else item


def _written(path: str, value: Any, language: Language) -> str:
    """Write one value as people read it."""
    head, _, _ = path.partition(".")
    if head == "eligibility":
        return _criterion(value, language)
    if isinstance(value, bool):
        return translate(N_("yes") if value else N_("no"), language)
    if isinstance(value, int | float):
        if head in DOLLARS or path.endswith(tuple(DOLLARS)):
            return money(int(value), language)
        return share(value, language) if head in SHARES else number(value, language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, dict):
        if {"fr", "en"} <= set(value):
            return str(value[language])
        return ", ".join(f"{key} {_written(path, item, language)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_written(path, item, language) for item in value)
    words = vocabulary(VOCABULARIES[head]) if head in VOCABULARIES else {}
    return words[value].label(language) if value in words else str(value)


def _criterion(value: Any, language: Language) -> str:
    """Write a criterion as its sentence; one of a former schema, as it stands."""
    try:
        return parse_criterion(value).sentence(language)
    except ValueError:
        return str(value)
