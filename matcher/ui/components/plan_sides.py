"""The two sides of a plan, costs and financing, which add up to the same; and what is missing, with the reason."""

from __future__ import annotations

import streamlit as st

from matcher.locale import N_, Language, money, translate
from matcher.planning import Plan
from matcher.planning.plan import PlannedSource
from matcher.planning.wording import binding_text, source_label, use_label
from matcher.ui.components.words import plain
from matcher.words import short_name

MOST_REASONS = 3


def brief(source: PlannedSource, language: Language) -> str:
    """Name a source as a table does: a program by its acronym where it has one."""
    candidate = source.candidate
    if candidate is None:
        return source_label(source, language)
    name = short_name(candidate.program, language)
    return f"{name} – {candidate.component.name.read(language)}" if candidate.component else name


def draw_sides(plan: Plan, language: Language) -> None:
    """Draw what is to be paid and who pays it, each with its total."""
    costs = [(plain(use_label(line, language)), line.amount) for line in plan.draft.costs.lines]
    sources = [(plain(f"{place}. {brief(source, language)}"), source.amount) for place, source in enumerate(plan.sources, 1)]
    if plan.shortfall:
        missing = plain(translate(N_("Money still to be found"), language))
        sources.append((f":material/error: **{missing}**", plan.shortfall))
    left, right = st.columns(2)
    with left:
        _draw_side(N_("Costs"), costs, plan.total, language)
    with right:
        _draw_side(N_("Financing"), sources, plan.total, language)


def _draw_side(title: str, lines: list[tuple[str, int]], total: int, language: Language) -> None:
    amount, sum_of_all = translate(N_("Amount"), language), translate(N_("Total"), language)
    rows = [f"| {translate(title, language)} | {amount} |", "| --- | ---: |"]
    rows += [f"| {label} | {plain(money(dollars, language))} |" for label, dollars in lines]
    rows.append(f"| **{sum_of_all}** | **{plain(money(total, language))}** |")
    st.markdown("\n".join(rows))


def draw_shortfall(plan: Plan, language: Language) -> None:
    """Draw what is missing and which limits keep it missing; or that nothing is."""
    if not plan.shortfall:
        text = N_("Nothing is missing: the sources pay for the whole project, if they say yes.")
        st.success(translate(text, language), icon=":material/check_circle:")
        return
    missing = translate(N_("{amount} still to be found."), language, amount=money(plan.shortfall, language))
    reasons = [binding_text(one, plan, language) for one in plan.binding]
    lines = [f"**{plain(missing)}**", *(f"- {plain(reason)}" for reason in reasons[:MOST_REASONS])]
    st.warning("\n".join(lines), icon=":material/error:")
    if reasons[MOST_REASONS:]:
        with st.expander(translate(N_("Other limits that keep money missing"), language), key="plan:limits"):
            st.markdown("\n".join(f"- {plain(reason)}" for reason in reasons[MOST_REASONS:]))
