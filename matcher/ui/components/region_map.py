"""A tile for each of the 17 regions, about where it lies, with how many programs serve it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from matcher.catalogue import Catalogue
from matcher.curation.coverage import local_money
from matcher.locale import N_, Language, translate, translate_count
from matcher.ui import core, navigation
from matcher.vocabulary.territory import territory
from matcher.words import amount_text

TILES = {
    "nord-du-quebec": (2, 0, "Nord"),
    "abitibi-temiscamingue": (0, 1, "Abitibi"),
    "saguenay-lac-saint-jean": (2, 1, "Saguenay"),
    "cote-nord": (3, 1, "Côte-N."),
    "gaspesie-iles-de-la-madeleine": (4, 1, "Gaspésie"),
    "outaouais": (0, 2, "Outaouais"),
    "laurentides": (1, 2, "Laurent."),
    "mauricie": (2, 2, "Mauricie"),
    "capitale-nationale": (3, 2, "Capitale"),
    "bas-saint-laurent": (4, 2, "Bas-St-L."),
    "laval": (0, 3, "Laval"),
    "lanaudiere": (1, 3, "Lanaud."),
    "centre-du-quebec": (2, 3, "Centre"),
    "chaudiere-appalaches": (3, 3, "Chaud.-A."),
    "montreal": (0, 4, "Montréal"),
    "monteregie": (1, 4, "Montér."),
    "estrie": (2, 4, "Estrie"),
}
"""Column, row and short name of each region."""


PAPER = ["#dce9f5", "#1d5a96"]
"""From none to most."""
INK = "#000000"
LAST_FOR_INK = 0.785
"""The part of the way from none to most up to which black can be read, and from which white can (tests/test_contrast.py)."""


def dark(field: str, most: int) -> str:
    """Return the test, in the language of charts, of a cell on which only white can be read."""
    return f"datum[{field!r}] > {most * LAST_FOR_INK}"


def draw(catalogue: Catalogue, language: Language) -> None:
    """Draw the map, the same as a table, and the local money of the region chosen."""
    local = {code: local_money(catalogue.values(), f"region:{code}") for code in TILES}
    serving = {code: sum(f"region:{code}" in regions for regions in core.regions().values()) for code in TILES}
    region_word, served, own = (
        translate(word, language) for word in (N_("Region"), N_("Programs that serve it"), N_("Local or regional money"))
    )
    rows: list[dict[str, Any]] = [
        {
            "column": column,
            "row": row,
            "short": short,
            region_word: territory()[f"region:{code}"].label(language),
            served: serving[code],
            own: len(local[code]),
        }
        for code, (column, row, short) in TILES.items()
    ]
    said = translate(N_("Each tile is a region: the programs that serve it and, below, those that are its own."), language)
    st.markdown(said)
    st.altair_chart(_chart(rows, region_word, served, own), width="stretch", alt=said)
    with st.expander(translate(N_("The same as a table"), language), icon=":material/table:"):
        shown = [{heading: row[heading] for heading in (region_word, served, own)} for row in rows]
        st.dataframe(shown, hide_index=True, width="stretch")
    chosen = st.selectbox(
        translate(N_("Local money of a region"), language),
        sorted(TILES, key=lambda code: territory()[f"region:{code}"].label(language)),
        format_func=lambda code: territory()[f"region:{code}"].label(language),
        key="catalogue:region-chosen",
    )
    found = local[chosen]
    st.caption(translate_count(N_("{count} program"), N_("{count} programs"), len(found), language))
    for program in found:
        label = " · ".join(part for part in (program.name.read(language), amount_text(program, language)) if part)
        navigation.link_to_program(program.id, label)


def _chart(rows: list[dict[str, Any]], region: str, served: str, own: str) -> Any:
    import altair as alt  # noqa: PLC0415  # takes a second, and the list of programs needs none

    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("column:O", axis=None),
        y=alt.Y("row:O", axis=None),
        tooltip=[alt.Tooltip(f"{name}:N") for name in (region, served, own)],
    )
    most = max(row[own] for row in rows) or 1
    tiles = base.mark_rect(cornerRadius=6, stroke="white", strokeWidth=3).encode(
        color=alt.Color(f"{own}:Q", scale=alt.Scale(domain=[0, most], range=PAPER, interpolate="rgb"), legend=None)
    )
    ink = alt.condition(dark(own, most), alt.value("white"), alt.value(INK))
    names = base.mark_text(dy=-12, fontSize=12).encode(text="short:N", color=ink)
    counts = base.mark_text(dy=4, fontSize=15, fontWeight="bold").encode(text=f"{served}:Q", color=ink)
    owns = base.mark_text(dy=21, fontSize=12).encode(text=f"{own}:Q", color=ink)
    return alt.layer(tiles, names, counts, owns).properties(height=360).configure_view(stroke=None)
