"""The steps of a plan as a chart: a bar for each program, from the application to the answer, and one for the project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any

import altair as alt
import streamlit as st
from dateutil.relativedelta import relativedelta

from matcher.locale import N_, Language, month, translate
from matcher.planning import Plan
from matcher.planning.calendar import Step
from matcher.planning.cash_flow import cash_flow
from matcher.ui.components.plan_colours import BLUE, PALE_BLUE, TEAL, ink
from matcher.words import short_name

MOST_TICKS = 4
LETTERS_IN_A_LINE = 46
LINE, BAR, GAP, AXIS = 17, 16, 12, 34
"""Heights in pixels: a line of a name, a bar, the space below it, and the months above."""


@dataclass(frozen=True)
class _Span:
    """One bar, in days from today, under its name; `word` says in what way it is not certain."""

    name: str
    word: str
    on: int
    until: int
    colour: str

    @property
    def lines(self) -> list[str]:
        return wrap(f"{self.name} ({self.word})" if self.word else self.name, LETTERS_IN_A_LINE)


def draw_timeline(plan: Plan, steps: list[Step], language: Language) -> None:
    """Draw the bars, those that rest on an estimate lighter and named so."""
    spans = list(_spans(plan, steps, language))
    said = translate(
        N_("Each bar runs from the application to the answer; light bars with a broken outline are estimates."), language
    )
    st.altair_chart(_chart(spans, plan.draft.matches.as_of, language), width="stretch", alt=said)
    st.caption(said)


def _spans(plan: Plan, steps: list[Step], language: Language) -> Iterator[_Span]:
    today = plan.draft.matches.as_of
    answers = {step.program.id: step for step in steps if step.stage == "answer" and step.program}
    drawn: set[str] = set()
    for step in steps:
        program = step.program
        if program is None or program.id in drawn or step.stage in {"start", "firm_up", "claim"}:
            continue
        drawn.add(program.id)
        on, until = (today, step.on) if step.stage == "answer" else (step.on or today, step.until)
        estimated = step.estimated or (program.id in answers and answers[program.id].estimated)
        if until is None:
            word = translate(N_("no date known"), language)
        else:
            word = translate(N_("estimate"), language) if estimated else ""
        last = until or today + relativedelta(months=1)
        colour = PALE_BLUE if estimated or until is None else BLUE
        yield _Span(short_name(program, language), word, (on - today).days, (last - today).days, colour)
    flow = cash_flow(plan)
    paid = [one.first for one in flow.months if one.spent]
    word = translate(N_("start assumed"), language) if flow.assumed_start else ""
    end = paid[-1] + relativedelta(months=1)
    yield _Span(translate(N_("The project"), language), word, (paid[0] - today).days, (end - today).days, TEAL)


def _chart(spans: list[_Span], today: date, language: Language) -> Any:
    low, high = min(0, *(span.on for span in spans)), max(span.until for span in spans)
    bars, names, top = [], [], 0
    for span in spans:
        for line in span.lines:
            names.append({"line": line, "top": top})
            top += LINE
        bars.append(
            {
                "from": span.on,
                "to": span.until,
                "top": top,
                "bottom": top + BAR,
                "colour": span.colour,
                "loose": span.colour == PALE_BLUE,
            }
        )
        top += BAR + GAP
    down = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[top, 0], nice=False))
    across = alt.X("from:Q", axis=_months(today, low, high, language), scale=alt.Scale(domain=[low, high], nice=False))
    return (
        alt.layer(
            alt.Chart(alt.InlineData(values=bars))
            .mark_rect(stroke=BLUE, strokeDash=[5, 3])
            .encode(
                x=across,
                x2="to:Q",
                y=down,
                y2="bottom:Q",
                color=alt.Color("colour:N", scale=None),
                strokeWidth=alt.condition("datum.loose", alt.value(1.5), alt.value(0)),
                tooltip=alt.value(None),
            ),
            alt.Chart(alt.InlineData(values=names))
            .mark_text(align="left", baseline="top", fontSize=13, color=ink())
            .encode(x=alt.value(0), y=down, text="line:N", tooltip=alt.value(None)),
        )
        .properties(height=top + AXIS)
        .configure_view(stroke=None)
    )


def _months(today: date, low: int, high: int, language: Language) -> alt.Axis:
    """Return an axis of days that names a few months."""
    first = (today + relativedelta(days=low)).replace(day=1)
    length = relativedelta(today + relativedelta(days=high), first)
    gap = max(1, -(-(length.years * 12 + length.months) // MOST_TICKS))
    starts = [first + relativedelta(months=gap * step) for step in range(MOST_TICKS + 1)]
    named = {(start - today).days: month(start, language) for start in starts if low <= (start - today).days <= high}
    return alt.Axis(
        values=list(named),
        labelExpr=f"({json.dumps(named)})[datum.value]",
        title=None,
        labelAngle=0,
        labelOverlap=True,
        orient="top",
    )
