"""How a server is set up, by variables of the environment where it is started by a command."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from matcher.catalogue import default_directory
from matcher.document import InputError, Problem, shown
from matcher.locale import N_
from matcher.origins import origins

DIRECTORY = "MATCHER_CATALOGUE"
ORIGINS = "MATCHER_API_ORIGINS"
RATE = "MATCHER_API_RATE"
PROXIES = "MATCHER_API_PROXIES"
LOG_ADDRESSES = "MATCHER_LOG_ADDRESSES"
REQUESTS_A_MINUTE = 600


@dataclass(frozen=True)
class Settings:
    """How a server is set up."""

    directory: Path
    origins: tuple[str, ...] = ()
    per_minute: int = 0
    """How many requests of one address are answered in a minute by one process; 0 for any number."""
    log_addresses: bool = False
    seconds: float = 30
    """How long an answer may take, and a request to arrive."""
    threads: dict[bool, int] = field(default_factory=lambda: {False: 2, True: 1})
    """How many threads work on what is quick (False) and on what is slow (True)."""


def settings() -> Settings:
    """Return what the environment says. Raises InputError where a variable does not say what it should."""
    directory = Path(os.environ.get(DIRECTORY) or default_directory())
    return Settings(directory, origins(ORIGINS), rate(), log_addresses=os.environ.get(LOG_ADDRESSES) == "1")


def rate() -> int:
    """Return how many requests of one address are answered in a minute. Raises InputError where that is no count."""
    written = os.environ.get(RATE, "").strip() or str(REQUESTS_A_MINUTE)
    if not (written.isascii() and written.isdigit() and len(written) < 7):
        message, expected = N_("this is not a number of requests a minute"), N_("a whole number, 0 for no limit")
        raise InputError([Problem("", 1, 1, RATE, message, found=f'"{shown(written)}"', expected=expected)])
    return int(written)


def proxies() -> str:
    """Return the proxies whose word is taken for where a request comes from, none unless named. Raises InputError."""
    named = os.environ.get(PROXIES, "").replace(",", " ").split()
    for name in named:
        try:
            ip_network(name, strict=False)
        except ValueError:
            message, expected = N_("this is not the address of a proxy"), N_("an IP address or network, such as 127.0.0.1")
            raise InputError([Problem("", 1, 1, PROXIES, message, found=f'"{shown(name)}"', expected=expected)]) from None
    return ",".join(named)
