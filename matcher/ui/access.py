"""Who sits at the advisor's desk: the workspace, and who acts in it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from matcher.workspace.actor import Actor
from matcher.workspace.database import Workspace, open_workspace
from matcher.workspace.organisations import laptop_user


@dataclass(frozen=True)
class Desk:
    """What an advisor works with."""

    workspace: Workspace
    actor: Actor


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """Return the workspace, opened once for all. Raises DatabaseError."""
    return open_workspace()


def desk() -> Desk | None:
    """Return the desk of who is signed in, None for a visitor. Raises DatabaseError."""
    return Desk(workspace(), laptop_user(workspace()))
