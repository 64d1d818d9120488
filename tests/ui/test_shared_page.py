"""The page behind a link, as a client meets it: one client file, no menu, and answers that are kept at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from matcher.profile import Profile
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.feeds import open_feed
from matcher.workspace.history import history
from matcher.workspace.links import CLIENT, links, make_link, open_link, revoke_link
from matcher.workspace.location import url_of
from matcher.workspace.organisations import laptop_user
from scripts.screenshots import ROOT
from tests.ui.conftest import words
from tests.ui.test_pages import GROCERY

REFUSED = {
    "fr": "Ce lien ne fonctionne pas ou ne fonctionne plus\u00a0: demandez-en un autre.",
    "en": "This link does not work, or no longer works: ask for a new one.",
}


@dataclass
class Desk:
    """An advisor with one client file and a link to it."""

    files: ClientFiles
    file_id: UUID
    token: str

    @property
    def answers(self) -> dict[str, dict[str, object]]:
        return self.files.current(self.file_id).profile.raw()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    address = f"sqlite:///{tmp_path / 'workspace.db'}"
    monkeypatch.setenv("MATCHER_DATABASE_URL", address)
    st.cache_resource.clear()
    workspace = open_workspace(url_of(address))
    files = ClientFiles(workspace, laptop_user(workspace))
    made = files.create("Épicerie du rang", Profile.model_validate(GROCERY))
    yield Desk(files, made.id, make_link(files, made.id)[1])
    workspace.close()


Look = Callable[..., AppTest]


@pytest.fixture
def look() -> Look:
    """Return a function that opens the page with an address."""

    def open_page(language: str = "fr", **address: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params["lang"] = language
        for key, value in address.items():
            app.query_params[key] = value
        app.run()
        app.switch_page("matcher/ui/pages/shared.py")
        for key, value in address.items():
            app.query_params[key] = value
        return app.run()

    return open_page


def said(app: AppTest) -> str:
    return words(app).replace("\\", "").replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_client_reads_the_file(desk: Desk, look: Look, language: str) -> None:
    """Name, project, programs with their reasons, plan, calendar and documents; no human door of a visitor's page."""
    app = look(language, t=desk.token)
    assert not app.exception
    assert [title.value for title in app.title] == ["Épicerie du rang"]
    text = said(app)
    for french, english in (
        ("Votre projet", "Your project"),
        ("Rénover notre épicerie de village", "Rénover notre épicerie de village"),
        ("Montage financier", "Funding plan"),
        ("300 000 $", "$300,000"),
        ("Documents à réunir", "Documents to gather"),
        ("Manquant", "Missing"),
    ):
        assert (french, english)[language == "en"] in text
    assert ("Parler à quelqu'un", "Talk to a person")[language == "en"] not in text
    assert desk.token not in text
    assert not list(app.get("page_link"))


def test_without_costs_the_first_programs_are_shown(desk: Desk, look: Look) -> None:
    project = deepcopy(GROCERY) | {"project": {"description": "Rénover", "uses": ["renovation"]}}
    made = desk.files.create("Sans budget", Profile.model_validate(project))
    app = look("en", t=make_link(desk.files, made.id)[1])
    assert not app.exception
    text = said(app)
    assert "The first programs for your project" in text
    assert "Funding plan" not in text
    assert len([box for box in app.expander if "criteri" in box.label]) == 5


def test_an_answer_is_kept_at_once(desk: Desk, look: Look) -> None:
    """The advisor finds it in the history under the name of the client; the question stays in its place."""
    app = look("fr", t=desk.token)
    radio = next(radio for radio in app.radio if (radio.key or "").startswith("shared:confirm:"))
    condition = str(radio.key).removeprefix("shared:confirm:")
    radio.set_value(True).run()
    assert not app.exception
    assert "Enregistré" in app.success[0].value
    assert desk.answers["confirmations"] == {condition: True}
    newest = history(desk.files, desk.file_id)[0]
    assert (newest.by, newest.what) == (CLIENT, "client_answered")
    assert any(radio.key == f"shared:confirm:{condition}" for radio in app.radio)
    app.run()
    assert not [one for one in app.success if "Enregistré" in one.value]


def test_an_answer_of_both_is_a_conflict(desk: Desk, look: Look) -> None:
    """Nothing is overwritten: the client is told, and shown what stands."""
    app = look("en", t=desk.token)
    radio = next(radio for radio in app.radio if (radio.key or "").startswith("shared:confirm:"))
    condition = str(radio.key).removeprefix("shared:confirm:")
    before = desk.files.current(desk.file_id)
    desk.files.save(
        before.id, before.version, name=before.name, profile=before.profile.confirming(condition, answer=False)
    )  # fmt: skip
    radio.set_value(True).run()
    assert not app.exception
    assert "nothing was overwritten" in app.warning[0].value
    assert desk.answers["confirmations"] == {condition: False}
    assert next(radio for radio in app.radio if radio.key == f"shared:confirm:{condition}").value is False


