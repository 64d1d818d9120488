"""Method, limits and sources."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import core, state

language = state.language()

SECTIONS = (
    (
        N_("What this is"),
        N_(
            "A tool that compares what you tell it with the published criteria of funding programs for the social economy in Québec. "
            "It is not a decision of any funder, and no funder pays to be listed or to rank higher."
        ),
    ),
    (
        N_("How it decides"),
        N_(
            "Each criterion is met, not met or unknown. A missing answer is unknown: it never counts as a yes and never as a no. A program is "
            "eligible when every criterion is met, to confirm when some are unknown and none fails, almost eligible when time or a decision of "
            "yours would be enough, and not eligible otherwise. Where a provider says nothing of a sensitive activity, we ask you to confirm with it."
        ),
    ),
    (
        N_("How it orders"),
        N_(
            "The fit, from 0 to 100, adds named parts up: uses of funds, subject of the project, money of your place, how narrowly the program is meant "
            "for you, amount, timing, quality of sources and others, less what is left to confirm. What each part weighs was learnt from real funded "
            "projects; the page on reliability says how well. It says nothing of the chances of an application."
        ),
    ),
    (
        N_("Limits"),
        N_(
            "Programs change faster than any list. Each sheet says which pages it rests on, their date and the day they were read. Where no source "
            "gives a figure, none is shown: that does not mean there is no limit. The list is not complete yet."
        ),
    ),
    (
        N_("Your answers"),
        N_(
            "They stay in the memory of this session and are gone when you close the tab; no statistics are sent. Only if you agree on the page of your "
            "programs, what you said of them is kept with your answers, without the description of the project and without the groups of people."
        ),
    ),
    (
        N_("Sources and licences"),
        N_(
            "Program sheets: public pages cited in each, written in our own words, CC BY 4.0. Municipalities: Répertoire des municipalités du Québec. "
            "Code: Apache-2.0."
        ),
    ),
)

st.title(translate(N_("About"), language))
for title, text in SECTIONS:
    st.header(translate(title, language))
    st.markdown(translate(text, language))
st.caption(translate(N_("Catalogue version {version}"), language, version=core.catalogue().version))
