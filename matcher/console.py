"""What the command line shows to people, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from matcher.locale import N_, Language, share, translate
from matcher.matching import Match, Matches
from matcher.ranking import PART_LABELS
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.words import TRUTH_WORDS, VERDICT_WORDS, amount_text, kinds_text

STYLES = {Verdict.ELIGIBLE: "green", Verdict.TO_CONFIRM: "yellow", Verdict.NEAR_MISS: "cyan", Verdict.NOT_ELIGIBLE: "red"}
TRUTH_STYLES = {Truth.TRUE: "green", Truth.UNKNOWN: "yellow", Truth.FALSE: "red"}


def table(*headings: str, ratios: Sequence[int | None] | None = None) -> Table:
    """Return an empty table; `ratios` share the width of the terminal among columns, None keeps a column as narrow as it can be."""
    found = Table(box=box.SIMPLE_HEAD, expand=ratios is not None)
    for heading, ratio in zip(headings, ratios or [None] * len(headings), strict=True):
        found.add_column(heading, overflow="fold", ratio=ratio)
    return found


def screen() -> Console:
    """Return where to print, as wide as it is now."""
    return Console(highlight=False, markup=False, soft_wrap=False)


def show_matches(matches: Matches, language: Language, top: int) -> None:
    """Print the first programs, and how many there are of each verdict."""
    headings = (N_("Rank"), N_("Program"), N_("Verdict"), N_("Fit"))
    rows = table(*(translate(heading, language) for heading in headings), ratios=(None, 1, None, None))
    for match in matches.ranked[:top]:
        word = translate(VERDICT_WORDS[match.verdict], language)
        if match.verdict is Verdict.TO_CONFIRM:
            word += f" ({len(match.decision.with_truth(Truth.UNKNOWN))})"
        program = match.program
        facts = (kinds_text(program, language), amount_text(program, language), match.window.sentence(language))
        sheet = Styled(program.name.read(language), style="bold")
        sheet.append(f"\n{' · '.join(fact for fact in facts if fact)}\n{program.id}", style="not bold")
        rows.add_row(str(match.rank), sheet, Styled(word, style=STYLES[match.verdict]), f"{match.fit.points:.0f}")
    out = screen()
    out.print(rows)
    counts = Counter(match.verdict for match in matches.ranked)
    totals = ", ".join(f"{counts[v]} {translate(VERDICT_WORDS[v], language).lower()}" for v in Verdict)
    out.print(translate(N_("{count} programs: {totals}"), language, count=len(matches.ranked), totals=totals))
    out.print(translate(N_("Not a decision of the funders: each verdict rests on the sources of the sheet."), language))


def show_explanation(match: Match, advice: Sequence[str], language: Language) -> None:
    """Print the advice, every criterion with its truth and its source, and the parts of the fit."""
    out = screen()
    out.print(match.program.name.read(language), style="bold")
    out.print(translate(VERDICT_WORDS[match.verdict], language), style=STYLES[match.verdict])
    out.print(match.window.sentence(language))
    for sentence in advice:
        out.print(sentence)
    rows = table(*(translate(h, language) for h in (N_("Criterion"), N_("Answer"), N_("Source"))))
    for reason in match.reasons(language):
        word = Styled(translate(TRUTH_WORDS[reason.truth], language), style=TRUTH_STYLES[reason.truth])
        rows.add_row(reason.text, word, reason.source or "–")
    out.print(rows)
    if match.verdict is Verdict.NEAR_MISS and match.decision.near_miss:
        out.print(translate(N_("One step away: {step}"), language, step=match.decision.near_miss.sentence(language)))
    parts = table(translate(N_("Part of the fit"), language), translate(N_("Points"), language))
    for name, points in match.fit.parts.items():
        parts.add_row(translate(PART_LABELS[name], language), f"{points:+.1f}")
    parts.add_row(translate(N_("Fit"), language), f"{match.fit.points:.1f}", style="bold")
    out.print(parts)


def show_evaluation(report: Mapping[str, Any], language: Language) -> None:
    """Print the measures of our ranking next to the baselines, and every wrong no."""
    rows = table(translate(N_("Method"), language), *report["metrics"])
    for name, metrics in {"matcher": report["metrics"], **report["baselines"]}.items():
        rows.add_row(name, *(f"{value:.3f}" for value in metrics.values()))
    out = screen()
    out.print(rows)
    wrong = report["wrong_no"]
    summary = N_("{cases} cases, {scored} scored; wrong no: {rate} of {n} funded programs")
    out.print(
        translate(
            summary, language, cases=report["cases"], scored=report["scored"], rate=share(wrong["rate"], language), n=wrong["n"]
        )
    )
    for item in wrong["list"]:
        out.print(f"  {item['case']}  {item['program']}  {item['verdict']}")
    heard = report["paragraph"]
    sentence = N_(
        "From the paragraph alone: recall@10 {alone}, MRR {mrr}; with the place and the legal form: {completed}, {completed_mrr}"
    )
    figures = {
        "alone": f"{heard['metrics']['recall@10']:.3f}",
        "mrr": f"{heard['metrics']['mrr']:.3f}",
        "completed": f"{heard['with_place_and_form']['recall@10']:.3f}",
        "completed_mrr": f"{heard['with_place_and_form']['mrr']:.3f}",
    }
    out.print(translate(sentence, language, **figures))
    asked = report["questions"]
    unknown = translate(N_("never"), language)
    sentence = N_(
        "Questions until the first five are final, in the middle case: {chosen}; in the order of the questionnaire: {fixed}"
    )
    medians = {name: unknown if (n := asked[name]["median"]) is None else f"{n:g}" for name in ("chosen", "fixed")}
    out.print(translate(sentence, language, **medians))
    shares = ", ".join(share(value, language) for value in asked["to_confirm_after"])
    out.print(translate(N_("To confirm among the first ten, after 0, 1, 2 … questions: {shares}"), language, shares=shares))
    plans = report["plans"]
    sentence = N_(
        "Plans: {cases} projects of known cost, {paid} paid in full; of {stacks} real stacks, {allowed} keep every rule"
    )
    counts = {"cases": plans["cases"], "paid": plans["paid_in_full"], "stacks": plans["stacks"], "allowed": plans["allowed"]}
    out.print(translate(sentence, language, **counts))
    for item in plans["refused"]:
        out.print(f"  {item['case']}  {'; '.join(item['why'])}")
    if report["missing"]:
        out.print(translate(N_("Not in the catalogue: {programs}"), language, programs=", ".join(report["missing"])))
