"""Who sits at the advisor's desk: who signed in and is on the list, or the one user of a laptop; nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from matcher.locale import N_, Language, translate
from matcher.ui import state
from matcher.ui.components.words import plain
from matcher.workspace.actor import Actor
from matcher.workspace.database import Workspace, open_workspace
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.organisations import advisor_called, laptop_user

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
"""Headers that a proxy adds."""


@dataclass(frozen=True)
class Desk:
    """What an advisor works with."""

    workspace: Workspace
    actor: Actor


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """Return the workspace, opened once for all. Raises WorkspaceError."""
    return open_workspace()


def signs_in() -> bool:
    """Whether people sign in here: an identity provider is named in Streamlit's secrets (`[auth]`)."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def desk() -> Desk | None:
    """Return the desk of who is here, None for everybody else: nothing is opened for a visitor. Raises WorkspaceError.

    Without an identity provider there is one user, and only where server and browser are on the same computer.
    """
    if signs_in():
        email = _address()
        advisor = advisor_called(workspace(), email) if email else None
        return Desk(workspace(), advisor.actor) if advisor else None
    if st.get_option("server.address") in LOOPBACK and _at_this_computer():
        return Desk(workspace(), laptop_user(workspace()))
    return None


def _at_this_computer() -> bool:
    """Whether the browser itself asked for this computer: what a proxy passes on comes from here too, for whoever is out there."""
    headers = st.context.headers
    if any(name in headers for name in PASSED_ON):
        return False
    asked = [urlsplit(f"//{headers.get('Host', '')}").hostname, urlsplit(headers.get("Origin", "")).hostname]
    return all(name is None or name in LOOPBACK for name in asked)


def _address() -> str | None:
    """Return the address of who signed in, as the provider vouches for it; None where it does not."""
    if not st.user.is_logged_in or st.user.get("email_verified") is not True:
        return None
    address = st.user.get("email")
    return address if isinstance(address, str) else None


def draw_desk(language: Language) -> Desk | None:
    """Return the desk; where there is none, draw why, and the way in."""
    try:
        found = desk()
    except WorkspaceError as error:
        st.error(plain(error.text(language)))
        return None
    if found is not None:
        state.sit_at_desk()
        if signs_in():
            _draw_sign_out(found, language)
        return found
    if not signs_in():
        text = N_(
            "Client files are closed here: this server answers other computers and no identity provider is set up. "
            "The guide says how to open them."
        )
        st.info(translate(text, language))
    elif st.user.is_logged_in:
        text = N_("You are signed in, but nobody has let this address in yet: ask the person who administers your organization.")
        st.warning(translate(text, language))
        st.button(translate(N_("Sign out"), language), on_click=st.logout, icon=":material/logout:")
    else:
        st.markdown(translate(N_("Client files are for the advisors of an organization."), language))
        st.button(translate(N_("Sign in"), language), on_click=st.login, type="primary", icon=":material/login:")
    return None


def _draw_sign_out(found: Desk, language: Language) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(found.actor.name))
        st.button(translate(N_("Sign out"), language), on_click=st.logout, type="tertiary", icon=":material/logout:")
