"""Web sites that an operator lets in, by environment variable: none unless they are named."""

from __future__ import annotations

import os
import re

from matcher.document import InputError, Problem, shown
from matcher.locale import N_

EMBEDDERS = "MATCHER_EMBED_ORIGINS"
"""The sites that may show the app inside their own pages."""
ORIGIN = re.compile(r"https?://([a-z0-9-]+\.)*[a-z0-9-]+(:\d{1,5})?")


def origins(variable: str) -> tuple[str, ...]:
    """Return the origins that a variable names, parted by spaces or commas.

    Raises:
        InputError: one of them is no origin. It would stand in a header, so nothing else is let through.
    """
    named = re.split(r"[\s,]+", os.environ.get(variable, "").strip())
    wrong = [name for name in named if name and not ORIGIN.fullmatch(name)]
    if wrong:
        message = N_("this is not the origin of a web site")
        expected = N_("a scheme and a host, such as https://pole.example.org, without a path")
        raise InputError(Problem("", 1, 1, variable, message, found=f'"{shown(name)}"', expected=expected) for name in wrong)
    return tuple(name for name in named if name)
