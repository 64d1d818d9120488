"""One program in the list of results, with advice, what to confirm, and where to read more."""

from __future__ import annotations

import streamlit as st

from matcher.advice import advice
from matcher.locale import N_, Language, translate, translate_count
from matcher.matching import Match, Matches
from matcher.rules.criteria import attributes_of, conditions_of
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.ui import core, navigation
from matcher.ui.components.fields import ask, ask_condition
from matcher.ui.components.opinion import draw_opinion
from matcher.ui.components.words import VERDICT_ICONS, plain
from matcher.what_if import WhatIf
from matcher.words import VERDICT_WORDS, amount_text, kinds_text


def verdict_badge(match: Match, language: Language) -> None:
    """Draw the verdict in words, with its icon."""
    icon, colour = VERDICT_ICONS[match.verdict]
    st.badge(translate(VERDICT_WORDS[match.verdict], language), icon=icon, color=colour)


def draw_card(match: Match, matches: Matches, language: Language, before: Match | None = None) -> None:
    """Draw one match of a list, with what an advisor would say of it, and a link that says why the one before it comes first.

    What stands together is drawn as one element: each costs the server as much as a verdict does.
    """
    program = match.program
    with st.container(border=True):
        icon, colour = VERDICT_ICONS[match.verdict]
        verdict = f":{colour}-badge[{icon} {translate(VERDICT_WORDS[match.verdict], language)}]"
        if match.verdict in {Verdict.ELIGIBLE, Verdict.TO_CONFIRM}:
            verdict += "\u2002" + translate(N_("Fit **{points}** of 100"), language, points=f"{match.fit.points:.0f}")
        st.markdown(f"{verdict}\n### {plain(program.name.read(language))}")
        st.caption(plain(core.catalogue().providers[program.provider].name.read(language)))
        kinds = kinds_text(program, language)
        amount = amount_text(program, language) or translate(N_("amount not stated by the sources"), language)
        st.markdown(
            f"{plain(program.summary.read(language))}\n\n"
            f":material/payments: {plain(kinds)} · {plain(amount)}  \n"
            f":material/event: {plain(match.window.sentence(language))}\n\n"
            f"{plain(' '.join(advice(match, matches.facts, language)))}"
        )
        _say_all_that_opens(match, matches, language)
        if match.verdict is Verdict.TO_CONFIRM:
            draw_questions(match, language)
        with st.container(horizontal=True, vertical_alignment="center"):
            navigation.link_to_program(program.id, translate(N_("Read the whole sheet"), language))
            if before is not None:
                label = translate(N_("Why after the one above?"), language)
                navigation.link_to_comparison(before.program.id, program.id, label)
            draw_opinion(program.id, language)


def _say_all_that_opens(match: Match, matches: Matches, language: Language) -> None:
    """Draw how many programs the smallest change would open in all, where it opens others than this one."""
    if match.verdict is Verdict.NEAR_MISS and match.decision.near_miss:
        count = len(WhatIf(matches).opened_by(match.decision.near_miss))
        if count > 1:
            sentence = (
                N_("In all, this change would open {count} program."),
                N_("In all, this change would open {count} programs."),
            )
            st.info(translate_count(*sentence, count, language), icon=":material/lock_open:")


def draw_near_miss(match: Match, language: Language) -> None:
    """Draw the smallest change that would open the program, if there is one."""
    if match.verdict is Verdict.NEAR_MISS and match.decision.near_miss:
        step = plain(match.decision.near_miss.sentence(language))
        st.info(translate(N_("One step away: {step}"), language, step=step), icon=":material/schedule:")


def draw_questions(match: Match, language: Language) -> None:
    """Draw what is left to confirm, to be answered on the spot."""
    open_criteria = [reason.criterion for reason in match.decision.with_truth(Truth.UNKNOWN)]
    title = translate_count(N_("{count} thing to confirm"), N_("{count} things to confirm"), len(open_criteria), language)
    with st.expander(title, icon=":material/help:", key=f"confirm:{match.program.id}", on_change="rerun") as box:
        if not box.open:
            return
        for name in dict.fromkeys(attribute for criterion in open_criteria for attribute in attributes_of(criterion)):
            ask(name, language, where=f"card:{match.program.id}")
        for condition in dict.fromkeys(c for criterion in open_criteria for c in conditions_of(criterion)):
            key = f"card:{match.program.id}:confirm:{condition.id}"
            ask_condition(condition.id, plain(condition.sentence(language)), key, language)
