"""How a server is set up, by variables of the environment where it is started by a command."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from matcher.catalogue import default_directory
from matcher.origins import origins

DIRECTORY = "MATCHER_CATALOGUE"
ORIGINS = "MATCHER_API_ORIGINS"


@dataclass(frozen=True)
class Settings:
    """How a server is set up."""

    directory: Path
    origins: tuple[str, ...] = ()
    seconds: float = 30
    """How long an answer may take, and a request to arrive."""
    threads: dict[bool, int] = field(default_factory=lambda: {False: 2, True: 1})
    """How many threads work on what is quick (False) and on what is slow (True)."""


def settings() -> Settings:
    """Return what the environment says. Raises InputError where it names no site."""
    return Settings(Path(os.environ.get(DIRECTORY) or default_directory()), origins(ORIGINS))