def test_what_the_advisor_changes_shows(desk: Desk, look: Look) -> None:
    app = look("en", t=desk.token)
    before = desk.files.current(desk.file_id)
    desk.files.save(before.id, before.version, name="Épicerie inc.", profile=before.profile.answering("employees", 41))
    app.run()
    assert app.title[0].value == "Épicerie inc."
    assert "41" in said(app)
    assert history(desk.files, desk.file_id)[0].by != CLIENT


def test_a_link_that_is_revoked_meanwhile_shows_nothing_more(desk: Desk, look: Look) -> None:
    app = look("fr", t=desk.token)
    revoke_link(desk.files, links(desk.files, desk.file_id)[0].id)
    app.run()
    assert [title.value for title in app.title] == [REFUSED["fr"]]
    assert "Épicerie" not in said(app)
    assert "Épicerie" not in str(app.session_state["answers"])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 5000, "../../etc/passwd", "' OR 1=1 --"])
def test_a_wrong_link_says_so_and_nothing_else(desk: Desk, look: Look, language: str, token: str) -> None:
    app = look(language, t=token) if token else look(language)
    assert not app.exception
    assert [title.value for title in app.title] == [REFUSED[language]]
    assert not app.header
    assert "Épicerie" not in said(app)


def test_the_session_of_a_visitor_stays_apart(desk: Desk, look: Look) -> None:
    """What a visitor answered is not brought into the client file, and what was opened is gone on any other page."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.run()
    app.session_state["answers"] = {"enterprise": {"employees": 77}, "project": {}, "confirmations": {}}
    app.switch_page("matcher/ui/pages/shared.py")
    app.query_params["t"] = desk.token
    app.run()
    assert app.title[0].value == "Épicerie du rang"
    assert "employees" not in desk.answers["enterprise"]
    app.switch_page("matcher/ui/pages/about.py").run()
    assert app.session_state["answers"] == {"enterprise": {}, "project": {}, "confirmations": {}}
    assert "Épicerie" not in said(app)


def links_page() -> None:
    """Draw what an advisor has on the page of a client."""
    import streamlit as st

    from matcher.ui import access, state
    from matcher.ui.components.feed_of import draw_feed
    from matcher.ui.components.links_of import draw_links
    from matcher.workspace.client_files import ClientFiles
    from matcher.workspace.listing import listing

    state.prepare()
    desk = access.desk()
    assert desk is not None
    files = ClientFiles(desk.workspace, desk.actor)
    draw_links(files, listing(files).files[0].id, "en")
    st.divider()
    draw_feed(desk.workspace, desk.actor, "en")


def test_the_advisor_makes_copies_and_closes_a_link(desk: Desk) -> None:
    """The address is shown after making and never again; closed, the link opens nothing."""
    revoke_link(desk.files, links(desk.files, desk.file_id)[0].id)
    app = AppTest.from_function(links_page, default_timeout=60).run()
    assert not app.exception
    app.selectbox[0].set_value(7).run()
    app.button(key=f"links:make:{desk.file_id}").click().run()
    assert not app.exception
    address = app.code[0].value
    assert address.startswith("shared?t=")
    newest = links(desk.files, desk.file_id)[0]
    assert newest.expires_at is not None
    assert (newest.expires_at - newest.created_at).days == 7
    assert open_link(desk.files.workspace, address.removeprefix("shared?t=")) is not None
    assert not AppTest.from_function(links_page, default_timeout=60).run().code
    app.button(key=f"links:revoke:{newest.id}").click().run()
    assert not app.code
    assert open_link(desk.files.workspace, address.removeprefix("shared?t=")) is None


def test_the_advisor_makes_and_closes_the_feed(desk: Desk) -> None:
    app = AppTest.from_function(links_page, default_timeout=60).run()
    app.button(key="feed:make").click().run()
    token = app.code[0].value.removeprefix("feed/").removesuffix(".ics")
    assert open_feed(desk.files.workspace, token) is not None
    app.button(key="feed:revoke").click().run()
    assert not app.exception
    assert not app.code
    assert open_feed(desk.files.workspace, token) is None


@pytest.mark.parametrize("contact", ["", "Ann Roy, privacy@example.org"])
def test_the_privacy_page_names_who_is_in_charge_or_says_that_nobody_is(monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
    monkeypatch.setenv("MATCHER_PRIVACY_CONTACT", contact)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["lang"] = "en"
    app.run().switch_page("matcher/ui/pages/privacy.py").run()
    assert not app.exception
    assert (contact in said(app)) is True
    assert bool(app.warning) is not bool(contact)
    assert "privacy?lang=en" in app.markdown[-1].value
