"""What can be done with a client file: go on with it, rename, copy, put away, hand over, erase."""

from __future__ import annotations

from datetime import date

import streamlit as st

from matcher.clock import local
from matcher.export.client_file import hand_over
from matcher.locale import N_, Language, day, hour, translate
from matcher.ui import core, desk, navigation, state
from matcher.ui.components.acts import act_label, acted_by
from matcher.ui.components.shared_plan import chosen_plan
from matcher.ui.components.words import plain
from matcher.ui.desk import OpenFile
from matcher.workspace.audit import audit_trail
from matcher.workspace.client_files import ClientFile, ClientFiles

SHOWN = 50


def draw_ways(current: ClientFile, language: Language) -> None:
    """Draw the ways on from here: answers, programs, plan."""
    with st.container():  # there in both states: the tabs below keep their place, and the one that is open
        if current.state == "archived":
            st.info(translate(N_("This client file is archived."), language))
    with st.container(horizontal=True):
        for page in ("questionnaire", "results", "plan"):
            title, icon = navigation.PAGES[page]
            if st.button(translate(title, language), key=f"client:{page}", icon=icon):
                navigation.go(page)


def draw_management(files: ClientFiles, held: OpenFile, current: ClientFile, language: Language) -> None:
    """Draw what changes the client file as a whole, and who did what with it. Raises WorkspaceError."""
    with st.form(f"client:name:{held.id}", border=False):
        name = st.text_input(translate(N_("Name of the client"), language), value=held.name, max_chars=200)
        if st.form_submit_button(translate(N_("Rename"), language)) and name.strip() != held.name:
            desk.rename(files, held, name)
            st.rerun()
    with st.container(horizontal=True):
        _draw_hand_over(files, held, language)
        if st.button(translate(N_("Duplicate"), language), key="client:copy", icon=":material/content_copy:"):
            copy = files.duplicate(held.id, translate(N_("{name} (copy)"), language, name=held.name))
            desk.open_file(files, copy.id)
            st.query_params["file"] = str(copy.id)
            st.rerun()
        archived = current.state == "archived"
        label = N_("Take out of the archive") if archived else N_("Archive")
        st.button(
            translate(label, language), key="client:archive", icon=":material/archive:",
            on_click=files.reopen if archived else files.archive, args=(held.id,),
        )  # fmt: skip
        if files.actor.may("erase") and st.button(
            translate(N_("Erase for good"), language), key="client:erase", icon=":material/delete:"
        ):
            _confirm(files, held, language)
    _draw_retention(files, current, language)
    with st.expander(translate(N_("Who opened and changed this client file"), language)):
        for entry in audit_trail(files.workspace, files.actor, held.id, SHOWN):
            at = local(entry.at)
            what = act_label(entry.action, language)
            st.caption(plain(f"{day(at.date(), language)}, {hour(at, language)} · {acted_by(entry.by, language)} · {what}"))


def _draw_retention(files: ClientFiles, current: ClientFile, language: Language) -> None:
    label = translate(N_("Keep until this day, then erase when the workspace is purged"), language)
    chosen = st.date_input(
        label, current.retain_until, max_value=date(2100, 1, 1), format="YYYY-MM-DD",
        key=f"client:retain:{current.id}:{current.retain_until}",
    )  # fmt: skip
    if isinstance(chosen, date) and chosen != current.retain_until:
        files.retain(current.id, chosen)
        st.rerun()


def _draw_hand_over(files: ClientFiles, held: OpenFile, language: Language) -> None:
    """Draw what hands the client file over, in two steps: its documents take a few seconds to make."""
    if not st.button(translate(N_("Hand over"), language), key="client:hand-over", icon=":material/folder_zip:"):
        return
    with st.spinner(translate(N_("The documents are being written…"), language)):
        plan = chosen_plan(held.goal, language)
        content = hand_over(files, held.id, core.catalogue(), language, (core.plans(), plan) if plan else None)
    st.download_button(
        translate(N_("Download the ZIP"), language),
        content,
        file_name="dossier.zip" if language == "fr" else "client-file.zip",
        mime="application/zip",
        on_click="ignore",
        type="primary",
        icon=":material/download:",
    )


def _confirm(files: ClientFiles, held: OpenFile, language: Language) -> None:
    @st.dialog(translate(N_("Erase for good?"), language))
    def ask() -> None:
        text = N_("{name}: answers, history, notes, applications and consents are erased. Nothing brings them back but a backup.")
        st.markdown(translate(text, language, name=f"**{plain(held.name)}**"))
        if st.button(translate(N_("Erase"), language), type="primary", key="client:erase-sure"):
            files.erase(held.id)
            state.forget()
            navigation.go("clients")

    ask()
