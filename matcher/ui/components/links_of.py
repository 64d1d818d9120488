"""The links of one client file: made for a time, copied once, closed at once, with the day of the last visit."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from matcher.clock import day_of
from matcher.locale import N_, Language, day, translate, translate_count
from matcher.ui import navigation, state
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.links import links, make_link, revoke_link
from matcher.workspace.tokens import Link

DAYS = (7, 30, 90)


def draw_links(files: ClientFiles, file_id: UUID, language: Language) -> None:
    """Draw what makes a link, the one just made, and those that still work. Raises WorkspaceError."""
    text = N_("Whoever has the link can read this client file and answer its open questions, without an account.")
    st.caption(translate(text, language))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.selectbox(
            translate(N_("Works for"), language),
            DAYS,
            index=1,
            format_func=lambda count: translate_count(N_("{count} day"), N_("{count} days"), count, language),
            key=f"links:days:{file_id}",
        )
        st.button(
            translate(N_("Make a link"), language),
            key=f"links:make:{file_id}",
            icon=":material/add_link:",
            on_click=_make,
            args=(files, file_id, days),
        )
    now = files.workspace.now()
    working = [link for link in links(files, file_id) if link.works(now)]
    _draw_new(working, language)
    for link in working:
        _draw_link(files, link, language)


def _make(files: ClientFiles, file_id: UUID, days: int) -> None:
    link, token = make_link(files, file_id, days)
    state.set_new_link((link.id, f"{navigation.root()}shared?{navigation.TOKEN}={token}"))


def _draw_new(working: list[Link], language: Language) -> None:
    """Draw the address of the link just made, while it works: it is not kept and cannot be shown again later."""
    made = state.new_link()
    if made is None or made[0] not in {link.id for link in working}:
        return
    text = N_("Copy this link now: it is not kept, and cannot be shown again.")
    st.success(translate(text, language), icon=":material/content_copy:")
    st.code(made[1], language=None, wrap_lines=True)


def _draw_link(files: ClientFiles, link: Link, language: Language) -> None:
    assert link.expires_at is not None
    made, until = (day(day_of(moment), language) for moment in (link.created_at, link.expires_at))
    said = translate(N_("Made on {day}, works until {until}"), language, day=made, until=until)
    opened = translate(N_("never opened"), language)
    if link.opened_at is not None:
        opened = translate(N_("last opened on {day}"), language, day=day(day_of(link.opened_at), language))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/link: {said} · {opened}")
        st.button(
            translate(N_("Close this link"), language),
            key=f"links:revoke:{link.id}",
            icon=":material/link_off:",
            type="tertiary",
            on_click=revoke_link,
            args=(files, link.id),
        )
