"""What to do when: warnings first, then the steps by date."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from matcher.locale import N_, Language, day, translate
from matcher.planning import Plan
from matcher.planning.calendar import Step, calendar
from matcher.ui.components.plan_timeline import draw_timeline
from matcher.ui.components.words import plain


def draw_steps(plan: Plan, language: Language) -> None:
    """Draw the warnings, the steps by date, and the same as a chart. The parts of one program make one step."""
    steps = list({(step.on, step.sentence(language)): step for step in calendar(plan)}.values())
    for step in steps:
        if step.warning:
            st.warning(plain(_dated(step, language)), icon=":material/front_hand:")
    lines: list[str] = []
    for when, group in groupby((step for step in steps if not step.warning), key=lambda step: step.on):
        heading = day(when, language) if when else translate(N_("Date not known"), language)
        lines += [f"**{plain(heading)}**", "", *(_line(step, language) for step in group), ""]
    st.markdown("\n".join(lines))
    draw_timeline(plan, steps, language)


def _line(step: Step, language: Language) -> str:
    word = translate(N_("estimate"), language)
    return f"- {plain(step.sentence(language))}" + (f" *({word})*" if step.estimated else "")


def _dated(step: Step, language: Language) -> str:
    if step.on is None:
        return step.sentence(language)
    text = N_("{sentence} ({day})")
    return translate(text, language, sentence=step.sentence(language), day=day(step.on, language))
