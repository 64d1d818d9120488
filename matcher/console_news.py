"""News of programs as a table and as JSON, for one profile and for client files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matcher import console
from matcher.locale import N_, Language, translate

if TYPE_CHECKING:
    from matcher.watch.news import News


def news_json(one: News, language: Language) -> dict[str, Any]:
    """Return one news as the commands print it."""
    return {
        "program": one.program,
        "name": one.name[language],
        "kind": one.kind,
        "why": one.why[language],
        "date": one.on.isoformat() if one.on else None,
        "key": one.key,
    }


def show_news(found: Sequence[News], language: Language) -> None:
    """Print news as a table."""
    from matcher.watch.news import KIND_WORDS  # noqa: PLC0415

    headings = (N_("News"), N_("Program"), N_("Why"))
    rows = console.table(*(translate(heading, language) for heading in headings), ratios=(None, 1, 2))
    for one in found:
        rows.add_row(translate(KIND_WORDS[one.kind], language), f"{one.name[language]}\n{one.program}", one.why[language])
    console.screen().print(rows)
