"""Words that the command line and the front end share: verdicts, truths and amounts as people read them."""

from __future__ import annotations

import re
from typing import Any

from matcher.locale import N_, Language, day, money, share, translate
from matcher.partial_date import PartialDate
from matcher.profile import ATTRIBUTES
from matcher.program import Program, Source
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.vocabulary.terms import vocabulary

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.ELIGIBLE: N_("Eligible"),
    Verdict.TO_CONFIRM: N_("To confirm"),
    Verdict.NEAR_MISS: N_("Almost eligible"),
    Verdict.NOT_ELIGIBLE: N_("Not eligible"),
}
LOCAL_VERSION = N_("Its local version stands in for it: {program}")
"""Said of a program that `match` leaves out, since the sheet of the place says more."""
STATES: dict[str, str] = {
    "open": N_("open"),
    "upcoming": N_("opens later"),
    "between_intakes": N_("between two calls"),
    "closed": N_("closed"),
    "unknown": N_("not known"),
}
"""What the state of a window is called."""
TRUTH_WORDS: dict[Truth, str] = {Truth.TRUE: N_("met"), Truth.UNKNOWN: N_("to confirm"), Truth.FALSE: N_("not met")}


ACRONYM = re.compile(r"\(([A-ZÀ-Ý][A-ZÀ-Ý0-9-]+)\)$")


def short_name(program: Program, language: Language) -> str:
    """Return the acronym that ends a program's name in parentheses, or the whole name."""
    name = program.name.read(language)
    acronym = ACRONYM.search(name)
    return acronym[1] if acronym else name


def kinds_text(program: Program, language: Language) -> str:
    """Write the types of aid of a program."""
    return ", ".join(vocabulary("instruments")[code].label(language) for code in program.instruments)


def amount_text(program: Program, language: Language) -> str | None:
    """Write the amount of one award and the share of costs, or None where no source states either."""
    parts = []
    amount = program.amount
    if amount and amount.min is not None and amount.max is not None:
        low, high = money(amount.min, language), money(amount.max, language)
        parts.append(translate(N_("{low} to {high}"), language, low=low, high=high))
    elif amount and amount.max is not None:
        parts.append(translate(N_("up to {high}"), language, high=money(amount.max, language)))
    elif amount and amount.min is not None:
        parts.append(translate(N_("from {low}"), language, low=money(amount.min, language)))
    elif highest := max((c.amount.max or 0 for c in program.components if c.amount), default=0):
        parts.append(translate(N_("up to {high}, depending on the part"), language, high=money(highest, language)))
    if program.share_of_costs and program.share_of_costs.max is not None:
        parts.append(translate(N_("up to {share} of costs"), language, share=share(program.share_of_costs.max, language)))
    return ", ".join(parts) or None


def read_text(source: Source, language: Language) -> str:
    """Say on which day a page was read, or that it is still to be read."""
    if source.read_on is None:
        return translate(N_("page still to be read"), language)
    return translate(N_("read on {day}"), language, day=day(source.read_on, language))


def answer_text(attribute: str, value: Any, language: Language) -> str:
    """Write the answer to one attribute as people do: yes, the label of a term, an amount, a share, or the words themselves."""
    if isinstance(value, bool):
        return translate(N_("Yes") if value else N_("No"), language)
    if isinstance(value, tuple):
        return ", ".join(answer_text(attribute, one, language) for one in value) or translate(N_("None of these"), language)
    if isinstance(value, PartialDate):
        return value.text
    declared = ATTRIBUTES.get(attribute)
    if declared is None:
        return str(value)
    if declared.kind in {"choice", "choices"}:
        terms = vocabulary(declared.vocabulary or "")
        return terms[value].label(language) if value in terms else str(value)
    if declared.kind == "money":
        return money(value, language)
    if declared.kind == "share":
        return share(value, language)
    return str(value)


PLACE_LABELS = {"municipality": N_("Municipality"), "mrc": N_("MRC"), "region": N_("Region")}


def attribute_text(attribute: str, language: Language) -> str:
    """Return the label of an attribute, or of the kind of place that an answer names."""
    label = PLACE_LABELS.get(attribute) or ATTRIBUTES[attribute].label
    return translate(label, language)
