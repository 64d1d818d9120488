"""The verdict on one program for one profile, with every reason kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import NamedTuple

from matcher.facts import Facts
from matcher.locale import LANGUAGES, N_, Language, together, translate
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Confirm, Criterion, Eligibility, attributes_of
from matcher.rules.near_miss import NearMiss, near_miss
from matcher.rules.truth import Truth, all_of
from matcher.vocabulary.terms import vocabulary


class Verdict(StrEnum):
    """What the rules say of one program, from most to least open."""

    ELIGIBLE = "eligible"
    TO_CONFIRM = "to_confirm"
    NEAR_MISS = "near_miss"
    NOT_ELIGIBLE = "not_eligible"


class Reason(NamedTuple):
    """One criterion of a program and what it comes to for a profile."""

    criterion: Criterion
    truth: Truth

    def sentence(self, language: Language) -> str:
        return self.criterion.sentence(language)


@dataclass(frozen=True)
class Decision:
    """A verdict, each criterion with its truth, and for a near miss what would change it."""

    verdict: Verdict
    criteria: tuple[Criterion, ...]
    truths: tuple[Truth, ...]
    near_miss: NearMiss | None

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Each criterion with its truth: made when asked for, since a list of hundreds shows those of a few."""
        return tuple(map(Reason, self.criteria, self.truths))

    def with_truth(self, truth: Truth) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.truth is truth)


def decide(eligibility: Eligibility, facts: Facts, subject: str) -> Decision:
    """Walk one program's criteria for one profile.

    Args:
        eligibility: the criteria.
        facts: what is known, and on which day.
        subject: the id of the program, which names the condition that the provider accepts a sensitive activity.
    """
    criteria = eligibility.conjuncts(facts.as_of)
    if facts.sensitive:
        criteria = (*criteria, *silence(criteria, facts, subject))
    truths = tuple([criterion.truth(facts) for criterion in criteria])
    truth = all_of(truths)
    if truth is Truth.TRUE:
        return Decision(Verdict.ELIGIBLE, criteria, truths, None)
    if truth is Truth.UNKNOWN:
        return Decision(Verdict.TO_CONFIRM, criteria, truths, None)
    miss = near_miss([criterion for criterion, truth in zip(criteria, truths, strict=True) if truth is Truth.FALSE], facts)
    return Decision(Verdict.NEAR_MISS if miss else Verdict.NOT_ELIGIBLE, criteria, truths, miss)


SENSITIVE = N_("The provider accepts this activity ({activity}), on which the program is silent")
SECTOR_ACCEPTED = "sector-accepted:"
"""What begins the id of the condition that a program's provider accepts a sensitive activity; the program's id ends it."""


def silence(conjuncts: tuple[Criterion, ...], facts: Facts, subject: str) -> tuple[Criterion, ...]:
    """Return a condition to confirm where no criterion on sectors settles the sensitive activity that the profile names.

    Gambling, weapons and the like are refused by many providers that do not write it down: silence is not consent.
    """
    meanings = _meanings(facts.sensitive)
    if any(_settles(criterion, meanings, facts) for criterion in conjuncts):
        return ()
    fr, en = _asked_of_provider(facts.sensitive)
    return (Confirm(f"{SECTOR_ACCEPTED}{subject}", fr, en),)


@cache
def _meanings(named: tuple[str, ...]) -> frozenset[str]:
    sectors = vocabulary("sectors")
    return frozenset().union(*(sectors.covered_by(code) for code in named))


@cache
def _asked_of_provider(named: tuple[str, ...]) -> list[str]:
    """Return the sentence of the condition in French and in English."""
    sectors = vocabulary("sectors")
    labels = {language: together([sectors[code].label(language) for code in named], language) for language in LANGUAGES}
    return [translate(SENSITIVE, language, activity=labels[language]) for language in LANGUAGES]


def _settles(criterion: Criterion, meanings: frozenset[str], facts: Facts) -> bool:
    """Tell whether a criterion accepts the sensitive activity by name, or refuses the applicant for its sectors."""
    if criterion.truth(facts) is Truth.FALSE and "sector" in attributes_of(criterion):
        return True
    if isinstance(criterion, AnyOf | AllOf):
        return any(_settles(part, meanings, facts) for part in criterion.criteria)
    if (
        isinstance(criterion, AttributeCriterion)
        and criterion.attribute == "sector"
        and isinstance(criterion.constraint, Accepts)
    ):
        return meanings <= criterion.constraint.accepted
    return False
