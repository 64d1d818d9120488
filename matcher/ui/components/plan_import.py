"""A budget that exists already: pasted from a spreadsheet or uploaded, then put into the tables of the plan."""

from __future__ import annotations

import streamlit as st

from matcher.budget_table import BudgetTable, budget_from_content, budget_from_text
from matcher.document import InputError
from matcher.locale import N_, Language, money, translate, translate_count
from matcher.ui import state
from matcher.ui.components.words import plain

KINDS = ["csv", "tsv", "txt", "xlsx", "xlsm"]
COUNTED = {
    "costs": (N_("{count} row of costs, {amount}"), N_("{count} rows of costs, {amount}")),
    "contributions": (N_("{count} row of own contribution, {amount}"), N_("{count} rows of own contribution, {amount}")),
    "funding": (N_("{count} row of other money, {amount}"), N_("{count} rows of other money, {amount}")),
}


def draw_import(language: Language) -> None:
    """Draw where to paste or to upload; what was read of it, to be taken or not; or all that could not be read."""
    with st.form("plan:import", border=False):
        pasted = st.text_area(
            translate(N_("Paste the cells of your spreadsheet"), language),
            key=f"plan:pasted:{state.imports()}",
            height=140,
            placeholder=translate(N_("Renovation  200,000\nEquipment  60,000"), language),
        )
        uploaded = st.file_uploader(
            translate(N_("Or choose a file"), language), type=KINDS, key=f"plan:uploaded:{state.imports()}", max_upload_size=5
        )
        st.form_submit_button(translate(N_("Read it"), language), icon=":material/table_view:")
    if uploaded is None and not pasted.strip():
        return
    try:
        budget = budget_from_text(pasted) if uploaded is None else budget_from_content(uploaded.getvalue(), uploaded.name)
    except InputError as error:
        st.error("  \n".join(plain(problem.text(language)) for problem in error.problems), icon=":material/error:")
        return
    _offer(budget, language)


def _offer(budget: BudgetTable, language: Language) -> None:
    """Draw what was read, and the button that puts it into the tables."""
    tables = {"costs": budget.costs, "contributions": budget.contributions, "funding": budget.funding}
    read = {name: [line.model_dump(mode="json", exclude_none=True) for line in lines] for name, lines in tables.items() if lines}
    for name, lines in read.items():
        total = money(sum(line.get("amount") or 0 for line in lines), language)
        st.markdown(f"- {plain(translate_count(*COUNTED[name], len(lines), language, amount=total))}")
    st.button(
        translate(N_("Put these rows into the plan"), language),
        key="plan:take",
        type="primary",
        icon=":material/playlist_add_check:",
        on_click=state.take_over,
        args=(read,),
    )
    st.caption(translate(N_("They replace the rows of the same table; you can correct them there."), language))
