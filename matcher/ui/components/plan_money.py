"""Money in and out by month: what is spent, what comes in, and how much has to be advanced in between."""

from __future__ import annotations

from typing import Any

import altair as alt
import streamlit as st

from matcher.locale import N_, Language, money, month, translate
from matcher.planning import Plan
from matcher.planning.cash_flow import CashFlow, cash_flow
from matcher.ui.components.plan_colours import BLUE, RED, TEAL
from matcher.ui.components.words import plain

COLOURS = {"received": TEAL, "spent": BLUE, "missing": RED}
AMOUNT = 80
"""Width of a column of amounts in pixels."""
LABELS = {"received": N_("Received"), "spent": N_("Spent"), "missing": N_("To advance")}


def draw_cash_flow(plan: Plan, language: Language) -> None:
    """Draw the peak in words, the chart, and the same as a table."""
    flow = cash_flow(plan)
    st.subheader(translate(N_("Money in and out"), language))
    st.markdown(plain(_peak(flow, plan, language)))
    if flow.assumed_start:
        text = N_("No start is given: the project is taken to begin with the last answer.")
        st.caption(translate(text, language))
    if flow.late:
        text = N_("Money of which no page says when it comes is counted after the costs.")
        st.caption(translate(text, language))
    said = translate(
        N_("Bars above the line are money received, below it money spent; the points are what has to be advanced."), language
    )
    st.altair_chart(_chart(flow, language), width="stretch", alt=said)
    st.caption(said)
    with st.expander(translate(N_("The same as a table"), language), icon=":material/table:", key="plan:months"):
        heads = {name: translate(label, language) for name, label in LABELS.items()}
        month_word = translate(N_("Month"), language)
        rows = [
            {month_word: month(one.first, language)} | {head: getattr(one, name) for name, head in heads.items()}
            for one in flow.months
        ]
        amounts = {head: st.column_config.NumberColumn(format="localized", width=AMOUNT) for head in heads.values()}
        widths = amounts | {month_word: st.column_config.TextColumn(width=AMOUNT)}
        st.dataframe(rows, hide_index=True, width="stretch", column_config=widths)
        st.caption(translate(N_("Amounts in dollars."), language))


def _peak(flow: CashFlow, plan: Plan, language: Language) -> str:
    peak = flow.peak
    if peak is None:
        return translate(N_("Money comes in time: nothing has to be advanced."), language)
    values = {"amount": money(peak.missing, language), "month": month(peak.first, language)}
    if plan.shortfall:
        text = N_("At most {amount} has to be advanced, in {month}; {missing} of it is the money still to be found.")
        return translate(text, language, missing=money(min(plan.shortfall, peak.missing), language), **values)
    return translate(N_("At most {amount} has to be advanced, in {month}: plan interim financing for it."), language, **values)


def _chart(flow: CashFlow, language: Language) -> Any:
    names = {name: translate(label, language) for name, label in LABELS.items()}
    months = [month(one.first, language) for one in flow.months]
    rows = [
        {
            "month": month(one.first, language),
            "kind": names[kind],
            "dollars": -one.spent if kind == "spent" else getattr(one, kind),
            "money": f"{money(getattr(one, kind), language)} ({names[kind]})",
        }
        for one in flow.months
        for kind in LABELS
    ]
    dollars = "(datum.value < 0 ? '−$' : '$') + format(abs(datum.value), ',')"
    if language == "fr":
        dollars = "replace(format(datum.value, ','), regexp(',', 'g'), '\u00a0') + '\u00a0$'"
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(names.values()), range=list(COLOURS.values())),
        legend=alt.Legend(orient="top", title=None),
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("month:O", sort=months, title=None, axis=alt.Axis(labelAngle=-50, labelOverlap="greedy")),
        color=colour,
        tooltip=[
            alt.Tooltip("month:N", title=translate(N_("Month"), language)),
            alt.Tooltip("money:N", title=translate(N_("Amount"), language)),
        ],
    )
    height = alt.Y("dollars:Q", title=None, axis=alt.Axis(labelExpr=dollars, tickCount=6))
    bars = base.transform_filter(alt.datum.kind != names["missing"]).mark_bar().encode(y=height)
    line = (
        base.transform_filter(alt.datum.kind == names["missing"])
        .mark_line(point={"size": 60}, strokeDash=[4, 3])
        .encode(y=height)
    )
    return alt.layer(bars, line).properties(height=300)
