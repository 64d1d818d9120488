"""Fit: how well an open program suits this project, from 0 to 100, as a sum of named parts.

The weights were set by hand near what a regression finds on real funded projects: what the money is sought for says most about who
pays. `matcher evaluate` measures what they are worth.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict

from matcher.catalogue import Catalogue
from matcher.facts import Facts
from matcher.locale import LANGUAGES, N_, Language
from matcher.profile import ATTRIBUTES
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Criterion, attributes_of
from matcher.rules.truth import Truth
from matcher.rules.verdict import Decision
from matcher.text.similarity import TextIndex
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory
from matcher.window import State, Window


class Weights(BaseModel):
    """Points of each part at its best, which add up to 100, and what each thing to confirm costs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: float = 22
    """The description of the project and the program's sheet speak of the same things."""
    specificity: float = 16
    """The program is meant for few, and this applicant is among them."""
    uses: float = 36
    """The program pays for what the money is sought for."""
    amount: float = 7
    """The program's amounts fit what is missing."""
    targets: float = 4
    """The applicant is among those the program is mainly meant for."""
    timing: float = 7
    """Applications are taken now or soon."""
    evidence: float = 8
    """The sheet rests on good sources."""
    to_confirm: float = -2.5
    """For each criterion that cannot be decided yet."""
    to_confirm_floor: float = -15
    """The most that criteria to confirm can cost, so that a narrow program can still beat a wide one."""
    reserved: float = -3
    """Beyond that, for each criterion to confirm that reserves the program for a group of people whom the profile does not name."""


PART_LABELS: dict[str, str] = {
    "text": N_("Subject of the project"),
    "specificity": N_("Made for you"),
    "uses": N_("Uses of funds"),
    "amount": N_("Amount"),
    "targets": N_("Main public"),
    "timing": N_("Timing"),
    "evidence": N_("Quality of sources"),
    "to_confirm": N_("Left to confirm"),
}

ENOUGH_SIMILARITY = 0.30
"""The cosine at which a text counts as fully on the subject: short texts seldom go beyond."""

ENOUGH_INFORMATION = 6.0
"""The information, in nats, at which a program counts as fully specific: about one applicant in 400."""

TIMING: dict[State, float] = {"open": 1.0, "upcoming": 0.8, "unknown": 0.5, "between_intakes": 0.4, "closed": 0.0}
EVIDENCE = {"high": 1.0, "medium": 0.6, "low": 0.3}


@dataclass(frozen=True)
class Fit:
    """The fit and its parts, in points to one decimal, which add up to it exactly."""

    points: float
    parts: Mapping[str, float]


class Ranker:
    """Fits programs of one catalogue to profiles."""

    def __init__(self, catalogue: Catalogue, weights: Weights | None = None) -> None:
        self.weights = weights or Weights()
        self.index = TextIndex({program.id: document(program) for program in catalogue.values()})

    def similarities(self, facts: Facts) -> dict[str, float]:
        """Return the cosine between the project and each program."""
        return self.index.similarities(query(facts))

    def fit(self, program: Program, facts: Facts, decision: Decision, window: Window | None, similarity: float) -> Fit:
        """Return the fit of one program; `window` is None where timing must not count."""
        weights = self.weights
        shares = {
            "text": min(1.0, similarity / ENOUGH_SIMILARITY),
            "specificity": min(1.0, information(program, facts) / ENOUGH_INFORMATION),
            "uses": uses_covered(program, facts),
            "amount": amount_suits(program, facts),
            "targets": targets_met(program, facts),
            "timing": 1.0 if window is None else TIMING[window.state],
            "evidence": EVIDENCE[program.confidence],
        }
        parts = {name: round(getattr(weights, name) * share, 1) for name, share in shares.items()}
        unknown = [reason.criterion for reason in decision.with_truth(Truth.UNKNOWN)]
        reserved = sum(bool(GROUPS & set(attributes_of(criterion))) for criterion in unknown)
        cost = max(weights.to_confirm * len(unknown), weights.to_confirm_floor) + weights.reserved * reserved
        parts["to_confirm"] = round(max(cost, -sum(parts.values())), 1)
        return Fit(round(sum(parts.values()), 1), parts)


