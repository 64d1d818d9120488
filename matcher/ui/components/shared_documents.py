"""What to gather for the applications: what is ready, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from matcher.export.handover_parts import document_table
from matcher.locale import Language
from matcher.profile import Profile
from matcher.program import Program
from matcher.ui.components.words import plain


def draw_documents(programs: Sequence[Program], profile: Profile, language: Language) -> None:
    """Draw each document, who asks for it, and whether it is there."""
    table = document_table(programs, profile.project.documents or (), language)
    rows = [f"| {' | '.join(map(plain, row))} |" for row in table.rows]
    head = [f"| {' | '.join(map(plain, table.headings))} |", "| --- | --- | --- |"]
    st.markdown("\n".join([*head, *rows]))
