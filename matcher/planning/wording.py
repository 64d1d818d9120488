"""How people read a plan: names of plans and sources, rules with their arithmetic, why money is missing."""

from __future__ import annotations

from matcher.budget import Cost, cost_term
from matcher.locale import N_, Language, money, share, together, translate
from matcher.planning.candidates import Doubt, LeftOut, WhyNot
from matcher.planning.limits import OWN, PlanRule
from matcher.planning.plan import Check, Plan, PlannedSource
from matcher.planning.problem import SHORTFALL, Rule
from matcher.planning.shortfall import Binding
from matcher.vocabulary.terms import vocabulary
from matcher.words import short_name

PLAN_NAMES: dict[str, str] = {
    "least_debt": N_("Least debt"),
    "fewest": N_("Fewest applications"),
    "fastest": N_("Fastest answers"),
    "most_certain": N_("Most certain"),
    "only_eligible": N_("Without programs to confirm"),
}
RULES: dict[Rule, str] = {
    "stacking": N_("{program}: public aid at most {share} of {base}"),
    "private_share": N_("{program}: private money at least {share} of {base}"),
    "own_contribution": N_("{program}: own contribution at least {bound}"),
    "own_contribution_cash": N_("{program}: own contribution in cash at least {bound}"),
    "in_kind": N_("{program}: own contribution other than in kind at least {bound}"),
    "debt_service": N_("Debt: at most {bound} paid back in a year"),
}
MISSING: dict[str, str] = {
    "base": N_("of which costs"),
    "who_counts": N_("whose money counts"),
    "counts": N_("how much a loan counts"),
    "social_economy": N_("whether the enterprise is one of the social economy under the Act, which raises the ceiling"),
    "accepts": N_("what counts as an own contribution"),
}
WHY_NOT: dict[WhyNot, str] = {
    "reserved": N_("it is reserved for people of a group: say in your answers whether it is yours"),
    "amount_unknown": N_("no page says how much it gives: ask, and enter the amount"),
    "starts_before": N_("the project starts before an application can be made"),
    "per_enterprise": N_("what was received already leaves no room under the limit per enterprise"),
    "refused": N_("refused"),
    "no_cost": N_("its smallest amount is more than what it could pay here"),
    "beside": N_("it stands beside a loan and brings no money of its own"),
    "bridge": N_("it advances money that another source pays back"),
}
DOUBTS: dict[Doubt, str] = {
    "to_confirm": N_("conditions to confirm"),
    "no_date": N_("no date for applications"),
    "low_confidence": N_("sheet of low confidence"),
    "competition": N_("by choice of the funder, among many"),
    "amount": N_("no maximum is published"),
    "share": N_("no share of costs is published: the usual one of other programs is taken"),
}


def plan_name(plan: Plan, language: Language) -> str:
    """Return what a plan is the best at."""
    names = (plan.name,) if plan.only_eligible else plan.goals
    return together([translate(PLAN_NAMES[name], language) for name in names], language)


def source_label(source: PlannedSource, language: Language) -> str:
    """Return the name of a source: the program with its part, the kind of own contribution, or its own label."""
    if source.candidate is not None:
        name = source.candidate.program.name.read(language)
        part = source.candidate.component
        return f"{name} – {part.name.read(language)}" if part else name
    if source.contribution is not None:
        if source.contribution.label:
            return source.contribution.label
        if source.contribution.kind == OWN:
            return translate(N_("Own contribution"), language)
        return vocabulary("contributions")[source.contribution.kind].label(language)
    assert source.outside is not None
    assert source.outside.label is not None
    return source.outside.label


def label_of(name: str, plan: Plan, language: Language) -> str:
    """Return the name of a source by its id, or of the money still to be found."""
    if name == SHORTFALL:
        return translate(N_("Money still to be found"), language)
    return source_label(plan.source(name), language)


def use_label(line: Cost, language: Language) -> str:
    """Return what a line of costs is for: the person's own words, or the kind of cost."""
    if line.label:
        return line.label
    if line.use:
        return cost_term(line.use).label(language)
    return translate(N_("Whole project"), language)


def rule_text(rule: PlanRule, language: Language) -> str:
    """Say a rule of a program in one line."""
    bound = abs(rule.limit.bound)
    name = short_name(rule.program, language) if rule.program else ""
    base = money(rule.base, language)
    return translate(
        RULES[rule.limit.rule],
        language,
        program=name,
        share=share(float(rule.share), language),
        base=base,
        bound=money(int(bound), language),
    )


def check_text(check: Check, plan: Plan, language: Language) -> str:
    """Say a rule with its arithmetic: each amount, what it counts, the sum and the bound."""
    terms = []
    for name, amount, weight in check.terms:
        label = label_of(name, plan, language)
        if weight == 1:
            terms.append(translate(N_("{amount} ({source})"), language, amount=money(amount, language), source=label))
        else:
            text = N_("{amount} × {share} ({source})")
            terms.append(
                translate(text, language, amount=money(amount, language), share=share(float(weight), language), source=label)
            )
    total, bound = money(round(check.counted), language), money(round(check.bound), language)
    compared = (
        N_("{terms} = {total}; at least {bound} is asked")
        if check.at_least
        else N_("{terms} = {total}; at most {bound} is allowed")
    )
    return translate(compared, language, terms=" + ".join(terms) or money(0, language), total=total, bound=bound)


def missing_text(part: str, language: Language) -> str:
    """Name a part of a rule that no page states."""
    return translate(MISSING[part], language)


def left_out_text(one: LeftOut, language: Language) -> str:
    """Say why a program that could pay has no amount in the plan."""
    return translate(WHY_NOT[one.why], language)


def doubt_text(doubt: Doubt, language: Language) -> str:
    """Say what makes a source less than certain."""
    return translate(DOUBTS[doubt], language)


def binding_text(one: Binding, plan: Plan, language: Language) -> str:
    """Say what keeps money missing, and what lifting it would bring."""
    frees = money(one.frees, language)
    missing = money(plan.shortfall, language)
    if one.rule is not None and one.rule.limit.rule == "stacking" and one.rule.program is not None:
        text = N_(
            "Public aid reaches the ceiling of {program} ({share} of {base}); {missing} must come from private or own money, {frees} of it because of this ceiling"
        )
        name, base = short_name(one.rule.program, language), money(one.rule.base, language)
        return translate(
            text, language, program=name, share=share(float(one.rule.share), language), base=base, missing=missing, frees=frees
        )
    if one.rule is not None:
        text = N_("{rule}; without this rule {frees} less would be missing")
        return translate(text, language, rule=rule_text(one.rule, language), frees=frees)
    if one.cause == "exclusive":
        names = [short_name(plan.draft.matches.find(program).program, language) for program in one.programs]
        text = N_("{programs} cannot be combined; otherwise {frees} less would be missing")
        return translate(text, language, programs=together(names, language), frees=frees)
    if one.cause == "files_max":
        return translate(N_("With more applications, {frees} less would be missing"), language, frees=frees)
    if one.cause == "ancillary":
        uses = together([cost_term(use).label(language) for use in one.uses], language)
        text = N_("No sheet says that it pays for: {uses}. If funders do, {frees} less would be missing")
        return translate(text, language, uses=uses, frees=frees)
    return translate(
        N_("Every program found already gives all it can; {missing} must come from private or own money"),
        language,
        missing=missing,
    )
