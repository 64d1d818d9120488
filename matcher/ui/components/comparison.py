"""Two programs side by side, line by line, as the sheets and this session's profile have them."""

from __future__ import annotations

from itertools import chain

import streamlit as st

from matcher.figures import money_figures, way_in_figures
from matcher.locale import N_, Language, number, translate
from matcher.matching import Match
from matcher.ranking import PART_LABELS
from matcher.rules.verdict import Verdict
from matcher.ui import core, navigation, state
from matcher.ui.components.card import verdict_badge
from matcher.ui.components.words import TRUTH_ICONS, plain
from matcher.words import TRUTH_WORDS, short_name

MOST_REASONS = 3


def draw_comparison(one: str, other: str, language: Language) -> None:
    """Draw two programs: first on what the choice turns, then each line for both."""
    matches = core.matches()
    pair = [matches.find(program_id) for program_id in (one, other)]
    names = [short_name(match.program, language) for match in pair]
    st.title(plain(translate(N_("{one} or {other}?"), language, one=names[0], other=names[1])))
    _draw_advice(pair, language)
    if not state.is_empty():
        _draw_fits(pair, names, language)
    for column, match in zip(st.columns(2), pair, strict=True):
        with column:
            _draw_side(match, language)
    _draw_lines(pair, names, language)


def _draw_fits(pair: list[Match], names: list[str], language: Language) -> None:
    """Draw why one of two programs comes before the other: the parts of the fit, the one that tells them apart most first."""
    if any(match.verdict not in {Verdict.ELIGIBLE, Verdict.TO_CONFIRM} for match in pair):
        return
    first, second = sorted((0, 1), key=lambda side: pair[side].rank)
    ahead = {name: points - pair[second].fit.parts[name] for name, points in pair[first].fit.parts.items()}
    st.header(translate(N_("Which comes first, and why"), language))
    reasons = [name for name in sorted(ahead, key=lambda name: -ahead[name])[:MOST_REASONS] if ahead[name] > 0]
    st.markdown(
        translate(
            N_("{one} comes at place {place}, {other} at place {later}. What speaks most for {one}: {reasons}."),
            language,
            one=plain(names[first]),
            other=plain(names[second]),
            place=pair[first].rank,
            later=pair[second].rank,
            reasons="; ".join(f"{translate(PART_LABELS[name], language)} (+{number(ahead[name], language)})" for name in reasons),
        )
    )
    part, fit = translate(N_("Part of the fit"), language), translate(N_("Fit"), language)
    rows = [f"| {part} | {plain(names[0])} | {plain(names[1])} |", "| --- | --- | --- |"]
    for name in sorted(ahead, key=lambda name: -abs(ahead[name])):
        if any(match.fit.parts[name] for match in pair):
            cells = " | ".join(number(match.fit.parts[name], language) for match in pair)
            rows.append(f"| **{translate(PART_LABELS[name], language)}** | {cells} |")
    cells = " | ".join(number(match.fit.points, language) for match in pair)
    rows.append(f"| **{fit}** | {cells} |")
    st.markdown("\n".join(rows))


def _draw_lines(pair: list[Match], names: list[str], language: Language) -> None:
    """Draw every figure of both sheets as a table, so that a phone keeps the two columns."""
    st.header(translate(N_("Line by line"), language))
    line, silent = translate(N_("Line of the sheet"), language), translate(N_("not stated by the sources"), language)
    sides = [
        {f.label: f.text or silent for f in (*money_figures(m.program, language), *way_in_figures(m.program, language))}
        for m in pair
    ]
    rows = [f"| {line} | {plain(names[0])} | {plain(names[1])} |", "| --- | --- | --- |"]
    for label in dict.fromkeys(chain(*sides)):
        cells = " | ".join(plain(side.get(label, silent)) for side in sides)
        rows.append(f"| **{plain(translate(label, language))}** | {cells} |")
    st.markdown("\n".join(rows))


def _draw_advice(pair: list[Match], language: Language) -> None:
    """Draw what the sheets say of the choice, or that they say nothing."""
    one, other = (match.program for match in pair)
    advice = [said for chooser, left in ((one, other), (other, one)) if (said := chooser.choose_over.get(left.id))]
    for said in advice:
        st.info(plain(said.read(language)), icon=":material/call_split:")
    if other.id in one.exclusive_with or one.id in other.exclusive_with:
        st.warning(translate(N_("The two cannot be combined for one project."), language), icon=":material/block:")
    if not advice:
        st.caption(translate(N_("No source says which of the two to take."), language))


def _draw_side(match: Match, language: Language) -> None:
    """Draw one program: verdict, summary, dates and criteria."""
    program = match.program
    st.header(plain(program.name.read(language)))
    if not state.is_empty():
        verdict_badge(match, language)
    st.markdown(plain(program.summary.read(language)))
    st.markdown(f":material/event: {plain(match.window.sentence(language))}")
    lines = [
        f"- {TRUTH_ICONS[reason.truth]} {plain(reason.text)} ({plain(translate(TRUTH_WORDS[reason.truth], language))})"
        for reason in match.reasons(language)
    ]
    st.markdown("\n".join(lines) or translate(N_("The sources state no criterion."), language))
    navigation.link_to_program(program.id, translate(N_("Read the whole sheet"), language))
