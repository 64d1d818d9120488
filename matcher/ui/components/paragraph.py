"""The first thing on the home page: one paragraph, what was understood of it, and what the visitor keeps of that."""

from __future__ import annotations

import streamlit as st

from matcher.clock import today
from matcher.locale import N_, Language, translate
from matcher.text.intake import Finding, read_paragraph
from matcher.ui import navigation, state
from matcher.ui.components.words import plain
from matcher.words import answer_text, attribute_text


def draw_unkept(language: Language) -> None:
    """Say, on a page that looks at answers, that those of the paragraph wait to be kept; nothing where there is no such paragraph."""
    if not state.paragraph() or not state.is_empty():
        return
    st.info(translate(N_("We have read your text, but you have not kept any answer from it yet."), language))
    st.page_link(
        navigation.path("home"),
        label=translate(N_("Check what we understood, and keep it"), language),
        icon=":material/auto_stories:",
    )


def draw_paragraph(language: Language) -> None:
    """Draw the field, then each answer found with the words behind it, to be kept or not, and the way to the programs."""
    with st.form("paragraph"):
        text = st.text_area(
            translate(N_("Tell us about your project in a few sentences"), language),
            placeholder=translate(
                N_(
                    "We are a solidarity cooperative in Granby. We want to buy and renovate our building: a project of $1.2 million."
                ),
                language,
            ),
            height=120,
            max_chars=20_000,
            key=state.paragraph_field(),
        )
        st.form_submit_button(translate(N_("Read it"), language), type="primary", icon=":material/auto_stories:")
    state.set_paragraph(text.strip())
    if not text.strip():
        return
    draft = read_paragraph(text, today())
    if draft.found:
        st.markdown(translate(N_("What we understood. Uncheck what is wrong; you can correct and complete it later."), language))
    else:
        st.info(
            translate(
                N_("We found no answer in this text; it will still order the list. You can answer the questions."), language
            )
        )
    kept: list[Finding] = []
    for finding in draft.found:
        label = attribute_text(finding.attribute, language)
        answer = answer_text(finding.attribute, finding.value, language)
        line = translate(
            N_("{label}: **{answer}**, from “{words}”"), language, label=label, answer=plain(answer), words=plain(finding.words)
        )
        key = f"found:{finding.attribute}:{finding.value}:{finding.words}"
        if st.checkbox(line, value=finding.sure, key=key):
            kept.append(finding)
    with st.container(horizontal=True):
        if st.button(translate(N_("See my programs"), language), type="primary"):
            state.replace_answers(draft.profile(kept))
            navigation.go("results")
        if st.button(translate(N_("Complete my answers"), language)):
            state.replace_answers(draft.profile(kept))
            navigation.go("questionnaire")
