"""The applications of an organization side by side by state, and what narrows them down."""

from __future__ import annotations

import streamlit as st

from matcher.deadlines import program_name
from matcher.locale import N_, Language, money, translate, translate_count
from matcher.ui import core
from matcher.ui.components.application_card import draw_card
from matcher.ui.components.words import plain
from matcher.vocabulary.terms import fold, vocabulary
from matcher.workspace.applications import Application, Applications, states

ALL = "all"
CARDS = 20
"""Cards of one state that are drawn; the others are counted, and found by the filters."""
COLUMN = 300
"""Pixels: four columns on a laptop, one at a time on a phone, where they are swiped."""


def draw_board(applications: Applications, found: list[Application], language: Language) -> None:
    """Draw a column for each state. Nothing has to be dragged: each card has a form."""
    with st.container(horizontal=True, wrap=False, key="board"):
        for term in states():
            group = [one for one in found if one.state == term.code]
            with st.container(width=COLUMN):
                _draw_column(applications, term.label(language), group, language)


def _draw_column(applications: Applications, title: str, group: list[Application], language: Language) -> None:
    st.header(f"{plain(title)} ({len(group)})")
    total = sum(one.awarded if one.awarded is not None else one.asked or 0 for one in group)
    st.caption(money(total, language) if group else translate(N_("No application here."), language))
    for one in group[:CARDS]:
        draw_card(applications, one, language, on_board=True)
    if len(group) > CARDS:
        st.caption(translate_count(N_("and {count} more"), N_("and {count} more"), len(group) - CARDS, language))


def draw_search(found: list[Application], language: Language) -> list[Application]:
    """Draw what narrows the applications down by client, program or family; return those that stay."""
    families = vocabulary("families")
    with st.container(horizontal=True):
        wanted = st.text_input(translate(N_("Client or program"), language), key="follow-up:search", icon=":material/search:")
        family = st.selectbox(
            translate(N_("Family"), language), [ALL, *families], key="follow-up:family",
            format_func=lambda code: translate(N_("all"), language) if code == ALL else families[code].label(language),
        )  # fmt: skip
    catalogue, sought = core.catalogue(), fold(wanted).split()

    def stays(one: Application) -> bool:
        program = catalogue.get(one.program)
        if family != ALL and (program is None or program.family != family):
            return False
        held = fold(f"{one.client} {one.program} {program_name(one.program, catalogue, language)}") if sought else ""
        return all(word in held for word in sought)

    return [one for one in found if stays(one)]
