"""The question that is worth most now, at the top of the results."""

from __future__ import annotations

import streamlit as st

from matcher.locale import N_, Language, translate, translate_count
from matcher.matching import Matches
from matcher.questions import next_question
from matcher.ui import state
from matcher.ui.components.fields import ask, ask_condition
from matcher.ui.components.words import plain


def draw_next_question(matches: Matches, language: Language) -> None:
    """Draw one question, how many of the first programs hinge on it, and a way to pass it."""
    question = next_question(matches, state.passed())
    if question is None:
        return
    with st.container(border=True):
        title = translate(N_("The most useful question now"), language)
        st.header(f":material/help: {title}")
        if question.condition is not None:
            ask_condition(question.condition.id, plain(question.sentence(language)), f"next:{question.key}", language)
        else:
            ask(question.declared, language, where="next", why=False)
        count = len(question.programs)
        one, many = (
            N_("{count} of the first programs hinges on it. {why}"),
            N_("{count} of the first programs hinge on it. {why}"),
        )
        st.caption(translate_count(one, many, count, language, why=question.why(language)))
        st.button(
            translate(N_("Skip it, ask another"), language),
            key=f"pass:{question.key}",
            on_click=state.pass_question,
            args=(question.key,),
            type="tertiary",
        )
