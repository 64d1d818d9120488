"""Answers that tell of persons: kept only where the client agreed, encrypted with a key that is no part of the database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import URL

from matcher.locale import N_
from matcher.workspace.errors import DatabaseError
from matcher.workspace.location import file_of

VARIABLE = "MATCHER_WORKSPACE_KEY"
ANSWERS = (("enterprise", "groups"),)
"""The answers that tell of persons: who leads the enterprise, by target group."""


def split(profile: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a profile without the answers that tell of persons, and these alone."""
    open_part: dict[str, Any] = deepcopy(dict(profile))
    apart: dict[str, Any] = {}
    for section, name in ANSWERS:
        if name in open_part.get(section, {}):
            apart.setdefault(section, {})[name] = open_part[section].pop(name)
    return open_part, apart


def joined(profile: Mapping[str, Any], apart: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `split` took apart as one profile again."""
    whole: dict[str, Any] = deepcopy(dict(profile))
    for section, answers in apart.items():
        whole.setdefault(section, {}).update(answers)
    return whole


def cipher(url: URL) -> Fernet:
    """Return what encrypts: the key in MATCHER_WORKSPACE_KEY, else the file `workspace.key` beside an SQLite database.

    The file is made at the first need, readable by its owner only. Raises DatabaseError where there is no key, or no proper one.
    """
    given = os.environ.get(VARIABLE)
    file = file_of(url)
    try:
        if given is None and file is not None:
            beside = file.with_suffix(".key")
            if not beside.exists():
                descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as new:
                    new.write(Fernet.generate_key())
            given = beside.read_text(encoding="ascii")
        if given is None:
            message = N_("Answers on target groups need a key: set {variable} (`matcher workspace key` makes one)")
            raise DatabaseError(message, variable=VARIABLE)
        return Fernet(given.strip())
    except ValueError:
        raise DatabaseError(N_("{variable} is no key that `matcher workspace key` made"), variable=VARIABLE) from None


def another_key() -> DatabaseError:
    """Return what to say where the key is not the one that encrypted."""
    return DatabaseError(N_("Answers on target groups were encrypted with another key: set {variable}"), variable=VARIABLE)
