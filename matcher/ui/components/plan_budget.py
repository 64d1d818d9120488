"""What a plan is made from: the costs by line, the own contribution by kind, and money already asked for or found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from matcher.budget import RECOVERABLE_TAXES, cost_term
from matcher.locale import N_, Language, money, translate
from matcher.ui import core, state
from matcher.ui.components.plan_lines import cost_codes, read_contributions, read_costs, read_funding
from matcher.ui.components.plan_months import month_label, months
from matcher.ui.components.plan_table import edit
from matcher.ui.components.words import plain
from matcher.ui.tables import Row
from matcher.vocabulary.terms import fold, vocabulary

WIDE, MIDDLE, NARROW = 200, 122, 105
"""Widths of columns in pixels: on a phone, what a row is for and its amount stand side by side without scrolling."""


def draw_costs(language: Language) -> None:
    """Draw the costs by line, and how their sum stands to the total that was stated."""

    def columns(given: list[Row]) -> dict[str, Any]:
        dates = months([row.get(end) for row in given for end in ("date", "until")])
        return {
            "use": _choice(N_("What for"), cost_codes(), lambda code: cost_term(code).label(language), language, WIDE),
            "amount": _amount(language),
            "date": _choice(N_("Month"), dates, lambda text: month_label(text, language), language),
            "until": _choice(N_("Until"), dates, lambda text: month_label(text, language), language),
            "label": _words(N_("In your words"), language),
        }

    start: list[Row] = [{"use": use} for use in state.project_fact("uses") or []]
    edit("costs", columns, start, read_costs, language, label=translate(N_("Costs by line"), language))
    _say_sum(language)


def _say_sum(language: Language) -> None:
    """Say what the lines add up to; without lines, that dividing the total would make the plan surer."""
    lines = state.project_fact("costs") or []
    total, stated = state.project_fact("total_cost"), state.stated_total("costs")
    if not lines and total:
        text = N_(
            "The plan stands on a total of {amount}. Dividing it by line makes it surer: each program pays for some costs only."
        )
        st.info(plain(translate(text, language, amount=money(total, language))), icon=":material/calculate:")
    if not lines:
        return
    made = sum(line["amount"] for line in lines if line["use"] != RECOVERABLE_TAXES)
    back = sum(line["amount"] for line in lines if line["use"] == RECOVERABLE_TAXES)
    said = [translate(N_("Total to finance: {amount}."), language, amount=money(made, language))]
    if back:
        text = N_("Recoverable taxes, {amount}, are advanced and come back: they are not financed.")
        said.append(translate(text, language, amount=money(back, language)))
    if stated and stated > made:
        text = N_("You had said {total} in all: {rest} is in no row yet.")
        said.append(translate(text, language, total=money(stated, language), rest=money(stated - made, language)))
    elif stated and stated < made:
        text = N_("That is {more} above the {total} that you had said in all.")
        said.append(translate(text, language, total=money(stated, language), more=money(made - stated, language)))
    st.caption(plain(" ".join(said)))


def draw_contributions(language: Language) -> None:
    """Draw the own contribution by kind."""
    kinds = vocabulary("contributions")
    columns = {
        "kind": _choice(N_("Kind"), list(kinds), lambda code: kinds[code].label(language), language, WIDE),
        "amount": _amount(language),
        "label": _words(N_("In your words"), language),
    }
    text = N_(
        "What the organization and its community put in. The kind matters: some funders do not count donations or volunteer time."
    )
    st.caption(translate(text, language))
    own = state.project_fact("own_contribution")
    if own:
        text = N_("You said {amount} in all, of a kind that is not known. Rows here replace it.")
        st.caption(plain(translate(text, language, amount=money(own, language))))
    edit(
        "contributions",
        lambda _: columns,
        [],
        read_contributions,
        language,
        label=translate(N_("Own contribution by kind"), language),
    )


def draw_funding(language: Language) -> None:
    """Draw the money already asked for or found, from the catalogue or from elsewhere."""
    names = {program.id: program.name.read(language) for program in core.catalogue().values()}
    instruments, levels, states = (vocabulary(name) for name in ("instruments", "levels", "funding_states"))
    columns = {
        "program": _choice(
            N_("Program"),
            sorted(names, key=lambda code: fold(names[code])),
            lambda code: names.get(code, code),
            language,
            WIDE,
        ),
        "amount": _amount(language),
        "state": _choice(N_("State"), list(states), lambda code: states[code].label(language), language),
        "label": _words(N_("Or another source, in your words"), language),
        "instrument": _choice(N_("Type of aid"), list(instruments), lambda code: instruments[code].label(language), language),
        "giver": _choice(N_("Whose money"), list(levels), lambda code: levels[code].label(language), language),
    }
    text = N_(
        "Whose money it is and of which type decide how much of it counts under the ceilings of public aid. A row with an amount is "
        "fixed; a program without one gets an amount from the plan."
    )
    st.caption(translate(text, language))
    edit(
        "funding",
        lambda _: columns,
        [],
        read_funding,
        language,
        label=translate(N_("Money already asked for or found"), language),
    )


def _choice(label: str, codes: list[str], named: Callable[[Any], str], language: Language, width: Any = MIDDLE) -> Any:
    return st.column_config.SelectboxColumn(translate(label, language), options=codes, format_func=named, width=width)


def _amount(language: Language) -> Any:
    return st.column_config.NumberColumn(
        translate(N_("Amount ($)"), language), min_value=0, step=1, format="localized", width=NARROW
    )


def _words(label: str, language: Language) -> Any:
    return st.column_config.TextColumn(translate(label, language), max_chars=200)
