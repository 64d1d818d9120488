"""What a client file held after each sitting, what changed, and going back."""

from __future__ import annotations

from itertools import takewhile, zip_longest
from uuid import UUID

import streamlit as st

from matcher.clock import local
from matcher.locale import N_, Language, day, hour, translate
from matcher.profile import Profile
from matcher.ui import desk, state
from matcher.ui.components.acts import acted_by
from matcher.ui.components.profile_difference import differences
from matcher.ui.components.words import plain
from matcher.ui.desk import OpenFile
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.history import Revision, history, restore

WHAT = {
    "created": N_("created"),
    "saved": N_("changed"),
    "restored": N_("went back to an earlier state"),
    "duplicated": N_("made as a copy"),
    "imported": N_("brought in"),
    "client_answered": N_("answered by the client"),
}
SHOWN = 30


def draw(files: ClientFiles, held: OpenFile, language: Language) -> None:
    """Draw the revisions, newest first. Raises WorkspaceError."""
    found = history(files, held.id)[:SHOWN]
    for revision, before in zip_longest(found, found[1:]):
        if revision is not None:
            _draw_one(files, held, revision, before, language=language, newest=revision is found[0])


def draw_answered(files: ClientFiles, file_id: UUID, language: Language) -> None:
    """Draw what a client answered through a link since an advisor last changed the file; nothing where they did not."""
    found = history(files, file_id)
    answered = list(takewhile(lambda revision: revision.what == "client_answered", found))
    if not answered:
        return
    before = found[len(answered)].profile if len(answered) < len(found) else Profile()
    said = translate(
        N_("The client answered through their link, last on {day}:"), language, day=day(local(answered[0].at).date(), language)
    )
    lines = differences(before, answered[0].profile, language)
    st.info("\n".join([said, "", *(f"- {line}" for line in lines)]), icon=":material/mark_chat_unread:")


def _draw_one(
    files: ClientFiles, held: OpenFile, revision: Revision, before: Revision | None, *, language: Language, newest: bool
) -> None:
    at = local(revision.at)
    what = translate(WHAT[revision.what], language)
    heading = f"{day(at.date(), language)}, {hour(at, language)} · {acted_by(revision.by, language)} · {what}"
    with st.expander(plain(heading)):
        lines = differences(before.profile if before else Profile(), revision.profile, language)
        if before is not None and before.name != revision.name:
            name = translate(N_("Name: {now}, was {before}"), language, now=plain(revision.name), before=plain(before.name))
            lines.insert(0, name)
        st.markdown("\n".join(f"- {line}" for line in lines) or translate(N_("No answer changed."), language))
        if not newest:
            st.button(
                translate(N_("Go back to this"), language), key=f"history:{held.id}:{revision.number}",
                on_click=_restore, args=(files, held, revision.number),
            )  # fmt: skip


def _restore(files: ClientFiles, held: OpenFile, number: int) -> None:
    restore(files, held.id, held.version, number)
    desk.open_file(files, held.id)
    state.accept_change()
