"""What differs between two plans: source by source, what is missing, and what has to be paid back."""

from __future__ import annotations

import streamlit as st

from matcher.document import InputError
from matcher.locale import N_, Language, money, translate
from matcher.planning import NoCostsError, Plan
from matcher.planning.plan import difference
from matcher.planning.solver import SolverError
from matcher.planning.wording import label_of
from matcher.ui import core, state
from matcher.ui.components.words import plain


def draw_difference(before: Plan, after: Plan, language: Language) -> None:
    """Draw the amounts that change from one plan to another."""
    changed = difference(before, after)
    if not changed.amounts and not changed.shortfall:
        st.markdown(translate(N_("No amount changes."), language))
        return
    lines = []
    for name, dollars in sorted(changed.amounts.items(), key=lambda item: -abs(item[1])):
        plan = after if name in after.solution.amounts else before
        lines.append(_line(label_of(name, plan, language), before.solution.amounts.get(name, 0), dollars, language))
    if changed.shortfall:
        lines.append(_line(translate(N_("Money still to be found"), language), before.shortfall, changed.shortfall, language))
    if before.debt != after.debt:
        lines.append(_line(translate(N_("To pay back, in all"), language), before.debt, after.debt - before.debt, language))
    st.markdown("\n".join(lines))


def _line(label: str, was: int, change: int, language: Language) -> str:
    text = N_("{source}: {before} → {after} (+{change})") if change > 0 else N_("{source}: {before} → {after} (−{change})")
    said = translate(
        text,
        language,
        source=label,
        before=money(was, language),
        after=money(was + change, language),
        change=money(abs(change), language),
    )
    return f"- {plain(said)}"


def draw_last_change(after: Plan, language: Language) -> None:
    """Draw what the last answer changed in the plan of the same name, with a way to take it back."""
    earlier = state.answers_before()
    if earlier is None:
        return
    try:
        plans = core.plans(earlier).plans
    except (NoCostsError, InputError, SolverError):
        return
    before = next((one for one in plans if one.only_eligible == after.only_eligible and after.goals[0] in one.goals), None)
    if before is None:
        return
    with st.container(border=True):
        title = translate(N_("What your last change did to this plan"), language)
        st.subheader(f":material/difference: {title}")
        draw_difference(before, after, language)
        with st.container(horizontal=True):
            st.button(translate(N_("Keep it"), language), key="plan:keep", on_click=state.accept_change, icon=":material/check:")
            st.button(
                translate(N_("Take it back"), language), key="plan:back", on_click=state.take_back_change, icon=":material/undo:"
            )
