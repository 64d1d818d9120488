"""What a client agreed to, recorded and taken back."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from matcher.clock import today
from matcher.locale import N_, Language, day, translate
from matcher.ui.components.words import plain
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.consents import KINDS, consents, give_consent, withdraw_consent


def draw(files: ClientFiles, file_id: UUID, language: Language) -> None:
    """Draw each thing that can be agreed to, and what was. Raises WorkspaceError."""
    text = N_(
        "Answers on target groups tell of persons: they are kept only while the client agrees, encrypted apart from the rest."
    )
    st.caption(translate(text, language))
    found = consents(files, file_id)
    standing = {one.kind for one in found if one.withdrawn_on is None}
    for kind, sentence in KINDS.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            icon = ":material/check_box:" if kind in standing else ":material/check_box_outline_blank:"
            st.markdown(f"{icon} {translate(sentence, language)}")
            act, label = (
                (withdraw_consent, N_("The client takes it back"))
                if kind in standing
                else (give_consent, N_("The client agrees"))
            )
            st.button(
                translate(label, language), key=f"consent:{file_id}:{kind}", on_click=act, args=(files, file_id, kind, today())
            )
    for one in found:
        given = translate(N_("agreed on {day}, recorded by {by}"), language, day=day(one.given_on, language), by=one.by)
        if one.withdrawn_on is not None:
            given += ", " + translate(N_("taken back on {day}"), language, day=day(one.withdrawn_on, language))
        st.caption(plain(f"{translate(KINDS[one.kind], language)} – {given}"))
