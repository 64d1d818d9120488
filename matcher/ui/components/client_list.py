"""The list of client files: a line each with what is next, and what begins a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import streamlit as st

from matcher.clock import day_of, today
from matcher.locale import N_, Language, day, money, translate, translate_count
from matcher.ui import navigation, state
from matcher.ui.components.acts import acted_by
from matcher.ui.components.words import plain
from matcher.vocabulary.terms import vocabulary
from matcher.workspace.applications import states
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.listing import NONE_FOLLOWED, ORDERS, Listed, Page

STATES = {"active": N_("active"), "archived": N_("archived"), "all": N_("all")}
FOLLOWED = (NONE_FOLLOWED, *(term.code for term in states()))
"""What the list can be narrowed down to: files without an application, or with one in a state."""
ANY = "any"
DUE_LABELS: dict[str, str] = {
    ANY: N_("any day or none"),
    "late": N_("late"),
    "fortnight": N_("within 14 days"),
    "month": N_("within 30 days"),
    "none": N_("no deadline"),
}
ORDER_LABELS = {"changed": N_("last changed first"), "name": N_("by name"), "deadline": N_("next deadline first")}


def draw_new(files: ClientFiles, language: Language) -> UUID | None:
    """Draw what begins a client file; return its id once it was made. Raises WorkspaceError."""
    with st.form("client:new", clear_on_submit=True, border=False):
        name = st.text_input(translate(N_("Name of the client"), language), max_chars=200)
        takes = False
        if state.open_file() is None and not state.is_empty():
            takes = st.checkbox(translate(N_("With the answers given in this tab"), language), value=True)
        if not st.form_submit_button(translate(N_("New client file"), language), icon=":material/create_new_folder:"):
            return None
    try:
        return files.create(name, state.profile() if takes else None, state.goal() if takes else None).id
    except WorkspaceError as error:
        st.error(plain(error.text(language)))
        return None


def draw_search(language: Language) -> dict[str, Any]:
    """Draw search, filters and order; return what `listing` takes."""
    search = st.text_input(translate(N_("Search by name or place"), language), key="clients:search", icon=":material/search:")
    with st.container(horizontal=True):
        shown = st.selectbox(
            translate(N_("State"), language), list(STATES), format_func=lambda s: translate(STATES[s], language),
            key="clients:state",
        )  # fmt: skip
        order = st.selectbox(
            translate(N_("Order"), language), ORDERS, format_func=lambda o: translate(ORDER_LABELS[o], language),
            key="clients:order",
        )  # fmt: skip
        following = st.selectbox(
            translate(N_("Applications followed"), language), [ANY, *FOLLOWED], key="clients:application",
            format_func=lambda code: _followed_label(code, language),
        )  # fmt: skip
        due = st.selectbox(
            translate(N_("Next deadline"), language), list(DUE_LABELS), key="clients:due",
            format_func=lambda code: translate(DUE_LABELS[code], language),
        )  # fmt: skip
    wanted = {
        "search": search,
        "state": None if shown == "all" else shown,
        "order": order,
        "application": None if following == ANY else following,
        "due": None if due == ANY else due,
        "as_of": today(),
    }
    return wanted | {"page": state.list_page(_called(wanted))}


def _called(wanted: dict[str, Any]) -> str:
    """Return what tells one list from another: all that was asked for but the page."""
    return " ".join(str(value) for name, value in wanted.items() if name != "page")


def _followed_label(code: str, language: Language) -> str:
    if code == ANY:
        return translate(N_("all or none"), language)
    if code == NONE_FOLLOWED:
        return translate(N_("none followed"), language)
    return vocabulary("applications")[code].label(language)


def draw_page(page: Page, wanted: dict[str, Any], language: Language) -> None:
    """Draw the lines of a page, and the way to the others."""
    for one in page.files:
        _draw_line(one, language)
    if page.last > 1:
        of = _called(wanted)
        number = st.pagination(page.last, default=page.number, key=f"clients:page:{of}")
        if number != page.number:
            state.set_list_page(of, number)
            st.rerun()


def _draw_line(one: Listed, language: Language) -> None:
    with st.container(border=True, gap=None):
        navigation.link_to_client(str(one.id), one.name)
        parts = []
        if one.state == "archived":
            parts.append(translate(N_("archived"), language))
        if one.next_deadline:
            parts.append(translate(N_("next deadline {day}"), language, day=day(one.next_deadline, language)))
        if one.waiting:
            parts.append(translate_count(N_("{count} application waits"), N_("{count} applications wait"), one.waiting, language))
        if one.asked:
            parts.append(translate(N_("asked {amount}"), language, amount=money(one.asked, language)))
        if one.awarded:
            parts.append(translate(N_("awarded {amount}"), language, amount=money(one.awarded, language)))
        changed = N_("changed on {day} by {by}")
        by = acted_by(one.updated_by, language)
        parts.append(translate(changed, language, day=day(day_of(one.updated_at), language), by=by))
        st.caption(plain(" · ".join(parts)))
