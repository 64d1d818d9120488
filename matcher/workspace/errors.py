"""What can go wrong in the workspace, each as a sentence for the person who meets it."""

from __future__ import annotations

from typing import Generic, TypeVar

from matcher.document import on_one_line, short
from matcher.locale import N_, Language, translate

Current = TypeVar("Current")


class WorkspaceError(Exception):
    """Something that a person must be told. `message` is a sentence to translate; `values` fill its placeholders."""

    message = N_("The workspace cannot do this")

    def __init__(self, message: str | None = None, **values: object) -> None:
        self.message = message or self.message
        self.values = values
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        return on_one_line(translate(self.message, language, **short(self.values)))


class MissingError(WorkspaceError):
    """There is no such thing in this organisation: whether another one has it is not said."""

    message = N_("This is not there, or is not yours to see")


class NotAllowedError(WorkspaceError):
    """The role does not allow it."""

    message = N_("Your role does not allow this")


class ConflictError(WorkspaceError, Generic[Current]):
    """Somebody else saved first. `current` is what stands now; nothing was overwritten."""

    message = N_("{by} changed this in the meantime: nothing was overwritten")

    def __init__(self, current: Current, by: str) -> None:
        super().__init__(by=by)
        self.current = current


class DatabaseError(WorkspaceError):
    """The database cannot be opened, or is not ours."""
