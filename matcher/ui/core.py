"""The one narrow way from the pages to the engine: what is loaded once, and the matches of this session."""

from __future__ import annotations

import streamlit as st

from matcher.catalogue import Catalogue, load_catalogue
from matcher.clock import today
from matcher.matching import Matcher, Matches
from matcher.ui import state


@st.cache_resource(show_spinner=False)
def catalogue() -> Catalogue:
    """Return the catalogue that ships with the package, read once for all visitors."""
    return load_catalogue()


@st.cache_resource(show_spinner=False)
def _matcher() -> Matcher:
    """Return the engine on that catalogue. Its text index takes seconds the first time, so only pages that rank ask for it."""
    return Matcher(catalogue())


def matches() -> Matches:
    """Return the matches of this session's answers today."""
    return _matcher().match(state.profile(), today())
