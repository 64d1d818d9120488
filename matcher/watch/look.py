"""One look at the programs of one client: where they stand and what was told, kept until the next look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from matcher.document import InputError, Problem, read_document
from matcher.locale import N_
from matcher.matching import Matches
from matcher.validation import validate
from matcher.watch.comparison import SOON
from matcher.watch.news import News, news
from matcher.watch.standing import Day, Key, Standings, as_json, standings
from matcher.watch.told import remember, untold


class Look(BaseModel):
    """What is kept of a look: its day, the standings of that day, and the keys of what was told until then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: Day
    standings: Standings
    told: tuple[Key, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"as_of": self.as_of.isoformat(), "told": list(self.told), "standings": as_json(self.standings.root)}


def look(last: Look | None, matches: Matches, *, soon: int = SOON) -> tuple[list[News], Look]:
    """Return what is new for a client since the last look, and the look to keep once it was told.

    Args:
        last: what was kept of the last look; None at the first one.
        matches: the matches of today.
        soon: days before the last one from which a call closes soon.
    """
    now = standings(matches)
    told = last.told if last else ()
    found = untold(news(last.standings.root if last else None, now, matches, soon=soon), told)
    return found, Look(as_of=matches.as_of, standings=Standings(now), told=tuple(sorted(remember(told, found))))


def read_look(path: Path) -> Look:
    """Read what was kept in a file. Raises InputError with every place that is not as it was written."""
    return validate(Look, read_document(path))


def written(kept: Look) -> bytes:
    """Return the file of a look."""
    return (json.dumps(kept.as_json(), ensure_ascii=False, indent=1) + "\n").encode()


def not_backwards(last: Look, matches: Matches, file: Path) -> None:
    """Refuse to compare with a look of a later day. Raises InputError."""
    if last.as_of > matches.as_of:
        message = N_("these standings are of a later day")
        found, expected = last.as_of.isoformat(), f"<= {matches.as_of.isoformat()}"
        raise InputError([Problem(str(file), 1, 1, "as_of", message, found=found, expected=expected)])
