"""A client who came through a link: what was opened, and the answers that go back to the client file as they are given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from matcher.profile import Profile
from matcher.questions import Question
from matcher.ui import access, state
from matcher.workspace.client_files import ClientFile
from matcher.workspace.errors import ConflictError
from matcher.workspace.links import Opened, open_link

Kept = Literal["nothing", "saved", "conflict"]


@dataclass
class Visit:
    """What one client has open. `seen` is the client file as the page last showed it."""

    token: str
    opened: Opened
    seen: ClientFile
    shown: Profile
    asked: dict[str, Question] = field(default_factory=dict)
    """The questions on the page, which stay in their place once they are answered."""


def visit(token: str) -> Visit | None:
    """Return what a token opens, None whatever is wrong with it. Raises WorkspaceError where the workspace does not answer."""
    kept: Visit | None = state.shared()
    if kept is not None and kept.token == token:
        return kept
    state.leave_shared()
    opened = open_link(access.workspace(), token)
    if opened is None:
        return None
    seen = opened.file()
    made = Visit(token, opened, seen, seen.profile)
    state.begin_shared(made, seen.profile)
    made.shown = state.profile()
    return made


def keep(kept: Visit) -> Kept:
    """Bring what was answered since into the client file, and what changed there onto the page.

    Raises MissingError once the link does not work any more, and WorkspaceError where the workspace does not answer.
    """
    mine = state.profile()
    outcome: Kept = "nothing"
    try:
        if mine == kept.shown:
            kept.seen = kept.opened.file()
        else:
            kept.seen = kept.opened.answer(kept.seen, mine)
            outcome = "saved"
    except ConflictError as conflict:
        kept.seen, outcome = conflict.current, "conflict"
    if kept.seen.profile != mine:
        state.show_shared(kept.seen.profile)
    kept.shown = state.profile()
    return outcome
