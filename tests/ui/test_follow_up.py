"""Follow-up in the app: an application from the first day to its outcome, by keyboard alone."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.workspace.actor import Actor
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from tests.ui.conftest import Visit, words
from tests.ui.test_client_files import ODD, button, employing, files, opened  # noqa: F401  # a fixture


@pytest.fixture
def applications(files: ClientFiles) -> Applications:  # noqa: F811
    return Applications(files.workspace, files.actor)


def test_nothing_is_followed_yet(visit: Visit, applications: Applications) -> None:
    assert "Nothing is followed yet" in words(visit("follow_up", "en"))
    assert "Rien n'est suivi" in words(visit("follow_up"))


def test_a_program_is_followed_from_the_page_of_a_client(visit: Visit, files: ClientFiles, applications: Applications) -> None:  # noqa: F811
    """Choosing a program begins to follow it; the form brings it to its outcome, which asks for its reason."""
    app = opened(visit, files.create("Coop", employing(3)), "en")
    box = next(one for one in app.selectbox if one.label == "Program")
    box.set_value("piec")
    button(app, "Follow this program").click().run()
    followed = applications.of()
    assert [(one.program, one.state) for one in followed] == [("piec", "to_ask")]
    state = next(one for one in app.selectbox if one.label == "State")
    state.set_value("refused").run()
    button(app, "Save").click().run()
    assert "Say why" in words(app)
    assert applications.of() == followed
    next(one for one in app.selectbox if one.label == "Why").set_value("refused_viability")
    button(app, "Save").click().run()
    assert [(one.state, one.reason) for one in applications.of()] == [("refused", "refused_viability")]
    assert not app.exception


def test_somebody_else_changed_it_first(visit: Visit, files: ClientFiles, applications: Applications) -> None:  # noqa: F811
    """What stands is said, and nothing is overwritten."""
    made = files.create("Coop")
    followed = applications.add(made.id, "piec")
    app = opened(visit, made, "en")
    bob = Applications(files.workspace, Actor(files.actor.organisation, "Bob"))
    next(one for one in app.selectbox if one.label == "State").set_value("asked")
    bob.move(followed, "asked", date(2026, 11, 1))
    app.text_area[0].set_value("mine")
    stale = next(one for one in app.button if one.label == "Save" and str(followed.version) in str(one.key))
    stale.click().run()
    assert applications.of()[0].comment == ""
    assert applications.of()[0].asked_on == date(2026, 11, 1)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_board_deadlines_and_figures(visit: Visit, files: ClientFiles, applications: Applications, language: str) -> None:  # noqa: F811
    """Three views of the same applications, with a name that tries to be HTML, a program that left the catalogue, and one that is late."""
    made = files.create(ODD)
    applications.add(made.id, "piec", asked=5_000, due_on=date(2020, 1, 1))
    applications.add(made.id, "gone-from-the-catalogue", due_on=date(2090, 1, 1))
    won = applications.move(applications.add(made.id, "piec", asked=7_000), "asked", date(2026, 1, 1))
    applications.move(won, "awarded", date(2026, 3, 1))
    app = visit("follow_up", language)
    assert not app.exception
    shown = words(app)
    assert {"fr": "En retard", "en": "Late"}[language] in shown
    assert "gone\\-from\\-the\\-catalogue" in shown
    assert {"fr": "7\u00a0000\u00a0$", "en": "$7,000"}[language] in "".join(str(one.value) for one in app.metric)
    app.text_input(key="follow-up:search").set_value("rien").run()
    assert not app.exception
    assert not app.metric
