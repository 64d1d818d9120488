"""Client files in the app: begun, saved as answers change, never over somebody else's work, and closed to everybody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from matcher.catalogue import load_catalogue
from matcher.matching import Matcher
from matcher.profile import Profile
from matcher.ui.components.words import plain
from matcher.workspace.actor import Actor
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFile, ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.errors import DatabaseError
from matcher.workspace.history import history
from matcher.workspace.links import make_link, open_link
from matcher.workspace.listing import listing
from matcher.workspace.notes import notes
from matcher.workspace.organisations import laptop_user
from matcher.workspace.watching import look_at
from tests.small import catalogue, program
from tests.ui.conftest import Visit, words

ODD = 'Coop <img src=x onerror="alert(1)"> *Nord*'


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClientFiles]:
    """Give the client files of the one user of a laptop."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path / 'workspace.db'}")
    st.cache_resource.clear()
    workspace = open_workspace()
    yield ClientFiles(workspace, laptop_user(workspace))
    workspace.close()
    st.cache_resource.clear()


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def employing(number: int) -> Profile:
    return Profile.model_validate({"enterprise": {"employees": number}})


def opened(visit: Visit, file: ClientFile, language: str = "fr") -> AppTest:
    return visit("client", language, file=str(file.id))


def test_the_empty_list_says_what_to_do(visit: Visit, files: ClientFiles) -> None:
    assert "Il n'y a encore aucun dossier" in words(visit("clients"))
    assert "There is no client file yet" in words(visit("clients", "en"))


def test_a_client_file_is_begun_with_the_answers_of_the_tab(visit: Visit, files: ClientFiles) -> None:
    """A name is enough; the answers given so far come along; from then on what is answered is saved."""
    app = visit("clients", answers={"enterprise": {"employees": 3}})
    app.text_input[0].set_value(ODD)
    button(app, "Nouveau dossier client").click().run()
    made = listing(files).files[0]
    assert made.name == ODD
    assert files.current(made.id).profile == employing(3)
    app.session_state["answers"]["enterprise"]["employees"] = 4
    app.switch_page("matcher/ui/pages/about.py").run()
    assert files.current(made.id).profile == employing(4)
    assert "enregistré à" in words(app)


def test_the_list_finds_and_orders(visit: Visit, files: ClientFiles) -> None:
    files.create("Épicerie")
    files.archive(files.create("Ancienne").id)
    app = visit("clients", "en")
    assert "1 client file" in words(app)
    app.text_input(key="clients:search").set_value("epicerie").run()
    assert "1 client file" in words(app)
    app.text_input(key="clients:search").set_value("zzz").run()
    assert "No client file is found" in words(app)
    app.text_input(key="clients:search").set_value("").run()
    app.selectbox(key="clients:state").set_value("all").run()
    assert "2 client files" in words(app)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_for_each_file(visit: Visit, files: ClientFiles, language: str) -> None:
    """The page opens by its address, shows a name as it was typed, and draws every tab without a mistake."""
    made = files.create(ODD, employing(3))
    app = opened(visit, made, language)
    assert not app.exception
    assert not app.error
    assert app.title[0].value.replace("\\", "") == ODD
    assert app.session_state["answers"]["enterprise"] == {"employees": 3}


def test_an_address_of_nothing_says_so(visit: Visit, files: ClientFiles) -> None:
    """A client file that is not there, or an address that is none, is one sentence."""
    for address in ("x", "00000000-0000-0000-0000-000000000000"):
        app = visit("client", "en", file=address)
        assert [one.value for one in app.error] == ["This is not there, or is not yours to see"]


def test_somebody_else_saved_first(visit: Visit, files: ClientFiles) -> None:
    """Nothing is overwritten: the page says who saved and what differs; theirs can be taken, mine stays as a copy."""
    made = files.create("Coop", employing(3))
    app = opened(visit, made, "en")
    bob = ClientFiles(files.workspace, Actor(files.actor.organisation, "Bob"))
    bob.save(made.id, 1, name="Coop", profile=employing(9))
    app.session_state["answers"]["enterprise"]["employees"] = 4
    app.run()
    assert "Bob saved this client file" in words(app)
    assert "Employees: 4, was 9" in words(app)
    assert files.current(made.id).profile == employing(9)
    button(app, "Take theirs, keep mine as a copy").click().run()
    assert app.session_state["answers"]["enterprise"]["employees"] == 9
    copy = next(one for one in listing(files).files if one.name == "Coop (my version)")
    assert files.current(copy.id).profile == employing(4)


