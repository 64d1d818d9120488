"""What the command line shows to people, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from matcher.catalogue import Catalogue, Provider
from matcher.figures import money_figures, way_in_figures
from matcher.locale import N_, Language, share, translate
from matcher.matching import Match, Matches
from matcher.program import Program
from matcher.ranking import PART_LABELS
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.vocabulary.terms import vocabulary
from matcher.window import window
from matcher.words import TRUTH_WORDS, VERDICT_WORDS, amount_text, kinds_text, read_text

STYLES = {Verdict.ELIGIBLE: "green", Verdict.TO_CONFIRM: "yellow", Verdict.NEAR_MISS: "cyan", Verdict.NOT_ELIGIBLE: "red"}
TRUTH_STYLES = {Truth.TRUE: "green", Truth.UNKNOWN: "yellow", Truth.FALSE: "red"}


def _table(*headings: str, ratios: Sequence[int | None] | None = None) -> Table:
    """Return an empty table; `ratios` share the width of the terminal among columns, None keeps a column as narrow as it can be."""
    table = Table(box=box.SIMPLE_HEAD, expand=ratios is not None)
    for heading, ratio in zip(headings, ratios or [None] * len(headings), strict=True):
        table.add_column(heading, overflow="fold", ratio=ratio)
    return table


def _screen() -> Console:
    return Console(highlight=False, markup=False, soft_wrap=False)


def show_matches(matches: Matches, language: Language, top: int) -> None:
    """Print the first programs, and how many there are of each verdict."""
    headings = (N_("Rank"), N_("Program"), N_("Verdict"), N_("Fit"), N_("Amount"), N_("Applications"))
    table = _table(*(translate(heading, language) for heading in headings), ratios=(None, 5, None, None, 3, 3))
    for match in matches.ranked[:top]:
        word = translate(VERDICT_WORDS[match.verdict], language)
        if match.verdict is Verdict.TO_CONFIRM:
            word += f" ({len(match.decision.with_truth(Truth.UNKNOWN))})"
        verdict = Styled(word, style=STYLES[match.verdict])
        name = f"{match.program.name.read(language)}\n{match.program.id}"
        table.add_row(
            str(match.rank),
            name,
            verdict,
            f"{match.fit.points:.0f}",
            amount_text(match.program, language) or "–",
            match.window.sentence(language),
        )
    screen = _screen()
    screen.print(table)
    counts = Counter(match.verdict for match in matches.ranked)
    totals = ", ".join(f"{counts[v]} {translate(VERDICT_WORDS[v], language).lower()}" for v in Verdict)
    screen.print(translate(N_("{count} programs: {totals}"), language, count=len(matches.ranked), totals=totals))
    screen.print(translate(N_("Not a decision of the funders: each verdict rests on the sources of the sheet."), language))


def show_explanation(match: Match, language: Language) -> None:
    """Print every criterion with its truth and its source, and the parts of the fit."""
    screen = _screen()
    screen.print(match.program.name.read(language), style="bold")
    screen.print(translate(VERDICT_WORDS[match.verdict], language), style=STYLES[match.verdict])
    screen.print(match.window.sentence(language))
    table = _table(*(translate(h, language) for h in (N_("Criterion"), N_("Answer"), N_("Source"))))
    for reason in match.reasons(language):
        word = Styled(translate(TRUTH_WORDS[reason.truth], language), style=TRUTH_STYLES[reason.truth])
        table.add_row(reason.text, word, reason.source or "–")
    screen.print(table)
    if match.verdict is Verdict.NEAR_MISS and match.decision.near_miss:
        screen.print(translate(N_("One step away: {step}"), language, step=match.decision.near_miss.sentence(language)))
    parts = _table(translate(N_("Part of the fit"), language), translate(N_("Points"), language))
    for name, points in match.fit.parts.items():
        parts.add_row(translate(PART_LABELS[name], language), f"{points:+.1f}")
    parts.add_row(translate(N_("Fit"), language), f"{match.fit.points:.1f}", style="bold")
    screen.print(parts)


def show_evaluation(report: Mapping[str, Any], language: Language) -> None:
    """Print the measures of our ranking next to the baselines, and every wrong no."""
    table = _table(translate(N_("Method"), language), *report["metrics"])
    for name, metrics in {"matcher": report["metrics"], **report["baselines"]}.items():
        table.add_row(name, *(f"{value:.3f}" for value in metrics.values()))
    screen = _screen()
    screen.print(table)
    wrong = report["wrong_no"]
    summary = N_("{cases} cases, {scored} scored; wrong no: {rate} of {n} funded programs")
    screen.print(
        translate(
            summary, language, cases=report["cases"], scored=report["scored"], rate=share(wrong["rate"], language), n=wrong["n"]
        )
    )
    for item in wrong["list"]:
        screen.print(f"  {item['case']}  {item['program']}  {item['verdict']}")
    if report["missing"]:
        screen.print(translate(N_("Not in the catalogue: {programs}"), language, programs=", ".join(report["missing"])))


def show_counts(catalogue: Catalogue, language: Language) -> None:
    """Print how many programs each family has."""
    counts: Counter[str] = Counter(program.family for program in catalogue.values())
    parts = ", ".join(f"{vocabulary('families')[f].label(language)} {counts[f]}" for f in vocabulary("families"))
    _screen().print(translate(N_("{count} programs, no problem found: {parts}"), language, count=len(catalogue), parts=parts))


def show_programs(programs: Sequence[Program], as_of: date, language: Language) -> None:
    """Print a list of programs."""
    table = _table(
        *(translate(h, language) for h in (N_("Id"), N_("Program"), N_("Type of aid"), N_("Amount"), N_("Applications")))
    )
    for program in programs:
        kinds = kinds_text(program, language)
        state = window(program, as_of).sentence(language)
        table.add_row(program.id, program.name.read(language), kinds, amount_text(program, language) or "–", state)
    _screen().print(table)


def show_program(program: Program, provider: Provider, as_of: date, language: Language) -> None:
    """Print one program."""
    screen = _screen()
    screen.print(program.name.read(language), style="bold")
    screen.print(provider.name.read(language))
    screen.print(program.summary.read(language))
    screen.print(window(program, as_of).sentence(language))
    silent = translate(N_("not stated by the sources"), language)
    for figure in (*money_figures(program, language), *way_in_figures(program, language)):
        screen.print(
            translate(N_("{label}: {text}"), language, label=translate(figure.label, language), text=figure.text or silent)
        )
    table = _table(translate(N_("Criterion"), language), translate(N_("Source"), language))
    for criterion in program.eligibility.conjuncts(as_of):
        source = program.source(criterion.source)
        table.add_row(criterion.sentence(language), source.url if source else "–")
    screen.print(table)
    for source in program.sources:
        screen.print(f"{source.id}: {source.url} ({read_text(source, language)})")
    for question in program.open_questions:
        screen.print(f"? {question}")


def program_document(program: Program, language: Language) -> dict[str, Any]:
    """Return one program as JSON, its criteria as sentences."""
    document = program.model_dump(mode="json", exclude={"eligibility", "sources", "closed_on"}, exclude_none=True)
    document["eligibility"] = {
        part: [
            {"criterion": c.name, "text": c.sentence(language), "source": c.source} for c in getattr(program.eligibility, part)
        ]
        for part in ("requires", "excludes", "targets")
    }
    document["sources"] = [
        {
            "id": s.id,
            "url": s.url,
            "page_date": s.page_date.text if s.page_date else None,
            "read_on": s.read_on.isoformat() if s.read_on else None,
        }
        for s in program.sources
    ]
    return document
