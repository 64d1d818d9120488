"""All applications of an organization, three ways: by state, by date, and what they come to."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import Any

import altair as alt
import streamlit as st

from matcher.clock import today
from matcher.deadlines import deadlines, program_name
from matcher.export.follow_up_csv import csv_of
from matcher.locale import N_, Language, day, money, month, number, share, translate, translate_count
from matcher.ui import core
from matcher.ui.components.application_card import draw_card
from matcher.ui.components.plan_colours import TEAL
from matcher.ui.components.words import plain
from matcher.vocabulary.terms import fold, vocabulary
from matcher.workspace.applications import Application, Applications, states
from matcher.workspace.outcomes import Outcome, outcome, outcomes_by, reasons_given

CARDS = 20
"""Cards of one state that are drawn; the others are counted, and found by the filters."""


def draw_board(applications: Applications, found: list[Application], language: Language) -> None:
    """Draw the applications state by state. Nothing has to be dragged: each card has a form."""
    counts = {term.code: [one for one in found if one.state == term.code] for term in states()}
    labels = {code: f"{vocabulary('applications')[code].label(language)} ({len(group)})" for code, group in counts.items()}
    for column, group in zip(st.tabs(list(labels.values())), counts.values(), strict=True):
        with column:
            for one in group[:CARDS]:
                draw_card(applications, one, language, with_client=True)
            if len(group) > CARDS:
                more = translate_count(N_("and {count} more"), N_("and {count} more"), len(group) - CARDS, language)
                st.caption(more)
            if not group:
                st.caption(translate(N_("No application here."), language))


def draw_calendar(found: list[Application], language: Language) -> None:
    """Draw what is due and which calls close, month by month, what is late first."""
    catalogue = core.catalogue()
    ahead = deadlines(found, catalogue, today())
    if not ahead:
        st.caption(translate(N_("Nothing has a deadline."), language))
    for (late, _), group in groupby(ahead, key=lambda one: (one.on < today(), str(one.on)[:7])):
        listed = list(group)
        title = month(listed[0].on, language)
        st.subheader(translate(N_("Late: {month}"), language, month=title) if late else title[:1].upper() + title[1:])
        st.markdown("\n".join(f"- {day(one.on, language)} · {plain(one.sentence(catalogue, language))}" for one in listed))


def draw_dashboard(found: list[Application], language: Language) -> None:
    """Draw what the applications come to: in all, by family, by client, by year, and why not."""
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
    groups = (
        (N_("By family"), outcomes_by(found, lambda one: families.get(one.program, unknown))),
        (N_("By client"), outcomes_by(found, lambda one: one.client)),
        (N_("By program"), outcomes_by(found, lambda one: program_name(one.program, core.catalogue(), language))),
        (
            N_("By year asked"),
            outcomes_by(found, lambda one: str(one.asked_on.year) if one.asked_on else translate(N_("no date"), language)),
        ),
    )
    for title, group in groups:
        st.subheader(translate(title, language))
        _draw_group(group, language)
    why = reasons_given(found)
    if why:
        st.subheader(translate(N_("Why not"), language))
        terms = vocabulary("applications")
        st.markdown("\n".join(f"- {terms[code].label(language)} – {number(count, language)}" for code, count in why.items()))


def _draw_group(group: dict[str, Outcome], language: Language) -> None:
    asked, awarded = translate(N_("Asked"), language), translate(N_("Awarded"), language)
    shown = dict(list(group.items())[:CARDS])
    said = " · ".join(
        f"{name}: {money(one.awarded, language)} / {money(one.asked, language)}" for name, one in list(shown.items())[:3]
    )
    st.altair_chart(_chart(shown, asked, awarded), width="stretch", alt=said)
    columns = {
        translate(N_("Name"), language): [*shown],
        translate(N_("Number"), language): [one.applications for one in shown.values()],
        asked: [money(one.asked, language) for one in shown.values()],
        awarded: [money(one.awarded, language) for one in shown.values()],
        translate(N_("Said yes"), language): [
            "–" if one.success is None else share(one.success, language) for one in shown.values()
        ],
        translate(N_("Median days"), language): [
            "–" if one.median_days is None else number(one.median_days, language) for one in shown.values()
        ],
    }
    with st.expander(translate(N_("The same as a table"), language), icon=":material/table:"):
        st.dataframe(columns, hide_index=True, width="stretch")


def _chart(group: dict[str, Outcome], asked: str, awarded: str) -> Any:
    rows = [
        {"name": name, "kind": kind, "amount": amount}
        for name, one in group.items()
        for kind, amount in ((asked, one.asked), (awarded, one.awarded))
    ]
    return (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            y=alt.Y("name:N", title=None, sort=list(group), axis=alt.Axis(labelLimit=180)),
            yOffset=alt.YOffset("kind:N", sort=[asked, awarded]),
            x=alt.X("amount:Q", title=None, axis=alt.Axis(format="~s", tickCount=4)),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=[asked, awarded], range=["#9fb5b2", TEAL]),
                legend=alt.Legend(orient="bottom", title=None),
            ),
        )
        .properties(height=alt.Step(18))
    )


def draw_search(found: list[Application], language: Language) -> list[Application]:
    """Draw what narrows the applications down by client, program or family; return those that stay."""
    families = vocabulary("families")
    with st.container(horizontal=True):
        wanted = st.text_input(translate(N_("Client or program"), language), key="follow-up:search", icon=":material/search:")
        family = st.selectbox(
            translate(N_("Family"), language), [None, *families], key="follow-up:family",
            format_func=lambda code: families[code].label(language) if code else translate(N_("all"), language),
        )  # fmt: skip
    catalogue = core.catalogue()

    def stays(one: Application) -> bool:
        program = catalogue.get(one.program)
        if family is not None and (program is None or program.family != family):
            return False
        held = fold(f"{one.client} {one.program} {program_name(one.program, core.catalogue(), language)}")
        return all(word in held for word in fold(wanted).split())

    return [one for one in found if stays(one)]
