"""The later parts of a document to hand over: rules with their arithmetic, calendar, documents, open questions, pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from matcher.export.handover_content import Block, Bullets, Table
from matcher.locale import N_, Language, day, money, month, together, translate
from matcher.planning.calendar import calendar
from matcher.planning.cash_flow import cash_flow
from matcher.planning.plan import Check, Plan
from matcher.planning.wording import check_text, doubt_text, label_of, missing_text, rule_text, source_label
from matcher.program import Program
from matcher.rules.truth import Truth
from matcher.vocabulary.terms import vocabulary
from matcher.words import short_name

LENDERS_FILE = (
    "articles",
    "board_list",
    "board_resolution",
    "financial_statements",
    "financial_forecasts",
    "financing_structure",
    "financing_letters",
    "quotes",
)
"""What a lender's file holds whoever the lender is (RISQ, Sherbrooke, Laval, PIEC and MRC pages)."""


CITED = ("amount", "share_of_costs", "stacking", "own_contribution", "loan_terms", "intakes", "status", "pays")
"""The fields of a sheet that a plan rests on, whose pages are listed."""


def check_parts(plan: Plan, language: Language) -> Iterator[Block]:
    """Yield each rule of each chosen program with its arithmetic and its page."""
    for check in plan.checks:
        yield _rule(check, plan, language)
    if not plan.checks:
        yield translate(N_("No chosen program states a rule for the whole plan."), language)


def _rule(check: Check, plan: Plan, language: Language) -> Bullets:
    kept = N_("{rule}: kept") if check.ok else N_("{rule}: broken")
    lines = [check_text(check, plan, language)]
    if check.rule.missing:
        parts = together([missing_text(part, language) for part in check.rule.missing], language)
        lines.append(translate(N_("No page states: {parts}. Counted at the cautious end."), language, parts=parts))
    for name, dollars in check.frees.items():
        text = N_("If {source} did not count, {amount} would be free under this rule.")
        lines.append(translate(text, language, source=label_of(name, plan, language), amount=money(dollars, language)))
    if check.rule.source:
        lines.append(translate(N_("Page: {address}"), language, address=check.rule.source))
    return Bullets(tuple(lines), translate(kept, language, rule=rule_text(check.rule, language)))


def calendar_parts(plan: Plan, language: Language) -> Iterator[Block]:
    """Yield what must not begin too soon, the steps, and money by month."""
    steps = calendar(plan)
    warnings = tuple(step.sentence(language) for step in steps if step.warning)
    if warnings:
        yield Bullets(warnings, translate(N_("Before anything is begun"), language))
    unknown = translate(N_("date not known"), language)
    estimate = N_("{step} (estimate)")
    rows = tuple(
        (
            day(step.on, language) if step.on else unknown,
            translate(estimate, language, step=step.sentence(language)) if step.estimated else step.sentence(language),
        )
        for step in steps
        if not step.warning
    )
    headings = (translate(N_("Date"), language), translate(N_("What"), language))
    yield Table(translate(N_("Steps"), language), headings, rows, widths=(1, 4))
    flow = cash_flow(plan)
    months = tuple(
        (month(one.first, language), money(one.spent, language), money(one.received, language), money(one.missing, language))
        for one in flow.months
    )
    named = tuple(translate(h, language) for h in (N_("Month"), N_("Spent"), N_("Received"), N_("To be advanced")))
    yield Table(translate(N_("Cash flow"), language), named, months, (1, 2, 3))
    if flow.assumed_start:
        yield translate(N_("No start is stated: the project is taken to begin with the last answer."), language)


def document_parts(plan: Plan, language: Language) -> Iterator[Block]:
    """Yield the documents that the chosen programs ask for, and those of any lender's file: ready or missing."""
    yield document_table(programs_of(plan), plan.draft.profile.project.documents or (), language)


def document_table(programs: Iterable[Program], ready: Collection[str], language: Language) -> Table:
    """Return the documents that programs ask for, and those of any lender's file; `ready` holds the codes of those at hand."""
    always = translate(N_("any lender"), language)
    there, missing = translate(N_("Ready"), language), translate(N_("Missing"), language)
    rows = tuple(
        (one.label, together(one.by, language) if one.by else always, there if one.code in ready else missing)
        for one in documents_asked(programs, language)
    )
    headings = tuple(translate(h, language) for h in (N_("Document"), N_("Asked by"), N_("State")))
    return Table(translate(N_("Documents"), language), headings, rows, widths=(4, 4, 1))


@dataclass
class DocumentAsked:
    """One document: its code of documents.yaml, None for one that only a sheet describes, and the programs that ask for it."""

    code: str | None
    label: str
    by: list[str]


def documents_asked(programs: Iterable[Program], language: Language) -> list[DocumentAsked]:
    """Return the documents that programs ask for, each once, then those of any lender's file."""
    asked: dict[str, DocumentAsked] = {}
    words = vocabulary("documents")
    for program in programs:
        for item in program.apply.documents if program.apply else ():
            code, label = (item, words[item].label(language)) if isinstance(item, str) else (None, item.read(language))
            asked.setdefault(label, DocumentAsked(code, label, [])).by.append(short_name(program, language))
    for code in LENDERS_FILE:
        label = words[code].label(language)
        asked.setdefault(label, DocumentAsked(code, label, []))
    return list(asked.values())


def open_parts(plan: Plan, language: Language) -> Iterator[Block]:
    """Yield, for each source, what is still to be confirmed and what makes it less than certain."""
    for source in plan.sources:
        candidate = source.candidate
        if candidate is None or source.state in {"confirmed", "paid"}:
            continue
        unknown = [reason.text for reason in candidate.match.reasons(language) if reason.truth is Truth.UNKNOWN]
        doubts = [doubt_text(doubt, language) for doubt in candidate.doubts if doubt != "to_confirm"]
        lines = unknown
        if doubts:
            lines.append(translate(N_("Less than certain: {doubts}"), language, doubts=together(doubts, language)))
        if lines:
            yield Bullets(tuple(lines), source_label(source, language))


def page_parts(plan: Plan, language: Language) -> Iterator[Block]:
    """Yield the pages behind each chosen program, with the day each was read."""
    unread = translate(N_("page still to be read"), language)
    rows = tuple(
        (program.name.read(language), page.url, day(page.read_on, language) if page.read_on else unread)
        for program in programs_of(plan)
        for page in program.sources
        if page.id in {program.evidence.get(field) for field in CITED} or len(program.sources) == 1
    )
    headings = tuple(translate(h, language) for h in (N_("Program"), N_("Page"), N_("Read on")))
    if rows:
        yield Table(translate(N_("Pages"), language), headings, rows, widths=(3, 5, 2))


def programs_of(plan: Plan) -> list[Program]:
    """Return the chosen programs, in the order of the plan."""
    return list({source.candidate.program.id: source.candidate.program for source in plan.sources if source.candidate}.values())
