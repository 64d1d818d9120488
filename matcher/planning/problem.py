"""A funding plan as numbers: what is to be paid, what could pay it, and every limit. Knows nothing of programs or languages.

Dollars are whole, weights and bounds are exact fractions, so that the checker decides without rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

Rule = Literal[
    "stacking",
    "private_share",
    "own_contribution",
    "own_contribution_cash",
    "in_kind",
    "together",
    "per_enterprise",
    "debt_service",
]


@dataclass(frozen=True)
class Payable:
    """One line of costs, in whole dollars."""

    id: str
    amount: int


@dataclass(frozen=True)
class Source:
    """One thing that can pay: a part of a program, or money outside the catalogue.

    A source of the application `file` brings 0, or from `low` to `high` dollars, and pays the lines `pays` only; of several sources
    of one application one at most brings money. One without a file is own or promised money and asks for no application. The last three weigh plans against each other: `debt` whether it is
    repaid, `doubts` how many things are uncertain about it, `weeks` to its decision, `unfit` 100 less its fit.
    """

    id: str
    file: str | None
    low: int
    high: int
    pays: frozenset[str]
    debt: bool = False
    doubts: int = 0
    weeks: int = 0
    unfit: int = 0


@dataclass(frozen=True)
class Limit:
    """A rule: where the source `when` brings money (always, if None), Σ weight × amount ≤ bound.

    Amounts are those of sources by id; `SHORTFALL` stands for money still to be found, which would be own or private.
    """

    id: str
    rule: Rule
    when: str | None
    weights: Mapping[str, Fraction]
    bound: Fraction

    def counted(self, amounts: Mapping[str, int]) -> Fraction:
        """Return the left side for these amounts."""
        return sum((weight * amounts.get(source, 0) for source, weight in self.weights.items()), Fraction(0))


SHORTFALL = "shortfall"
"""Stands for the money still to be found among the weights of a limit."""


@dataclass(frozen=True)
class Problem:
    """What a plan must satisfy. Its parts are put into one order, so that the same input gives the same plan in any order.

    `exclusive` holds pairs of applications of which one at most may be chosen, `fixed` those that must be, `files_max` the most
    applications.
    """

    lines: tuple[Payable, ...]
    sources: tuple[Source, ...]
    limits: tuple[Limit, ...] = ()
    exclusive: frozenset[tuple[str, str]] = frozenset()
    fixed: frozenset[str] = frozenset()
    files_max: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(sorted(self.lines, key=lambda line: line.id)))
        object.__setattr__(self, "sources", tuple(sorted(self.sources, key=lambda source: source.id)))
        object.__setattr__(self, "limits", tuple(sorted(self.limits, key=lambda limit: limit.id)))

    @cached_property
    def total(self) -> int:
        """Return what is to be paid, in whole dollars."""
        return sum(line.amount for line in self.lines)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Return the applications that could be made."""
        return tuple(sorted({source.file for source in self.sources if source.file is not None}))


@dataclass(frozen=True)
class Solution:
    """Dollars by source, those at zero left out, and the money still to be found."""

    amounts: Mapping[str, int]
    shortfall: int
    files: frozenset[str] = field(default_factory=frozenset)
    """The applications that are made."""

    @property
    def with_shortfall(self) -> dict[str, int]:
        """Return the amounts with the shortfall among them, as limits count them."""
        return {**self.amounts, SHORTFALL: self.shortfall}
