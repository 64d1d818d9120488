"""Programs as a client reads them: verdict, amount, dates, and the reason behind each criterion. Nothing to change."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from matcher.advice import advice
from matcher.export.handover_parts import programs_of
from matcher.locale import N_, Language, translate, translate_count
from matcher.matching import ORDER, Match, Matches
from matcher.planning import Plan
from matcher.ui import core, navigation
from matcher.ui.components.card import verdict_badge
from matcher.ui.components.words import TRUTH_ICONS, plain
from matcher.words import TRUTH_WORDS, amount_text, kinds_text

MOST = 5
"""Programs from the top of the list, where there is no plan."""


def programs_to_show(matches: Matches, plan: Plan | None) -> list[Match]:
    """Return the programs of the plan in its order, or the first of the list that fit or may fit."""
    if plan is not None:
        return [matches.find(program.id) for program in programs_of(plan)]
    return [match for match in matches.ranked if ORDER[match.verdict] == 0][:MOST]


def draw_programs(shown: Sequence[Match], matches: Matches, language: Language) -> None:
    """Draw one box for each program."""
    if not shown:
        st.markdown(translate(N_("No program yet."), language))
    for match in shown:
        with st.container(border=True):
            _draw(match, matches, language)


def _draw(match: Match, matches: Matches, language: Language) -> None:
    program = match.program
    verdict_badge(match, language)
    st.markdown(f"### {plain(program.name.read(language))}")
    st.caption(plain(core.catalogue().providers[program.provider].name.read(language)))
    amount = amount_text(program, language) or translate(N_("amount not stated by the sources"), language)
    money = f":material/payments: {plain(kinds_text(program, language))} · {plain(amount)}"
    st.markdown(f"{money}  \n:material/event: {plain(match.window.sentence(language))}")
    st.markdown(plain(" ".join(advice(match, matches.facts, language))))
    reasons = match.reasons(language)
    if reasons:
        title = translate_count(N_("{count} criterion"), N_("{count} criteria"), len(reasons), language)
        with st.expander(title, icon=":material/checklist:", key=f"shared-reasons:{program.id}"):
            lines = (
                f"{TRUTH_ICONS[one.truth]} **{plain(translate(TRUTH_WORDS[one.truth], language))}** · {plain(one.text)}"
                for one in reasons
            )
            st.markdown("  \n".join(lines))
    sheet = translate(N_("Read the whole sheet"), language)
    st.markdown(f"[{sheet}]({navigation.address('program', program=program.id)})")
