"""Follow-up of what was asked for the clients of an organization."""

from functools import partial

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import access, navigation, state
from matcher.ui.components import follow_up, follow_up_calendar, follow_up_figures
from matcher.ui.components.words import plain
from matcher.workspace.applications import Application, Applications
from matcher.workspace.errors import WorkspaceError

language = state.language()
st.title(translate(N_("Follow-up"), language))
at_desk = access.draw_desk(language)
if at_desk is None:
    st.stop()
applications = Applications(at_desk.workspace, at_desk.actor)


def _draw(everything: list[Application]) -> None:
    shown = follow_up.draw_search(everything, language)
    current = [one for one in shown if not one.archived]
    views = (
        (N_("Board"), partial(follow_up.draw_board, applications, current)),
        (N_("Deadlines"), partial(follow_up_calendar.draw_calendar, current)),
        # What was awarded stays awarded once the client file is put away.
        (N_("Figures"), partial(follow_up_figures.draw_dashboard, shown)),
    )
    titles = [translate(title, language) for title, _ in views]
    for tab, (_, draw) in zip(st.tabs(titles, key="follow-up:view", on_change="rerun"), views, strict=True):
        if tab.open:
            with tab:
                draw(language)


try:
    # No `st.stop()` from here on: it would stop too what saves the open client file once a page is drawn.
    if everything := applications.of(archived=True):
        _draw(everything)
    else:
        text = N_("Nothing is followed yet: open a client file and add the programs that are asked for.")
        st.info(translate(text, language))
        st.page_link(navigation.path("clients"), label=translate(N_("All client files"), language), icon=":material/folder:")
except WorkspaceError as error:
    st.error(plain(error.text(language)))
