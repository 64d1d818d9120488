"""The client file that is open in this session: taken from the workspace, saved as it changes, never over somebody else's work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matcher.locale import N_, Language, translate
from matcher.profile import Profile
from matcher.ui import access, state
from matcher.ui.access import Desk
from matcher.workspace.client_files import ClientFile, ClientFiles
from matcher.workspace.errors import ConflictError, MissingError, WorkspaceError


@dataclass
class OpenFile:
    """What is open. `kept` and `goal` are what the workspace holds for sure; `theirs` what somebody else saved meanwhile."""

    id: UUID
    organisation: UUID
    name: str
    version: int
    kept: Profile
    goal: str | None
    saved_at: datetime
    theirs: ClientFile | None = None
    problem: WorkspaceError | None = None

    @property
    def changed(self) -> bool:
        """Whether this session holds something that the workspace does not."""
        return (state.profile(), state.goal()) != (self.kept, self.goal)


def files_of(desk: Desk) -> ClientFiles:
    """Return the client files of who is here."""
    return ClientFiles(desk.workspace, desk.actor)


def open_file(files: ClientFiles, file_id: UUID) -> ClientFile:
    """Put the answers of a client file in the place of all that this session held. Raises WorkspaceError."""
    opened = files.open(file_id)
    state.replace_answers(opened.profile)
    if opened.goal:
        state.set_goal(opened.goal)
    _hold(files, opened)
    return opened


def close_file() -> None:
    """Leave the client file; nothing of it stays in this session."""
    state.forget()


def keep_to_who_opened() -> None:
    """Leave the client file once who opened it is not let in any more, or somebody of another organisation sits here."""
    held = state.open_file()
    if held is None or not access.signs_in():
        return
    try:
        here = access.desk()
    except WorkspaceError:  # the workspace is away, which says nothing of who may
        return
    if here is None or here.actor.organisation != held.organisation:
        close_file()


def autosave() -> None:
    """Keep what changed since the last look. What cannot be kept now stays in the session, is said, and is tried again."""
    held = state.open_file()
    # While somebody else's version is shown it stays the one that a click settles; who changed nothing has no conflict.
    if held is None or held.theirs is not None or not held.changed:
        return
    try:
        desk = access.desk()
        if desk is None:
            raise MissingError
        profile, goal = state.profile(), state.goal()
        saved = files_of(desk).save(held.id, held.version, name=held.name, profile=profile, goal=goal)
    except ConflictError as conflict:
        held.theirs = conflict.current
    except WorkspaceError as error:
        held.problem = error
    else:
        # What is kept is what was given: answers that need a consent stay in this session, and are not tried again.
        held.version, held.kept, held.goal, held.saved_at, held.problem = saved.version, profile, goal, saved.updated_at, None


def rename(files: ClientFiles, held: OpenFile, name: str) -> None:
    """Give the open client file another name. Raises WorkspaceError."""
    saved = files.save(held.id, held.version, name=name, profile=state.profile(), goal=state.goal())
    held.name, held.version, held.kept, held.goal = saved.name, saved.version, state.profile(), state.goal()
    held.saved_at = saved.updated_at


def take_theirs(files: ClientFiles, held: OpenFile, language: Language) -> None:
    """Go on with what somebody else saved; what this session holds is kept as a client file of its own."""
    mine = translate(N_("{name} (my version)"), language, name=held.name)
    files.create(mine, state.profile(), state.goal())
    open_file(files, held.id)


def keep_mine(files: ClientFiles, held: OpenFile) -> None:
    """Save what this session holds on top of what somebody else saved, which the history keeps."""
    assert held.theirs is not None
    theirs, held.theirs = held.theirs, None
    held.version, held.kept, held.goal = theirs.version, theirs.profile, theirs.goal
    saved = files.save(held.id, held.version, name=held.name, profile=state.profile(), goal=state.goal())
    _hold(files, saved)


def _hold(files: ClientFiles, opened: ClientFile) -> None:
    held = OpenFile(
        opened.id, files.actor.organisation, opened.name, opened.version, state.profile(), state.goal(), opened.updated_at
    )
    state.set_open_file(held)