def document(program: Program) -> dict[Language, str]:
    """Return what the text search reads of a program, in each language."""
    texts: dict[Language, str] = {}
    for language in LANGUAGES:
        words = [program.name.read(language), program.summary.read(language), *program.former_names]
        words += [vocabulary("uses")[use].label(language) for use in program.funds]
        for criterion in (*program.eligibility.requires, *program.eligibility.targets):
            words += _subjects(criterion, language)
        texts[language] = " ".join(words)
    return texts


GROUPS = {"groups", "serves"}
SUBJECTS = ("sector", *sorted(GROUPS))


def _subjects(criterion: Criterion, language: Language) -> list[str]:
    """Return the labels of the sectors and groups that a criterion accepts; what it excludes says nothing of the program."""
    if isinstance(criterion, AnyOf | AllOf):
        return [label for part in criterion.criteria for label in _subjects(part, language)]
    if (
        isinstance(criterion, AttributeCriterion)
        and criterion.attribute in SUBJECTS
        and isinstance(criterion.constraint, Accepts)
    ):
        words = vocabulary(ATTRIBUTES[criterion.attribute].vocabulary or "")
        return [words[code].label(language) for code in criterion.constraint.codes]
    return []


def query(facts: Facts) -> str:
    """Return the words of a profile that the text search compares: the description, and the sectors as labels."""
    profile = facts.profile
    sectors = vocabulary("sectors")
    words = [profile.project.description or ""]
    for code in profile.enterprise.sector or ():
        words += [sectors[code].fr, sectors[code].en] if code in sectors else [code]
    return " ".join(words)


def information(program: Program, facts: Facts) -> float:
    """Return how narrow the categories are in which the applicant is known to fall, in nats.

    A criterion that accepts a share p of all terms carries -ln p (C. E. Shannon, 1948); criteria on different attributes add up,
    and of several on one attribute the narrowest counts.
    """
    found: dict[str, float] = {}
    for criterion in (*program.eligibility.requires, *program.eligibility.targets):
        for name, nats in _narrowness(criterion, facts):
            found[name] = max(found.get(name, 0.0), nats)
    return sum(found.values())


def _narrowness(criterion: Criterion, facts: Facts) -> list[tuple[str, float]]:
    if criterion.truth(facts) is not Truth.TRUE:
        return []
    if isinstance(criterion, AnyOf | AllOf):
        return [item for part in criterion.criteria for item in _narrowness(part, facts)]
    if not isinstance(criterion, AttributeCriterion) or not isinstance(criterion.constraint, Accepts):
        return []
    return [(criterion.attribute, -math.log(accepted_share(criterion.attribute, criterion.constraint)))]


@cache
def accepted_share(attribute: str, constraint: Accepts) -> float:
    """Return the share of all terms (of all people, for a territory) that a constraint accepts."""
    if attribute == "territory":
        people = sum(territory()[code].population or 0 for code in constraint.accepted)
        everyone = sum(territory()[code].population or 0 for code in territory()["quebec"].municipalities)
        return max(people, 1) / everyone
    return len(constraint.accepted) / len(vocabulary(ATTRIBUTES[attribute].vocabulary or "").everything)


def uses_covered(program: Program, facts: Facts) -> float:
    """Return the share of the project's uses of funds that the program pays for; 0 where the uses are unknown."""
    wanted = facts.profile.project.uses
    return sum(use in program.funds for use in wanted) / len(wanted) if wanted else 0.0


def amount_suits(program: Program, facts: Facts) -> float:
    """Return how well the program's amounts fit what is missing: 0.5 where either is not stated.

    A minimum above the need is a misfit; below it, the share of the need that one award can bring, on a square-root
    scale, since a plan adds several awards up.
    """
    project = facts.profile.project
    if project.total_cost is None or program.amount is None:
        return 0.5
    need = max(1, project.total_cost - (project.own_contribution or 0))
    if program.amount.min is not None and program.amount.min > need:
        return 0.0
    return 0.5 if program.amount.max is None else math.sqrt(min(1.0, program.amount.max / need))


def targets_met(program: Program, facts: Facts) -> float:
    """Return the share of the program's targets that the applicant meets; a program without targets is for all alike, 0.5."""
    targets = [criterion.truth(facts) for criterion in program.eligibility.targets]
    return sum(truth is Truth.TRUE for truth in targets) / len(targets) if targets else 0.5
