"""One client file: what to do next, notes, what it held before, what the client agreed to."""

from uuid import UUID

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import access, desk, navigation, state
from matcher.ui.components import (
    client_acts,
    client_applications,
    client_consents,
    client_documents,
    client_history,
    client_news,
    client_notes,
    client_plans,
)
from matcher.ui.components.links_of import draw_links
from matcher.ui.components.words import plain
from matcher.workspace.errors import WorkspaceError

language = state.language()
st.page_link(navigation.path("clients"), label=translate(N_("All client files"), language), icon=":material/arrow_back:")
at_desk = access.draw_desk(language)
if at_desk is None:
    st.stop()
files = desk.files_of(at_desk)
asked = st.query_params.get("file")
held = state.open_file()
try:
    if asked and (held is None or str(held.id) != asked):
        desk.open_file(files, UUID(asked))
    held = state.open_file()
    if held is None:
        st.info(translate(N_("No client file is open: choose one in the list."), language))
        st.stop()
    st.query_params["file"] = str(held.id)
    current = files.current(held.id)
    st.title(plain(held.name))
    client_acts.draw_ways(current, language)
    if current.unread:
        text = N_("Answers of an earlier version that are not understood any more: {places}. The history still holds them.")
        st.warning(translate(text, language, places=plain(", ".join(current.unread))))
    client_history.draw_answered(files, held.id, language)
    client_news.draw(files, language, held.id)
    asked_for, documents, notes, past, agreed, shared, managed = st.tabs(
        [
            translate(title, language)
            for title in (
                N_("Follow-up"),
                N_("Documents"),
                N_("Notes"),
                N_("History"),
                N_("Consents"),
                N_("Links"),
                N_("Manage"),
            )
        ],
        key=f"client:tabs:{held.id}",
    )
    with asked_for:
        client_applications.draw(files, held.id, language)
    with documents:
        client_documents.draw(files, held.id, language)
    with notes:
        client_notes.draw(files, held.id, language)
    with past:
        client_plans.draw(files, held.id, language)
        client_history.draw(files, held, language)
    with agreed:
        client_consents.draw(files, held.id, language)
    with shared:
        draw_links(files, held.id, language)
    with managed:
        client_acts.draw_management(files, held, current, language)
except ValueError:
    st.error(translate(N_("This is not there, or is not yours to see"), language))
except WorkspaceError as error:
    st.error(plain(error.text(language)))
