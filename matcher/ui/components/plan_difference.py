"""What differs between two plans: source by source, what is missing, and what has to be paid back."""

from __future__ import annotations

import streamlit as st

from matcher.document import InputError
from matcher.locale import N_, Language, money, translate
from matcher.planning import NoCostsError, Plan
from matcher.planning.plan import difference
from matcher.planning.solver import SolverError
from matcher.ui import core, state
from matcher.ui.components.plan_sides import brief
from matcher.ui.components.words import plain


def draw_difference(before: Plan, after: Plan, language: Language) -> None:
    """Draw the amounts that change from one plan to another."""
    changed = difference(before, after)
    if not changed.amounts and not changed.shortfall:
        st.markdown(translate(N_("No amount changes."), language))
        return
    moved = [
        (_name(name, before, after, language), dollars, after.solution.amounts.get(name, 0))
        for name, dollars in changed.amounts.items()
    ]
    moved.sort(key=lambda one: (one[1] < 0, -abs(one[1])))
    if changed.shortfall:
        moved.append((translate(N_("Money still to be found"), language), changed.shortfall, after.shortfall))
    if before.debt != after.debt:
        moved.append((translate(N_("To pay back, in all"), language), after.debt - before.debt, after.debt))
    st.markdown("\n".join(_line(label, dollars, now, language) for label, dollars, now in moved))


def _name(name: str, before: Plan, after: Plan, language: Language) -> str:
    sources = {source.id: source for plan in (before, after) for source in plan.sources}
    return brief(sources[name], language)


def _line(label: str, change: int, now: int, language: Language) -> str:
    """Say one change; the new amount too, where it is neither the change itself nor nothing."""
    text = N_("{change} · {source}") if now in {0, change} else N_("{change} · {source}, now {amount}")
    signed = ("+" if change > 0 else "−") + money(abs(change), language)
    return "- " + translate(
        text, language, change=f"**{plain(signed)}**", source=plain(label), amount=plain(money(now, language))
    )


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
