"""Follow-up of what was asked for the clients of an organization."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import access, navigation, state
from matcher.ui.components import follow_up
from matcher.ui.components.words import plain
from matcher.workspace.applications import Applications
from matcher.workspace.errors import WorkspaceError

language = state.language()
st.title(translate(N_("Follow-up"), language))
at_desk = access.draw_desk(language)
if at_desk is None:
    st.stop()
applications = Applications(at_desk.workspace, at_desk.actor)
try:
    found = applications.of()
    if not found:
        text = N_("Nothing is followed yet: open a client file and add the programs that are asked for.")
        st.info(translate(text, language))
        st.page_link(navigation.path("clients"), label=translate(N_("All client files"), language), icon=":material/folder:")
        st.stop()
    shown = follow_up.draw_search(found, language)
    board, due, figures = st.tabs([translate(title, language) for title in (N_("Board"), N_("Deadlines"), N_("Figures"))])
    with board:
        follow_up.draw_board(applications, shown, language)
    with due:
        follow_up.draw_calendar(shown, language)
    with figures:
        follow_up.draw_dashboard(shown, language)
except WorkspaceError as error:
    st.error(plain(error.text(language)))
