"""How much a program can bring: what its sheet states, and what stands in where it states nothing."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Literal

from matcher.awards import spread
from matcher.catalogue import Catalogue
from matcher.program import Component, Program, ShareOfCosts

DEBT = frozenset({"loan", "forgivable_loan", "patient_capital", "quasi_equity", "bond"})
"""What is paid back. A conditional repayment counts as one: nobody can promise that it will be forgiven."""

AmountFrom = Literal["maximum", "share", "awards", "offer"]
"""What bounds an amount: a stated maximum, a stated share of costs, awards that are known, or an offer."""


@dataclass(frozen=True)
class UsualShare:
    """The middle one of the shares of eligible costs that sheets state, for what is given and for what is lent."""

    grant: float
    loan: float


def usual_share(catalogue: Catalogue) -> UsualShare:
    """Return the middle shares of a catalogue; one half where no sheet states any."""
    stated: dict[bool, list[float]] = {True: [], False: []}
    for program in catalogue.values():
        every: tuple[Program | Component, ...] = (program, *program.components)
        for terms in every:
            if terms.share_of_costs is not None and terms.share_of_costs.max is not None:
                stated[bool(DEBT & set(terms.instruments))].append(terms.share_of_costs.max)
    return UsualShare(*(median(stated[lent]) if stated[lent] else 0.5 for lent in (False, True)))


def stated_maximum(program: Program, part: Component | None) -> int | None:
    """Return the largest award that a page states, for the part or else for the program, in whole dollars."""
    stated = (part.amount if part else None) or program.amount
    return stated.max if stated else None


def stated_share(program: Program, part: Component | None) -> float | None:
    """Return the largest share of eligible costs that a page states, for the part or else for the program."""
    return ((part.share_of_costs if part else None) or program.share_of_costs or ShareOfCosts()).max


def stated_top(program: Program, part: Component | None, eligible: int) -> int | None:
    """Return the most that the sheet itself allows on `eligible` dollars of costs; None where it states no limit."""
    share, most = stated_share(program, part), stated_maximum(program, part)
    by_share = None if share is None else _part_of(share, eligible)
    return min((bound for bound in (most, by_share) if bound is not None), default=None)


def top(
    program: Program, part: Component | None, eligible: int, catalogue: Catalogue, usual: UsualShare
) -> tuple[int, AmountFrom] | None:
    """Return the most that a source can bring, in whole dollars, and what bounds it; None where nothing does.

    Where no page states a share of costs, the middle one of those that other programs of the kind state stands in: unknown is
    never *no limit*. Where no page states a maximum, awards that are known bound it: the largest one beside a stated share, the
    smallest one alone.
    """
    share, most = stated_share(program, part), stated_maximum(program, part)
    lent = bool(DEBT & set((part or program).instruments))
    by_share = _part_of((usual.loan if lent else usual.grant) if share is None else share, eligible)
    awards = spread(catalogue.awards.get(program.id, ()))
    if most is not None:
        return min(most, by_share), "maximum"
    if share is not None:
        return min(by_share, awards.high or by_share), "share"
    return None if awards.low is None else (min(awards.low, by_share), "awards")


def _part_of(share: float, dollars: int) -> int:
    """Return a share of whole dollars, rounded down, as it is written: 0.29 of 100 is 29, whatever its binary form."""
    return round(share * 10_000) * dollars // 10_000
