"""The colours of the charts of a plan: white can be read on each of the full ones, and each stands out on either theme."""

from __future__ import annotations

import streamlit as st

TEAL, BLUE, BROWN, RED = "#17807a", "#2f72b8", "#a05f0e", "#d13b30"
PALE_BLUE = "#a9c8e8"


def ink() -> str:
    """Return the colour of words on the page."""
    return "#ffffff" if st.context.theme.type == "dark" else "#14293d"


def paper() -> str:
    """Return the colour of the page."""
    return "#101817" if st.context.theme.type == "dark" else "#ffffff"
