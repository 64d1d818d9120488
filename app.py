"""Streamlit entry: page set-up, language, navigation."""

from matcher.ui.frame import run

run()
