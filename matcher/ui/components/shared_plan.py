"""The funding plan as a client reads it: who pays what, what is missing, and when."""

from __future__ import annotations

import streamlit as st

from matcher.document import InputError
from matcher.locale import N_, Language, translate
from matcher.planning import NoCostsError, Plan
from matcher.planning.solver import SolverError
from matcher.ui import core
from matcher.ui.components.plan_bar import draw_bar
from matcher.ui.components.plan_choice import named
from matcher.ui.components.plan_sides import draw_shortfall, draw_sides
from matcher.ui.components.plan_steps import draw_steps


def chosen_plan(goal: str | None, language: Language) -> Plan | None:
    """Return the plan that the advisor chose, else the first; None where no plan can be made of what is known."""
    try:
        offered = named(core.plans(), language)
    except (NoCostsError, InputError, SolverError):
        return None
    chosen = next((one.plan for one in offered if goal in one.goals), None)
    return chosen or next((one.plan for one in offered), None)


def draw_plan(plan: Plan, language: Language) -> None:
    """Draw both sides of a plan, and its calendar."""
    st.header(translate(N_("Funding plan"), language))
    draw_sides(plan, language)
    draw_bar(plan, language)
    draw_shortfall(plan, language)
    st.header(translate(N_("When"), language))
    draw_steps(plan, language)
