"""Several plans for one project: what each is the best at, side by side, and the one that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_uppercase

import streamlit as st

from matcher.locale import N_, Language, money, number, together, translate
from matcher.planning import Plan, Plans
from matcher.planning.wording import PLAN_NAMES
from matcher.ui import state
from matcher.ui.components.words import plain

KEY = "plan:chosen"
MOST_WRITTEN_OUT = 2
"""Plans whose amounts stand in full side by side on a phone; those of more are in thousands."""


@dataclass(frozen=True)
class Named:
    """A plan under its letter and its name; `goals` is all that it is the best at."""

    letter: str
    name: str
    goals: tuple[str, ...]
    plan: Plan


def named(plans: Plans, language: Language) -> list[Named]:
    """Return the plans with their letters; the one without programs to confirm is told apart only if it differs."""
    found: list[tuple[Plan, list[str]]] = []
    for plan in plans.plans:
        same = next((goals for known, goals in found if plan.only_eligible and known.solution == plan.solution), None)
        if same is not None:
            same.append("only_eligible")
        else:
            found.append((plan, [plan.name] if plan.only_eligible else list(plan.goals)))
    return [
        Named(letter, _name(goals, language), tuple(goals), plan)
        for letter, (plan, goals) in zip(ascii_uppercase, found, strict=False)
    ]


def _name(goals: list[str], language: Language) -> str:
    first, *others = (translate(PLAN_NAMES[goal], language) for goal in goals)
    return together([first, *(other[0].lower() + other[1:] for other in others)], language)


def choose_plan(plans: Plans, language: Language) -> Plan:
    """Draw the plans side by side and the choice among them, and return the one chosen."""
    offered = named(plans, language)
    if len(offered) > 1:
        _draw_table(offered, language)
    wanted = state.goal()
    chosen = next((one for one in offered if wanted in one.goals), offered[0])
    st.session_state[KEY] = chosen.letter
    by_letter = {one.letter: one for one in offered}
    st.radio(
        translate(N_("Which plan do you want to look at?"), language),
        list(by_letter),
        format_func=lambda letter: f"**{letter}** · {plain(by_letter[letter].name)}",
        key=KEY,
        on_change=lambda: state.set_goal(by_letter[st.session_state[KEY]].goals[0]),
    )
    return chosen.plan


def _draw_table(offered: list[Named], language: Language) -> None:
    """Draw one line for each thing by which plans differ, one column for each plan."""
    short = len(offered) > MOST_WRITTEN_OUT

    def dollars(amount: int) -> str:
        return number(round(amount / 1000, 1), language) if short else money(amount, language)

    lines: dict[str, Callable[[Plan], str]] = {
        N_("Applications to make"): lambda plan: number(len(plan.files), language),
        N_("Weeks to the last answer"): lambda plan: number(plan.weeks, language),
        N_("To pay back"): lambda plan: dollars(plan.debt),
        N_("Own contribution"): lambda plan: dollars(plan.own_contribution),
        N_("Public aid, known or possible"): lambda plan: dollars(plan.public_aid),
        N_("Sources to confirm"): lambda plan: number(len(plan.to_confirm), language),
        N_("Still to be found"): lambda plan: dollars(plan.shortfall),
    }
    heading = translate(N_("Plan"), language)
    rows = [f"| {heading} | {' | '.join(one.letter for one in offered)} |", f"| --- |{' ---: |' * len(offered)}"]
    for label, cell in lines.items():
        cells = " | ".join(plain(cell(one.plan)) for one in offered)
        rows.append(f"| **{plain(translate(label, language))}** | {cells} |")
    st.markdown("\n".join(rows))
    if short:
        st.caption(translate(N_("Amounts in thousands of dollars."), language))
