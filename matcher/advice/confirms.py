"""What is left to confirm: the one or two most important points by name, and how many others there are."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from matcher.advice.wording import LONGEST, ended, inside, named_terms, noun, spelled, that
from matcher.facts import Facts
from matcher.features import GROUPS, accepted_share
from matcher.locale import N_, Language, either, together, translate, translate_count
from matcher.matching import Match
from matcher.rules.constraints import Accepts, Range
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Confirm, Criterion, attributes_of, conditions_of, in_force
from matcher.rules.truth import Truth
from matcher.sheet import Sheet
from matcher.vocabulary.terms import vocabulary

MOST_DETAIL = 2
"""Terms that a point names in parentheses; more would hide it."""
RESERVED, OWN_CONDITION, SHARED_CONDITION, OTHER = 9.0, 1.5, 0.5, 0.8
"""How much an open point weighs beside the nats of a category: what is reserved for a group nobody named comes first."""


class Point(NamedTuple):
    """One thing to confirm: a noun, or a clause that *that* can begin; `weight` orders them."""

    words: str
    clause: bool
    weight: float


def to_confirm(match: Match, known: Facts, language: Language) -> str | None:
    """Return the sentence on what is left to confirm, or None where nothing is."""
    return match.said((to_confirm, language), lambda: _said(match, known, language)) or None


def _said(match: Match, known: Facts, language: Language) -> str:
    points = [
        match.sheet.once(_simple, number, language)
        if number < len(match.sheet.criteria) and not isinstance(criterion, AnyOf | AllOf)
        else _point(_open_part(criterion, known), language)
        for number, (criterion, truth) in enumerate(zip(match.decision.criteria, match.decision.truths, strict=True))
        if truth is Truth.UNKNOWN
    ]
    order = sorted({point.words: point for point in points}.values(), key=lambda point: -point.weight)
    for named in (order[:2], order[:1]):
        words = {point.words for point in named}
        others = sum(point.words not in words for point in points)
        if named and (len(sentence := _sentence(tuple(named), others, language)) <= LONGEST or len(named) == 1):
            return sentence
    return ""


def _simple(sheet: Sheet, number: int, language: Language) -> Point:
    """Put into words a criterion that is not made of others: what is open of it is always the whole."""
    return _point(sheet.criteria[number], language)


@lru_cache(maxsize=10_000)
def _sentence(named: tuple[Point, ...], others: int, language: Language) -> str:
    nouns = [point.words for point in named if not point.clause]
    clauses = [that(point.words, language) for point in named if point.clause]
    what = {"nouns": together(nouns, language), "clauses": clauses[0] if clauses else ""}
    if len(clauses) > 1:
        what["clauses"] = translate(N_("{left}, and {right}"), language, left=clauses[0], right=clauses[1])
    if nouns and clauses:
        said = translate(N_("you still have to confirm {nouns}, and {clauses}"), language, **what)
    elif nouns:
        said = translate(N_("you still have to confirm {nouns}"), language, **what)
    else:
        said = translate(N_("you still have to confirm {clauses}"), language, **what)
    if others:
        one, many = N_("{said}, along with {words} other point"), N_("{said}, along with {words} other points")
        said = translate_count(one, many, others, language, said=said, words=spelled(others, language))
    return ended(said)


@lru_cache(maxsize=10_000)
def _point(still: Criterion, language: Language) -> Point:
    """Put into words what of a criterion is still open."""
    if isinstance(still, Confirm):
        shared = still.id in vocabulary("confirmations")
        return Point(_clause(still, language), clause=True, weight=SHARED_CONDITION if shared else OWN_CONDITION)
    if isinstance(still, AttributeCriterion):
        words = noun(still.attribute, language)
        detail = _detail(still, language)
        if detail:
            words = translate(N_("{point} ({detail})"), language, point=words, detail=detail)
        return Point(words, clause=False, weight=_weight(still))
    attributes = attributes_of(still)
    if attributes:
        return Point(noun(attributes[0], language), clause=False, weight=OTHER)
    frame = N_("{left} or {right}") if isinstance(still, AnyOf) else N_("{left} and {right}")
    first, *others = [_clause(condition, language) for condition in conditions_of(still)]
    for other in others:
        first = translate(frame, language, left=first, right=that(other, language))
    return Point(first, clause=True, weight=OWN_CONDITION)


def _open_part(criterion: Criterion, known: Facts) -> Criterion:
    """Return the part of an open criterion that is open: an alternative that is refused, or a part that is met, says nothing."""
    if not isinstance(criterion, AnyOf | AllOf):
        return criterion
    parts = in_force(criterion.criteria, known.as_of)
    left = tuple(_open_part(part, known) for part in parts if part.truth(known) is Truth.UNKNOWN)
    return left[0] if len(left) == 1 else type(criterion)(left)


def _clause(condition: Confirm, language: Language) -> str:
    words, other = (condition.fr, condition.en) if language == "fr" else (condition.en, condition.fr)
    return inside(words, other)


def _weight(criterion: AttributeCriterion) -> float:
    if criterion.attribute in GROUPS:
        return RESERVED
    if isinstance(criterion.constraint, Accepts):
        return -math.log(accepted_share(criterion.attribute, criterion.constraint.codes))
    return OTHER


def _detail(criterion: AttributeCriterion, language: Language) -> str | None:
    """Return what is accepted, where it is short."""
    constraint = criterion.constraint
    if isinstance(constraint, Range):
        return constraint.sentence(criterion.attribute, language)
    if not isinstance(constraint, Accepts) or criterion.attribute == "legal_form" or len(constraint.codes) > MOST_DETAIL:
        return None
    return either(named_terms(criterion.attribute, constraint.codes, language), language)