def test_mine_goes_on_top_of_theirs(visit: Visit, files: ClientFiles) -> None:
    """Who saw the difference may save on top; the history keeps what the other one saved."""
    made = files.create("Coop", employing(3))
    app = opened(visit, made, "en")
    bob = ClientFiles(files.workspace, Actor(files.actor.organisation, "Bob"))
    bob.save(made.id, 1, name="Coop", profile=employing(9))
    app.session_state["answers"]["enterprise"]["employees"] = 4
    app.run()
    button(app, "Save mine over theirs").click().run()
    assert files.current(made.id).profile == employing(4)
    assert [line.profile for line in history(files, made.id)] == [employing(4), employing(9), employing(3)]
    assert "saved at" in words(app)


def test_mine_goes_over_nothing_that_was_not_shown(visit: Visit, files: ClientFiles) -> None:
    """A third one saves while the difference is read: that is shown in its turn, and not written over by a click meant for another."""
    made = files.create("Coop", employing(3))
    app = opened(visit, made, "en")
    bob, carol = (ClientFiles(files.workspace, Actor(files.actor.organisation, name)) for name in ("Bob", "Carol"))
    bob.save(made.id, 1, name="Coop", profile=employing(9))
    app.session_state["answers"]["enterprise"]["employees"] = 4
    app.run()
    carol.save(made.id, 2, name="Coop", profile=employing(11))
    button(app, "Save mine over theirs").click().run()
    assert files.current(made.id).profile == employing(11)
    assert "Carol saved this client file" in words(app)
    button(app, "Save mine over theirs").click().run()
    assert files.current(made.id).profile == employing(4)


def test_who_only_reads_has_no_conflict(visit: Visit, files: ClientFiles) -> None:
    """Somebody else saved, and nothing was answered here: there is nothing to settle."""
    made = files.create("Coop", employing(3))
    app = opened(visit, made, "en")
    bob = ClientFiles(files.workspace, Actor(files.actor.organisation, "Bob"))
    bob.save(made.id, 1, name="Coop", profile=employing(9))
    app.switch_page("matcher/ui/pages/about.py").run()
    assert "Bob saved this client file" not in words(app)
    assert "saved at" in words(app)


