"""What changed in the catalogue lately, day by day."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from matcher.catalogue import Catalogue
from matcher.locale import N_, Language, day, translate, translate_count
from matcher.ui import core, navigation
from matcher.ui.components.words import plain

DAYS = 90
MOST = 40
"""Changes of one day that are told; the others are counted."""


def draw(catalogue: Catalogue, language: Language) -> None:
    """Draw the changes of the last weeks, or say that there are none, or that no history is kept here."""
    found = core.recent_changes(DAYS)
    if found is None:
        st.info(translate(N_("This installation does not keep the history of the catalogue."), language))
        return
    if not found:
        st.info(translate(N_("Nothing changed in the last {days} days."), language, days=DAYS))
    for when, group in groupby(found, key=lambda item: item.day):
        listed = [item.change for item in group]
        if when is not None:
            st.header(day(when, language))
        told = [change for change in listed if change.kind == "changed"]
        added = [change for change in listed if change.kind == "added"]
        removed = [change for change in listed if change.kind == "removed"]
        for change in (*removed, *told[:MOST]):
            st.markdown(f"- **{plain(change.name[language])}** · {plain(change.sentence(language))}")
        if len(told) > MOST:
            st.caption(translate_count(N_("and {count} more change"), N_("and {count} more changes"), len(told) - MOST, language))
        if added:
            with st.expander(translate_count(N_("{count} new program"), N_("{count} new programs"), len(added), language)):
                for change in added:
                    if change.program in catalogue:
                        navigation.link_to_program(change.program, change.name[language])
