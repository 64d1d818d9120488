"""The documents of one client: which the followed programs ask for, and which are at hand."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from matcher.export.handover_parts import documents_asked
from matcher.locale import N_, Language, together, translate
from matcher.ui import core, state
from matcher.ui.components.words import plain
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles


def draw(files: ClientFiles, file_id: UUID, language: Language) -> None:
    """Draw a box to tick for each document; what is ticked is an answer like the others, and saved as they are."""
    followed = [one for one in Applications(files.workspace, files.actor).of(file_id) if one.waiting]
    catalogue = core.catalogue()
    programs = [catalogue[one.program] for one in followed if one.program in catalogue]
    text = N_("What the programs that are followed ask for, and what any lender will: tick what is ready.")
    st.caption(translate(text, language))
    ready = list(state.project_fact("documents") or [])
    ticked = []
    asked = documents_asked(programs, language)
    for number, one in enumerate(asked):
        by = together(one.by, language) if one.by else translate(N_("any lender"), language)
        if one.code is None:
            st.markdown(plain(f"– {one.label} ({by})"))
        elif st.checkbox(plain(f"{one.label} ({by})"), one.code in ready, key=f"documents:{file_id}:{number}:{one.code}"):
            ticked.append(one.code)
    shown = {one.code for one in asked}
    now = [code for code in ready if code not in shown or code in ticked] + [code for code in ticked if code not in ready]
    if now != ready:
        state.set_project_fact("documents", now or None)
        st.rerun()
