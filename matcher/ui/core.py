"""The one narrow way from the pages to the engine: what is loaded once, and the matches of this session."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from matcher.catalogue import Catalogue, default_directory, load_catalogue
from matcher.clock import today
from matcher.curation import coverage, history
from matcher.curation.history import Dated
from matcher.locale import N_, translate
from matcher.matching import Matcher, Matches
from matcher.profile import Profile
from matcher.text.search import SearchIndex
from matcher.ui import state

if TYPE_CHECKING:
    from matcher.planning import Plan, Plans


@st.cache_resource(show_spinner=False)
def catalogue() -> Catalogue:
    """Return the catalogue that ships with the package, read once for all visitors."""
    return load_catalogue()


@st.cache_resource(show_spinner=False)
def matcher() -> Matcher:
    """Return the engine on that catalogue. Its text index takes seconds the first time, so only pages that rank ask for it."""
    return Matcher(catalogue())


@st.cache_resource(show_spinner=False)
def search() -> SearchIndex:
    """Return the index behind the search field of the catalogue."""
    return SearchIndex(catalogue())


@st.cache_resource(show_spinner=False)
def regions() -> dict[str, frozenset[str]]:
    """Return the codes of the regions that each program serves; a closed one serves none."""
    return {
        program.id: frozenset() if program.status == "closed" else frozenset(r for r in coverage.regions(program) if r)
        for program in catalogue().values()
    }


@st.cache_data(show_spinner=False, ttl=3600)
def recent_changes(days: int) -> list[Dated] | None:
    """Return what changed lately, or None where no history is kept."""
    try:
        return history.recent_changes(default_directory(), today(), days)
    except history.NoHistoryError:
        return None


@st.cache_data(show_spinner=False, ttl=3600)
def program_history(program_id: str) -> list[Dated] | None:
    """Return the changes of one program, or None where no history is kept."""
    program = catalogue()[program_id]
    try:
        return history.program_history(default_directory(), default_directory() / program.family / f"{program_id}.yaml")
    except history.NoHistoryError:
        return None


def matches(profile: Profile | None = None) -> Matches:
    """Return the matches of a profile today, this session's unless another is given. The first time takes seconds, and says so."""
    with st.spinner(translate(N_("Comparing your project with every program"), state.language())):
        return matcher().match(profile or state.profile(), today())


def plans(profile: Profile | None = None) -> Plans:
    """Return the funding plans of a profile today, this session's unless another is given; none of them with its plan B.

    Raises:
        NoCostsError: nothing says what the project costs.
        InputError: its funding names a program that the catalogue does not hold.
        SolverError: a plan could not be found or verified.
    """
    from matcher.planning import make_plans  # noqa: PLC0415  # the solver takes a second to import, and one page needs it

    asked = profile or state.profile()
    return state.once(_key(asked), lambda: make_plans(asked, matches(asked), catalogue(), alternatives=False))


def plan_b(plan: Plan, program: str) -> Plan:
    """Return a plan without one of its programs."""
    from matcher.planning.plan import plan_without  # noqa: PLC0415

    return state.once(f"{_key(plan.draft.profile)} {plan.name} {program}", lambda: plan_without(plan, program))


def _key(profile: Profile) -> str:
    return json.dumps([catalogue().version, today().isoformat(), profile.raw()], sort_keys=True)
