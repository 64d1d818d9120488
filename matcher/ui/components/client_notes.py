"""Notes on a client: written, read, erased."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from matcher.clock import local
from matcher.locale import N_, Language, day, hour, translate
from matcher.ui.components.words import plain
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.notes import add_note, erase_note, notes


def draw(files: ClientFiles, file_id: UUID, language: Language) -> None:
    """Draw the notes, newest first, and the place to write one. Raises WorkspaceError."""
    with st.form(f"note:new:{file_id}", clear_on_submit=True, border=False):
        text = st.text_area(translate(N_("New note"), language), max_chars=20_000)
        if st.form_submit_button(translate(N_("Keep the note"), language)) and text.strip():
            add_note(files, file_id, text)
    found = notes(files, file_id)
    if not found:
        st.caption(translate(N_("No note yet."), language))
    for note in found:
        at = local(note.at)
        with st.container(border=True):
            st.text(note.text)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(plain(f"{note.by}, {day(at.date(), language)}, {hour(at, language)}"))
                st.button(
                    translate(N_("Erase"), language), key=f"note:erase:{note.id}", type="tertiary", icon=":material/delete:",
                    on_click=erase_note, args=(files, file_id, note.id),
                )  # fmt: skip
