"""What speaks for a program: the facts that weigh most in its fit, in one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from matcher.advice.offers import Need, below_minimum, need, offer
from matcher.advice.wording import LONGEST, ended, kind_of_project, spelled
from matcher.facts import Facts, OneOf, Several
from matcher.features import accepted_share, kind
from matcher.locale import N_, Language, money, together, translate
from matcher.matching import Match
from matcher.profile import ATTRIBUTES
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Criterion, in_force
from matcher.rules.truth import Truth
from matcher.sheet import Sheet
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory

Standing = Literal["only", "mainly", "also"]
NARROW = math.log(2)
"""Nats from which a category says something: half of all terms or fewer."""
MOST_FACTS, MOST_NAMED = 3, 3

CATEGORY: dict[Standing, str] = {
    "only": N_("accepts only {whom}"),
    "mainly": N_("is mainly for {whom}"),
    "also": N_("accepts {whom} among others"),
}
COVERS: dict[Standing, str] = {
    "only": N_("covers only {place}"),
    "mainly": N_("is mainly for {place}"),
    "also": N_("covers {place} among others"),
}
PLACES = {
    "municipality": N_("your municipality ({place})"),
    "mrc": N_("your MRC ({place})"),
    "region": N_("your region ({place})"),
}

PAYS_FOR: dict[str, str] = {
    "some": N_("pays for {uses}"),
    "the one": N_("pays for {uses}, which is what you need"),
    "every": N_("pays for {uses}, that is, every use of your project"),
    "one of": N_("pays for {uses}, one of the {all} uses of your project"),
    "several of": N_("pays for {uses}, {count} of the {all} uses of your project"),
    "many of": N_("pays for {count} of the {all} uses of your project, among them {uses}"),
    "many": N_("pays for the {count} uses of your project, among them {uses}"),
}
HELPS_WITH: dict[str, str] = {
    "some": N_("helps with {uses}"),
    "the one": N_("helps with {uses}, which is what you need"),
    "every": N_("helps with {uses}, that is, every use of your project"),
    "one of": N_("helps with {uses}, one of the {all} uses of your project"),
    "several of": N_("helps with {uses}, {count} of the {all} uses of your project"),
    "many of": N_("helps with {count} of the {all} uses of your project, among them {uses}"),
    "many": N_("helps with the {count} uses of your project, among them {uses}"),
}
"""What is said of uses, for a program that brings money and for one that brings help only."""


@dataclass(frozen=True, eq=False)
class Category:
    """Terms that a program names, and how narrow they are; the applicant falls in them where the criterion, and all around it, is met.

    Each is itself alone, so that what is said of it is found by it.
    """

    criterion: AttributeCriterion
    codes: tuple[str, ...]
    standing: Standing
    nats: float
    around: tuple[Criterion, ...]

    @property
    def attribute(self) -> str:
        return self.criterion.attribute


class Applicant(NamedTuple):
    """The answers that a sentence on a program may hinge on, beside what its criteria come to."""

    municipalities: frozenset[str] | None
    uses: tuple[str, ...] | None
    missing: Need | None
    cost: int | None


def applicant(known: Facts) -> Applicant:
    """Return what sentences on programs hinge on."""
    project = known.profile.project
    return Applicant(known.place.municipalities if known.place else None, project.named_uses, need(known), project.cost)


def what_speaks(match: Match, known: Facts, who: Applicant, language: Language) -> str:
    """Return the two or three strongest facts as one sentence, and what speaks against the program in its uses or its minimum."""
    parts, sheet = match.fit.parts, match.sheet
    local, narrowest = match.said((_narrowest,), lambda: _narrowest(match, known))
    uses = _uses(sheet, who.uses, language)
    clauses = (
        uses,
        _place(local, who.municipalities, language),
        _category(narrowest, known, language),
        offer(sheet, who.cost, who.missing, language),
    )
    weakness = (-parts["uses"], -parts["place"], -parts["specificity"], -parts["amount"] - parts["gift"])
    strongest = sorted([nth for nth, clause in enumerate(clauses) if clause], key=weakness.__getitem__)
    against = _against(sheet.program, who, language, paid=uses is not None)
    return _sentence(clauses, tuple(strongest[:MOST_FACTS]), against, language)


@lru_cache(maxsize=10_000)
def _sentence(clauses: tuple[str | None, ...], strongest: tuple[int, ...], against: str | None, language: Language) -> str:
    """Join the strongest clauses, as many as can be read, in their order."""
    for most in range(MOST_FACTS, 0, -1):
        sentence = _joined(
            [clause for nth, clause in enumerate(clauses) if clause and nth in strongest[:most]], against, language
        )
        if len(sentence) <= LONGEST:
            break
    return sentence


def _joined(clauses: list[str], against: str | None, language: Language) -> str:
    frames = (
        N_("this program {first}"),
        N_("this program {first}; it {second}"),
        N_("this program {first}; it {second} and {third}"),
    )
    named = dict(zip(("first", "second", "third"), clauses, strict=False))
    sentence = translate(frames[len(clauses) - 1], language, **named)
    return ended(translate(N_("{said}, but {against}"), language, said=sentence, against=against) if against else sentence)


@lru_cache(maxsize=10_000)
def _uses(sheet: Sheet, wanted: tuple[str, ...] | None, language: Language) -> str | None:
    """Say which of the project's uses the program pays for; where they are not known, some that it pays for."""
    terms, funds = vocabulary("uses"), sheet.program.funds
    paid = [use for use in wanted or funds if use in funds]
    if not paid:
        return None
    shown = paid if wanted and len(paid) <= MOST_NAMED else paid[:2]
    uses = together([terms[use].phrase(language) for use in shown], language)
    case = _share_of_uses(len(paid), len(wanted)) if wanted else "some"
    count, all_ = spelled(len(paid), language), spelled(len(wanted or ()), language)
    frame = (HELPS_WITH if kind(sheet.program) == "help" else PAYS_FOR)[case]
    return translate(frame, language, uses=uses, count=count, all=all_)


