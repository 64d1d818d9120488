"""What stands in for the letters that a terminal cannot write: words stay readable, and nothing stops over one letter."""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata

SPELLED = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "→": "->",
    "≥": ">=",
    "≤": "<=",
    "×": "x",
}
SPELLED |= {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "·": "-", "•": "-", "✓": "+", "✗": "x", "€": "EUR", "°": "o"}
NAME = "spelled_out"


def spell_out() -> None:
    """Have standard output and error write what they can in place of what they cannot."""
    codecs.register_error(NAME, _spelled)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=NAME)


def writes_everything() -> bool:
    """Tell whether standard output can write all letters."""
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_one, error.object[error.start : error.end])), error.end


def _one(letter: str) -> str:
    return SPELLED.get(letter) or unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"
