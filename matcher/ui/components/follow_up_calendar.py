"""What is due and which calls close: a sheet for each month, and the same as a list."""

from __future__ import annotations

from calendar import SUNDAY, Calendar
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import groupby

import streamlit as st
from babel.dates import get_day_names

from matcher.clock import today
from matcher.deadlines import deadlines
from matcher.locale import BABEL_LOCALES, N_, Language, day, month, translate, translate_count
from matcher.ui import core, navigation
from matcher.ui.components.words import plain
from matcher.workspace.applications import Application

LINES = 200
"""Deadlines that are listed, the first ones; the others are counted, and found by the filters."""


def draw_calendar(found: list[Application], language: Language) -> None:
    """Draw the deadlines month by month, what is late first; each line leads to its client file."""
    catalogue, now = core.catalogue(), today()
    ahead = deadlines(found, catalogue, now)
    if not ahead:
        st.caption(translate(N_("Nothing has a deadline."), language))
    marked = Counter(one.on for one in ahead)
    for (late, _), group in groupby(ahead[:LINES], key=lambda one: (one.on < now, str(one.on)[:7])):
        listed = list(group)
        title = month(listed[0].on, language)
        st.header(translate(N_("Late: {month}"), language, month=title) if late else title[:1].upper() + title[1:])
        if not late:
            st.markdown(sheet(listed[0].on, marked, language))
        lines = []
        for one in listed:
            address = navigation.address("client", file=str(one.application.client_file))
            lines.append(f"- {day(one.on, language)} · [{plain(one.sentence(catalogue, language))}]({address})")
        st.markdown("\n".join(lines))
    if len(ahead) > LINES:
        st.caption(translate_count(N_("and {count} more"), N_("and {count} more"), len(ahead) - LINES, language))


def sheet(of: date, marked: Mapping[date, int], language: Language) -> str:
    """Return a month as a Markdown table of weeks, which begin on Sunday as they do in Québec; a marked day says how often."""
    names = get_day_names("short", locale=BABEL_LOCALES[language])
    calendar = Calendar(SUNDAY)
    head = [names[number] for number in calendar.iterweekdays()]
    weeks = [
        [_cell(one, marked.get(one, 0)) if one.month == of.month else " " for one in week]
        for week in calendar.monthdatescalendar(of.year, of.month)
    ]
    return "\n".join("|" + "|".join(row) + "|" for row in (head, ["---"] * 7, *weeks))


def _cell(one: date, count: int) -> str:
    if not count:
        return str(one.day)
    return f":primary-badge[**{one.day}**]" + (f" × {count}" if count > 1 else "")
