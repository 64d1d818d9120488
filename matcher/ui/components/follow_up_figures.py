"""What the applications of an organization come to, as charts with their tables, and as one table to take along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import altair as alt
import streamlit as st

from matcher.deadlines import program_name
from matcher.export.follow_up_csv import csv_of
from matcher.locale import N_, Language, money, number, share, translate, translate_count
from matcher.ui import core
from matcher.ui.components.plan_colours import TEAL
from matcher.vocabulary.terms import vocabulary
from matcher.workspace.applications import Application
from matcher.workspace.outcomes import Outcome, outcome, outcomes_by, reasons_given

BARS = 20
"""Groups of one chart; the table to take along has all."""
GREY = "#9fb5b2"
Table = Mapping[str, Sequence[Any]]
"""Columns by their heading."""


def draw_dashboard(found: list[Application], language: Language) -> None:
    """Draw what the applications come to: in all, by family, by client, by program, by year, how long answers took, and why not."""
    st.download_button(
        translate(N_("All of it as a table (CSV)"), language),
        partial(csv_of, found, core.catalogue(), language),
        file_name="suivi.csv" if language == "fr" else "follow-up.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    whole = outcome(found)
    if not whole.applications:
        st.caption(translate(N_("Nothing was asked yet: figures come with the first application."), language))
        return
    figures = [
        (N_("Asked"), money(whole.asked, language)),
        (N_("Awarded"), money(whole.awarded, language)),
        (N_("Said yes"), translate(N_("not known yet"), language) if whole.success is None else share(whole.success, language)),
        (
            N_("Median days to the answer"),
            translate(N_("not known yet"), language) if whole.median_days is None else number(whole.median_days, language),
        ),
    ]
    with st.container(horizontal=True):
        for label, value in figures:
            st.metric(translate(label, language), value, border=True)
    families = {program.id: vocabulary("families")[program.family].label(language) for program in core.catalogue().values()}
    unknown = translate(N_("not in the catalogue any more"), language)
    by_family = outcomes_by(found, lambda one: families.get(one.program, unknown))
    by_program = outcomes_by(found, lambda one: program_name(one.program, core.catalogue(), language))
    groups = (
        (N_("By family"), by_family),
        (N_("By client"), outcomes_by(found, lambda one: one.client)),
        (N_("By program"), by_program),
        (
            N_("By year asked"),
            outcomes_by(found, lambda one: str(one.asked_on.year) if one.asked_on else translate(N_("no date"), language)),
        ),
    )
    for title, group in groups:
        st.header(translate(title, language))
        _draw_group(title, group, language)
    _draw_days(N_("Time to the decision, by family"), by_family, language)
    _draw_days(N_("Time to the decision, by program"), by_program, language)
    why = reasons_given(found)
    if why:
        st.header(translate(N_("Why not"), language))
        terms = vocabulary("applications")
        st.markdown("\n".join(f"- {terms[code].label(language)} – {number(count, language)}" for code, count in why.items()))


def _draw_group(title: str, group: dict[str, Outcome], language: Language) -> None:
    asked, awarded = translate(N_("Asked"), language), translate(N_("Awarded"), language)
    shown = dict(list(group.items())[:BARS])
    said = " · ".join(
        f"{name}: {money(one.awarded, language)} / {money(one.asked, language)}" for name, one in list(shown.items())[:3]
    )
    bars: Table = {asked: [one.asked for one in shown.values()], awarded: [one.awarded for one in shown.values()]}
    st.altair_chart(_chart(list(shown), bars, "~s"), width="stretch", alt=said)

    def columns() -> Table:
        return {
            translate(N_("Name"), language): [*group],
            translate(N_("Number"), language): [one.applications for one in group.values()],
            asked: [money(one.asked, language) for one in group.values()],
            awarded: [money(one.awarded, language) for one in group.values()],
            translate(N_("Said yes"), language): [
                "–" if one.success is None else share(one.success, language) for one in group.values()
            ],
        }

    _draw_table(title, columns, len(group), language)


def _draw_days(title: str, group: dict[str, Outcome], language: Language) -> None:
    """Draw how long answers took, the slowest first; nothing where no answer has both of its days."""
    timed = sorted(
        ((name, one.median_days, one.longest_days, one.timed) for name, one in group.items() if one.median_days is not None),
        key=lambda row: -(row[1] or 0),
    )
    if not timed:
        return
    st.header(translate(title, language))
    usual, longest = translate(N_("Median days"), language), translate(N_("Longest, in days"), language)
    shown = timed[:BARS]
    said = " · ".join(f"{name}: {number(days or 0, language)}" for name, days, *_ in shown[:3])
    bars: Table = {usual: [days for _, days, *_ in shown], longest: [most for *_, most, _ in shown]}
    st.altair_chart(_chart([name for name, *_ in shown], bars, "~g"), width="stretch", alt=said)

    def columns() -> Table:
        return {
            translate(N_("Name"), language): [name for name, *_ in timed],
            translate(N_("Answers"), language): [count for *_, count in timed],
            usual: [number(days or 0, language) for _, days, *_ in timed],
            longest: [number(most or 0, language) for *_, most, _ in timed],
        }

    _draw_table(title, columns, len(timed), language)


def _draw_table(title: str, columns: Callable[[], Table], rows: int, language: Language) -> None:
    """Draw the twin of a chart, which has every row, once it is opened."""
    if rows > BARS:
        left = translate_count(N_("and {count} more in the table"), N_("and {count} more in the table"), rows - BARS, language)
        st.caption(left)
    label = translate(N_("The same as a table"), language)
    with st.expander(label, icon=":material/table:", key=f"figures:{title}", on_change="rerun") as opened:
        if opened.open:
            st.dataframe(columns(), hide_index=True, width="stretch")


def _chart(names: list[str], bars: Table, numbers: str) -> Any:
    """Return two bars for each name, one of each kind; `numbers` is how the axis writes them."""
    rows = [
        {"name": name, "kind": kind, "value": value}
        for kind, values in bars.items()
        for name, value in zip(names, values, strict=True)
    ]
    kinds = list(bars)
    return (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            y=alt.Y("name:N", title=None, sort=names, axis=alt.Axis(labelLimit=180)),
            yOffset=alt.YOffset("kind:N", sort=kinds),
            x=alt.X("value:Q", title=None, axis=alt.Axis(format=numbers, tickCount=4)),
            color=alt.Color(
                "kind:N", scale=alt.Scale(domain=kinds, range=[GREY, TEAL]), legend=alt.Legend(orient="bottom", title=None)
            ),
            tooltip=alt.value(None),
        )
        .properties(height=alt.Step(18))
    )
