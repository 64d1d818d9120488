"""Texts of the catalogue and of visitors made safe for Markdown, and the icons of verdicts."""

from __future__ import annotations

import re
from typing import Literal

from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>$~:-])")

Colour = Literal["green", "orange", "blue", "red"]
VERDICT_ICONS: dict[Verdict, tuple[str, Colour]] = {
    Verdict.ELIGIBLE: (":material/check_circle:", "green"),
    Verdict.TO_CONFIRM: (":material/help:", "orange"),
    Verdict.NEAR_MISS: (":material/schedule:", "blue"),
    Verdict.NOT_ELIGIBLE: (":material/cancel:", "red"),
}
TRUTH_ICONS: dict[Truth, str] = {
    Truth.TRUE: ":material/check:",
    Truth.UNKNOWN: ":material/help:",
    Truth.FALSE: ":material/close:",
}


def plain(text: str) -> str:
    """Return `text` so that Markdown shows it as it stands: two dollar amounts are not a formula."""
    return SPECIAL.sub(r"\\\1", text)
