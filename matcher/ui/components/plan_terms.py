"""When the project starts and ends, what the enterprise can pay back, and how many applications it can carry."""

from __future__ import annotations

import streamlit as st

from matcher.locale import N_, Language, translate
from matcher.partial_date import partial_date
from matcher.ui import state
from matcher.ui.components.plan_months import month_label, months

MOST_FILES = 50


def draw_terms(language: Language) -> None:
    """Draw the four facts, each of which may stay empty."""
    left, right = st.columns(2)
    with left:
        start = _month("start", N_("First month of the project"), language)
    with right:
        end = _month("end", N_("Last month of the project"), language)
    state.set_project_fact("start", start)
    if start and end and partial_date(end).last < partial_date(start).first:
        state.set_project_fact("end", None)
        st.warning(translate(N_("The project ends before it starts: its end is not counted."), language))
    else:
        state.set_project_fact("end", end)
    left, right = st.columns(2)
    with left:
        _number("debt_service_max", N_("What you can pay back in a year ($)"), language, least=0, step=1000)
        st.caption(translate(N_("Capital and interest. Plans then hold no more debt than that."), language))
    with right:
        _number("files_max", N_("Most applications"), language, least=1, most=MOST_FILES)
        st.caption(translate(N_("How many applications you have the time to write and to follow."), language))


def _month(name: str, label: str, language: Language) -> str | None:
    key = f"plan:{name}"
    if key not in st.session_state:
        st.session_state[key] = state.project_fact(name)
    return st.selectbox(
        translate(label, language),
        months([st.session_state[key]]),
        index=None,
        format_func=lambda text: month_label(text, language),
        key=key,
        placeholder=translate(N_("Not known"), language),
    )


def _number(name: str, label: str, language: Language, *, least: int, most: int | None = None, step: int = 1) -> None:
    key = f"plan:{name}"
    if key not in st.session_state:
        st.session_state[key] = state.project_fact(name)
    given = st.number_input(
        translate(label, language),
        min_value=least,
        max_value=most,
        value=None,
        step=step,
        key=key,
        placeholder=translate(N_("No limit"), language),
    )
    state.set_project_fact(name, given)