def _share_of_uses(paid: int, wanted: int) -> str:
    if paid == wanted:
        return "the one" if paid == 1 else "every" if paid <= MOST_NAMED else "many"
    return "one of" if paid == 1 else "several of" if paid <= MOST_NAMED else "many of"


def _categories(sheet: Sheet) -> tuple[Category, ...]:
    """Return every narrow category that the requirements and the targets name."""
    found: list[Category] = []
    requires, targets = sheet.program.eligibility.requires, sheet.program.eligibility.targets
    for criterion in in_force(requires, sheet.day):
        found += _narrow(criterion, (), "only", sheet.day)
    for criterion in in_force(targets, sheet.day):
        found += _narrow(criterion, (), "mainly", sheet.day)
    return tuple(found)


def _narrow(criterion: Criterion, within: tuple[Criterion, ...], standing: Standing, day: date) -> Iterator[Category]:
    if isinstance(criterion, AnyOf):
        still = in_force(criterion.criteria, day)
        for part in criterion.criteria:  # one in force that is met makes the whole met
            yield from _narrow(part, within if part in still else (criterion, *within), "also", day)
        return
    if isinstance(criterion, AllOf):
        for part in criterion.criteria:
            yield from _narrow(part, (criterion, *within), standing, day)
        return
    constraint = criterion.constraint if isinstance(criterion, AttributeCriterion) else None
    if isinstance(criterion, AttributeCriterion) and isinstance(constraint, Accepts) and not constraint.every:
        nats = -math.log(accepted_share(criterion.attribute, constraint.codes))
        if nats > NARROW:
            yield Category(criterion, constraint.codes, standing, nats, within)


def _narrowest(match: Match, known: Facts) -> tuple[Category | None, Category | None]:
    """Return the narrowest places and the narrowest category other than the place and the uses that the applicant falls in."""
    categories = [one for one in match.sheet.once(_categories) if _falls_in(one, match, known)]
    local = [one for one in categories if one.attribute == "territory"]
    specific = [one for one in categories if one.attribute not in {"territory", "uses"}]
    return max(local, key=_nats, default=None), max(specific, key=_nats, default=None)


def _nats(category: Category) -> float:
    return category.nats


def _falls_in(category: Category, match: Match, known: Facts) -> bool:
    return match.meets(category.criterion) and all(criterion.truth(known) is Truth.TRUE for criterion in category.around)


def _place(local: Category | None, municipalities: frozenset[str] | None, language: Language) -> str | None:
    """Say that the program is for the place, where it is not for all of Québec."""
    if local is None or municipalities is None:
        return None
    return _covers(local, municipalities, language)


@lru_cache(maxsize=10_000)
def _covers(local: Category, municipalities: frozenset[str], language: Language) -> str:
    codes, standing = local.codes, local.standing
    around = [territory()[code] for code in codes if municipalities <= territory()[code].municipalities]
    named = min(around, key=lambda one: len(one.municipalities), default=None)
    if named is None or named.kind not in PLACES:
        where = translate(N_("a territory that includes yours"), language)
    else:
        where = translate(PLACES[named.kind], language, place=named.label(language))
        standing = standing if len(codes) == 1 else "also"
    return translate(COVERS[standing], language, place=where)


def _category(narrowest: Category | None, known: Facts, language: Language) -> str | None:
    """Say for whom the program is."""
    if narrowest is None:
        return None
    if len(narrowest.codes) <= MOST_NAMED:
        return _for_whom(narrowest, language)
    matched = _matched(narrowest.attribute, narrowest.codes, known)[:2]
    among_others = CATEGORY["also"]
    return translate(among_others, language, whom=kind_of_project(narrowest.attribute, matched, language))


@lru_cache(maxsize=10_000)
def _for_whom(category: Category, language: Language) -> str:
    whom = kind_of_project(category.attribute, category.codes, language)
    return translate(CATEGORY[category.standing], language, whom=whom)


def _matched(attribute: str, codes: tuple[str, ...], known: Facts) -> tuple[str, ...]:
    """Return the accepted terms that the applicant's answer overlaps."""
    value = known.values[attribute]
    choices = value.choices if isinstance(value, Several) else (value,)
    answered = frozenset().union(*(choice.codes for choice in choices if isinstance(choice, OneOf)))
    words = vocabulary(ATTRIBUTES[attribute].vocabulary or "")
    return tuple(code for code in codes if words.covered_by(code) & answered)


def _against(program: Program, who: Applicant, language: Language, *, paid: bool) -> str | None:
    """Say that the smallest award is above what is missing, or that the sheet names none of the project's uses."""
    missing = who.missing
    if missing and below_minimum(program, missing):
        cost, gap = (
            N_("its minimum is above the {need} that your project costs"),
            N_("its minimum is above the {need} that you are missing"),
        )
        return translate(cost if missing.whole_cost else gap, language, need=money(missing.dollars, language))
    if who.uses and program.funds and not paid:
        return translate(N_("its sheet names none of the uses of your project"), language)
    return None