def test_a_database_that_is_away_is_said_and_nothing_is_lost(
    visit: Visit, files: ClientFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was answered meanwhile stays, and is saved once the database is back."""
    made = files.create("Coop", employing(3))
    app = opened(visit, made, "en")

    def away(*_: object, **__: object) -> None:
        raise DatabaseError("The database of the workspace does not answer: {reason}", reason="test")

    with monkeypatch.context() as broken:
        broken.setattr(ClientFiles, "save", away)
        app.session_state["answers"]["enterprise"]["employees"] = 4
        app.run()
        assert "does not answer" in words(app)
        assert button(app, "Close the client file").disabled
    button(app, "Save again").click().run()
    assert files.current(made.id).profile == employing(4)
    assert "does not answer" not in words(app)


def test_notes_and_going_back(visit: Visit, files: ClientFiles) -> None:
    """A note is kept as it was typed; an earlier state comes back into the session."""
    made = files.create("Coop", employing(3))
    ClientFiles(files.workspace, Actor(files.actor.organisation, "Bob")).save(made.id, 1, name="Coop", profile=employing(9))
    app = opened(visit, made, "en")
    app.text_area[0].set_value("**call** back")
    button(app, "Keep the note").click().run()
    assert [note.text for note in notes(files, made.id)] == ["**call** back"]
    button(app, "Go back to this").click().run()
    assert app.session_state["answers"]["enterprise"]["employees"] == 3
    assert files.current(made.id).profile == employing(3)


def test_closing_leaves_nothing_in_the_session(visit: Visit, files: ClientFiles) -> None:
    made = files.create("Coop", employing(3))
    app = opened(visit, made, "en")
    button(app, "Close the client file").click().run()
    assert app.session_state["answers"] == {"enterprise": {}, "project": {}, "confirmations": {}}


def test_nothing_is_stored_for_a_visitor(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A self-assessment never opens the database."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path / 'none' / 'workspace.db'}")
    st.cache_resource.clear()
    for page in ("questionnaire", "results", "plan", "about"):
        visit(page, answers={"enterprise": {"employees": 3}, "project": {"total_cost": 5_000}})
    assert not (tmp_path / "none").exists()


def test_a_server_for_others_is_closed_without_sign_in(visit: Visit, files: ClientFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where other computers reach the server and nobody can sign in, no client file opens."""
    made = files.create("Coop", employing(3))
    monkeypatch.setattr("streamlit.get_option", lambda _: None)
    for page in ("clients", "client"):
        app = visit(page, "en", file=str(made.id))
        assert "Client files are closed here" in words(app)
        assert app.session_state["answers"]["enterprise"] == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "funding.example.org"},
        {"Host": "127.0.0.1:8501", "Origin": "https://funding.example.org"},
        {"Host": "localhost:8501", "X-Forwarded-For": "203.0.113.7"},
        {"Host": "localhost:8501", "Forwarded": "for=203.0.113.7"},
    ],
)
def test_what_a_proxy_passes_on_is_not_this_laptop(
    visit: Visit, files: ClientFiles, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that listens to its own computer alone can still be put before the whole world: client files stay closed then."""
    made = files.create("Coop", employing(3))
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.headers", headers)
    app = visit("client", "en", file=str(made.id))
    assert "Client files are closed here" in words(app)
    for own in ({"Host": "localhost:8501"}, {"Host": "[::1]:8501", "Origin": "http://127.0.0.1:8501"}):
        monkeypatch.setattr("streamlit.runtime.context.ContextProxy.headers", own)
        assert not visit("client", "en", file=str(made.id)).info


def test_the_next_deadline_narrows_the_list_down(visit: Visit, files: ClientFiles) -> None:
    """By when something is due; no deadline is a choice of its own."""
    applications = Applications(files.workspace, files.actor)
    applications.add(files.create("Late").id, "piec", due_on=date(2020, 1, 1))
    files.create("Free")
    app = visit("clients", "en")
    for due, name in (("late", "Late"), ("none", "Free")):
        app.selectbox(key="clients:due").set_value(due).run()
        assert [link.proto.label for link in app.get("page_link") if link.proto.label in {"Late", "Free"}] == [name]
    app.selectbox(key="clients:due").set_value("month").run()
    assert "No client file is found" in words(app)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_a_client_answered_is_told_until_an_advisor_goes_on(visit: Visit, files: ClientFiles, language: str) -> None:
    """The page says what changed, conditions in their own words; the list names no code."""
    made = files.create("Coop", employing(3))
    opened_link = open_link(files.workspace, make_link(files, made.id)[1])
    assert opened_link is not None
    condition = next(iter(load_catalogue().conditions.values()))
    answered = opened_link.answer(opened_link.file(), employing(9).confirming(condition.id, answer=True))
    app = opened(visit, made, language)
    told = app.info[0].value
    assert {"fr": "Le client a répondu par son lien", "en": "The client answered through their link"}[language] in told
    assert plain(condition.sentence(language)) in told
    assert "9" in told
    assert {"fr": "client (lien)", "en": "client (link)"}[language] in words(visit("clients", language)).replace("\\", "")
    files.save(made.id, answered.version, name="Coop", profile=employing(10))
    assert not opened(visit, made, language).info


def test_what_changed_is_on_the_page(visit: Visit, files: ClientFiles) -> None:
    """News of a client file is on its page and on the list, in words; looking now is a button."""
    made = files.create("Coop", Profile.model_validate({"enterprise": {"legal_form": "nonprofit"}}))
    look_at(files, made.id, Matcher(catalogue(program("other"))), date(2026, 11, 20))
    app = visit("clients", "en")
    assert "Nothing changed" in words(app)
    button(app, "Look now").click().run()
    assert "Now possible for them" in words(app)
    assert "Now possible for them" in words(opened(visit, made, "en"))
