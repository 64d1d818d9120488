"""What an advisor hands over with a plan, in the order of a lender's file: one content, drawn as DOCX and as PDF.

The order follows what funders ask for (RISQ's guide, the forms of Sherbrooke and Laval, PIEC): who asks, for which need, which
project, what it costs and who pays, whether aid stacks, when, with which documents, and what is still open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcher.export.handover_content import Block, Bullets, Handover, Section, Table
from matcher.export.handover_parts import calendar_parts, check_parts, document_parts, open_parts, page_parts
from matcher.locale import N_, Language, day, money, number, share, together, translate
from matcher.planning.cost_of_money import cost_of_money
from matcher.planning.plan import Plan, Plans
from matcher.planning.wording import binding_text, plan_name, source_label, use_label
from matcher.profile import ATTRIBUTES, Profile
from matcher.vocabulary.terms import vocabulary
from matcher.words import answer_text


def handover(plans: Plans, plan: Plan, language: Language) -> Handover:
    """Return the content of the document for one plan."""
    sections = [
        Section(translate(N_("The enterprise"), language), tuple(facts_about(plan.draft.profile, "enterprise", language))),
        Section(translate(N_("The project"), language), tuple(project_parts(plan.draft.profile, language))),
        Section(translate(N_("Costs and financing"), language), tuple(_money(plan, language))),
        Section(translate(N_("Stacking and own contribution"), language), tuple(check_parts(plan, language))),
        Section(translate(N_("Calendar"), language), tuple(calendar_parts(plan, language))),
        Section(translate(N_("Documents to gather"), language), tuple(document_parts(plan, language))),
        Section(translate(N_("Other plans"), language), tuple(_others(plans, plan, language))),
        Section(translate(N_("Open questions"), language), tuple(open_parts(plan, language))),
        Section(translate(N_("Pages read"), language), tuple(page_parts(plan, language))),
    ]
    made = N_("Made on {day} from catalogue {version} ({programs} programs)")
    footer = translate(
        made, language, day=day(plans.as_of, language), version=plans.version, programs=number(plans.programs, language)
    )
    warning = translate(N_("Not a decision of the funders: each rule rests on the sources of the sheets."), language)
    return Handover(
        translate(N_("Funding plan"), language),
        plan_name(plan, language),
        language,
        tuple(section for section in sections if section.blocks),
        f"{footer}. {warning}",
    )


def facts_about(profile: Profile, part: str, language: Language) -> Iterator[Block]:
    """Yield what is known of the enterprise or of the project."""
    section: Any = getattr(profile, part)
    rows = []
    place = profile.enterprise.place
    if part == "enterprise" and place is not None:
        territory = ATTRIBUTES["territory"].label
        rows.append((translate(territory, language), place.full_label(language)))
    for name in type(section).model_fields:
        value = getattr(section, name)
        if name in ATTRIBUTES and value is not None:
            rows.append((translate(ATTRIBUTES[name].label, language), answer_text(name, value, language)))
    headings = (translate(N_("Fact"), language), translate(N_("Answer"), language))
    if rows:
        yield Table(translate(N_("What is known"), language), headings, tuple(rows), widths=(2, 3))
    else:
        yield translate(N_("Nothing is known yet."), language)


def project_parts(profile: Profile, language: Language) -> Iterator[Block]:
    """Yield the project as it was described, then what is known of it."""
    if profile.project.description:
        yield profile.project.description
    yield from facts_about(profile, "project", language)


def _money(plan: Plan, language: Language) -> Iterator[Block]:
    if not plan.draft.costs.divided:
        yield translate(N_("The costs are not divided by use: each use is taken for an equal part."), language)
    amount, part = translate(N_("Amount"), language), translate(N_("Share"), language)
    total = (translate(N_("Total"), language), money(plan.total, language), share(1, language))
    costs = [(use_label(line, language), line.amount) for line in plan.draft.costs.lines]
    rows = [(label, money(dollars, language), share(dollars / plan.total, language)) for label, dollars in costs]
    heading = translate(N_("Costs"), language)
    yield Table(heading, (heading, amount, part), (*rows, total), (1, 2), (6, 2, 1), total=True)
    lines = []
    for source in plan.sources:
        label = source_label(source, language)
        if source.to_confirm:
            label = translate(N_("{source} (to confirm)"), language, source=label)
        state = vocabulary("funding_states")[source.state].label(language)
        repaid = translate(N_("Yes") if source.debt else N_("No"), language)
        lines.append((label, state, repaid, money(source.amount, language), share(source.amount / plan.total, language)))
    if plan.shortfall:
        missing = translate(N_("Money still to be found"), language)
        lines.append((missing, "–", "–", money(plan.shortfall, language), share(plan.shortfall / plan.total, language)))
    heading = translate(N_("Financing"), language)
    headings = (heading, translate(N_("State"), language), translate(N_("Paid back"), language), amount, part)
    last = (total[0], "", "", total[1], total[2])
    yield Table(heading, headings, (*lines, last), (3, 4), (8, 3, 3, 3, 2), total=True)
    facts = N_(
        "Own contribution: {own}. To pay back: {debt}. Public money, or money that may be: {public}. Applications: {files}."
    )
    yield translate(
        facts,
        language,
        own=money(plan.own_contribution, language),
        debt=money(plan.debt, language),
        public=money(plan.public_aid, language),
        files=len(plan.files),
    )
    cost = cost_of_money(plan)
    if cost.high:
        text = N_("Interest in a full year, at the rates that sheets state: {low} to {high}.")
        yield translate(text, language, low=money(cost.low, language), high=money(cost.high, language))
    if cost.unknown:
        names = together([source_label(source, language) for source in cost.unknown], language)
        yield translate(N_("No sheet states the rate of: {sources}."), language, sources=names)
    if plan.binding:
        yield Bullets(
            tuple(binding_text(one, plan, language) for one in plan.binding[:3]), translate(N_("Why money is missing"), language)
        )


def _others(plans: Plans, plan: Plan, language: Language) -> Iterator[Block]:
    headings = (N_("Plan"), N_("Files to submit"), N_("Weeks to the last answer"), N_("To pay back"), N_("Still to be found"))
    rows = tuple(
        (
            plan_name(one, language),
            str(len(one.files)),
            str(one.weeks),
            money(one.debt, language),
            money(one.shortfall, language),
        )
        for one in plans.plans
    )
    named = tuple(translate(heading, language) for heading in headings)
    yield Table(translate(N_("Plans compared"), language), named, rows, (1, 2, 3, 4), (5, 3, 3, 3, 3))
    without = plans.plans_b.get(plan.name, ())
    if without:
        programs = {source.candidate.program.id: source.candidate.program for source in plan.sources if source.candidate}
        refused = N_("If {program} refuses")
        plans_b = tuple(
            (
                translate(refused, language, program=programs[one.refused or ""].name.read(language)),
                money(one.debt, language),
                money(one.shortfall, language),
            )
            for one in without
        )
        named = tuple(translate(heading, language) for heading in (N_("Plan B"), N_("To pay back"), N_("Still to be found")))
        yield Table(translate(N_("What a refusal would change"), language), named, plans_b, (1, 2), (8, 3, 3))
