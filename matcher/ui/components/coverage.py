"""Where little or nothing is known: how much money there is for one legal form, by region and stage."""

from __future__ import annotations

from typing import Any

import streamlit as st

from matcher.catalogue import Catalogue
from matcher.curation.coverage import FEW, LEGAL_FORMS, accepting, regions
from matcher.locale import N_, Language, translate
from matcher.ui.components.plan_colours import ink
from matcher.ui.components.region_map import INK, PAPER, TILES, dark
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory

SCOPES = {"local": N_("Local or regional money"), "all": N_("All money")}


def draw(catalogue: Catalogue, language: Language) -> None:
    """Draw the counts for one legal form as a chart and as a table."""
    st.markdown(
        translate(
            N_(
                "Programs that do not refuse the legal form or the region, and that are meant for the stage or for none in particular."
            ),
            language,
        )
    )
    forms, stages = vocabulary("legal_forms"), vocabulary("stages")
    form = st.selectbox(
        translate(N_("Legal form"), language),
        LEGAL_FORMS,
        format_func=lambda code: forms[code].label(language),
        key="catalogue:form",
    )
    scope = st.segmented_control(
        translate(N_("Which money"), language),
        list(SCOPES),
        default="local",
        required=True,
        format_func=lambda code: translate(SCOPES[code], language),
        key="catalogue:scope",
    )
    programs = [p for p in catalogue.values() if scope == "all" or len(regions(p)) <= FEW]
    found = {(code, stage): len(accepting(programs, form, stage, f"region:{code}")) for code in TILES for stage in stages}
    rows = [
        {"region": TILES[code][2], "stage": stages[stage].label(language), "count": count}
        for (code, stage), count in found.items()
    ]
    said = translate(N_("Number of programs by region and stage. The same as a table below."), language)
    st.altair_chart(_chart(rows, language), width="stretch", alt=said)
    with st.expander(translate(N_("The same as a table"), language), icon=":material/table:"):
        region_word = translate(N_("Region"), language)
        table = [
            {region_word: territory()[f"region:{code}"].label(language)}
            | {stages[stage].label(language): found[code, stage] for stage in stages}
            for code in TILES
        ]
        st.dataframe(table, hide_index=True, width="stretch")


def _chart(rows: list[dict[str, Any]], language: Language) -> Any:
    import altair as alt  # noqa: PLC0415  # takes a second, and the list of programs needs none

    labels = {"region": translate(N_("Region"), language), "stage": translate(N_("Stage of the project"), language)}
    labels["count"] = translate(N_("Programs"), language)
    axis: dict[str, Any] = {"labelLimit": 150, "labelOverlap": False, "labelColor": ink(), "labelFontSize": 12}
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("stage:N", title=None, sort=None, axis=alt.Axis(**axis, orient="top", labelAngle=-50)),
        y=alt.Y("region:N", title=None, sort="ascending", axis=alt.Axis(**axis)),
        tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in labels.items()],
    )
    most = max(row["count"] for row in rows) or 1
    scale = alt.Scale(domain=[0, most], range=PAPER, interpolate="rgb")
    cells = base.mark_rect(stroke="white").encode(color=alt.Color("count:Q", legend=None, scale=scale))
    on_cells = alt.condition(dark("count", most), alt.value("white"), alt.value(INK))
    return alt.layer(cells, base.mark_text(fontSize=12).encode(text="count:Q", color=on_cells)).properties(height=560)
