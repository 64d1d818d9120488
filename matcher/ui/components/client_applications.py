"""The applications of one client file."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from matcher.locale import N_, Language, translate
from matcher.ui.components.application_card import draw_card, draw_new
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles


def draw(files: ClientFiles, file_id: UUID, language: Language) -> None:
    """Draw what is asked for this client, and what begins to follow one more program. Raises WorkspaceError."""
    applications = Applications(files.workspace, files.actor)
    draw_new(applications, file_id, language)
    found = applications.of(file_id)
    if not found:
        st.caption(translate(N_("Nothing is followed for this client yet."), language))
    for one in found:
        draw_card(applications, one, language, with_client=False)
