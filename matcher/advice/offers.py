"""What a program offers and how far it goes against what is missing: facts of the sheet, never a promise."""

from __future__ import annotations

from typing import NamedTuple

from matcher.facts import Facts
from matcher.features import HELP
from matcher.locale import N_, Language, either, money, share, translate
from matcher.program import Program
from matcher.sheet import Sheet
from matcher.vocabulary.terms import vocabulary

NO_MONEY = HELP | {"loan_guarantee"}
FRACTIONS = (
    (1 / 4, N_("a quarter"), N_("about a quarter")),
    (1 / 3, N_("a third"), N_("about a third")),
    (1 / 2, N_("half"), N_("about half")),
    (2 / 3, N_("two thirds"), N_("about two thirds")),
    (3 / 4, N_("three quarters"), N_("about three quarters")),
)
NEAR_FRACTION, EXACT = 0.02, 0.001


class Need(NamedTuple):
    """Whole dollars that are missing; the whole cost where the own contribution is not known."""

    dollars: int
    whole_cost: bool


def need(known: Facts) -> Need | None:
    """Return what the project is missing, or None where its cost is not known or nothing is missing."""
    project = known.profile.project
    if project.cost is None:
        return None
    dollars = project.cost - (project.paid_by_applicant or 0)
    return Need(dollars, project.paid_by_applicant is None) if dollars > 0 else None


class Offered(NamedTuple):
    """What a program offers, for any applicant; `ceiling` is the most that one award of money can be, where that is stated."""

    words: str
    ceiling: int | None
    share: float | None


def offer(sheet: Sheet, cost: int | None, missing: Need | None, language: Language) -> str:
    """Say what the program offers, its bounds, and what its maximum is against what is missing."""
    offered, ceiling, share_of = sheet.once(_offered, language)
    if missing is None or ceiling is None or below_minimum(sheet.program, missing):
        return offered
    if share_of is not None and cost is not None:
        ceiling = min(ceiling, int(share_of * cost))
    if ceiling >= missing.dollars:
        frame = N_("{offer}, for a cost of {need}") if missing.whole_cost else N_("{offer}, while you are missing {need}")
        return translate(frame, language, offer=offered, need=money(missing.dollars, language))
    frame = (
        N_("{offer}, {part} of the cost of your project") if missing.whole_cost else N_("{offer}, {part} of what you are missing")
    )
    return translate(frame, language, offer=offered, part=_fraction(ceiling / missing.dollars, language))


def _bringing_money(program: Program) -> list[str]:
    return [code for code in program.instruments if code not in NO_MONEY]


def _offered(sheet: Sheet, language: Language) -> Offered:
    """Say what the program offers, and its bounds."""
    terms, program = vocabulary("instruments"), sheet.program
    money_ = _bringing_money(program)
    what = either([terms[code].phrase(language) for code in (money_ or program.instruments)[:2]], language)
    if not money_:
        return Offered(translate(N_("offers {what}"), language, what=what), None, None)
    ceiling = program.amount.max if program.amount else None
    share_of = program.share_of_costs.max if program.share_of_costs else None
    return Offered(_bounded(program, what, language), ceiling, share_of)


def below_minimum(program: Program, missing: Need) -> bool:
    """Tell whether the smallest award is more than what is missing."""
    low = program.amount.min if program.amount else None
    return low is not None and low > missing.dollars


def _bounded(program: Program, what: str, language: Language) -> str:
    """Say what is offered with the amount of one award and the share of costs, as far as they are stated."""
    amount, costs = program.amount, program.share_of_costs
    low, high = (amount.min, amount.max) if amount else (None, None)
    part = share(costs.max, language) if costs and costs.max is not None and costs.max < 1 else None
    if high is not None and low == high:
        return translate(N_("offers {what} of {high}"), language, what=what, high=money(high, language))
    if high is not None and low:
        bounds = {"low": money(low, language), "high": money(high, language)}
        if part:
            frame = N_("offers {what} of {low} to {high} and at most {part} of costs")
            return translate(frame, language, what=what, part=part, **bounds)
        return translate(N_("offers {what} of {low} to {high}"), language, what=what, **bounds)
    if high is not None and part:
        frame = N_("offers {what} of up to {high} and at most {part} of costs")
        return translate(frame, language, what=what, high=money(high, language), part=part)
    if high is not None:
        return translate(N_("offers {what} of up to {high}"), language, what=what, high=money(high, language))
    if part:
        return translate(N_("offers {what} of up to {part} of costs"), language, what=what, part=part)
    if low:
        return translate(N_("offers {what} of at least {low}"), language, what=what, low=money(low, language))
    if highest := max((c.amount.max or 0 for c in program.components if c.amount), default=0):
        frame = N_("offers {what} of up to {high}, depending on the part")
        return translate(frame, language, what=what, high=money(highest, language))
    return translate(N_("offers {what}"), language, what=what)


def _fraction(part: float, language: Language) -> str:
    for fraction, exactly, about in FRACTIONS:
        if abs(part - fraction) < NEAR_FRACTION:
            return translate(exactly if abs(part - fraction) < EXACT else about, language)
    if part < NEAR_FRACTION:
        return translate(N_("a small part"), language)
    return translate(N_("about {share}"), language, share=share(round(part, 2), language))
