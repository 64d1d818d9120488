"""Who was funded before: projects that public pages name, in the visitor's region first. Never odds."""

from __future__ import annotations

import streamlit as st

from matcher.awards import Award, Range, spread, within
from matcher.locale import N_, Language, money, translate, translate_count
from matcher.ui import core, state
from matcher.ui.components.words import plain
from matcher.vocabulary.territory import territory

SHOWN = 5


def draw_awards(program_id: str, language: Language) -> None:
    """Draw the awards of a program: how many, between which amounts, and each with its page."""
    awards = core.catalogue().awards.get(program_id, ())
    if not awards:
        return
    st.header(translate(N_("Who was funded before"), language))
    place = state.profile().enterprise.place
    near = within(awards, place) if place else []
    region = territory()[place.region].label(language) if place and place.region else None
    if near and region:
        st.markdown(plain(_counted(spread(near), language, region)))
    st.markdown(plain(_counted(spread(awards), language, None)))
    st.caption(translate(N_("What was given says nothing of what will be: rules and budgets change."), language))
    ordered = [*near, *sorted((a for a in awards if a not in near), key=lambda award: -award.year)]
    st.markdown("\n".join(_line(award, language) for award in ordered[:SHOWN]))
    if len(ordered) > SHOWN:
        with st.expander(
            translate_count(N_("{count} more project"), N_("{count} more projects"), len(ordered) - SHOWN, language)
        ):
            st.markdown("\n".join(_line(award, language) for award in ordered[SHOWN:]))


def _counted(seen: Range, language: Language, region: str | None) -> str:
    """Say how many projects are known and between which amounts."""
    projects = translate_count(N_("{count} known project"), N_("{count} known projects"), seen.count, language)
    where = translate(N_("{projects} in {region}"), language, projects=projects, region=region) if region else projects
    if seen.low is None or seen.high is None:
        return where
    if seen.low == seen.high:
        return translate(N_("{projects}, {amount}"), language, projects=where, amount=money(seen.low, language))
    low, high = money(seen.low, language), money(seen.high, language)
    return translate(N_("{projects}, {low} to {high}"), language, projects=where, low=low, high=high)


def _line(award: Award, language: Language) -> str:
    amount = translate(N_("amount not published"), language) if award.amount is None else money(award.amount, language)
    place = territory()[award.place].label(language)
    head = f"**{plain(award.recipient)}** ({plain(place)}, {award.year}) · {plain(amount)}"
    source = translate(N_("source"), language)
    return f"- {head} · {plain(award.project.read(language))} [{plain(source)}]({award.url})"
