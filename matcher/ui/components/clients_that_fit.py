"""From a program to the client files that it fits, for whoever is at the desk."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from matcher.clock import today
from matcher.feedback import REASON_LABELS, Reason
from matcher.locale import N_, Language, number, translate, translate_count
from matcher.program import Program
from matcher.reverse import Fitting, reverse
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.ui import access, core, desk, navigation, state
from matcher.ui.components.words import VERDICT_ICONS, plain
from matcher.words import LOCAL_VERSION, VERDICT_WORDS
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.dismissals import dismiss, dismissed, take_back
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.profiles import active_profiles, stamp

SHOWN = 20


def draw(program: Program, language: Language) -> None:
    """Draw the client files that a program fits, once they are asked for, where somebody sits at the desk."""
    try:
        found = access.desk()
        if found is None:
            return
        with st.expander(translate(N_("Which of my clients does it fit?"), language), icon=":material/group:", key="fits"):
            if st.toggle(translate(N_("Look through the client files"), language), key=f"fits:{program.id}"):
                _draw_list(desk.files_of(found), program, language)
    except WorkspaceError as error:
        st.error(plain(error.text(language)))


def _draw_list(files: ClientFiles, program: Program, language: Language) -> None:
    aside = dismissed(files, program.id)
    # Thousands of client files take seconds: they are gone through again once one of them has changed.
    key = f"fits {program.id} {core.catalogue().version} {today()} {files.actor.organisation} {stamp(files)}"
    names, fitting = state.once(key, lambda: _fitting(files, program, language))
    shown = [one for one in fitting if one.key not in aside]
    if not shown:
        st.caption(translate(N_("None of the active client files."), language))
    for one in shown[:SHOWN]:
        _draw_one(files, one, names[one.key], program, language)
    if len(shown) > SHOWN:
        st.caption(translate_count(N_("and {count} more"), N_("and {count} more"), len(shown) - SHOWN, language))
    for file_id, reason in aside.items():
        if file_id in names:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(plain(f"{names[file_id]}: {translate(REASON_LABELS[reason], language)}"))
                st.button(
                    translate(N_("Put back"), language), key=f"fits:back:{file_id}", type="tertiary",
                    on_click=take_back, args=(files, file_id, program.id),
                )  # fmt: skip


def _fitting(files: ClientFiles, program: Program, language: Language) -> tuple[dict[UUID, str], list[Fitting[UUID]]]:
    """Return the names of all active client files, and those that the program does not refuse, best first."""
    names, people = {}, []
    with st.spinner(translate(N_("Looking at each client file…"), language)):
        for file_id, name, profile in active_profiles(files):
            names[file_id] = name
            people.append((file_id, profile))
        found = reverse(core.matcher(), program.id, people, today())
    return names, [one for one in found if one.match.verdict is not Verdict.NOT_ELIGIBLE]


def _draw_one(files: ClientFiles, one: Fitting[UUID], name: str, program: Program, language: Language) -> None:
    icon, _ = VERDICT_ICONS[one.match.verdict]
    verdict = translate(VERDICT_WORDS[one.match.verdict], language)
    confirm = [reason.text for reason in one.match.reasons(language) if reason.truth is Truth.UNKNOWN]
    with st.container(border=True):
        navigation.link_to_client(str(one.key), name)
        fit = translate(N_("fit {points}"), language, points=number(round(one.match.fit.points), language))
        st.markdown(f"{icon} {plain(verdict)} · {plain(fit)}")
        if one.instead is not None:
            local = one.instead.name.read(language)
            navigation.link_to_program(one.instead.id, translate(LOCAL_VERSION, language, program=local))
        elif confirm:
            st.caption(plain(translate(N_("To confirm: {what}"), language, what="; ".join(confirm))))
        labels = {code: translate(label, language) for code, label in REASON_LABELS.items()}
        reason: Reason | None = st.selectbox(
            translate(N_("Not for this client"), language), list(labels), None, format_func=labels.__getitem__,
            key=f"fits:aside:{one.key}", placeholder=translate(N_("why?"), language), width=300,
        )  # fmt: skip
        if reason is not None:
            dismiss(files, one.key, program.id, reason)
            st.rerun()
