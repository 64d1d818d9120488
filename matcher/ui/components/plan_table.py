"""A table that the visitor edits, cell by cell: rows are added, changed and taken out, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from matcher.locale import N_, Language, translate_count
from matcher.ui import state
from matcher.ui.components.plan_lines import Reader
from matcher.ui.components.words import plain
from matcher.ui.tables import Row, Table


def edit(
    name: str,
    columns_for: Callable[[list[Row]], dict[str, Any]],
    start: list[Row],
    read: Reader,
    language: Language,
    *,
    label: str,
) -> None:
    """Draw one table, keep its lines among the answers, and say what does not count and why.

    Args:
        name: the fact of the project that the table holds.
        columns_for: gives the columns of the editor, by field, for the rows that it starts from.
        start: the rows of a table that was never filled.
        read: what turns rows into lines.
        language: of the page.
        label: what the table is called, for those who hear it.
    """
    kept = _kept(name, start)
    key = f"plan:table:{name}:{kept.edition}:{language}"
    if key not in st.session_state:  # the editor is drawn anew: it starts from what was typed
        kept.given = kept.typed
    columns = columns_for(kept.given)
    given = kept.given or [{}]
    edited = st.data_editor(
        {field: [row.get(field) for row in given] for field in columns},
        num_rows="dynamic",
        hide_index=True,
        column_config=columns,
        column_order=list(columns),
        key=key,
        placeholder="",
        alt=label,
    )
    kept.typed = _rows(edited)
    found = read(kept.typed, language)
    kept.lines, kept.left = found.lines or None, found.left
    state.set_table(name, kept)
    state.set_lines(name, found.lines)
    if found.waiting:
        text = N_("{count} row without an amount is not counted yet."), N_("{count} rows without an amount are not counted yet.")
        st.caption(translate_count(*text, found.waiting, language))
    if found.problems:
        st.warning("  \n".join(plain(problem) for problem in found.problems), icon=":material/edit_note:")


def _kept(name: str, start: list[Row]) -> Table:
    """Return the table as it was left; a new one where the answers were changed elsewhere since."""
    answered = state.project_fact(name)
    kept = state.table(name)
    if kept is not None and kept.lines == answered:
        return kept
    rows = [dict(line) for line in answered] if answered else start
    if kept is None:
        return Table(rows, rows, answered, [], 0)
    rows = [*rows, *(row for row in kept.left if row not in rows)]
    return Table(rows, rows, answered, kept.left, kept.edition + 1)


def _rows(edited: dict[str, Any]) -> list[Row]:
    columns = {field: list(cells.values()) if isinstance(cells, dict) else list(cells) for field, cells in edited.items()}
    return [dict(zip(columns, map(_cell, cells), strict=True)) for cells in zip(*columns.values(), strict=True)]


def _cell(value: Any) -> Any:
    """Return what a cell holds: amounts in whole dollars, None where nothing is."""
    if value is None or value != value or (isinstance(value, str) and not value.strip()):  # noqa: PLR0124  # not a number
        return None
    return round(value) if isinstance(value, float) else value
