"""Nothing leaks: every page, by every address that names something of one organisation, as another, as a visitor, with every wrong token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from matcher.profile import Profile
from matcher.ui import navigation
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace, open_workspace
from matcher.workspace.feeds import make_feed
from matcher.workspace.links import make_link, revoke_link
from matcher.workspace.notes import add_note
from matcher.workspace.organisations import add_advisor, change_advisor, found_organisation
from scripts.screenshots import ROOT

SECRETS = ("Zyzzyva", "Quokka", "Wombat", "Axolotl", "ann@example.org", "73411")
"""Words of a client file of Ann: its name, its description, a note, a comment, her address, an amount."""


@dataclass
class Place:
    """A workspace with a client file of Ann, and Bob of another organisation."""

    workspace: Workspace
    files: ClientFiles
    file_id: UUID
    ann: UUID
    shared: str
    revoked: str
    expired: str
    feed: str


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path / 'workspace.db'}")
    st.cache_resource.clear()
    workspace = open_workspace()
    ann = found_organisation(workspace, "Axolotl", "ann@example.org", "Axolotl")
    found_organisation(workspace, "CDR", "bob@example.org", "Bob")
    files = ClientFiles(workspace, ann.actor)
    profile = Profile.model_validate({"project": {"description": "Quokka", "total_cost": 73_411}})
    file_id = files.create("Zyzzyva", profile).id
    add_note(files, file_id, "Wombat")
    Applications(workspace, ann.actor).add(file_id, "piec", asked=73_411)
    link, revoked = make_link(files, file_id)
    revoke_link(files, link.id)
    usual = workspace.now
    monkeypatch.setattr(workspace, "now", lambda: usual() - timedelta(days=2_000))
    expired = make_link(files, file_id)[1]
    monkeypatch.setattr(workspace, "now", usual)
    shared = make_link(files, file_id)[1]
    yield Place(workspace, files, file_id, ann.id, shared, revoked, expired, make_feed(workspace, ann.actor)[1])
    workspace.close()
    st.cache_resource.clear()


class User(dict[str, object]):
    """What Streamlit says of who signed in."""

    def __getattr__(self, name: str) -> object:
        return self[name]


def sit(monkeypatch: pytest.MonkeyPatch, email: str | None) -> None:
    monkeypatch.setattr(st, "user", User(email=email, email_verified=True, is_logged_in=email is not None))


def seen(app: AppTest) -> str:
    """Return everything that was sent to the browser: texts, tables, values of widgets, and the session behind them."""
    return "\n".join(str(getattr(node, "proto", "")) for node in _nodes(app._tree)) + str(app.session_state._state.filtered_state)


def _nodes(block: object) -> Iterator[object]:
    for child in getattr(block, "children", {}).values():
        yield child
        yield from _nodes(child)


def visited(page: str, **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.secrets["auth"] = {"client_id": "matcher"}
    app.query_params.update({"lang": "en", **address})
    app.run()
    app.switch_page(f"matcher/ui/pages/{page}.py")
    app.query_params.update({"lang": "en", **address})
    return app.run()


def test_ann_sees_what_is_secret(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other tests look for is really there for who may see it: on her pages, and behind the link."""
    sit(monkeypatch, "ann@example.org")
    hers = seen(visited("client", file=str(place.file_id))) + seen(visited("settings"))
    assert [word for word in SECRETS if word not in hers] == []
    sit(monkeypatch, None)
    assert "Zyzzyva" in seen(visited("shared", t=place.shared))


OF_THE_DESK = ("clients", "client", "follow_up", "settings", "shared", "questionnaire")
NOBODYS = [(page, email) for page in OF_THE_DESK for email in (None, "mallory@example.org")]


@pytest.mark.parametrize(("page", "email"), [(page, "bob@example.org") for page in navigation.PAGES] + NOBODYS)
def test_every_page_with_every_address_of_somebody_else(
    place: Place, monkeypatch: pytest.MonkeyPatch, page: str, email: str | None
) -> None:
    """As a visitor, as another organisation, as somebody who signed in and is on no list; with ids, revoked and expired tokens."""
    sit(monkeypatch, email)
    addresses = [{"file": str(place.file_id)}] + [
        {"t": token, "file": str(place.file_id)} for token in (place.revoked, place.expired, place.feed, place.shared[:-1] + "_")
    ]
    for address in addresses if page in {"client", "shared", "clients"} else [{**addresses[0], "t": place.expired}]:
        app = visited(page, **address)
        assert not app.exception
        leaked = [word for word in SECRETS if word in seen(app)]
        assert leaked == []


def test_a_link_opens_its_one_page_only(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token of a client opens no page of the advisor, and the token of a calendar no page at all."""
    sit(monkeypatch, None)
    for page in ("clients", "client", "follow_up", "settings"):
        assert not any(word in seen(visited(page, t=place.shared, file=str(place.file_id))) for word in SECRETS)


@pytest.mark.parametrize("then", ["bob@example.org", None, "inactive"])
def test_an_open_file_does_not_outlive_who_opened_it(place: Place, monkeypatch: pytest.MonkeyPatch, then: str | None) -> None:
    """Somebody else in the same tab, or Ann once she is let in no more: nothing of the file stays."""
    sit(monkeypatch, "ann@example.org")
    app = visited("client", file=str(place.file_id))
    assert "Quokka" in seen(app)
    if then == "inactive":
        add_advisor(place.workspace, place.files.actor, "eve@example.org", "Eve", "administrator")
        change_advisor(place.workspace, place.files.actor, place.ann, active=False)
    else:
        sit(monkeypatch, then)
    for page in ("questionnaire", "client", "results"):
        app.switch_page(f"matcher/ui/pages/{page}.py").run()
        assert [word for word in SECRETS if word in seen(app)] == []
