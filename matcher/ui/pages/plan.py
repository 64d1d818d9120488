"""The funding plan: what the project costs, who could pay for it within every rule, when, and what is missing."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import state
from matcher.ui.components.paragraph import draw_unkept
from matcher.ui.components.plan_bar import draw_bar
from matcher.ui.components.plan_budget import draw_contributions, draw_costs, draw_funding
from matcher.ui.components.plan_choice import choose_plan
from matcher.ui.components.plan_difference import draw_last_change
from matcher.ui.components.plan_downloads import draw_downloads
from matcher.ui.components.plan_import import draw_import
from matcher.ui.components.plan_left_out import draw_guarantees, draw_left_out
from matcher.ui.components.plan_money import draw_cash_flow
from matcher.ui.components.plan_rules import draw_rules
from matcher.ui.components.plan_sides import draw_shortfall, draw_sides
from matcher.ui.components.plan_sources import draw_sources
from matcher.ui.components.plan_steps import draw_steps
from matcher.ui.components.plan_terms import draw_terms
from matcher.ui.components.plan_worked_out import say_what_is_unknown, work_out

language = state.language()
st.title(translate(N_("Funding plan"), language))
draw_unkept(language)
text = N_("Say what the project costs: we put together who could pay for it, within every rule of every program.")
st.markdown(translate(text, language))
say_what_is_unknown(language)
st.header(translate(N_("What it costs"), language))
draw_costs(language)
for title, icon, draw in (
    (N_("Paste a table or upload a file"), ":material/upload_file:", draw_import),
    (N_("What you put in"), ":material/savings:", draw_contributions),
    (N_("Money already asked for or found"), ":material/handshake:", draw_funding),
    (N_("Dates and limits"), ":material/date_range:", draw_terms),
):
    with st.expander(translate(title, language), icon=icon, key=f"plan:box:{title}"):
        draw(language)
plans = work_out(language)
if plans is not None:
    st.header(translate(N_("Who could pay"), language))
    plan = choose_plan(plans, language)
    with st.container():  # has its place even when it is empty, so that what follows stays as the visitor left it
        draw_last_change(plan, language)
    draw_sides(plan, language)
    draw_bar(plan, language)
    draw_shortfall(plan, language)
    st.subheader(translate(N_("The sources, one by one"), language))
    draw_sources(plan, language)
    draw_guarantees(plan, language)
    draw_left_out(plan, language)
    st.subheader(translate(N_("The rules it keeps"), language))
    draw_rules(plan, language)
    st.header(translate(N_("When"), language))
    draw_steps(plan, language)
    draw_cash_flow(plan, language)
    st.header(translate(N_("Take it with you"), language))
    draw_downloads(plans, plan, language)
