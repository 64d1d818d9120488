"""The funding plans of one client as they were handed over, whatever the catalogue says since."""

from __future__ import annotations

import json
from uuid import UUID

import streamlit as st

from matcher.clock import local
from matcher.locale import N_, Language, day, money, translate
from matcher.ui.components.words import plain
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.plans import kept_plans


def draw(files: ClientFiles, file_id: UUID, language: Language) -> None:
    """Draw each plan with its sources, the last one first; nothing where none was handed over. Raises WorkspaceError."""
    found = kept_plans(files, file_id)
    if not found:
        return
    st.header(translate(N_("Plans handed over"), language))
    for kept in found:
        (plan,) = kept.document["plans"]
        heading = translate(
            N_("{day} · {plan} · {amount} · {by}"), language, day=day(local(kept.at).date(), language), plan=plan["label"],
            amount=money(plan["total"], language), by=kept.by,
        )  # fmt: skip
        with st.expander(plain(heading)):
            lines = [f"- {plain(one['label'])} – {money(one['amount'], language)}" for one in plan["sources"]]
            st.markdown("\n".join(lines))
            st.download_button(
                translate(N_("The plan as it was (JSON)"), language),
                json.dumps(kept.document, ensure_ascii=False, indent=2),
                file_name="montage.json",
                mime="application/json",
                on_click="ignore",
                icon=":material/download:",
                key=f"plans:{kept.id}",
            )
