"""The one narrow way from the pages to the engine: what is loaded once, and the matches of this session."""

from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from matcher.catalogue import Catalogue, default_directory, load_catalogue
from matcher.clock import today
from matcher.curation import coverage, history
from matcher.curation.history import Dated
from matcher.locale import N_, Language, translate
from matcher.matching import Matcher, Matches
from matcher.profile import Profile
from matcher.program import Program
from matcher.text.search import SearchIndex
from matcher.ui import state

if TYPE_CHECKING:
    from matcher.planning import Plan, Plans

Made = TypeVar("Made")


@st.cache_resource(show_spinner=False)
def catalogue() -> Catalogue:
    """Return the catalogue that ships with the package, read once for all visitors."""
    return _kept_for_good(load_catalogue())


@st.cache_resource(show_spinner=False)
def matcher() -> Matcher:
    """Return the engine on that catalogue, which only pages that rank ask for."""
    return _kept_for_good(Matcher(catalogue()))


def _kept_for_good(made: Made) -> Made:
    """Return what is never thrown away, and out of the way of the garbage collector: looking it through stops every visitor."""
    gc.collect()
    gc.freeze()
    return made


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


@st.cache_resource(show_spinner=False)
def names(language: Language) -> dict[str, str]:
    """Return the name of every program by id."""
    return {program.id: program.name.read(language) for program in catalogue().values()}


@st.cache_resource(show_spinner=False)
def doors() -> list[Program]:
    """Return the programs that are a place to talk to a person."""
    return [program for program in catalogue().values() if program.door]


def matches(profile: Profile | None = None) -> Matches:
    """Return the matches of a profile today, this session's unless another is given. Those of the last two profiles are kept."""
    asked, day, version = profile or state.profile(), today(), catalogue().version
    for kept in state.matched():
        if (kept.facts.profile, kept.as_of, kept.version) == (asked, day, version):
            return kept
    with st.spinner(translate(N_("Comparing your project with every program"), state.language())):
        found = matcher().match(asked, day)
    state.set_matched(found)
    return found


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
