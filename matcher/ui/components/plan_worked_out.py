"""The plans of this session's answers, or in words why there are none."""

from __future__ import annotations

import streamlit as st

from matcher.document import InputError
from matcher.locale import N_, Language, translate
from matcher.planning import NoCostsError, Plans
from matcher.planning.solver import SolverError
from matcher.planning.wording import rule_text
from matcher.ui import core, navigation, state
from matcher.ui.components.words import plain


def work_out(language: Language) -> Plans | None:
    """Return the plans; draw the reason and return None where there are none."""
    try:
        plans = core.plans()
    except NoCostsError:
        text = N_("No plan yet: enter at least one cost with its amount, or the total cost in your answers.")
        st.info(translate(text, language), icon=":material/edit_note:")
        return None
    except InputError as error:
        st.error("  \n".join(plain(problem.text(language)) for problem in error.problems))
        return None
    except SolverError:
        st.error(translate(N_("No plan could be verified: this should not happen. Change an amount, and tell us."), language))
        return None
    if not plans.plans:
        _draw_conflicts(plans, language)
        return None
    return plans


def _draw_conflicts(plans: Plans, language: Language) -> None:
    """Draw the rules that what is fixed already breaks, and what can be done."""
    if plans.conflicts:
        text = translate(N_("No plan is possible: what is fixed already breaks a rule."), language)
    else:
        text = translate(N_("No plan is possible: what is fixed already comes to more than the costs that it may pay."), language)
    st.error(
        "\n".join([text, "", *(f"- {plain(rule_text(rule, language))}" for rule in plans.conflicts)]), icon=":material/error:"
    )
    text = N_("Change or remove an amount under “Money already asked for or found”, or check the costs.")
    st.markdown(translate(text, language))


def say_what_is_unknown(language: Language) -> None:
    """Say that a plan for an enterprise of which nothing is known holds nothing but questions, and where to answer them."""
    if state.answers()["enterprise"]:
        return
    text = N_("We know nothing of your enterprise yet: every program is still to confirm.")
    st.info(translate(text, language), icon=":material/help:")
    label = translate(N_("Answer a few questions"), language)
    st.page_link(navigation.path("questionnaire"), label=label, icon=":material/edit_note:")
