"""What the ranking sees of every program for one applicant: named numbers from 0 to 1, gains and costs, a column for each.

What does not depend on the applicant is laid out in arrays once. A profile then costs a few dozen passes over short arrays, whatever it says.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Literal

import numpy as np
import numpy.typing as npt

from matcher.facts import Facts
from matcher.profile import ATTRIBUTES
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Criterion, Not, attributes_of, conditions_of, in_force
from matcher.rules.truths import Numbers, Truths, starts
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory
from matcher.window import State

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

THOUSANDTHS = 1_000
"""Information is added up in whole thousandths of a nat: a sum of whole numbers is the same in every order."""

MANY_TO_CONFIRM, MANY_RESERVED, MANY_USES, MANY_ALIKE = 6, 3, 15, 10
"""The numbers from which more of the same costs, or brings, no more: a narrow program can still beat a wide one."""

TIMING: dict[State, float] = {"open": 1.0, "upcoming": 0.8, "unknown": 0.5, "between_intakes": 0.4, "closed": 0.0}
EVIDENCE = {"high": 1.0, "medium": 0.6, "low": 0.3}
GROUPS = {"groups", "serves"}
SUBJECTS = {"sector", *GROUPS}
HELP = {"service", "training"}
GIFTS = {"grant", "wage_subsidy", "award", "donation", "tax_credit"}
NEITHER = 0.5
"""A feature of which nothing is known speaks neither for a program nor against it."""

Kind = Literal["gift", "repayable", "help"]
KINDS: tuple[Kind, ...] = ("gift", "repayable", "help")

Column = npt.NDArray[np.float64]
"""A number for each program, in the order of the catalogue."""


class Features:
    """Programs as the ranking sees them.

    Args:
        programs: the programs, in the order of every column.
        truths: where their criteria are decided, to be settled when all users are there.
        day: the day on which criteria that carry dates are read.
    """

    def __init__(self, programs: Sequence[Program], truths: Truths, day: date) -> None:
        self.count = len(programs)
        self.criteria = [program.eligibility.conjuncts(day) for program in programs]
        """What each program asks on that day."""
        self.met = truths.met
        """The number of a criterion that is always met."""
        self.asked = Runs([[truths.number(criterion) for criterion in asked] or [truths.met] for asked in self.criteria])
        reserving = [[_reserves(criterion) for criterion in asked] or [False] for asked in self.criteria]
        self.reserved = np.array(list(chain.from_iterable(reserving)), np.uint8)
        self.outside = Outside(self.criteria, self.asked)
        self.narrow = Narrow(programs, self.criteria, truths, day)
        self.off_target = OffTarget(programs, self.criteria, self.asked, truths)
        targets = [[truths.number(target) for target in program.eligibility.targets] for program in programs]
        self.targets = Runs([found or [truths.met] for found in targets])
        self.no_target = np.array([not found for found in targets])
        self.funds = {
            use: np.array([use in program.funds for program in programs], np.uint8)
            for use in {u for p in programs for u in p.funds}
        }
        self.amounts = Amounts(programs)
        self.kinds = np.array([KINDS.index(kind(program)) for program in programs], np.int8)
        self.evidence = np.array([EVIDENCE[program.confidence] for program in programs])
        uses = np.array([len(program.funds) for program in programs])
        self.breadth = np.minimum(1.0, np.log1p(uses) / math.log1p(MANY_USES))
        self.gift = (self.kinds == KINDS.index("gift")).astype(float)
        self.advice = (self.kinds == KINDS.index("help")).astype(float)

    @staticmethod
    def subject(similarities: Column) -> Column:
        """Return how far each text is on the subject."""
        return np.minimum(1.0, similarities / ENOUGH_SIMILARITY)

    def uses(self, known: Facts) -> Column:
        """Return the share of the project's uses of funds that each program pays for; 0 where the uses are unknown."""
        wanted = known.profile.project.named_uses
        paid = np.zeros(self.count, np.uint16)
        for use in wanted or ():
            if use in self.funds:
                paid += self.funds[use]
        return paid / (len(wanted) if wanted else 1)


