"""The applications of one client file."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from matcher.clock import today
from matcher.deadlines import last_day_of_call
from matcher.locale import N_, Language, translate, translate_count
from matcher.ui import state
from matcher.ui.components.application_card import draw_card, draw_new
from matcher.ui.components.shared_plan import chosen_plan
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles


def draw(files: ClientFiles, file_id: UUID, language: Language) -> None:
    """Draw what is asked for this client, and what begins to follow one more program. Raises WorkspaceError."""
    applications = Applications(files.workspace, files.actor)
    draw_new(applications, file_id, language)
    found = applications.of(file_id)
    _draw_from_plan(applications, file_id, {one.program for one in found}, language)
    if not found:
        st.caption(translate(N_("Nothing is followed for this client yet."), language))
    for one in found:
        draw_card(applications, one, language, on_board=False)


def _draw_from_plan(applications: Applications, file_id: UUID, followed: set[str], language: Language) -> None:
    """Draw what begins to follow every program of the plan that the client file holds, each with its amount."""
    if not state.project_fact("total_cost") and not state.project_fact("costs"):
        return
    if not st.button(
        translate(N_("Follow the programs of the funding plan"), language), key=f"application:plan:{file_id}",
        icon=":material/account_balance:",
    ):  # fmt: skip
        return
    with st.spinner(translate(N_("The plan is being worked out…"), language)):
        plan = chosen_plan(state.goal(), language)
    if plan is None:
        st.warning(translate(N_("No plan can be made of what is known: open the page of the funding plan to see why."), language))
        return
    added = 0
    for source in plan.sources:
        program = source.candidate.program if source.candidate else None
        if program is not None and program.id not in followed:
            applications.add(file_id, program.id, asked=source.amount, due_on=last_day_of_call(program, today()))
            added += 1
    said = translate_count(
        N_("{count} program is followed from now on"), N_("{count} programs are followed from now on"), added, language
    )
    st.toast(said)
    if added:
        st.rerun()
