"""What speaks for a program: the facts that weigh most in its fit, in one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal, NamedTuple

from matcher.advice.offers import below_minimum, offer
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


class Category(NamedTuple):
    """A category in which the applicant is known to fall, and how narrow it is."""

    criterion: AttributeCriterion
    standing: Standing
    nats: float


def what_speaks(match: Match, known: Facts, language: Language) -> str:
    """Return the two or three strongest facts as one sentence, and what speaks against the program in its uses or its minimum."""
    parts = match.fit.parts
    categories = list(_categories(match.program, known))
    found = (
        (parts["uses"], _uses(match.program, known, language)),
        (parts["place"], _place(categories, known, language)),
        (parts["specificity"], _category(categories, known, language)),
        (parts["amount"] + parts["gift"], offer(match.program, known, language)),
    )
    said = sorted([fact for fact in found if fact[1]], key=lambda fact: -fact[0])
    against = _against(match.program, known, language)
    for most in range(MOST_FACTS, 0, -1):
        sentence = _joined([words for points, words in found if words and (points, words) in said[:most]], against, language)
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


def _uses(program: Program, known: Facts, language: Language) -> str | None:
    """Say which of the project's uses the program pays for; where they are not known, some that it pays for."""
    wanted = known.profile.project.named_uses
    terms = vocabulary("uses")
    paid = [use for use in wanted or program.funds if use in program.funds]
    if not paid:
        return None
    shown = paid if wanted and len(paid) <= MOST_NAMED else paid[:2]
    uses = together([terms[use].phrase(language) for use in shown], language)
    case = _share_of_uses(len(paid), len(wanted)) if wanted else "some"
    count, all_ = spelled(len(paid), language), spelled(len(wanted or ()), language)
    frame = (HELPS_WITH if kind(program) == "help" else PAYS_FOR)[case]
    return translate(frame, language, uses=uses, count=count, all=all_)


def _share_of_uses(paid: int, wanted: int) -> str:
    if paid == wanted:
        return "the one" if paid == 1 else "every" if paid <= MOST_NAMED else "many"
    return "one of" if paid == 1 else "several of" if paid <= MOST_NAMED else "many of"


def _categories(program: Program, known: Facts) -> Iterator[Category]:
    """Yield every category of the requirements and the targets in which the applicant surely falls."""
    for criterion in in_force(program.eligibility.requires, known.as_of):
        yield from _met(criterion, known, "only")
    for criterion in in_force(program.eligibility.targets, known.as_of):
        yield from _met(criterion, known, "mainly")


def _met(criterion: Criterion, known: Facts, standing: Standing) -> Iterator[Category]:
    if criterion.truth(known) is not Truth.TRUE:
        return
    if isinstance(criterion, AnyOf | AllOf):
        for part in criterion.criteria:
            yield from _met(part, known, "also" if isinstance(criterion, AnyOf) else standing)
        return
    constraint = criterion.constraint if isinstance(criterion, AttributeCriterion) else None
    if isinstance(criterion, AttributeCriterion) and isinstance(constraint, Accepts) and not constraint.every:
        yield Category(criterion, standing, -math.log(accepted_share(criterion.attribute, constraint.codes)))


def _place(categories: list[Category], known: Facts, language: Language) -> str | None:
    """Say that the program is for the place, where it is not for all of Québec."""
    local = [one for one in categories if one.criterion.attribute == "territory" and one.nats > NARROW]
    place = known.profile.enterprise.place
    if not local or place is None:
        return None
    narrowest = max(local, key=lambda one: one.nats)
    assert isinstance(narrowest.criterion.constraint, Accepts)
    codes = narrowest.criterion.constraint.codes
    around = [territory()[code] for code in codes if place.municipalities <= territory()[code].municipalities]
    named = min(around, key=lambda one: len(one.municipalities), default=None)
    if named is None or named.kind not in PLACES:
        where, standing = translate(N_("a territory that includes yours"), language), narrowest.standing
    else:
        where = translate(PLACES[named.kind], language, place=named.label(language))
        standing = narrowest.standing if len(codes) == 1 else "also"
    return translate(COVERS[standing], language, place=where)


def _category(categories: list[Category], known: Facts, language: Language) -> str | None:
    """Say for whom the program is, by the narrowest category other than the place and the uses."""
    specific = [one for one in categories if one.criterion.attribute not in {"territory", "uses"} and one.nats > NARROW]
    if not specific:
        return None
    narrowest = max(specific, key=lambda one: one.nats)
    constraint = narrowest.criterion.constraint
    assert isinstance(constraint, Accepts)
    codes, standing = constraint.codes, narrowest.standing
    if len(codes) > MOST_NAMED:
        codes = _matched(narrowest.criterion, codes, known)[:2]
        standing = "also"
    return translate(CATEGORY[standing], language, whom=kind_of_project(narrowest.criterion, codes, language))


def _matched(criterion: AttributeCriterion, codes: tuple[str, ...], known: Facts) -> tuple[str, ...]:
    """Return the accepted terms that the applicant's answer overlaps."""
    value = known.values[criterion.attribute]
    choices = value.choices if isinstance(value, Several) else (value,)
    answered = frozenset().union(*(choice.codes for choice in choices if isinstance(choice, OneOf)))
    words = vocabulary(ATTRIBUTES[criterion.attribute].vocabulary or "")
    return tuple(code for code in codes if words.covered_by(code) & answered)


def _against(program: Program, known: Facts, language: Language) -> str | None:
    """Say that the smallest award is above what is missing, or that the sheet names none of the project's uses."""
    if missing := below_minimum(program, known):
        cost, gap = (
            N_("its minimum is above the {need} that your project costs"),
            N_("its minimum is above the {need} that you are missing"),
        )
        return translate(cost if missing.whole_cost else gap, language, need=money(missing.dollars, language))
    wanted = known.profile.project.named_uses
    if wanted and program.funds and not set(wanted) & set(program.funds):
        return translate(N_("its sheet names none of the uses of your project"), language)
    return None