class Runs:
    """Criteria of programs one after another: their numbers, and where those of each program begin. None has no criterion."""

    def __init__(self, numbers: Sequence[Sequence[int]]) -> None:
        self.numbers: Numbers = np.array(list(chain.from_iterable(numbers)), np.int32)
        self.lengths: Numbers = np.array(list(map(len, numbers)), np.int32)
        self.starts: Numbers = starts(self.lengths.tolist())
        self.owners = np.repeat(np.arange(len(numbers)), self.lengths)
        """The program of each."""
        ends = np.cumsum(self.lengths).tolist()
        self.spans = [slice(end - len(found), end) for end, found in zip(ends, numbers, strict=True)]
        """Where those of each program stand."""

    def sums(self, marks: npt.NDArray[np.uint8] | npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Return how many are marked, by program."""
        return np.bincount(self.owners.take(np.flatnonzero(marks)), minlength=len(self.lengths))


class Outside:
    """How likely a place that is not known lies outside the one required, as people are spread: the largest of each program."""

    def __init__(self, criteria: Sequence[Sequence[Criterion]], asked: Runs) -> None:
        found = [
            (place, asked.starts[place] + nth, share)
            for place, of_program in enumerate(criteria)
            for nth, criterion in enumerate(of_program)
            if (share := _outside(criterion))
        ]
        self.programs = np.array([place for place, _, _ in found], np.int32)
        self.nth = np.array([nth for _, nth, _ in found], np.int32)
        self.share = np.array([share for _, _, share in found])

    def column(self, unknown: npt.NDArray[np.bool_], count: int) -> Column:
        open_ = np.flatnonzero(unknown.take(self.nth))
        column = np.zeros(count)
        if len(open_):
            np.maximum.at(column, self.programs[open_], self.share[open_])
        return column


def _outside(criterion: Criterion) -> float:
    if isinstance(criterion, AnyOf):
        return min(_outside(part) for part in criterion.criteria)
    if (
        isinstance(criterion, AttributeCriterion)
        and criterion.attribute == "territory"
        and isinstance(criterion.constraint, Accepts)
    ):
        return 1 - accepted_share("territory", criterion.constraint.codes)
    return 0.0


class OffTarget:
    """Whether a program is mainly for sectors or people that are not the applicant's.

    That is a target missed, or a requirement that only a condition to confirm keeps open, such as *tourism, or draws visitors*.
    """

    def __init__(self, programs: Sequence[Program], criteria: Sequence[Sequence[Criterion]], asked: Runs, truths: Truths) -> None:
        aims = [
            (place, truths.number(target))
            for place, program in enumerate(programs)
            for target in program.eligibility.targets
            if SUBJECTS & set(attributes_of(target))
        ]
        ways = [
            (place, asked.starts[place] + nth, truths.number(part))
            for place, of_program in enumerate(criteria)
            for nth, criterion in enumerate(of_program)
            for part in _ways_by_subject(criterion)
        ]
        self.aims: Numbers = np.array(aims, np.int32).reshape(-1, 2).T.copy()
        self.ways: Numbers = np.array(ways, np.int32).reshape(-1, 3).T.copy()


def _ways_by_subject(criterion: Criterion) -> tuple[AttributeCriterion, ...]:
    parts = criterion.criteria if isinstance(criterion, AnyOf) else ()
    return tuple(part for part in parts if isinstance(part, AttributeCriterion) and part.attribute in SUBJECTS)


class Narrow:
    """How narrow the categories are in which criteria that are met place the applicant, in thousandths of a nat: the place, and the rest.

    A criterion that accepts a share p of all terms carries -ln p (C. E. Shannon, 1948); of several on one attribute the narrowest
    counts. One inside `any` or `all` counts where that is met too.
    """

    def __init__(self, programs: Sequence[Program], criteria: Sequence[Sequence[Criterion]], truths: Truths, day: date) -> None:
        found: list[tuple[int, str, float, tuple[int, ...]]] = []
        for place, program in enumerate(programs):
            met = [entry for one in (*criteria[place], *program.eligibility.targets) for entry in _met(one, (), truths, day)]
            attributes = list(dict.fromkeys(attribute for attribute, _, _ in met))
            met.sort(key=lambda entry: attributes.index(entry[0]))
            found += [(place, *entry) for entry in met]
        keys = [(place, attribute) for place, attribute, _, _ in found]
        first = [n for n, key in enumerate(keys) if n == 0 or keys[n - 1] != key]
        self.nats = np.array([round(nats * THOUSANDTHS) for _, _, nats, _ in found], np.int64)
        depth = max((len(chain_) for *_, chain_ in found), default=0)
        self.chains = [
            np.array([chain_[n] if n < len(chain_) else truths.met for *_, chain_ in found], np.int32) for n in range(depth)
        ]
        self.groups = np.array(first, np.int32)
        self.owners = np.repeat(np.arange(len(first)), np.diff(self.groups, append=len(found)))
        """The group of each list of terms: those on one attribute of one program."""
        self.group_programs = np.array([keys[start][0] for start in first], np.int32)
        self.group_of_place = np.array([keys[start][1] == "territory" for start in first], bool)
        self._here, self._other = np.flatnonzero(self.group_of_place), np.flatnonzero(~self.group_of_place)
        self._here_programs = self.group_programs[self._here]
        self._other_programs = self.group_programs[self._other]
        self._count = len(programs)

    @property
    def most(self) -> int:
        """The most information that any program can carry."""
        if not len(self.groups):
            return 0
        return int(np.bincount(self.group_programs, np.maximum.reduceat(self.nats, self.groups)).max())

    def summed(self, narrowest: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the information on the place and the sum of all other, by program, from that of each group."""
        place = np.zeros(self._count, np.int64)
        place[self._here_programs] = narrowest.take(self._here)
        specificity = np.bincount(self._other_programs, narrowest.take(self._other), self._count)  # exact: whole numbers
        return place, specificity.astype(np.int64)


def _met(
    criterion: Criterion, within: tuple[int, ...], truths: Truths, day: date
) -> Iterator[tuple[str, float, tuple[int, ...]]]:
    """Yield the attribute and the information of each list of terms, with the criteria that must be met for it to count."""
    number = truths.number(criterion)
    if isinstance(criterion, AttributeCriterion):
        if isinstance(criterion.constraint, Accepts):
            yield criterion.attribute, _information(criterion.attribute, criterion.constraint.codes), (number, *within)
    elif isinstance(criterion, AnyOf | AllOf):
        all_of = (number, *within) if isinstance(criterion, AllOf) else within  # what is met makes an `any` around it met
        for part in in_force(criterion.criteria, day):
            yield from _met(part, all_of, truths, day)


@cache
def _information(attribute: str, codes: tuple[str, ...]) -> float:
    return -math.log(accepted_share(attribute, codes))


@cache
def accepted_share(attribute: str, codes: tuple[str, ...]) -> float:
    """Return the share of all terms (of all people, for a territory) that the terms of a criterion cover."""
    if attribute == "territory":
        covered = frozenset().union(*(territory()[code].municipalities for code in codes))
        people = sum(territory()[code].population or 0 for code in covered)
        return max(people, 1) / _everyone()
    words = vocabulary(ATTRIBUTES[attribute].vocabulary or "")
    return len(frozenset().union(*(words.covered_by(code) for code in codes))) / len(words.everything)


@cache
def _everyone() -> int:
    return sum(territory()[code].population or 0 for code in territory()["quebec"].municipalities)


def _reserves(criterion: Criterion) -> bool:
    """Tell whether a requirement is about which people lead the enterprise or benefit. What is excluded reserves nothing."""
    if isinstance(criterion, Not):
        return False
    words = vocabulary("confirmations")
    conditions = [condition.id for condition in conditions_of(criterion)]
    return bool(GROUPS & set(attributes_of(criterion))) or any(code in words and words[code].for_group for code in conditions)


class Amounts:
    """How well each program's amounts fit what is missing: NEITHER where either is not stated.

    A minimum above the need is a misfit; below it, the share of the need that one award can bring, on a square-root
    scale, since a plan adds several awards up.
    """

    def __init__(self, programs: Sequence[Program]) -> None:
        low = [program.amount.min if program.amount else None for program in programs]
        high = [program.amount.max if program.amount else None for program in programs]
        self.low = np.array([0 if bound is None else bound for bound in low], np.int64)
        self.high = np.array([0 if bound is None else bound for bound in high], np.float64)
        self.unstated = np.array([bound is None for bound in high])
        self._unstated = np.flatnonzero(self.unstated)
        self._by_low = np.argsort(self.low, kind="stable")
        self._lows = self.low[self._by_low].tolist()
        self._neither = np.full(len(programs), NEITHER)

    def column(self, known: Facts) -> Column:
        cost = known.profile.project.cost
        if cost is None:
            return self._neither
        need = max(1, cost - (known.profile.project.paid_by_applicant or 0))
        share = self.high / need
        np.minimum(share, 1.0, out=share)
        np.sqrt(share, out=share)
        share[self._unstated] = NEITHER
        share[self._by_low[bisect_right(self._lows, need) :]] = 0.0
        return share


def kind(program: Program) -> Kind:
    """Return whether a program brings money to keep, money to give back or share in, or coaching and training only."""
    instruments = set(program.instruments)
    return "help" if instruments <= HELP else "gift" if instruments & GIFTS else "repayable"
