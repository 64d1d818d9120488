"""The plan as a file to keep or to hand on."""

from __future__ import annotations

import json
from dataclasses import replace

import streamlit as st

from matcher.locale import N_, Language, translate
from matcher.planning import Plan, Plans, as_json


def draw_downloads(plans: Plans, plan: Plan, language: Language) -> None:
    """Draw a button for each form that the plans can be had in, the one looked at first."""
    ordered = replace(plans, plans=(plan, *(one for one in plans.plans if one != plan)))
    st.download_button(
        translate(N_("All plans, for a program to read (JSON)"), language),
        lambda: json.dumps(as_json(ordered, language), ensure_ascii=False, indent=2),
        file_name="montage.json",
        mime="application/json",
        icon=":material/download:",
        key="plan:json",
        on_click="ignore",
    )
