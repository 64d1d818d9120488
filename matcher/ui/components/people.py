"""The people of an organization: who may sign in, what each may do, and who did what."""

from __future__ import annotations

from functools import partial

import streamlit as st

from matcher.clock import local
from matcher.locale import N_, Language, day, hour, translate
from matcher.ui.access import Desk
from matcher.ui.components.acts import act_label, acted_by
from matcher.ui.components.words import plain
from matcher.workspace.actor import ROLES, Role
from matcher.workspace.audit import audit_trail
from matcher.workspace.client_files import ClientFiles, names_of
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.organisations import Advisor, add_advisor, advisors, change_advisor

ROLE_LABELS: dict[Role, str] = {
    "advisor": N_("advisor: opens and changes client files"),
    "manager": N_("manager: erases client files too"),
    "administrator": N_("administrator: lets people in too"),
}
SHOWN = 100
"""Acts of the access log that are shown."""


def draw_people(desk: Desk, language: Language) -> None:
    """Draw who may sign in, and the form that lets one more in. Raises WorkspaceError."""
    for one in advisors(desk.workspace, desk.actor):
        _draw_person(desk, one, language)
    title = translate(N_("Let one more person in"), language)
    with st.form("people:add", clear_on_submit=True):
        st.markdown(f"**{title}**")
        email = st.text_input(translate(N_("E-mail address they sign in with"), language), max_chars=320)
        name = st.text_input(translate(N_("Name of the person"), language), max_chars=200)
        role = st.selectbox(translate(N_("Role"), language), ROLES, format_func=partial(_role, language))
        if not st.form_submit_button(translate(N_("Let in"), language), icon=":material/person_add:"):
            return
    try:
        add_advisor(desk.workspace, desk.actor, email, name, role)
    except WorkspaceError as error:
        st.error(plain(error.text(language)))
    else:
        st.rerun()


def _draw_person(desk: Desk, one: Advisor, language: Language) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(one.name)}**")
        st.text(one.email)
        role = st.selectbox(
            translate(N_("Role"), language), ROLES, ROLES.index(one.role), format_func=partial(_role, language),
            key=f"people:{one.id}:role:{one.role}",
        )  # fmt: skip
        may = st.toggle(translate(N_("May sign in"), language), one.active, key=f"people:{one.id}:active:{one.active}")
        if (role, may) == (one.role, one.active):
            return
        try:
            change_advisor(desk.workspace, desk.actor, one.id, role=role, active=may)
        except WorkspaceError as error:
            st.error(plain(error.text(language)))
        else:
            st.rerun()


def _role(language: Language, role: Role) -> str:
    return translate(ROLE_LABELS[role], language)


def draw_access_log(desk: Desk, language: Language) -> None:
    """Draw the last acts in the organization: when, who, what; the id of a client file that was erased. Raises WorkspaceError."""
    entries = audit_trail(desk.workspace, desk.actor, most=SHOWN)
    names = names_of(ClientFiles(desk.workspace, desk.actor), {entry.subject for entry in entries if entry.subject})
    lines = []
    for entry in entries:
        at = local(entry.at)
        lines.append(
            {
                translate(N_("When"), language): f"{day(at.date(), language)}, {hour(at, language)}",
                translate(N_("Who"), language): acted_by(entry.by, language),
                translate(N_("What"), language): act_label(entry.action, language),
                translate(N_("Client file"), language): names.get(entry.subject, str(entry.subject)) if entry.subject else "",
            }
        )
    st.dataframe(lines, hide_index=True, width="stretch")
