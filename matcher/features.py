"""What the ranking sees of one program for one applicant: named numbers from 0 to 1, gains and costs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from matcher.facts import Facts
from matcher.profile import ATTRIBUTES
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Criterion, attributes_of, conditions_of
from matcher.rules.truth import Truth
from matcher.rules.verdict import Decision
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory
from matcher.window import State, Window

GAINS = ("text", "uses", "place", "specificity", "amount", "targets", "timing", "evidence", "breadth", "gift")
"""What speaks for a program."""

COSTS = ("to_confirm", "reserved", "elsewhere", "off_target", "advice", "variety")
"""What speaks against it."""

ENOUGH_SIMILARITY = 0.50
"""The cosine at which a text counts as fully on the subject: short texts seldom go beyond."""

ENOUGH_PLACE = 6.0
"""The information, in nats, at which a place counts as fully local: one inhabitant of Québec in 400, a small MRC."""

ENOUGH_SPECIFICITY = 4.0
"""The same for what is not a place: one applicant in 55."""

MANY_TO_CONFIRM, MANY_RESERVED, MANY_USES, MANY_ALIKE = 6, 3, 15, 10
"""The numbers from which more of the same costs, or brings, no more: a narrow program can still beat a wide one."""

TIMING: dict[State, float] = {"open": 1.0, "upcoming": 0.8, "unknown": 0.5, "between_intakes": 0.4, "closed": 0.0}
EVIDENCE = {"high": 1.0, "medium": 0.6, "low": 0.3}
GROUPS = {"groups", "serves"}
SUBJECTS = {"sector", *GROUPS}
HELP = {"service", "training"}
GIFTS = {"grant", "wage_subsidy", "award", "donation", "tax_credit"}


Kind = Literal["gift", "repayable", "help"]


@dataclass(frozen=True)
class Traits:
    """What does not depend on the applicant, worked out once for each program."""

    reserved: frozenset[int]
    """The identities of the requirements that reserve the program for a group of people."""
    aims: tuple[Criterion, ...]
    """The targets on sectors or people."""
    unless_confirmed: Mapping[int, tuple[AttributeCriterion, ...]]
    """For requirements met in one of several ways, by identity: their ways that are a sector or a group of people."""
    outside: Mapping[int, float]
    """For requirements on the place, by identity: the share of all people who live outside it."""
    kind: Kind
    evidence: float
    breadth: float
    gift: float
    advice: float


def traits(program: Program) -> Traits:
    """Return what the ranking needs of `program` whoever applies."""
    requires = program.eligibility.requires
    return Traits(
        reserved=frozenset(id(criterion) for criterion in requires if _reserves(criterion)),
        aims=tuple(target for target in program.eligibility.targets if SUBJECTS & set(attributes_of(target))),
        unless_confirmed={id(criterion): found for criterion in requires if (found := _ways_by_subject(criterion))},
        outside={id(criterion): share for criterion in requires if (share := _outside(criterion))},
        kind=kind(program),
        evidence=EVIDENCE[program.confidence],
        breadth=min(1.0, math.log1p(len(program.funds)) / math.log1p(MANY_USES)),
        gift=float(kind(program) == "gift"),
        advice=float(kind(program) == "help"),
    )


def _outside(criterion: Criterion) -> float:
    """Return how likely a place that is not known lies outside the one required, as people are spread."""
    if isinstance(criterion, AnyOf):
        return min(_outside(part) for part in criterion.criteria)
    if (
        isinstance(criterion, AttributeCriterion)
        and criterion.attribute == "territory"
        and isinstance(criterion.constraint, Accepts)
    ):
        return 1 - accepted_share("territory", criterion.constraint.codes)
    return 0.0


def _reserves(criterion: Criterion) -> bool:
    """Tell whether a requirement is about which people lead the enterprise or benefit."""
    words = vocabulary("confirmations")
    conditions = [condition.id for condition in conditions_of(criterion)]
    return bool(GROUPS & set(attributes_of(criterion))) or any(code in words and words[code].for_group for code in conditions)


def kind(program: Program) -> Kind:
    """Return whether a program brings money to keep, money to give back or share in, or coaching and training only."""
    instruments = set(program.instruments)
    return "help" if instruments <= HELP else "gift" if instruments & GIFTS else "repayable"


def features(  # noqa: PLR0917  # one place calls it, with what it has at hand
    program: Program, known: Traits, facts: Facts, decision: Decision, window: Window | None, similarity: float
) -> dict[str, float]:
    """Return every gain and cost but `variety`, which the list decides; `window` is None where timing must not count."""
    targets = program.eligibility.targets
    reached = [target.truth(facts) for target in targets]
    nats: dict[str, float] = {}
    _narrow(nats, decision.criteria, decision.truths, facts)
    _narrow(nats, targets, reached, facts)
    unknown = [
        id(criterion) for criterion, truth in zip(decision.criteria, decision.truths, strict=True) if truth is Truth.UNKNOWN
    ]
    return {
        "text": min(1.0, similarity / ENOUGH_SIMILARITY),
        "uses": uses_covered(program, facts),
        "place": min(1.0, nats.pop("territory", 0.0) / ENOUGH_PLACE),
        "specificity": min(1.0, sum(nats.values()) / ENOUGH_SPECIFICITY),
        "amount": amount_suits(program, facts),
        "targets": reached.count(Truth.TRUE) / len(reached) if reached else 0.5,
        "timing": 1.0 if window is None else TIMING[window.state],
        "evidence": known.evidence,
        "breadth": known.breadth,
        "gift": known.gift,
        "to_confirm": min(len(unknown), MANY_TO_CONFIRM) / MANY_TO_CONFIRM,
        "reserved": min(len(known.reserved.intersection(unknown)), MANY_RESERVED) / MANY_RESERVED,
        "elsewhere": max((known.outside[criterion] for criterion in unknown if criterion in known.outside), default=0.0),
        "off_target": float(_off_target(known, unknown, facts)),
        "advice": known.advice,
    }


def _ways_by_subject(criterion: Criterion) -> tuple[AttributeCriterion, ...]:
    parts = criterion.criteria if isinstance(criterion, AnyOf) else ()
    return tuple(part for part in parts if isinstance(part, AttributeCriterion) and part.attribute in SUBJECTS)


def _off_target(known: Traits, unknown: Iterable[int], facts: Facts) -> bool:
    """Tell whether the program is mainly for sectors or people that are not the applicant's.

    That is a target missed, or a requirement that only a condition to confirm keeps open, such as *tourism, or draws visitors*.
    """
    unless_confirmed = [part for criterion in unknown for part in known.unless_confirmed.get(criterion, ())]
    return any(criterion.truth(facts) is Truth.FALSE for criterion in (*known.aims, *unless_confirmed))


def _narrow(nats: dict[str, float], criteria: Iterable[Criterion], truths: Iterable[Truth], facts: Facts) -> None:
    """Add to `nats`, by attribute, how narrow the categories are in which criteria that are met place the applicant.

    A criterion that accepts a share p of all terms carries -ln p (C. E. Shannon, 1948); of several on one attribute the narrowest
    counts.
    """
    for criterion, truth in zip(criteria, truths, strict=True):
        if truth is not Truth.TRUE:
            continue
        if isinstance(criterion, AttributeCriterion):
            if isinstance(criterion.constraint, Accepts):
                name = criterion.attribute
                nats[name] = max(nats.get(name, 0.0), _information(name, criterion.constraint))
        elif isinstance(criterion, AnyOf | AllOf):
            _narrow(nats, criterion.criteria, [part.truth(facts) for part in criterion.criteria], facts)


@cache
def _information(attribute: str, constraint: Accepts) -> float:
    return -math.log(accepted_share(attribute, constraint.codes))


@cache
def accepted_share(attribute: str, codes: tuple[str, ...]) -> float:
    """Return the share of all terms (of all people, for a territory) that the terms of a criterion cover."""
    if attribute == "territory":
        covered = frozenset().union(*(territory()[code].municipalities for code in codes))
        people = sum(territory()[code].population or 0 for code in covered)
        everyone = sum(territory()[code].population or 0 for code in territory()["quebec"].municipalities)
        return max(people, 1) / everyone
    words = vocabulary(ATTRIBUTES[attribute].vocabulary or "")
    return len(frozenset().union(*(words.covered_by(code) for code in codes))) / len(words.everything)


def uses_covered(program: Program, facts: Facts) -> float:
    """Return the share of the project's uses of funds that the program pays for; 0 where the uses are unknown."""
    wanted = facts.profile.project.named_uses
    return sum([use in program.funds for use in wanted]) / len(wanted) if wanted else 0.0


def amount_suits(program: Program, facts: Facts) -> float:
    """Return how well the program's amounts fit what is missing: 0.5 where either is not stated.

    A minimum above the need is a misfit; below it, the share of the need that one award can bring, on a square-root
    scale, since a plan adds several awards up.
    """
    project = facts.profile.project
    if project.cost is None or program.amount is None:
        return 0.5
    need = max(1, project.cost - (project.paid_by_applicant or 0))
    if program.amount.min is not None and program.amount.min > need:
        return 0.0
    return 0.5 if program.amount.max is None else math.sqrt(min(1.0, program.amount.max / need))
