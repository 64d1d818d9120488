"""A profile that was kept by an earlier version: what the vocabulary still knows is read, and what it does not is named."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from matcher.document import dotted
from matcher.profile import Profile


def read_stored(content: Mapping[str, Any]) -> tuple[Profile, tuple[str, ...]]:
    """Return the profile, and the places of the answers that had to be left out because nothing knows them any more."""
    kept: dict[str, Any] = deepcopy(dict(content))
    unread: list[str] = []
    while True:
        try:
            return Profile.model_validate(kept), tuple(unread)
        except ValidationError as error:
            place = _field(error.errors()[0]["loc"], kept)
            unread.append(dotted(place))
            _drop(kept, place)


def _field(location: tuple[int | str, ...], kept: Mapping[str, Any]) -> tuple[int | str, ...]:
    """Return the answer around a finding: a section and a field, or whatever of it is there."""
    place = location[:2] if len(location) > 1 and isinstance(kept.get(str(location[0])), dict) else location[:1]
    if len(place) == 2 and place[1] not in kept[str(place[0])]:
        return place[:1]
    return place or tuple(kept)[:1]


def _drop(kept: dict[str, Any], place: tuple[int | str, ...]) -> None:
    *around, last = place
    inner: Any = kept
    for step in around:
        inner = inner[step]
    del inner[last]
