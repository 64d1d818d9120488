"""The parts of a program's page."""

from __future__ import annotations

from datetime import date

import streamlit as st

from matcher.figures import Figure, component_text, documents, money_figures, provider_text, way_in_figures
from matcher.locale import N_, Language, day, number, translate, translate_count
from matcher.matching import Match
from matcher.program import Program
from matcher.ranking import PART_LABELS
from matcher.rules.verdict import Verdict
from matcher.ui import core, navigation, state
from matcher.ui.components.awards import draw_awards
from matcher.ui.components.card import draw_near_miss, draw_questions, verdict_badge
from matcher.ui.components.words import TRUTH_ICONS, plain
from matcher.vocabulary.terms import fold
from matcher.window import freshness
from matcher.words import TRUTH_WORDS, read_text, short_name

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
    st.caption(plain(provider_text(core.catalogue().providers[program.provider], language)))
    st.markdown(plain(program.summary.read(language)))
    st.markdown(f":material/event: {plain(match.window.sentence(language))}")
    draw_relatives(program, language)
    draw_money(program, language)
    draw_near_miss(match, language)
    draw_criteria(match, language)
    if match.verdict is Verdict.TO_CONFIRM:
        draw_questions(match, language)
    if not state.is_empty():
        draw_fit(match, language)
    draw_apply(program, language)
    draw_awards(program.id, language)
    draw_sources(program, language)
    draw_history(program, language)


def draw_freshness(program: Program, as_of: date, language: Language) -> None:
    """Draw how old the newest dated page behind the sheet is."""
    words, colour = FRESHNESS_WORDS[freshness(program, as_of)]
    st.badge(translate(words, language), icon=":material/update:", color=colour)  # type: ignore[arg-type]


def draw_relatives(program: Program, language: Language) -> None:
    """Draw the names a program had, the general program that a local fund follows, and the local funds of a general one."""
    catalogue = core.catalogue()
    if program.former_names:
        st.caption(plain(translate(N_("Formerly: {names}"), language, names="; ".join(program.former_names))))
    for general in program.local_version_of:
        name = catalogue[general].name.read(language)
        navigation.link_to_program(general, translate(N_("Local version of: {name}"), language, name=name))
    local = {p.id: p.name.read(language) for p in catalogue.values() if program.id in p.local_version_of}
    if local:
        title = translate_count(N_("{count} local version"), N_("{count} local versions"), len(local), language)
        with st.expander(title, icon=":material/place:"):
            for program_id, name in sorted(local.items(), key=lambda item: fold(item[1])):
                navigation.link_to_program(program_id, name)


def draw_money(program: Program, language: Language) -> None:
    """Draw the type of aid and every figure."""
    st.header(translate(N_("What it brings"), language))
    _draw_figures(program, money_figures(program, language), language)
    if program.exclusive_with:
        others = ", ".join(core.catalogue()[other].name.read(language) for other in program.exclusive_with)
        label = translate(N_("Cannot be combined with"), language)
        st.markdown(f"**{plain(label)}** · {plain(others)}")
    for component in program.components:
        st.markdown(f"- **{plain(component.name.read(language))}** · {plain(component_text(component, language))}")
    for other, advice in _choices(program, language):
        st.info(plain(advice), icon=":material/call_split:")
        name = short_name(core.catalogue()[other], language)
        navigation.link_to_comparison(program.id, other, translate(N_("Side by side with {name}"), language, name=name))


def _choices(program: Program, language: Language) -> list[tuple[str, str]]:
    """Return the programs between which and this one a choice is to be made, with what it turns on, said by either sheet."""
    own = [(other, advice.read(language)) for other, advice in program.choose_over.items()]
    said = {other for other, _ in own}
    theirs = [(o.id, o.choose_over[program.id].read(language)) for o in core.catalogue().values() if program.id in o.choose_over]
    return own + [(other, advice) for other, advice in theirs if other not in said]


def _draw_figures(program: Program, figures: list[Figure], language: Language) -> None:
    """Draw one line for each figure; what no source states is said to be so."""
    silent = translate(N_("not stated by the sources"), language)
    lines = [
        f"**{plain(translate(f.label, language))}** · {plain(f.text or silent)} {_correct(program, f.field, language)}"
        for f in figures
    ]
    st.markdown("  \n".join(lines))


def draw_criteria(match: Match, language: Language) -> None:
    """Draw every criterion with its truth for the profile, its source and the day it was read."""
    st.header(translate(N_("Criteria"), language))
    reasons = match.reasons(language)
    if not reasons:
        st.markdown(translate(N_("The sources state no criterion."), language))
    for reason in reasons:
        word = translate(TRUTH_WORDS[reason.truth], language)
        setter = core.catalogue().providers[reason.set_by].name.read(language) if reason.set_by else ""
        decided = translate(N_("decided by {body}"), language, body=setter) if setter else ""
        under = _source(match.program, reason.source, language) + (f" :small[{plain(decided)}]" if decided else "")
        under += " " + _correct(match.program, reason.path, language) if reason.path else ""
        st.markdown(f"{TRUTH_ICONS[reason.truth]} **{plain(word)}** · {plain(reason.text)}  \n{under}")
    targets = match.program.eligibility.targets
    if targets:
        st.subheader(translate(N_("Mainly meant for"), language))
        for target in targets:
            place = match.program.eligibility.place_of(target)
            st.markdown(f"- {plain(target.sentence(language))} {_correct(match.program, f'eligibility.{place}', language)}")


def _correct(program: Program, place: str, language: Language) -> str:
    """Return a link to correct one line of the sheet."""
    word = translate(N_("correct"), language)
    return f":small[[{word}]({navigation.correction_address(program.id, place)})]"


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
    _draw_figures(program, way_in_figures(program, language), language)
    apply = program.apply
    if apply is None:
        st.markdown(translate(N_("The sources do not say how to apply."), language))
        return
    for place, step in enumerate(apply.steps, start=1):
        st.markdown(f"{place}. {plain(step.read(language))}")
    if wanted := documents(program, language):
        st.subheader(translate(N_("Documents"), language))
        st.markdown("\n".join(f"- {plain(document)}" for document in wanted))
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
                st.markdown(f"- {plain(question.read(language))}")


def draw_history(program: Program, language: Language) -> None:
    """Draw what changed on this sheet, day by day."""
    found = core.program_history(program.id)
    if not found:
        return
    with st.expander(translate(N_("History of this sheet"), language), icon=":material/history:"):
        for item in found:
            when = day(item.day, language) if item.day else ""
            st.markdown(f"- {plain(when)} · {plain(item.change.sentence(language))}")
