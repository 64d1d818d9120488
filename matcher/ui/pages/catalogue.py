"""All programs: search, facets with counts, a map of the regions, what changed lately, and what is covered."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import core, state
from matcher.ui.components import catalogue_list, changes, coverage, region_map

VIEWS = {
    "list": (N_("List"), catalogue_list.draw),
    "map": (N_("Map"), region_map.draw),
    "changes": (N_("What changed"), changes.draw),
    "coverage": (N_("What is covered"), coverage.draw),
}
language = state.language()
st.title(translate(N_("All programs"), language))
view = st.segmented_control(
    translate(N_("View"), language),
    list(VIEWS),
    default="list",
    required=True,
    format_func=lambda name: translate(VIEWS[name][0], language),
    key="catalogue:view",
    label_visibility="collapsed",
)
VIEWS[view][1](core.catalogue(), language)
