"""One bar for the whole financing: a part for each source, numbered as in the table, in the colour of its kind."""

from __future__ import annotations

from typing import Any

import altair as alt
import streamlit as st

from matcher.locale import N_, Language, money, share, translate
from matcher.planning import Plan
from matcher.planning.plan import PlannedSource
from matcher.ui.components.plan_colours import BLUE, BROWN, RED, TEAL, paper
from matcher.ui.components.plan_sides import brief

KINDS: dict[str, tuple[str, str]] = {
    "own": (N_("Own contribution"), TEAL),
    "kept": (N_("Not to pay back"), BLUE),
    "debt": (N_("To pay back"), BROWN),
    "missing": (N_("Still to be found"), RED),
}
"""What sorts of money there are, each in its colour."""
LEAST_FOR_A_NUMBER = 0.05
"""Share of the whole below which a part is too thin for its number."""


def draw_bar(plan: Plan, language: Language) -> None:
    """Draw the bar, with the same in words."""
    parts = [(str(place), brief(one, language), one.amount, kind_of(one)) for place, one in enumerate(plan.sources, 1)]
    if plan.shortfall:
        parts.append(("?", translate(N_("Money still to be found"), language), plan.shortfall, "missing"))
    rows = [_row(*part, total=plan.total, language=language) for part in parts]
    sums = {kind: sum(dollars for _, _, dollars, sort in parts if sort == kind) for kind in KINDS}
    said = " · ".join(
        translate(
            N_("{kind}: {share}"), language, kind=translate(KINDS[kind][0], language), share=share(dollars / plan.total, language)
        )
        for kind, dollars in sums.items()
        if dollars
    )
    st.altair_chart(_chart(rows, language), width="stretch", alt=said)
    numbered = translate(N_("The numbers are those of the table."), language)
    st.caption(f"{said}. {numbered}")


def kind_of(source: PlannedSource) -> str:
    """Return which sort of money a source brings."""
    return "own" if source.contribution else "debt" if source.debt else "kept"


def _row(place: str, name: str, dollars: int, kind: str, *, total: int, language: Language) -> dict[str, Any]:
    part = dollars / total
    return {
        "place": place if part >= LEAST_FOR_A_NUMBER else "",
        "name": name,
        "amount": dollars,
        "money": f"{money(dollars, language)} ({share(part, language)})",
        "kind": translate(KINDS[kind][0], language),
    }


def _chart(rows: list[dict[str, Any]], language: Language) -> Any:
    labels = [translate(label, language) for label, _ in KINDS.values()]
    present = [label for label in labels if any(row["kind"] == label for row in rows)]
    scale = alt.Scale(domain=present, range=[colour for label, colour in KINDS.values() if translate(label, language) in present])
    end = 0
    for row in rows:
        row["from"], end = end, end + row["amount"]
        row["to"], row["middle"] = end, (row["from"] + end) / 2
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        tooltip=[
            alt.Tooltip("name:N", title=translate(N_("Source"), language)),
            alt.Tooltip("money:N", title=translate(N_("Amount"), language)),
        ]
    )
    bars = base.mark_bar(stroke=paper(), strokeWidth=2, height=44).encode(
        x=alt.X("from:Q", axis=None, scale=alt.Scale(domain=[0, end], nice=False)),
        x2="to:Q",
        color=alt.Color("kind:N", scale=scale, legend=alt.Legend(orient="bottom", title=None, columns=2, labelLimit=300)),
    )
    numbers = base.mark_text(fontSize=14, fontWeight="bold", color="white").encode(x=alt.X("middle:Q", axis=None), text="place:N")
    return alt.layer(bars, numbers).properties(height=100).configure_view(stroke=None)
