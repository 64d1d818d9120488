"""The plan as a file to keep or to hand on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from matcher.export.plan_files import plan_file
from matcher.locale import N_, Language, translate
from matcher.planning import Plan, Plans

FORMATS = {
    ".docx": (N_("Document to edit (DOCX)"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".pdf": (N_("Document to read (PDF)"), "application/pdf"),
    ".xlsx": (N_("Workbook with formulas (XLSX)"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".ics": (N_("Dates for a calendar (ICS)"), "text/calendar"),
    ".csv": (N_("Flat table (CSV)"), "text/csv"),
    ".json": (N_("All plans, for a program to read (JSON)"), "application/json"),
}


def draw_downloads(plans: Plans, plan: Plan, language: Language) -> None:
    """Draw a button for each form that the plan can be had in; a file is made when its button is pressed."""
    ordered = replace(plans, plans=(plan, *(one for one in plans.plans if one != plan)))
    for suffix, (label, kind) in FORMATS.items():
        st.download_button(
            translate(label, language),
            partial(plan_file, suffix, ordered, plan, language),
            file_name=f"montage{suffix}",
            mime=kind,
            icon=":material/download:",
            key=f"plan:{suffix}",
            on_click="ignore",
        )
