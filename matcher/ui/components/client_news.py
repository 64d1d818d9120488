"""What changed for the clients lately: which programs each gained, lost or must confirm again, and why."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import streamlit as st

from matcher.clock import day_of, today
from matcher.locale import N_, Language, day, translate, translate_count
from matcher.ui import core, navigation
from matcher.ui.components.words import plain
from matcher.watch.news import KIND_WORDS
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.watching import FileNews, latest_news, look_at_all

DAYS = 30
MOST = 60


def draw(files: ClientFiles, language: Language, file_id: UUID | None = None) -> None:
    """Draw the news of the last weeks for one client file, or for all with a way to look now. Raises WorkspaceError."""
    found = latest_news(files, files.workspace.now() - timedelta(days=DAYS), file_id)
    title = translate_count(N_("{count} change in programs"), N_("{count} changes in programs"), len(found), language)
    within = translate(N_("{changes} in the last {days} days"), language, changes=title, days=DAYS)
    with st.expander(within, icon=":material/notifications:"):
        if file_id is None and st.button(translate(N_("Look now"), language), key="news:look", icon=":material/refresh:"):
            with st.spinner(translate(N_("Looking at each client file…"), language)):
                for _ in look_at_all(files, core.matcher(), today()):
                    pass
            st.rerun()
        if not found:
            text = N_("Nothing changed. A first look only keeps how things stand; later ones say what is new.")
            st.caption(translate(text, language))
        for one in found[:MOST]:
            _draw_one(one, language, with_client=file_id is None)


def _draw_one(one: FileNews, language: Language, *, with_client: bool) -> None:
    noticed = day(day_of(one.at), language)
    kind = translate(KIND_WORDS[one.news.kind], language)
    st.markdown(f"**{plain(one.news.name[language])}** · {plain(kind)} · {noticed}  \n{plain(one.news.why[language])}")
    with st.container(horizontal=True):
        if with_client:
            navigation.link_to_client(str(one.client_file), one.client)
        if one.news.program in core.catalogue():
            navigation.link_to_program(one.news.program, translate(N_("The program"), language))
