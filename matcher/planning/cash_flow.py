"""Money in and out by month: when costs are paid, when each source pays, and how much has to be advanced in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from matcher.budget import Cost
from matcher.planning.plan import Plan, PlannedSource
from matcher.profile import Profile

Timing = Literal["own", "loan", "advance", "instalments", "on_claim", "unknown"]


@dataclass(frozen=True)
class Month:
    """One month: what is spent, what comes in, and what is missing at its end, all in whole dollars."""

    first: date
    spent: int
    received: int
    missing: int


@dataclass(frozen=True)
class CashFlow:
    """The months of a project, from the first cost to the last claim.

    `assumed_start` is true where no start is stated: the project then begins with the last answer. `late` holds the ids of sources
    that pay after the costs, or may: those of which no page says when they pay are taken to.
    """

    months: tuple[Month, ...]
    assumed_start: bool
    late: tuple[str, ...]

    @property
    def peak(self) -> Month | None:
        """Return the month in which most has to be advanced; None where nothing has."""
        month = max(self.months, key=lambda one: one.missing, default=None)
        return month if month is not None and month.missing else None


def cash_flow(plan: Plan) -> CashFlow:
    """Return money in and out by month.

    Own money and loans are there from the start (or from the funder's answer), an advance from the answer, instalments come in equal
    parts with the costs, and a claim is paid in the month after the last cost, as are a holdback and the taxes that come back.
    """
    profile = plan.draft.profile
    start, assumed = starts(plan)
    spent = _spent(profile, plan, start)
    last = max(spent)
    received: dict[date, int] = {}
    late = []
    for source in plan.sources:
        if timing(source) in {"on_claim", "unknown"}:
            late.append(source.id)
        for month, dollars in _received(source, min(spent), last):
            received[month] = received.get(month, 0) + dollars
    back = sum(cost.amount for cost in profile.project.costs or () if not cost.to_finance)
    if back:
        received[_next(last)] = received.get(_next(last), 0) + back
    first, end = min(spent), max([last, *received])
    months = []
    balance = 0
    month = first
    while month <= end:
        balance += received.get(month, 0) - spent.get(month, 0)
        months.append(Month(month, spent.get(month, 0), received.get(month, 0), max(0, -balance)))
        month = _next(month)
    return CashFlow(tuple(months), assumed, tuple(late))


def starts(plan: Plan) -> tuple[date, bool]:
    """Return the month in which the project starts, and whether that is assumed: the month of the last answer."""
    project = plan.draft.profile.project
    if project.start is not None:
        return project.start.first.replace(day=1), False
    dated = [cost.date.first for cost in project.costs or () if cost.date is not None]
    if dated:
        return min(dated).replace(day=1), False
    return (plan.draft.matches.as_of + relativedelta(weeks=plan.weeks)).replace(day=1), True


def timing(source: PlannedSource) -> Timing:
    """Return when a source pays, in the words of the catalogue; `unknown` counts as on claim."""
    if source.candidate is None:
        return "own" if source.contribution or not source.debt else "loan"
    terms = source.candidate.terms
    pays = terms.pays or source.candidate.program.pays
    if pays is not None and pays != "unknown":
        return pays
    keeps = {"grant", "wage_subsidy", "tax_credit", "award", "donation", "matched_crowdfunding"}
    return "unknown" if keeps & set(source.candidate.instruments) else "loan"


def _spent(profile: Profile, plan: Plan, start: date) -> dict[date, int]:
    project = profile.project
    end = project.end.first if project.end else start
    lines: tuple[Cost, ...] = project.costs if project.costs is not None else plan.draft.costs.lines
    spent: dict[date, int] = {}
    for line in lines:
        first = line.date.first.replace(day=1) if line.date else start
        last = line.until.first if line.until else first if line.date else max(first, end)
        for month, dollars in _spread(line.amount, first, last):
            spent[month] = spent.get(month, 0) + dollars
    return spent


def _received(source: PlannedSource, first: date, last: date) -> Iterator[tuple[date, int]]:
    answer = source.candidate.dates.answer if source.candidate and source.state not in {"confirmed", "paid"} else None
    begins = max(first, answer.replace(day=1)) if answer else first
    kept = round(source.amount * (source.candidate.program.holdback or 0)) if source.candidate else 0
    match timing(source):
        case "own" | "loan" | "advance":
            yield begins, source.amount - kept
        case "instalments":
            yield from _spread(source.amount - kept, begins, max(begins, last))
        case _:
            yield max(begins, _next(last)), source.amount - kept
    if kept:
        yield max(begins, _next(last)), kept


def _spread(dollars: int, first: date, last: date) -> Iterator[tuple[date, int]]:
    """Yield equal parts for each month from the one that begins on `first`; what does not divide comes with that of `last`."""
    gap = relativedelta(last, first)
    months = gap.years * 12 + gap.months + 1
    for number in range(months):
        part = dollars // months
        yield first + relativedelta(months=number), part if number < months - 1 else dollars - part * (months - 1)


def _next(month: date) -> date:
    return month + relativedelta(months=1)
