"""The settings of an advisor, and the people of an organization as its administrator sees them."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.organisations import add_advisor, advisor_called, advisors
from matcher.workspace.plans import keep_plan, kept_plans
from tests.ui.conftest import Visit, words
from tests.ui.test_client_files import button, employing, files, opened  # noqa: F401  # a fixture
from tests.ui.test_isolation_of_pages import Place, place, sit, visited  # noqa: F401  # a fixture


def test_ann_chooses_her_digest_and_her_language(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """What is chosen is kept at once."""
    sit(monkeypatch, "ann@example.org")
    app = visited("settings")
    app.radio[0].set_value("never").run()
    app.radio[1].set_value("en").run()
    ann = advisor_called(place.workspace, "ann@example.org")
    assert ann is not None
    assert (ann.digest, ann.language) == ("never", "en")


def test_an_administrator_lets_people_in_and_out(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """A mistake in the address is a sentence; the last administrator cannot leave; who is shut out is not let in any more."""
    sit(monkeypatch, "ann@example.org")
    app = visited("settings")

    def let_in(email: str) -> None:
        app.text_input[0].set_value(email)
        app.text_input[1].set_value("Eve")
        button(app, "Let in").click().run()

    let_in("nonsense")
    assert "nonsense" in app.error[0].value
    let_in("Eve@Example.org")
    eve = advisor_called(place.workspace, "eve@example.org")
    assert eve is not None
    assert (eve.role, eve.organisation) == ("advisor", place.files.actor.organisation)
    of_ann = next(one for one in app.selectbox if str(one.key).startswith(f"people:{place.ann}"))
    of_ann.set_value("advisor").run()
    assert "one administrator at least" in words(app)
    next(one for one in app.toggle if str(one.key).startswith(f"people:{eve.id}")).set_value(False).run()
    assert advisor_called(place.workspace, "eve@example.org") is None
    assert [one.active for one in advisors(place.workspace, place.files.actor)] == [True, False]


def test_an_advisor_sees_no_people_and_no_log(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Only an administrator sees who may sign in and who did what."""
    add_advisor(place.workspace, place.files.actor, "eve@example.org", "Eve", "manager")
    sit(monkeypatch, "eve@example.org")
    app = visited("settings")
    assert len(app.radio) == 2
    assert not app.dataframe
    assert not app.toggle


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_laptop_has_a_calendar_and_a_log(visit: Visit, files: ClientFiles, language: str) -> None:  # noqa: F811
    """Without sign-in there is nobody to let in and nobody to write to; the address of the calendar is made and closed."""
    files.create("Coop")
    app = visit("settings", language)
    assert not app.exception
    assert not app.radio
    assert list(app.dataframe[0].value.iloc[0, 2:]) == [{"fr": "créé", "en": "created"}[language], "Coop"]
    app.button(key="feed:make").click().run()
    assert app.code
    app.button(key="feed:revoke").click().run()
    assert not app.code


def test_documents_are_ticked_and_kept(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """What is ticked is an answer of the client file; what was ready before and is not asked for here stays."""
    made = files.create("Coop", employing(3))
    app = opened(visit, made, "en")
    app.checkbox(key=next(str(one.key) for one in app.checkbox if str(one.key).endswith(":articles"))).check().run()
    assert files.current(made.id).profile.project.documents == ("articles",)
    app.checkbox(key=next(str(one.key) for one in app.checkbox if str(one.key).endswith(":articles"))).uncheck().run()
    assert not files.current(made.id).profile.project.documents


def test_the_day_of_retention_is_chosen(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    made = files.create("Coop")
    app = opened(visit, made, "en")
    next(one for one in app.date_input if "retain" in str(one.key)).set_value(date(2030, 1, 1)).run()
    assert files.current(made.id).retain_until == date(2030, 1, 1)


def test_the_programs_of_the_plan_are_followed(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """Each comes with its amount, once, however often one asks; without a cost there is no such button."""
    bare = opened(visit, files.create("Bare", employing(3)), "en")
    label = "Follow the programs of the funding plan"
    assert not [one for one in bare.button if one.label == label]
    answers = {"enterprise": {"legal_form": "nonprofit"}, "project": {"total_cost": 400_000, "uses": ["construction"]}}
    made = files.create("Coop", type(employing(3)).model_validate(answers))
    app = opened(visit, made, "en")
    button(app, label).click().run()
    applications = Applications(files.workspace, files.actor).of(made.id)
    assert applications
    assert all(one.asked for one in applications)
    button(app, label).click().run()
    assert Applications(files.workspace, files.actor).of(made.id) == applications
    app = visit("clients", "en")
    app.selectbox(key="clients:application").set_value("none").run()
    assert "1 client file" in words(app)
    assert [link.proto.label for link in app.get("page_link") if link.proto.label in {"Bare", "Coop"}] == ["Bare"]


def test_a_plan_that_was_handed_over_is_shown(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """With who gave how much, whatever the catalogue says since."""
    made = files.create("Coop")
    plan = {"name": "fewest", "label": "Fewest", "total": 5_000, "sources": [{"label": "Fund *x*", "amount": 5_000}]}
    keep_plan(files, made.id, "fewest", "v1", {"plans": [plan]})
    app = opened(visit, made, "en")
    assert "Fund \\*x\\* – $5,000" in words(app)
    assert len(kept_plans(files, made.id)) == 1
