"""What to do when, warnings first: a list, and the same as a chart with one row for each program."""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import Any

import altair as alt
import streamlit as st
from dateutil.relativedelta import relativedelta

from matcher.locale import N_, Language, day, month, translate
from matcher.planning import Plan
from matcher.planning.calendar import Step, calendar
from matcher.planning.cash_flow import cash_flow
from matcher.ui.components.words import plain
from matcher.words import short_name

FIRM, LOOSE, WORKS = "#1d5a96", "#9dbfe0", "#0b5d57"
MOST_TICKS = 4
LETTERS_IN_A_LINE = 46
ROW_HEIGHT = 62


def draw_steps(plan: Plan, language: Language) -> None:
    """Draw the warnings, the steps by date, and the chart."""
    steps = calendar(plan)
    for step in steps:
        if step.warning:
            st.warning(plain(_dated(step, language)), icon=":material/front_hand:")
    for when, group in groupby((step for step in steps if not step.warning), key=lambda step: step.on):
        heading = day(when, language) if when else translate(N_("Date not known"), language)
        lines = [f"- {plain(step.sentence(language))}{_estimate(step, language)}" for step in group]
        st.markdown("\n".join([f"**{plain(heading)}**", "", *lines]))
    rows = _rows(plan, steps, language)
    said = translate(N_("Each bar runs from the application to the answer; light bars are estimates."), language)
    st.altair_chart(_chart(rows, plan.draft.matches.as_of, language), width="stretch", alt=said)
    st.caption(said)


def _dated(step: Step, language: Language) -> str:
    if step.on is None:
        return step.sentence(language)
    text = N_("{sentence} ({day})")
    return translate(text, language, sentence=step.sentence(language), day=day(step.on, language))


def _estimate(step: Step, language: Language) -> str:
    word = translate(N_("estimate"), language)
    return f" *({word})*" if step.estimated else ""


def _rows(plan: Plan, steps: tuple[Step, ...], language: Language) -> list[dict[str, Any]]:
    """Return a bar for each application, then one for the project."""
    loose = {step.program.id for step in steps if step.stage == "answer" and step.estimated and step.program}
    today = plan.draft.matches.as_of
    rows = []
    for step in steps:
        if step.program is None or step.stage in {"answer", "start", "firm_up", "claim"}:
            continue
        estimated = step.estimated or step.until is None or step.program.id in loose
        if step.until is None:
            word = translate(N_("no date known"), language)
        else:
            word = translate(N_("estimate"), language) if estimated else ""
        until = step.until or today + relativedelta(months=1)
        rows.append(_row(short_name(step.program, language), word, step.on or today, until, LOOSE if estimated else FIRM))
    flow = cash_flow(plan)
    paid = [one.first for one in flow.months if one.spent]
    word = translate(N_("start assumed"), language) if flow.assumed_start else ""
    rows.append(_row(translate(N_("The project"), language), word, paid[0], paid[-1] + relativedelta(months=1), WORKS))
    for place, row in enumerate(rows):
        row["place"] = place
        row["from"], row["to"] = (row.pop("on") - today).days, (row.pop("until") - today).days
    return rows


def _row(name: str, word: str, on: date, until: date, colour: str) -> dict[str, Any]:
    label = f"{name} ({word})" if word else name
    return {"label": "\n".join(wrap(label, LETTERS_IN_A_LINE)), "on": on, "until": until, "colour": colour}


def _chart(rows: list[dict[str, Any]], today: date, language: Language) -> Any:
    ink = "#ffffff" if st.context.theme.type == "dark" else "#14293d"
    low, high = min(0, *(row["from"] for row in rows)), max(row["to"] for row in rows)
    first = (today + relativedelta(days=low)).replace(day=1)
    length = relativedelta(today + relativedelta(days=high), first)
    gap = max(1, -(-(length.years * 12 + length.months) // MOST_TICKS))
    ticks = {
        (first + relativedelta(months=gap * step) - today).days: month(first + relativedelta(months=gap * step), language)
        for step in range(MOST_TICKS + 1)
    }
    ticks = {days: text for days, text in ticks.items() if low <= days <= high}
    axis = alt.Axis(
        values=list(ticks),
        labelExpr=f"({json.dumps(ticks)})[datum.value]",
        title=None,
        labelAngle=0,
        labelOverlap=True,
        orient="top",
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("place:O", axis=None))
    bars = base.mark_bar(height=16, cornerRadius=3, yOffset=14).encode(
        x=alt.X("from:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False)),
        x2="to:Q",
        color=alt.Color("colour:N", scale=None),
    )
    names = base.mark_text(align="left", baseline="bottom", dy=2, fontSize=13, lineBreak="\n", color=ink).encode(
        x=alt.value(0), text="label:N"
    )
    return alt.layer(bars, names).properties(height=ROW_HEIGHT * len(rows)).configure_view(stroke=None)
