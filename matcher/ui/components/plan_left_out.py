"""What is not in a plan and why: guarantees that stand beside its loans, and programs without an amount here."""

from __future__ import annotations

import streamlit as st

from matcher.locale import N_, Language, translate, translate_count
from matcher.planning import Plan
from matcher.planning.candidates import LeftOut
from matcher.planning.wording import left_out_text
from matcher.ui import navigation, state
from matcher.ui.components.words import plain


def draw_guarantees(plan: Plan, language: Language) -> None:
    """Draw the guarantees that could back a loan of the plan."""
    if not plan.guarantees:
        return
    text = N_("Beside the loan: a guarantee brings no money of its own, but can make a lender say yes.")
    with st.container(border=True):
        st.markdown(f":material/verified_user: {translate(text, language)}")
        for one in plan.guarantees:
            navigation.button_to_program(one.program.id, one.program.name.read(language), f"plan:beside:{one.program.id}")


def draw_left_out(plan: Plan, language: Language) -> None:
    """Draw the programs that pay for such costs and have no amount in any plan, by reason."""
    left_out = [one for one in plan.draft.left_out if one not in plan.guarantees]
    if not left_out:
        return
    title = translate_count(
        N_("{count} program left out, and why"), N_("{count} programs left out, and why"), len(left_out), language
    )
    with st.expander(title, icon=":material/filter_alt:", key="plan:left-out"):
        by_reason: dict[str, list[LeftOut]] = {}
        for one in left_out:
            by_reason.setdefault(left_out_text(one, language), []).append(one)
        for reason, programs in by_reason.items():
            with st.container(gap="xsmall"):
                st.markdown(f"**{plain(reason[0].upper() + reason[1:])}**")
                for one in programs:
                    navigation.button_to_program(one.program.id, one.program.name.read(language), f"plan:out:{one.program.id}")
                    if one.why == "refused":
                        _ask_again(one.program.id, language)


def _ask_again(program_id: str, language: Language) -> None:
    st.button(
        translate(N_("Ask it after all"), language),
        key=f"plan:ask:{program_id}",
        icon=":material/undo:",
        on_click=lambda: state.set_funding(program_id, state="to_ask"),
    )
