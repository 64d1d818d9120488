"""The calendar feed of an advisor: made, copied once into a calendar, closed at once."""

from __future__ import annotations

import streamlit as st

from matcher.clock import day_of
from matcher.locale import N_, Language, day, translate
from matcher.ui import navigation, state
from matcher.workspace.actor import Actor
from matcher.workspace.database import Workspace
from matcher.workspace.feeds import feed_of, make_feed, revoke_feed


def draw_feed(workspace: Workspace, actor: Actor, language: Language) -> None:
    """Draw what makes the feed, its address just after, and what closes it. Raises WorkspaceError."""
    text = N_(
        "Your calendar can follow the days due of your organisation. Whoever has the address sees them, with the names of the client files."
    )
    st.caption(translate(text, language))
    link, made = feed_of(workspace, actor), state.new_link()
    if link is not None and made is not None and made[0] == link.id:
        once = N_("Copy this address into your calendar now: it is not kept, and cannot be shown again.")
        st.success(translate(once, language), icon=":material/content_copy:")
        st.code(made[1], language=None, wrap_lines=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = N_("Make the address for your calendar") if link is None else N_("Make a new address, which closes this one")
        st.button(
            translate(label, language),
            key="feed:make",
            icon=":material/calendar_add_on:",
            on_click=_make,
            args=(workspace, actor),
        )
        if link is not None:
            st.button(
                translate(N_("Close it"), language),
                key="feed:revoke",
                icon=":material/link_off:",
                type="tertiary",
                on_click=revoke_feed,
                args=(workspace, actor),
            )
    if link is not None:
        asked = translate(N_("not asked for yet"), language)
        if link.opened_at is not None:
            asked = translate(N_("last asked for on {day}"), language, day=day(day_of(link.opened_at), language))
        since = translate(N_("Made on {day}"), language, day=day(day_of(link.created_at), language))
        st.markdown(f":material/event: {since} · {asked}")


def _make(workspace: Workspace, actor: Actor) -> None:
    link, token = make_feed(workspace, actor)
    state.set_new_link((link.id, f"{navigation.root()}feed/{token}.ics"))
