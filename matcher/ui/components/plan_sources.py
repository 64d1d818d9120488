"""The sources of a plan one by one: how far each is, its amount held or left to the plan, and what if it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import streamlit as st

from matcher.locale import N_, Language, money, together, translate
from matcher.planning import Plan
from matcher.planning.plan import ANSWERED, PlannedSource
from matcher.planning.wording import doubt_text
from matcher.ui import core, navigation, state
from matcher.ui.components.plan_difference import draw_difference
from matcher.ui.components.plan_sides import brief
from matcher.ui.components.words import plain
from matcher.vocabulary.terms import vocabulary

Numbered = tuple[int, PlannedSource]


def draw_sources(plan: Plan, language: Language) -> None:
    """Draw a box for each program and each outside source of a plan; own money asks for nothing here."""
    numbered = [pair for pair in enumerate(plan.sources, 1) if pair[1].contribution is None]
    if not numbered:
        st.markdown(translate(N_("This plan asks nobody."), language))
        return
    st.caption(translate(N_("Open a source to say how far it is, hold its amount, or see what happens if it refuses."), language))
    for parts in _by_program(numbered):
        source = parts[0][1]
        with st.expander(_title(parts, language), key=f"plan:source:{_file(source)}"):
            if source.candidate is not None:
                _draw_program(parts, plan, language)
            else:
                _draw_outside(source, language)


def _by_program(numbered: list[Numbered]) -> Iterator[list[Numbered]]:
    """Yield the sources in their order, the parts of one program together: one application, one answer."""
    order: dict[str, int] = {}
    for _, source in numbered:
        order.setdefault(_file(source), len(order))
    for _, group in groupby(sorted(numbered, key=lambda pair: order[_file(pair[1])]), key=lambda pair: _file(pair[1])):
        yield list(group)


def _file(source: PlannedSource) -> str:
    return source.candidate.program.id if source.candidate else source.id


def _title(parts: list[Numbered], language: Language) -> str:
    names = together([f"{place}. {brief(source, language)}" for place, source in parts], language)
    dollars = money(sum(source.amount for _, source in parts), language)
    state_label = vocabulary("funding_states")[parts[0][1].state].label(language)
    held = ":material/lock: " if any(source.candidate and source.candidate.amount_from == "offer" for _, source in parts) else ""
    return f"{held}**{plain(names)}** · {plain(dollars)} · {plain(state_label)}"


def _draw_program(parts: list[Numbered], plan: Plan, language: Language) -> None:
    source = parts[0][1]
    assert source.candidate is not None
    program, dollars = source.candidate.program, sum(one.amount for _, one in parts)
    doubts = dict.fromkeys(doubt for _, one in parts if one.candidate for doubt in one.candidate.doubts)
    kinds = dict.fromkeys(code for _, one in parts if one.candidate for code in one.candidate.instruments)
    labels = [vocabulary("instruments")[code].label(language) for code in kinds]
    said = [", ".join(labels), *(doubt_text(doubt, language) for doubt in doubts)]
    st.caption(plain(" · ".join(said)))
    kept = state.funding_of(program.id)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        _ask_state(program.id, dollars, language)
    with right:
        if kept.get("amount") is None:
            label = translate(N_("Hold {amount} in every plan"), language, amount=plain(money(dollars, language)))
            st.button(
                label,
                key=f"plan:hold:{program.id}",
                icon=":material/lock:",
                on_click=_hold,
                args=(program.id, dollars, source),
            )
        else:
            _ask_amount(program.id, kept["amount"], language)
    with st.container(horizontal=True, vertical_alignment="center"):
        if kept.get("amount") is not None and source.state not in ANSWERED:
            st.button(
                translate(N_("Let the plan choose the amount"), language),
                key=f"plan:free:{program.id}",
                icon=":material/lock_open:",
                on_click=lambda: state.set_funding(program.id, amount=None, instrument=None),
            )
        if source.state not in ANSWERED:
            st.button(
                translate(N_("What if it refuses?"), language),
                key=f"plan:try:{program.id}",
                icon=":material/call_split:",
                on_click=state.try_without,
                args=(program.id,),
            )
        navigation.link_to_program(program.id, translate(N_("Read the whole sheet"), language))
    if state.tried() == program.id and program.id in plan.files:
        _draw_refusal(program.id, plan, language)


def _ask_state(program_id: str, dollars: int, language: Language) -> None:
    states, key = vocabulary("funding_states"), f"plan:state:{program_id}"
    st.session_state[key] = state.funding_of(program_id).get("state", "to_ask")

    def keep() -> None:
        chosen = st.session_state[key]
        changes: dict[str, object] = {"state": chosen}
        if chosen in ANSWERED and state.funding_of(program_id).get("amount") is None:
            changes["amount"] = dollars  # a funder who has answered has said how much
        state.set_funding(program_id, **changes)

    st.selectbox(
        translate(N_("How far is it?"), language),
        list(states),
        format_func=lambda code: states[code].label(language),
        key=key,
        on_change=keep,
    )


def _ask_amount(program_id: str, dollars: int, language: Language) -> None:
    key = f"plan:amount:{program_id}"
    st.session_state[key] = dollars
    st.number_input(
        translate(N_("Amount held ($)"), language),
        min_value=1,
        step=1000,
        key=key,
        on_change=lambda: state.set_funding(program_id, amount=st.session_state[key]),
    )


def _hold(program_id: str, dollars: int, source: PlannedSource) -> None:
    """Hold an amount; of a program in several parts, the type of aid says which part it is."""
    part = source.candidate.component if source.candidate else None
    instrument = part.instruments[0] if part else None
    state.set_funding(program_id, amount=dollars, instrument=instrument)


def _draw_outside(source: PlannedSource, language: Language) -> None:
    states, number = vocabulary("funding_states"), int(source.id.removeprefix("funding:"))
    key = f"plan:state:{source.id}"
    st.session_state[key] = source.state
    st.selectbox(
        translate(N_("How far is it?"), language),
        list(states),
        format_func=lambda code: states[code].label(language),
        key=key,
        on_change=lambda: state.set_outside_state(number, st.session_state[key]),
    )
    st.caption(translate(N_("Its amount stands in the table of money already asked for or found, above."), language))


def _draw_refusal(program_id: str, plan: Plan, language: Language) -> None:
    """Draw the plan without a program beside this one, and the decision to do without it."""
    other = core.plan_b(plan, program_id)
    with st.container(border=True):
        title = translate(N_("Plan B: if it refuses"), language)
        st.markdown(f"**{plain(title)}**")
        draw_difference(plan, other, language)
        with st.container(horizontal=True):
            st.button(
                translate(N_("It refused: plan without it"), language),
                key=f"plan:refuse:{program_id}",
                icon=":material/block:",
                on_click=_refuse,
                args=(program_id,),
            )
            st.button(
                translate(N_("Close"), language),
                key=f"plan:close:{program_id}",
                type="tertiary",
                on_click=state.try_without,
                args=(None,),
            )


def _refuse(program_id: str) -> None:
    state.set_funding(program_id, state="refused")
    state.try_without(None)
