"""The parts of a program's page."""

from __future__ import annotations

from datetime import date

import streamlit as st

from matcher.locale import N_, Language, money, number, share, translate
from matcher.matching import Match
from matcher.program import Component, LoanTerms, OwnContribution, Program
from matcher.ranking import PART_LABELS
from matcher.rules.verdict import Verdict
from matcher.ui import core, navigation, state
from matcher.ui.components.card import draw_near_miss, draw_questions, verdict_badge
from matcher.ui.components.words import TRUTH_ICONS, plain
from matcher.vocabulary.terms import vocabulary
from matcher.window import freshness
from matcher.words import TRUTH_WORDS, amount_text, read_text

FRESHNESS_WORDS = {
    "fresh": (N_("Sources under a year old"), "green"),
    "ageing": (N_("Sources one to two years old"), "orange"),
    "stale": (N_("Sources over two years old: check first"), "red"),
    "undated": (N_("Sources without a date: check first"), "orange"),
}


def draw_program(match: Match, as_of: date, language: Language) -> None:
    """Draw the whole page of one program for this session's profile."""
    program = match.program
    st.title(plain(program.name.read(language)))
    with st.container(horizontal=True):
        if not state.is_empty():
            verdict_badge(match, language)
        draw_freshness(program, as_of, language)
    st.caption(plain(core.catalogue().providers[program.provider].name.read(language)))
    st.markdown(plain(program.summary.read(language)))
    st.markdown(f":material/event: {plain(match.window.sentence(language))}")
    draw_money(program, language)
    draw_near_miss(match, language)
    draw_criteria(match, language)
    if match.verdict is Verdict.TO_CONFIRM:
        draw_questions(match, language)
    if not state.is_empty():
        draw_fit(match, language)
    draw_apply(program, language)
    draw_sources(program, language)


def draw_freshness(program: Program, as_of: date, language: Language) -> None:
    """Draw how old the newest dated page behind the sheet is."""
    words, colour = FRESHNESS_WORDS[freshness(program, as_of)]
    st.badge(translate(words, language), icon=":material/update:", color=colour)  # type: ignore[arg-type]


def draw_money(program: Program, language: Language) -> None:
    """Draw the type of aid and every figure."""
    st.header(translate(N_("What it brings"), language))
    st.markdown("  \n".join(_line(label, text, language) for label, text in _figures(program, language) if text))
    for component in program.components:
        st.markdown(_component(component, language))
    for other, advice in program.choose_over.items():
        st.info(plain(advice.read(language)), icon=":material/call_split:")
        navigation.link_to_program(other, core.catalogue()[other].name.read(language))


def _figures(program: Program, language: Language) -> list[tuple[str, str | None]]:
    """Return each figure of a program with its label; None where no source states it."""
    own, loan = program.own_contribution or OwnContribution(), program.loan_terms or LoanTerms()
    others = [core.catalogue()[other].name.read(language) for other in program.exclusive_with]
    return [
        (N_("Type of aid"), _labels("instruments", program.instruments, language)),
        (N_("Amount"), amount_text(program, language) or translate(N_("not stated by the sources"), language)),
        (N_("Own contribution, at least"), None if own.min is None else share(own.min, language)),
        (N_("Own contribution, at least"), None if own.min_amount is None else money(own.min_amount, language)),
        (N_("Public aid may add up to"), _ceiling(program, language)),
        (N_("Cannot be combined with"), ", ".join(others)),
        (N_("Rate"), loan.rate.read(language) if loan.rate else None),
        (N_("Security"), loan.security.read(language) if loan.security else None),
        (N_("Pays for"), _labels("uses", program.funds, language)),
    ]


def _ceiling(program: Program, language: Language) -> str | None:
    """Return the stacking ceiling for social-economy enterprises."""
    if program.stacking is None:
        return None
    ceiling = program.stacking.ceiling
    value = ceiling.get("social_economy") if isinstance(ceiling, dict) else ceiling
    return None if value is None else share(value, language)


