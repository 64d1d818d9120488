"""What a program's sheet states, as people read it. What no source states is said to be so, never left to be guessed."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.catalogue import Provider
from matcher.locale import N_, Language, money, number, share, translate
from matcher.program import AfterAward, Apply, Component, Delay, LoanTerms, OwnContribution, Program, Stacking, Text
from matcher.vocabulary.terms import vocabulary
from matcher.words import amount_text, kinds_text

PAYS = {
    "advance": N_("before spending"),
    "instalments": N_("by instalments"),
    "on_claim": N_("on claim, once spent"),
    "unknown": N_("not stated by the sources"),
}
APPROACHES = {
    "call_first": N_("call first"),
    "open_call": N_("calls for projects"),
    "rolling": N_("applications all year"),
    "by_invitation": N_("by invitation"),
    "through_intermediary": N_("through another organization"),
    "no_application": N_("nothing to apply for"),
    "unknown": N_("not stated by the sources"),
}
EFFORTS = {
    "light": N_("light: a form or a call, under a day"),
    "moderate": N_("moderate: budget, statements or letters, some days"),
    "heavy": N_("heavy: business plan, forecasts or studies, weeks"),
}
BASES = {
    "total_cost": N_("of the total cost"),
    "eligible_costs": N_("of eligible costs"),
    "own_eligible_costs": N_("of the costs eligible for this program"),
}
PUBLIC_BODIES = {
    "federal": N_("Canada"),
    "provincial": N_("Québec"),
    "municipal": N_("municipalities and MRCs"),
    "crown_corporation": N_("Crown corporations"),
}


PUBLIC_MONEY = {
    "all": N_("public money"),
    "part": N_("public money in part"),
    "none": N_("private money"),
    "unknown": N_("public or private money: not stated"),
}


@dataclass(frozen=True)
class Figure:
    """One line of a sheet. `text` is None where no source states it; `field` is its place in the file."""

    label: str
    text: str | None
    field: str


def money_figures(program: Program, language: Language) -> list[Figure]:
    """Return what a program brings and on what terms. A service without money has no terms to be missing."""
    kinds = Figure(N_("Type of aid"), kinds_text(program, language), "instruments")
    funds = Figure(N_("Pays for"), _labels("uses", program.funds, language), "funds")
    if set(program.instruments) <= {"service", "training"}:
        return [kinds, Figure(N_("Helps with"), funds.text, "funds")]
    loan = program.loan_terms or LoanTerms()
    lines = [
        kinds,
        Figure(N_("Amount"), amount_text(program, language), "amount"),
        Figure(N_("Own contribution"), own_contribution_text(program.own_contribution, language), "own_contribution"),
        Figure(N_("Stacking of public aid"), stacking_text(program.stacking, language), "stacking"),
        Figure(N_("Paid"), translate(PAYS[program.pays], language) if program.pays else None, "pays"),
    ]
    optional = [
        Figure(N_("Kept until the end"), None if program.holdback is None else share(program.holdback, language), "holdback"),
        Figure(N_("Rate"), _read(loan.rate, language), "loan_terms.rate"),
        Figure(N_("Term"), _years(loan, language), "loan_terms.term_years"),
        Figure(N_("Security"), _read(loan.security, language), "loan_terms.security"),
    ]
    return [*lines, *(line for line in optional if line.text), funds]


def way_in_figures(program: Program, language: Language) -> list[Figure]:
    """Return how one reaches a program, what it takes, and what follows an award."""
    apply, after = program.apply or Apply(), program.after_award or AfterAward()
    lines = [
        Figure(N_("Approach"), translate(APPROACHES[program.approach], language) if program.approach else None, "approach"),
        Figure(N_("Effort"), translate(EFFORTS[apply.effort], language) if apply.effort else None, "apply.effort"),
        Figure(N_("Decision"), _delay(apply.delay_weeks, language), "apply.delay_weeks"),
    ]
    kept = after.ownership_years
    years = None if kept is None else translate(N_("{years} years"), language, years=kept)
    optional = [
        Figure(N_("After the award"), _read(after.reporting, language), "after_award.reporting"),
        Figure(N_("Stay owner for"), years, "after_award.ownership_years"),
        Figure(N_("Security after the award"), _read(after.security, language), "after_award.security"),
    ]
    return [*lines, *(line for line in optional if line.text)]


def provider_text(provider: Provider, language: Language) -> str:
    """Write who gives it, at which level, and whether the money is public, as far as that is known."""
    public = translate(PUBLIC_MONEY[provider.public_money], language)
    return " · ".join([provider.name.read(language), vocabulary("levels")[provider.level].label(language), public])


def documents(program: Program, language: Language) -> list[str]:
    """Return what to bring, in the words of the vocabulary where it has them."""
    found = program.apply.documents if program.apply else ()
    words = vocabulary("documents")
    return [words[item].label(language) if isinstance(item, str) else item.read(language) for item in found]


def component_text(component: Component, language: Language) -> str:
    """Write the terms of one part of a program on one line."""
    parts = [_labels("instruments", component.instruments, language)]
    if component.amount and component.amount.max is not None:
        parts.append(translate(N_("up to {high}"), language, high=money(component.amount.max, language)))
    if component.share_of_costs and component.share_of_costs.max is not None:
        parts.append(translate(N_("up to {share} of costs"), language, share=share(component.share_of_costs.max, language)))
    return ", ".join(part for part in parts if part)


def own_contribution_text(own: OwnContribution | None, language: Language) -> str | None:
    """Write the four facts of an own contribution: how much, of what, what counts, and how much of it in cash."""
    if own is None:
        return None
    parts = []
    if own.min is not None:
        base = translate(BASES[own.base], language) if own.base else ""
        parts.append(translate(N_("at least {share} {base}"), language, share=share(own.min, language), base=base).strip())
    if own.min_amount is not None:
        parts.append(translate(N_("at least {amount}"), language, amount=money(own.min_amount, language)))
    if own.cash_min is not None:
        parts.append(translate(N_("{share} in cash"), language, share=share(own.cash_min, language)))
    if own.in_kind_max is not None:
        parts.append(translate(N_("in kind up to {share}"), language, share=share(own.in_kind_max, language)))
    if own.accepts:
        accepted = ", ".join(vocabulary("contributions")[kind].phrase(language) for kind in own.accepts)
        parts.append(translate(N_("counts: {kinds}"), language, kinds=accepted))
    return "; ".join(parts) or None


def stacking_text(rule: Stacking | None, language: Language) -> str | None:
    """Write a stacking rule, and which of its parts no source states."""
    if rule is None:
        return None
    missing = []
    ceiling = rule.ceiling.get("social_economy") if isinstance(rule.ceiling, dict) else rule.ceiling
    base = translate(BASES[rule.base], language) if rule.base else ""
    if ceiling is None:
        parts = [translate(N_("limited"), language)]
        missing.append(N_("ceiling"))
    else:
        parts = [translate(N_("at most {share} {base}"), language, share=share(ceiling, language), base=base).strip()]
    if not rule.base:
        missing.append(N_("of which costs"))
    if rule.who_counts:
        bodies = ", ".join(translate(PUBLIC_BODIES[body], language) for body in rule.who_counts)
        parts.append(translate(N_("counts: {kinds}"), language, kinds=bodies))
    else:
        missing.append(N_("whose money counts"))
    weights = _weights(rule, language)
    parts.extend(weights)
    if not weights:
        missing.append(N_("how much a loan counts"))
    if rule.private_min is not None:
        parts.append(translate(N_("at least {share} private"), language, share=share(rule.private_min, language)))
    if missing:
        named = ", ".join(translate(word, language) for word in missing)
        parts.append(translate(N_("not stated: {parts}"), language, parts=named))
    return "; ".join(parts)


def _weights(rule: Stacking, language: Language) -> list[str]:
    counts = rule.counts
    if counts is None:
        return []
    named = [(translate(N_("a grant"), language), counts.non_repayable), (translate(N_("a loan"), language), counts.repayable)]
    named += [(vocabulary("instruments")[code].label(language), weight) for code, weight in counts.instrument.items()]
    named += [(vocabulary("levels")[code].label(language), weight) for code, weight in counts.giver.items()]
    frame = N_("{kind} counts for {share}")
    return [translate(frame, language, kind=kind, share=share(weight, language)) for kind, weight in named if weight is not None]


def _delay(delay: Delay | None, language: Language) -> str | None:
    if delay is None:
        return None
    if delay.typical is not None:
        return translate(N_("after about {weeks} weeks"), language, weeks=delay.typical)
    if delay.min is not None and delay.max is not None:
        return translate(N_("after {low} to {high} weeks"), language, low=delay.min, high=delay.max)
    if delay.max is not None:
        return translate(N_("within {weeks} weeks"), language, weeks=delay.max)
    return translate(N_("after {weeks} weeks or more"), language, weeks=delay.min or 0)


def _years(loan: LoanTerms, language: Language) -> str | None:
    if not loan.term_years:
        return None
    low, high = loan.term_years.get("min"), loan.term_years.get("max")
    if low is not None and high is not None and low != high:
        return translate(N_("{low} to {high} years"), language, low=number(low, language), high=number(high, language))
    if high is not None:
        return translate(N_("up to {years} years"), language, years=number(high, language))
    return translate(N_("{years} years or more"), language, years=number(low or 0, language))


def _labels(name: str, codes: tuple[str, ...], language: Language) -> str | None:
    return ", ".join(vocabulary(name)[code].label(language) for code in codes) or None


def _read(text: Text | None, language: Language) -> str | None:
    return text.read(language) if text else None
