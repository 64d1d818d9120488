"""What an advisor chooses for themselves: how often news come by e-mail, and in which language."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from matcher.locale import LANGUAGES, N_, Language, translate
from matcher.ui.access import Desk
from matcher.workspace.organisations import advisor_of, change_advisor
from matcher.workspace.tables import Digest

DIGESTS: dict[Digest, str] = {"daily": N_("every day"), "weekly": N_("every week"), "never": N_("never")}
LANGUAGE_NAMES: dict[Language, str] = {"fr": "Français", "en": "English"}


def draw_preferences(desk: Desk, language: Language) -> None:
    """Draw the choices of who is here; what is chosen is kept at once. Raises WorkspaceError."""
    me = advisor_of(desk.workspace, desk.actor)
    digests = get_args(Digest)
    digest = st.radio(
        translate(N_("Send me what changed for my clients"), language), digests, digests.index(me.digest), horizontal=True,
        format_func=lambda code: translate(DIGESTS[code], language), key=f"preferences:digest:{me.digest}",
    )  # fmt: skip
    chosen = st.radio(
        translate(N_("Language of my e-mails and of my calendar"), language), LANGUAGES, LANGUAGES.index(me.language), horizontal=True,
        format_func=LANGUAGE_NAMES.__getitem__, key=f"preferences:language:{me.language}",
    )  # fmt: skip
    if (digest, chosen) != (me.digest, me.language):
        change_advisor(desk.workspace, desk.actor, me.id, digest=digest, language=chosen)
        st.rerun()