def _line(label: str, text: str, language: Language) -> str:
    return f"**{plain(translate(label, language))}** · {plain(text)}"


def _labels(name: str, codes: tuple[str, ...], language: Language) -> str:
    return ", ".join(vocabulary(name)[code].label(language) for code in codes)


def _component(component: Component, language: Language) -> str:
    parts = [_labels("instruments", component.instruments, language)]
    if component.amount and component.amount.max is not None:
        parts.append(translate(N_("up to {high}"), language, high=money(component.amount.max, language)))
    if component.share_of_costs and component.share_of_costs.max is not None:
        parts.append(translate(N_("up to {share} of costs"), language, share=share(component.share_of_costs.max, language)))
    return f"- **{plain(component.name.read(language))}** · {plain(', '.join(parts))}"


def draw_criteria(match: Match, language: Language) -> None:
    """Draw every criterion with its truth for the profile, its source and the day it was read."""
    st.header(translate(N_("Criteria"), language))
    reasons = match.reasons(language)
    if not reasons:
        st.markdown(translate(N_("The sources state no criterion."), language))
    for reason in reasons:
        word = translate(TRUTH_WORDS[reason.truth], language)
        st.markdown(
            f"{TRUTH_ICONS[reason.truth]} **{plain(word)}** · {plain(reason.text)}  \n{_source(match.program, reason.source, language)}"
        )
    targets = match.program.eligibility.targets
    if targets:
        st.subheader(translate(N_("Mainly meant for"), language))
        for target in targets:
            st.markdown(f"- {plain(target.sentence(language))}")


def _source(program: Program, url: str | None, language: Language) -> str:
    source = next((source for source in program.sources if source.url == url), None)
    if source is None:
        return ""
    read = translate(N_("source, {read}"), language, read=read_text(source, language))
    dated = translate(N_("page dated {day}"), language, day=source.page_date.text) if source.page_date else ""
    return f":small[[{plain(read)}]({source.url}){plain(', ' + dated) if dated else ''}]"


def draw_fit(match: Match, language: Language) -> None:
    """Draw the parts of the fit, which add up to it."""
    title = translate(N_("Fit {points} of 100: where it comes from"), language, points=number(match.fit.points, language))
    with st.expander(title, icon=":material/bar_chart:"):
        for name, points in match.fit.parts.items():
            st.markdown(f"- {plain(translate(PART_LABELS[name], language))} · {plain(number(points, language))}")


def draw_apply(program: Program, language: Language) -> None:
    """Draw the steps, the documents and the contact."""
    st.header(translate(N_("How to apply"), language))
    apply = program.apply
    if apply is None:
        st.markdown(translate(N_("The sources do not say how to apply."), language))
        return
    for place, step in enumerate(apply.steps, start=1):
        st.markdown(f"{place}. {plain(step.read(language))}")
    if apply.documents:
        st.subheader(translate(N_("Documents"), language))
        for document in apply.documents:
            st.markdown(f"- {plain(document.read(language))}")
    if apply.delay_weeks and apply.delay_weeks.typical:
        weeks = N_("Decision after about {weeks} weeks")
        st.markdown(translate(weeks, language, weeks=apply.delay_weeks.typical))
    contact = [plain(item) for item in (apply.phone, apply.email) if item] + ([apply.url] if apply.url else [])
    if contact:
        st.markdown(" · ".join(contact))


def draw_sources(program: Program, language: Language) -> None:
    """Draw the pages behind the sheet and what is still open."""
    st.header(translate(N_("Sources"), language))
    for source in program.sources:
        read = read_text(source, language)
        second = translate(N_("secondary page"), language) if source.secondary else ""
        parts = " · ".join(plain(part) for part in (read, second) if part)
        st.markdown(f"- <{source.url}>  \n  {parts}")
    if program.open_questions:
        with st.expander(translate(N_("What is not established yet"), language), icon=":material/help:"):
            for question in program.open_questions:
                st.markdown(f"- {plain(question)}")
