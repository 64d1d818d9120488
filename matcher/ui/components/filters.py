"""Filters of the list of results."""

from __future__ import annotations

import streamlit as st

from matcher.locale import N_, Language, translate, translate_count
from matcher.matching import Match, Matches
from matcher.rules.verdict import Verdict
from matcher.vocabulary.terms import vocabulary
from matcher.words import VERDICT_WORDS


def choose(matches: Matches, language: Language) -> list[Match]:
    """Draw the filters and return the matches that pass them, in their order."""
    with st.expander(translate(N_("Filter the list"), language), icon=":material/filter_list:"):
        families = pick(N_("Family"), "families", language)
        instruments = pick(N_("Type of aid"), "instruments", language)
        verdicts = st.pills(
            translate(N_("Verdict"), language),
            list(Verdict),
            selection_mode="multi",
            format_func=lambda verdict: translate(VERDICT_WORDS[verdict], language),
            key="filter:verdict",
        )
    return [
        match
        for match in matches.ranked
        if (not families or match.program.family in families)
        and (not instruments or set(instruments) & set(match.program.instruments))
        and (not verdicts or match.verdict in verdicts)
    ]


def lane(fitting: list[Match], language: Language) -> list[Match]:
    """Draw the choice between programs that bring money and those that bring help, and return those chosen, in their order."""
    lanes = {True: N_("Money"), False: N_("Coaching and training")}
    money = st.radio(
        translate(N_("What are you looking for?"), language),
        list(lanes),
        format_func=lambda brings: translate(lanes[brings], language),
        horizontal=True,
        key="filter:lane",
    )
    chosen = [match for match in fitting if match.brings_money is money]
    st.caption(translate_count(N_("{count} program in this list"), N_("{count} programs in this list"), len(chosen), language))
    return chosen


def pick(label: str, name: str, language: Language) -> list[str]:
    """Draw a choice among the terms of a vocabulary and return the codes chosen."""
    terms = vocabulary(name)
    return st.pills(
        translate(label, language),
        list(terms),
        selection_mode="multi",
        format_func=lambda code: terms[code].label(language),
        key=f"filter:{name}",
    )
