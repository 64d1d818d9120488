"""The open questions that a client can answer, kept one by one."""

from __future__ import annotations

import streamlit as st

from matcher.locale import N_, Language, translate
from matcher.matching import Matches
from matcher.questions import Question, is_answered, questions
from matcher.ui import state
from matcher.ui.components.fields import ask, ask_condition
from matcher.ui.components.words import plain
from matcher.ui.shared import Kept, Visit

MOST_OPEN = 3
"""Questions without an answer on the page at once."""


def draw_open_questions(visit: Visit, matches: Matches, kept: Kept, language: Language) -> None:
    """Draw the questions worth most, those answered in this visit included, and whether the last answer was kept."""
    _choose(visit, matches)
    if kept == "saved":
        said = translate(N_("Saved. Your advisor sees your answer."), language)
        st.success(said, icon=":material/check_circle:")
        st.toast(said, icon=":material/check_circle:")  # seen from wherever the question is
    elif kept == "conflict":
        text = N_("Somebody else answered the same question in the meantime: nothing was overwritten. Here is what stands now.")
        st.warning(translate(text, language), icon=":material/sync_problem:")
    if not visit.asked:
        st.markdown(translate(N_("Nothing is left to ask you for now."), language))
        return
    st.caption(translate(N_("Each answer is kept as soon as you give it. Leave what you do not know."), language))
    for question in visit.asked.values():
        with st.container(border=True):
            if question.condition is not None:
                key = f"{state.DRAWN_FOR_A_CLIENT}{question.key}"
                ask_condition(question.condition.id, plain(question.sentence(language)), key, language)
                st.caption(question.why(language))
            else:
                ask(question.declared, language, where=state.DRAWN_FOR_A_CLIENT.rstrip(":"))


def _choose(visit: Visit, matches: Matches) -> None:
    """Add the questions worth most to those on the page, until MOST_OPEN are open. What must not be kept is not asked."""
    not_kept = () if visit.opened.keeps_groups() else ("groups",)
    still_open = sum(not _answered(question, matches) for question in visit.asked.values())
    for question in questions(matches, (*visit.asked, *not_kept))[: max(0, MOST_OPEN - still_open)]:
        visit.asked[question.key] = question


def _answered(question: Question, matches: Matches) -> bool:
    if question.condition is not None:
        return state.confirmation(question.condition.id) is not None
    return is_answered(matches.facts.profile, question.key)
