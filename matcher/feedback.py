"""What visitors say of the programs shown to them: kept only with their consent, exported as cases to evaluate with.

One file for each visitor who agreed, so that taking consent back deletes it. Neither the description of the project nor the
answers on groups of people are kept.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Literal
from uuid import uuid4

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field

from matcher.document import read_document
from matcher.locale import N_
from matcher.profile import Profile
from matcher.validation import validate

Reason = Literal["too_small", "too_late", "too_heavy", "no_own_contribution", "already_funded", "not_our_values", "other"]

REASON_LABELS: dict[Reason, str] = {
    "too_small": N_("Too small for the project"),
    "too_late": N_("Too late for the project"),
    "too_heavy": N_("Too much work for what it brings"),
    "no_own_contribution": N_("We do not have the own contribution"),
    "already_funded": N_("We already have it"),
    "not_our_values": N_("Not our values"),
    "other": N_("Another reason"),
}

CORRECTS: dict[Reason, str] = {"too_small": "total_cost", "too_late": "start", "no_own_contribution": "own_contribution"}
"""The answer of the profile that a reason is about: better said there, where it counts for every program."""

NOT_KEPT = ("description", "groups", "serves")
"""Answers that may tell of persons."""

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Feedback(BaseModel):
    """What one visitor said: the programs that helped, those set aside with the reason, and the profile they were shown for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    date: date
    profile: Profile
    helped: tuple[str, ...] = ()
    set_aside: dict[str, Reason] = {}

    def as_case(self) -> dict[str, Any]:
        """Return the same in the form of a file of cases."""
        return {
            "id": f"feedback-{self.id[:8]}",
            "date": self.date.isoformat(),
            "profile": self.profile.raw(),
            "helped": list(self.helped),
            "set_aside": dict(self.set_aside),
        }


def new_id() -> str:
    """Return an id that says nothing of whom it is for."""
    return uuid4().hex


def default_directory() -> Path:
    """Return where feedback is kept: MATCHER_FEEDBACK, or the data directory of this system."""
    chosen = os.environ.get("MATCHER_FEEDBACK")
    return Path(chosen) if chosen else user_data_path("funding-matcher", appauthor=False) / "feedback"


def keep(feedback: Feedback, directory: Path) -> None:
    """Write one visitor's feedback in place of what was kept before. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    profile = feedback.profile
    for name in NOT_KEPT:
        profile = profile.answering(name, None)
    kept = feedback.model_copy(update={"profile": profile})
    with NamedTemporaryFile("w", dir=directory, suffix=".tmp", encoding="utf-8", delete=False) as file:
        file.write(kept.model_dump_json(exclude_none=True))
    Path(file.name).replace(directory / f"{feedback.id}.json")


def read_feedback(directory: Path) -> list[Feedback]:
    """Return all feedback that was kept, in the order of ids. Raises InputError for a file that is not feedback."""
    return [validate(Feedback, read_document(path)) for path in sorted(directory.glob("*.json"))]


def withdraw(feedback_id: str, directory: Path) -> None:
    """Delete what was kept of one visitor, if anything was. Raises OSError."""
    (directory / f"{feedback_id}.json").unlink(missing_ok=True)
