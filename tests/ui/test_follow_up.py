"""Follow-up in the app: an application from the first day to its outcome, by keyboard alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from matcher.ui.components.follow_up_calendar import sheet
from matcher.ui.components.follow_up_figures import BARS
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


def test_an_answer_is_saved_where_nothing_is_followed(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """What could not be saved before is saved by this page too, and the banner of the client file says so."""
    made = files.create("Coop", employing(3))
    app = opened(visit, made, "en")
    app.session_state["answers"]["enterprise"]["employees"] = 4
    app.switch_page("matcher/ui/pages/follow_up.py").run()
    assert "Nothing is followed yet" in words(app)
    assert files.current(made.id).profile == employing(4)
    assert "saved at" in words(app)


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
    titles = {"fr": ["À demander (2)", "Demandé (0)", "Accordé (1)"], "en": ["To ask (2)", "Asked (0)", "Awarded (1)"]}[language]
    assert [title for title in titles if title in words(app).replace("\\", "")] == titles
    due = looked_at(app, {"fr": "Échéances", "en": "Deadlines"}[language])
    assert {"fr": "En retard", "en": "Late"}[language] in due
    assert "gone\\-from\\-the\\-catalogue" in due
    assert f"client?file={made.id}" in due
    figures = looked_at(app, {"fr": "Chiffres", "en": "Figures"}[language])
    assert {"fr": "7\u00a0000\u00a0$", "en": "$7,000"}[language] in "".join(str(one.value) for one in app.metric)
    assert {"fr": "Délai jusqu'à la décision, par famille", "en": "Time to the decision, by family"}[language] in figures
    app.text_input(key="follow-up:search").set_value("rien").run()
    assert not app.exception
    assert not app.metric


def looked_at(app: AppTest, view: str) -> str:
    """Return the words of one view of the follow-up."""
    app.session_state["follow-up:view"] = view
    app.run()
    assert not app.exception
    return words(app)


def test_what_was_awarded_outlives_the_archive(visit: Visit, files: ClientFiles, applications: Applications) -> None:  # noqa: F811
    """A client file that was put away leaves the board and the deadlines, and stays in the figures."""
    made = files.create("Coop")
    applications.move(applications.add(made.id, "piec", asked=7_000), "awarded", date(2026, 3, 1))
    applications.add(made.id, "tapestry", due_on=date(2090, 1, 1))
    files.archive(made.id)
    app = visit("follow_up", "en")
    assert "Awarded \\(1\\)" not in words(app)
    assert "Nothing has a deadline" in looked_at(app, "Deadlines")
    looked_at(app, "Figures")
    assert "$7,000" in [one.value for one in app.metric]


def test_a_chart_has_its_table(visit: Visit, files: ClientFiles, applications: Applications) -> None:  # noqa: F811
    """Opened, it has a row for every group, those too for which the chart has no room."""
    for number in range(BARS + 2):
        one = applications.add(files.create(f"Client {number:02}").id, "piec", asked=1_000)
        applications.move(applications.move(one, "asked", date(2026, 1, 1)), "awarded", date(2026, 1, 11) + timedelta(number))
    app = visit("follow_up", "en")
    assert "and 2 more" in looked_at(app, "Figures")
    for title in ("By client", "Time to the decision, by family"):
        app.session_state[f"figures:{title}"] = True
    app.run()
    clients, days = (one.value for one in app.dataframe)
    assert len(clients) == BARS + 2
    assert list(days.iloc[0]) == ["Governments and municipalities", BARS + 2, "20.5", "31"]


def test_a_month_is_a_sheet_of_weeks() -> None:
    """Weeks begin on Sunday; a marked day says how often; days of other months are left out."""
    marked = {date(2026, 12, 10): 1, date(2026, 12, 31): 3, date(2027, 1, 1): 1}
    head, _, first, *_, last = sheet(date(2026, 12, 5), marked, "en").splitlines()
    assert head.split("|")[1] == "Su"
    assert first == "| | |1|2|3|4|5|"
    assert last == "|27|28|29|30|:primary-badge[**31**] × 3| | |"
    assert sheet(date(2026, 12, 5), marked, "fr").startswith("|di|lu|")
