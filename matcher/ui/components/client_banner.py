"""The line above every page while a client file is open: whose it is, whether it is saved, and the way out."""

from __future__ import annotations

import streamlit as st

from matcher.clock import local
from matcher.locale import N_, Language, hour, translate
from matcher.ui import access, desk, navigation, state
from matcher.ui.components.acts import acted_by
from matcher.ui.components.profile_difference import differences
from matcher.ui.components.words import plain
from matcher.ui.desk import OpenFile
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.errors import WorkspaceError


def draw(language: Language) -> None:
    """Draw the line, or nothing where no client file is open."""
    held: OpenFile | None = state.open_file()
    if held is None:
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/folder_open: **{plain(held.name)}** · {_state_of(held, language)}")
            navigation.link_to_client(str(held.id), translate(N_("Open the client file"), language))
            waits = held.theirs is not None or held.problem is not None
            if st.button(translate(N_("Close the client file"), language), key="banner:close", type="tertiary", disabled=waits):
                desk.close_file()
                navigation.go("clients")
        if held.theirs is not None:
            _draw_conflict(held, language)
        elif held.problem is not None:
            st.error(plain(held.problem.text(language)))
            st.caption(translate(N_("Your answers stay in this tab, and saving is tried again at the next change."), language))
            st.button(translate(N_("Save again"), language), key="banner:retry", on_click=desk.autosave)


def _state_of(held: OpenFile, language: Language) -> str:
    if held.theirs is not None or held.problem is not None or held.changed:
        return translate(N_("not saved"), language)
    return translate(N_("saved at {time}"), language, time=hour(local(held.saved_at), language))


def _draw_conflict(held: OpenFile, language: Language) -> None:
    theirs = held.theirs
    assert theirs is not None
    text = N_("{by} saved this client file at {time}, after you opened it. Nothing was overwritten.")
    st.warning(
        translate(text, language, by=plain(acted_by(theirs.updated_by, language)), time=hour(local(theirs.updated_at), language))
    )
    lines = differences(theirs.profile, state.profile(), language)
    if lines:
        st.markdown(translate(N_("From theirs to yours:"), language))
        st.markdown("\n".join(f"- {line}" for line in lines))
    with st.container(horizontal=True):
        _choice(translate(N_("Take theirs, keep mine as a copy"), language), "take", held, language)
        _choice(translate(N_("Save mine over theirs"), language), "keep", held, language)


def _choice(label: str, choice: str, held: OpenFile, language: Language) -> None:
    if not st.button(label, key=f"banner:{choice}"):
        return
    try:
        found = access.desk()
        if found is None:
            return
        files: ClientFiles = desk.files_of(found)
        if choice == "take":
            desk.take_theirs(files, held, language)
        else:
            desk.keep_mine(files, held)
    except WorkspaceError as error:
        held.problem = error
    st.rerun()
