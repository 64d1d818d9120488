"""Why a program is not in the list, or not higher."""

from __future__ import annotations

import streamlit as st

from matcher.locale import N_, Language, translate
from matcher.matching import Matches
from matcher.rules.truth import Truth
from matcher.ui import core, navigation
from matcher.ui.components.card import verdict_badge
from matcher.ui.components.words import TRUTH_ICONS, plain
from matcher.words import TRUTH_WORDS


def draw_why(matches: Matches, language: Language) -> None:
    """Draw a search box over all programs, and for the one chosen what fails or is open."""
    names = core.names(language)
    chosen = st.selectbox(
        translate(N_("Why is a program not in my list, or not higher?"), language),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=translate(N_("Type the name of a program"), language),
        key="why",
    )
    if chosen is None:
        return
    match = matches.find(chosen)
    with st.container(border=True):
        verdict_badge(match, language)
        if match in matches.hidden:
            st.markdown(translate(N_("The local version of this program, for your place, stands in the list instead."), language))
        else:
            place = N_("Place {rank} of {count} in the list, fit {points} of 100.")
            points = f"{match.fit.points:.0f}"
            st.markdown(translate(place, language, rank=match.rank, count=len(matches.ranked), points=points))
        doubts = [reason for reason in match.reasons(language) if reason.truth is not Truth.TRUE]
        for reason in sorted(doubts, key=lambda reason: reason.truth):
            st.markdown(f"{TRUTH_ICONS[reason.truth]} {plain(reason.text)} ({translate(TRUTH_WORDS[reason.truth], language)})")
        if not doubts:
            st.markdown(translate(N_("Every criterion is met."), language))
        navigation.link_to_program(chosen, translate(N_("Read its page"), language))
