"""What an advisor sets for themselves, and an administrator for an organization: preferences, calendar, people, access log."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import access, navigation, state
from matcher.ui.components.feed_of import draw_feed
from matcher.ui.components.people import draw_access_log, draw_people
from matcher.ui.components.preferences import draw_preferences
from matcher.ui.components.words import plain
from matcher.workspace.errors import WorkspaceError

language = state.language()
st.page_link(navigation.path("clients"), label=translate(N_("All client files"), language), icon=":material/arrow_back:")
st.title(translate(N_("Settings"), language))
at_desk = access.draw_desk(language)
if at_desk is None:
    st.stop()
try:
    if access.signs_in():
        draw_preferences(at_desk, language)
    st.header(translate(N_("My calendar"), language))
    draw_feed(at_desk.workspace, at_desk.actor, language)
    if at_desk.actor.may("manage_advisors"):
        if access.signs_in():
            st.header(translate(N_("People"), language))
            draw_people(at_desk, language)
        st.header(translate(N_("Access log"), language))
        draw_access_log(at_desk, language)
except WorkspaceError as error:
    st.error(plain(error.text(language)))
