"""A plan as a tagged PDF for everyone who reads it: PDF/UA-1, which the Typst compiler checks while it writes.

What people typed reaches the template as data and never as markup. Typst refuses to write a file that breaks what it can check of
PDF/UA-1; the tests look at the structure again, since no other validator (veraPDF) is at hand.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict
from importlib.resources import as_file, files
from typing import Any, Literal

import typst

from matcher.export.handover import handover
from matcher.export.handover_content import Block, Handover, Table
from matcher.locale import Language
from matcher.planning.plan import Plan, Plans

STANDARD: Literal["ua-1"] = "ua-1"
UNKNOWN = "\N{WHITE SQUARE}"
"""Stands for a character that no embedded font has, so that a reader sees that something stood there."""


def pdf(plans: Plans, plan: Plan, language: Language) -> bytes:
    """Return the document of one plan."""
    return pdf_of(handover(plans, plan, language))


def pdf_of(content: Handover) -> bytes:
    """Return a document with any content."""
    data = {
        "title": content.title,
        "subtitle": content.subtitle,
        "language": content.language,
        "footer": content.footer,
        "sections": [{"heading": s.heading, "blocks": [_block(block) for block in s.blocks]} for s in content.sections],
    }
    text = json.dumps(_drawn(data), ensure_ascii=False)
    with as_file(files("matcher.export.templates") / "plan.typ") as template:
        written: bytes = typst.compile(
            template, format="pdf", pdf_standards=STANDARD, sys_inputs={"data": text}, ignore_system_fonts=True
        )
    return written


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, str):
        return {"kind": "paragraph", "words": block}
    return {"kind": "table" if isinstance(block, Table) else "bullets", **asdict(block)}


def _drawn(value: Any) -> Any:
    """Return data in which every character of every text can be drawn."""
    if isinstance(value, str):
        return "".join(character if _is_drawn(character) else UNKNOWN for character in value)
    if isinstance(value, dict):
        return {key: _drawn(inner) for key, inner in value.items()}
    return [_drawn(inner) for inner in value] if isinstance(value, list | tuple) else value


def _is_drawn(character: str) -> bool:
    """Return whether the fonts that come with Typst have a character: Latin, Greek and Cyrillic letters, figures, signs."""
    if ord(character) < 0x250:
        return unicodedata.category(character) not in {"Cc", "Cf"}
    name = unicodedata.name(character, "")
    return name.startswith(("GREEK", "CYRILLIC", "LATIN")) or 0x2010 <= ord(character) <= 0x2044 or character in "€−≤≥≈□✓"
