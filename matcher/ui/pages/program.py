"""One program: every criterion with its state for this profile, its source and the day it was read."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import core, navigation, state
from matcher.ui.components.program import draw_program

language = state.language()
program_id = state.chosen_program()
if program_id is None or program_id not in core.catalogue():
    st.title(translate(N_("Program not found"), language))
    st.info(translate(N_("No program has this address. It may have been renamed: look it up in the list."), language))
    st.page_link(navigation.path("catalogue"), label=translate(N_("All programs"), language), icon=":material/menu_book:")
else:
    st.query_params["program"] = program_id
    st.page_link(navigation.path("results"), label=translate(N_("Back to my programs"), language), icon=":material/arrow_back:")
    matches = core.matches()
    draw_program(matches.find(program_id), matches.as_of, language)
    if state.at_desk():
        from matcher.ui.components import clients_that_fit  # its database takes half a second to import

        clients_that_fit.draw(core.catalogue()[program_id], language)
