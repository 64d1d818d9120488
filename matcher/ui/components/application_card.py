"""One application: what is asked of whom, how far it is, and the form that changes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import streamlit as st

from matcher.clock import today
from matcher.deadlines import last_day_of_call, program_name
from matcher.locale import N_, Language, day, money, translate
from matcher.ui import core, navigation, state
from matcher.ui.components.words import plain
from matcher.vocabulary.terms import vocabulary
from matcher.workspace.applications import Application, Applications, reasons, states
from matcher.workspace.errors import ConflictError, WorkspaceError


def draw_card(applications: Applications, one: Application, language: Language, *, on_board: bool) -> None:
    """Draw one application with its form. What goes wrong is said in it.

    On the board the client is named, the column tells the state, and a form is made once it is asked for: there are many cards.
    """
    key, change = f"application:{one.id}:{one.version}", translate(N_("Change"), language)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(program_name(one.program, core.catalogue(), language))}**")
        if on_board:
            navigation.link_to_client(str(one.client_file), one.client)
        facts = _facts(one, language)
        if on_board and one.reason is None:
            facts = facts[1:]
        if facts:
            st.caption(plain(" · ".join(facts)))
        if one.comment:
            st.text(one.comment)
        if not on_board:
            with st.expander(change, key=key):
                _draw_form(applications, one, language)
            return
        with st.popover(change, key=key, type="tertiary", icon=":material/edit:", on_change="rerun") as opened:
            if opened.open:
                _draw_form(applications, one, language)


def _facts(one: Application, language: Language) -> list[str]:
    said = [vocabulary("applications")[one.reason or one.state].label(language)]
    for amount, sentence in ((one.asked, N_("asked {amount}")), (one.awarded, N_("awarded {amount}"))):
        if amount is not None:
            said.append(translate(sentence, language, amount=money(amount, language)))
    if one.waiting and one.due_on:
        late = one.due_on < today()
        said.append(translate(N_("was due on {day}") if late else N_("due on {day}"), language, day=day(one.due_on, language)))
    if one.asked_on and not one.answered_on:
        said.append(translate(N_("asked on {day}"), language, day=day(one.asked_on, language)))
    if one.answered_on:
        said.append(translate(N_("answered on {day}"), language, day=day(one.answered_on, language)))
    return said


def _draw_form(applications: Applications, one: Application, language: Language) -> None:
    key = f"application:{one.id}:{one.version}"
    terms = {term.code: term.label(language) for term in states()}
    chosen = st.selectbox(
        translate(N_("State"), language),
        list(terms),
        list(terms).index(one.state),
        format_func=terms.__getitem__,
        key=f"{key}:state",
    )
    why = {term.code: term.label(language) for term in reasons(chosen)}
    reason = None
    if why:
        index = list(why).index(one.reason) if one.reason in why else None
        reason = st.selectbox(
            translate(N_("Why"), language), list(why), index, format_func=why.__getitem__, key=f"{key}:reason:{chosen}"
        )
    asked = _amount(N_("Amount asked, in dollars"), one.asked, f"{key}:asked", language)
    awarded = one.awarded
    if chosen in {"conditional", "awarded"}:
        awarded = _amount(N_("Amount offered or awarded, in dollars"), one.awarded or one.asked, f"{key}:awarded", language)
    due = _day(N_("Next deadline"), one.due_on, f"{key}:due", language)
    asked_on, answered_on = one.asked_on, one.answered_on
    if chosen not in {"to_ask", "not_asked"}:
        asked_on = _day(N_("Asked on"), one.asked_on or today(), f"{key}:asked_on", language)
    if chosen in {"awarded", "refused", "withdrawn"}:
        answered_on = _day(N_("Answered on"), one.answered_on or today(), f"{key}:answered_on", language)
    comment = st.text_area(translate(N_("Comment"), language), one.comment, key=f"{key}:comment", max_chars=5_000)
    changed = replace(
        one, state=chosen, reason=reason, asked=asked, awarded=awarded, due_on=due, asked_on=asked_on, answered_on=answered_on,
        comment=comment,
    )  # fmt: skip
    with st.container(horizontal=True):
        save = st.button(translate(N_("Save"), language), key=f"{key}:save", type="primary")
        st.button(
            translate(N_("Stop following"), language),
            key=f"{key}:erase",
            type="tertiary",
            on_click=applications.erase,
            args=(one.id,),
        )
    if save:
        _save(applications, changed, language)


def _save(applications: Applications, changed: Application, language: Language) -> None:
    try:
        applications.change(changed)
    except ConflictError as conflict:
        st.warning(plain(conflict.text(language)))
        st.caption(plain(" · ".join(_facts(conflict.current, language))))
    except WorkspaceError as error:
        st.error(plain(error.text(language)))
    else:
        st.rerun()


def _amount(label: str, value: int | None, key: str, language: Language) -> int | None:
    found = st.number_input(translate(label, language), 0, 10**10, value, 1_000, key=key)
    return None if found is None else int(found)


def _day(label: str, value: date | None, key: str, language: Language) -> date | None:
    found = st.date_input(translate(label, language), value, date(2000, 1, 1), date(2100, 1, 1), key=key, format="YYYY-MM-DD")
    return found if isinstance(found, date) else None


def draw_new(applications: Applications, client_file: UUID, language: Language) -> None:
    """Draw what begins to follow an application of one client file. Raises WorkspaceError."""
    catalogue = core.catalogue()
    with st.form(f"application:new:{client_file}", clear_on_submit=True):
        program = st.selectbox(
            translate(N_("Program"), language), list(catalogue), None, format_func=lambda code: program_name(code, catalogue, language),
            placeholder=translate(N_("Type a few letters"), language),
        )  # fmt: skip
        if not st.form_submit_button(translate(N_("Follow this program"), language), icon=":material/add:") or program is None:
            return
    asked = state.funding_of(program).get("amount")
    applications.add(client_file, program, asked=asked, due_on=last_day_of_call(catalogue[program], today()))
    st.rerun()
