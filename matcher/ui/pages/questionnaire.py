"""A short questionnaire in steps; every question may be skipped, and says why it is asked."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.questions import STEPS
from matcher.ui import navigation, state
from matcher.ui.components.fields import ask, ask_description
from matcher.ui.components.paragraph import draw_unkept

language = state.language()

STAGES = {
    "start": ["idea", "prestart", "startup"],
    "grow": ["growth", "consolidation", "turnaround", "succession"],
    "community": None,
    None: None,
}
number = min(state.step(), len(STEPS) - 1)
title, questions = STEPS[number]
st.title(translate(title, language))
draw_unkept(language)
progress = translate(N_("Step {number} of {count}"), language, number=number + 1, count=len(STEPS))
st.progress((number + 1) / len(STEPS), text=progress)
st.caption(translate(N_("Every question may stay empty: what is not known is shown as “to confirm”, never guessed."), language))
if state.door() == "community" and number == 0:
    ask("serves", language, where="community")
for question in questions:
    if question == "description":
        ask_description(language)
    else:
        ask(question, language, options=STAGES[state.door()] if question == "stage" else None)

with st.container(horizontal=True):
    if number > 0:
        st.button(translate(N_("Back"), language), on_click=state.set_step, args=(number - 1,), icon=":material/arrow_back:")
    if number < len(STEPS) - 1:
        label = translate(N_("Next"), language)
        st.button(label, on_click=state.set_step, args=(number + 1,), type="primary", icon=":material/arrow_forward:")
    if st.button(translate(N_("See my programs"), language), type="primary" if number == len(STEPS) - 1 else "secondary"):
        navigation.go("results")
if not state.is_empty():
    st.button(translate(N_("Erase my answers"), language), on_click=state.forget, type="tertiary", icon=":material/delete:")
