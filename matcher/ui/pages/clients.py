"""The client files of an organization: found, sorted, opened, begun."""

import streamlit as st

from matcher.locale import N_, translate, translate_count
from matcher.ui import access, desk, navigation, state
from matcher.ui.components import client_import, client_list, client_news
from matcher.ui.components.words import plain
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.listing import listing

language = state.language()
st.title(translate(N_("Client files"), language))
at_desk = access.draw_desk(language)
if at_desk is None:
    st.stop()
files = desk.files_of(at_desk)
try:
    st.page_link(navigation.path("settings"), label=translate(N_("Settings"), language), icon=navigation.PAGES["settings"][1])
    title, nothing_yet = translate(N_("Begin a client file"), language), not listing(files, state=None).total
    with st.expander(
        title, icon=":material/create_new_folder:", expanded=nothing_yet or (state.open_file() is None and not state.is_empty())
    ):
        begun = client_list.draw_new(files, language)
    if begun is not None:
        desk.open_file(files, begun)
        navigation.go("client")
    client_import.draw(files, language)
    client_news.draw(files, language)
    wanted = client_list.draw_search(language)
    page = listing(files, **wanted)
    if page.total:
        st.caption(translate_count(N_("{count} client file"), N_("{count} client files"), page.total, language))
        client_list.draw_page(page, wanted, language)
    elif not nothing_yet:
        st.info(translate(N_("No client file is found. Take words away, or choose another state."), language))
    else:
        text = N_("There is no client file yet. Give the first one a name above: its answers are saved as you go.")
        st.info(translate(text, language))
except WorkspaceError as error:
    st.error(plain(error.text(language)))
