"""What the money of a plan costs in its first full year, as far as sheets state a rate as a number."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.planning.plan import Plan, PlannedSource


@dataclass(frozen=True)
class CostOfMoney:
    """Interest in one year, in whole dollars, at the lowest and at the highest rates stated; `unknown` states none."""

    low: int
    high: int
    unknown: tuple[PlannedSource, ...]


def cost_of_money(plan: Plan) -> CostOfMoney:
    """Return the yearly interest on what is paid back; what is given or invested in shares costs none."""
    low = high = 0
    unknown = []
    for source in plan.sources:
        if not source.debt:
            continue
        terms = source.candidate.terms.loan_terms or source.candidate.program.loan_terms if source.candidate else None
        rates = terms.rate_range if terms else None
        if rates is None or rates.min is None or rates.max is None:
            unknown.append(source)
        else:
            low += round(source.amount * rates.min)
            high += round(source.amount * rates.max)
    return CostOfMoney(low, high, tuple(unknown))
