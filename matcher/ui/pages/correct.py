"""Correct one line of a sheet: the text of an issue, filled in, to copy or to open where issues are kept."""

import os
from urllib.parse import urlencode

import streamlit as st

from matcher.correction import issue_body, issue_title, lines
from matcher.locale import N_, translate
from matcher.ui import core, navigation, state
from matcher.ui.components.words import plain

language = state.language()
program_id, place = st.query_params.get("program", ""), st.query_params.get("place", "")
program = core.catalogue().get(program_id)
st.title(translate(N_("Correct a sheet"), language))
if program is None:
    st.info(translate(N_("No program has this address. It may have been renamed: look it up in the list."), language))
    st.page_link(navigation.path("catalogue"), label=translate(N_("All programs"), language), icon=":material/menu_book:")
else:
    known = lines(program, language)
    st.markdown(
        translate(
            N_("Did you read something else on the provider's page? Choose the line, complete the text and send it."), language
        )
    )
    chosen = st.selectbox(
        translate(N_("Line of the sheet"), language),
        list(known),
        index=list(known).index(place) if place in known else 0,
        format_func=lambda path: known[path][0],
        key=f"correct:{program_id}",
    )
    body = issue_body(program, chosen, language)
    st.markdown(f"**{plain(issue_title(program, chosen, language))}**")
    st.code(body, language=None, wrap_lines=True)
    st.caption(
        translate(
            N_(
                "The button in the corner copies the text. No account is needed: paste it into a message to those who keep the catalogue."
            ),
            language,
        )
    )
    if issues := os.environ.get("MATCHER_ISSUES_URL"):
        address = f"{issues}?{urlencode({'title': issue_title(program, chosen, language), 'body': body})}"
        st.link_button(translate(N_("Open an issue with this text"), language), address, icon=":material/open_in_new:")
    navigation.link_to_program(program_id, translate(N_("Back to the sheet"), language))
