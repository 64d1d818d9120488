"""What the command line shows of the catalogue, as tables and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from matcher.catalogue import Catalogue, Provider
from matcher.console import screen, table
from matcher.curation.changes import Change
from matcher.curation.coverage import Report
from matcher.curation.staleness import Stale
from matcher.figures import money_figures, provider_text, way_in_figures
from matcher.locale import N_, Language, day, translate
from matcher.program import Program
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory
from matcher.window import window
from matcher.words import STATES, amount_text, kinds_text, read_text

HEADINGS = {
    "family": N_("By family"),
    "state": N_("By state today"),
    "confidence": N_("By confidence"),
    "age": N_("By age of the newest dated page"),
    "region": N_("Programs that serve each region"),
    "local_money": N_("Local or regional money in each region"),
    "level": N_("By level of the provider"),
}
CODES = STATES | {
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
    "fresh": N_("under one year"),
    "ageing": N_("one to two years"),
    "stale": N_("over two years"),
    "undated": N_("no dated page"),
}


def show_counts(catalogue: Catalogue, language: Language) -> None:
    """Print how many programs each family has."""
    counts: Counter[str] = Counter(program.family for program in catalogue.values())
    parts = ", ".join(f"{vocabulary('families')[f].label(language)} {counts[f]}" for f in vocabulary("families"))
    screen().print(translate(N_("{count} programs, no problem found: {parts}"), language, count=len(catalogue), parts=parts))


def show_programs(programs: Sequence[Program], as_of: date, language: Language) -> None:
    """Print a list of programs."""
    rows = table(
        *(translate(h, language) for h in (N_("Id"), N_("Program"), N_("Type of aid"), N_("Amount"), N_("Applications")))
    )
    for program in programs:
        kinds = kinds_text(program, language)
        state = window(program, as_of).sentence(language)
        rows.add_row(program.id, program.name.read(language), kinds, amount_text(program, language) or "–", state)
    screen().print(rows)


def show_program(program: Program, provider: Provider, as_of: date, language: Language) -> None:
    """Print one program."""
    out = screen()
    out.print(program.name.read(language), style="bold")
    out.print(provider_text(provider, language))
    if program.former_names:
        out.print(translate(N_("Formerly: {names}"), language, names="; ".join(program.former_names)))
    if program.local_version_of:
        out.print(translate(N_("Local version of: {name}"), language, name=", ".join(program.local_version_of)))
    out.print(program.summary.read(language))
    out.print(window(program, as_of).sentence(language))
    silent = translate(N_("not stated by the sources"), language)
    for figure in (*money_figures(program, language), *way_in_figures(program, language)):
        label = translate(figure.label, language)
        out.print(translate(N_("{label}: {text}"), language, label=label, text=figure.text or silent))
    rows = table(translate(N_("Criterion"), language), translate(N_("Source"), language))
    for criterion in program.eligibility.conjuncts(as_of):
        source = program.source(criterion.source)
        rows.add_row(criterion.sentence(language), source.url if source else "–")
    out.print(rows)
    for source in program.sources:
        out.print(f"{source.id}: {source.url} ({read_text(source, language)})")
    for question in program.open_questions:
        out.print(f"? {question.read(language)}")


def show_stale(found: Sequence[Stale], language: Language) -> None:
    """Print the sheets to look at again, each with its reasons."""
    if not found:
        screen().print(translate(N_("Nothing to look at again."), language))
        return
    rows = table(*(translate(h, language) for h in (N_("Id"), N_("Program"), N_("Why"))))
    for item in found:
        why = "; ".join(reason.sentence(language) for reason in item.reasons)
        rows.add_row(item.program.id, item.program.name.read(language), why)
    screen().print(rows)


def stale_document(found: Iterable[Stale]) -> list[dict[str, Any]]:
    """Return the sheets to look at again as JSON."""
    return [
        {
            "id": item.program.id,
            "reasons": [{"code": r.code, "since": r.since.isoformat() if r.since else None} for r in item.reasons],
        }
        for item in found
    ]


def show_changes(found: Sequence[Change], language: Language) -> None:
    """Print what changed, one line each."""
    out = screen()
    if not found:
        out.print(translate(N_("Nothing changed."), language))
    for change in found:
        text = N_("{program}: {change}")
        out.print(translate(text, language, program=change.name[language], change=change.sentence(language)), soft_wrap=True)


def changes_document(found: Iterable[Change], language: Language) -> list[dict[str, Any]]:
    """Return what changed as JSON."""
    return [{"program": c.program, "kind": c.kind, "path": c.path, "text": c.sentence(language)} for c in found]


def counted(report: Report, language: Language) -> Mapping[str, Mapping[str, int]]:
    """Return the counts of a report under headings and labels that people read."""
    return {
        translate(HEADINGS[by], language): {_label(by, code, language): n for code, n in c.items()} for by, c in report.by.items()
    }


def _label(by: str, code: str, language: Language) -> str:
    if by in {"region", "local_money"}:
        return territory()[code].label(language)
    if by in {"family", "level"}:
        return vocabulary({"family": "families", "level": "levels"}[by])[code].label(language)
    return translate(CODES[code], language)


def report_markdown(report: Report, language: Language) -> str:
    """Write a report as a page of the documentation."""
    title = translate(N_("Coverage of the catalogue"), language)
    lines = [f"# {title}", "", report_summary(report, language), ""]
    for heading, counts in counted(report, language).items():
        lines += [f"## {heading}", "", "| | |", "| --- | ---: |", *(f"| {label} | {n} |" for label, n in counts.items()), ""]
    return "\n".join(lines)


def report_summary(report: Report, language: Language) -> str:
    """Say how many programs there are, and how many MRCs have money of their own."""
    text = N_("{count} programs on {day}; {mrc} of the 104 MRCs and equivalents have money of their own.")
    return translate(text, language, count=report.programs, day=day(report.as_of, language), mrc=report.mrc_with_own_fund)


def show_report(report: Report, language: Language) -> None:
    """Print the counts of a report."""
    out = screen()
    out.print(report_summary(report, language))
    for heading, counts in counted(report, language).items():
        rows = table(heading, "")
        for label, n in counts.items():
            rows.add_row(label, str(n))
        out.print(rows)
