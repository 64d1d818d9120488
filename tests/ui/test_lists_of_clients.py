"""Many clients at once: a list brought in and taken back, and the clients that a program fits."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from matcher.locale import Language
from matcher.profile import Profile
from matcher.profile_table import fields
from matcher.ui.components.client_import import label
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.dismissals import dismissed
from matcher.workspace.listing import listing
from matcher.workspace.profiles import active_profiles
from tests.ui.conftest import Visit, words
from tests.ui.test_client_files import button, files  # noqa: F401  # a fixture

LIST = "Nom,Forme juridique,Ville,Couleur\nCoop du Lac,coopérative,Beloeil,bleu\nInc,guilde,Beloeil,vert\nÉpicerie,OBNL,Beloeil,rouge\n,OBNL,,\n"


def handed_in(visit: Visit, content: bytes, name: str = "clients.csv", language: str = "en") -> AppTest:
    app = visit("clients", language)
    app.file_uploader[0].upload(name, content, "text/csv")
    return app.run()


def names(files: ClientFiles) -> list[str]:  # noqa: F811
    return [one.name for one in listing(files, order="name").files]


def test_a_list_comes_in_and_goes_out(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """What can be read comes in, what cannot is told with its cell; a name that is there stays out; the whole is taken back."""
    files.create("Épicerie")
    app = handed_in(visit, LIST.encode())
    shown = words(app)
    assert "2 clients can come in" in shown
    assert "1 row was set aside" in shown
    assert "1 row has no name" in shown
    assert "guilde" in shown
    assert [box.value for box in app.selectbox if box.key and "import:" in box.key][-1] is None
    button(app, "Bring them in").click().run()
    assert names(files) == ["Coop du Lac", "Épicerie"]
    button(app, "Take back").click().run()
    assert names(files) == ["Épicerie"]
    assert not app.exception


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_answer_has_a_label_of_its_own(language: Language) -> None:
    """A heading is chosen among words, never among codes, and no two of them are alike."""
    labels = [label(field, language) for field in fields()]
    assert len(set(labels)) == len(labels)
    assert not [one for one in labels if "_" in one or one in fields()]


def test_a_name_twice_in_one_list_comes_in_once(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """Unless the advisor says otherwise."""
    app = handed_in(visit, "Nom\nCoop\nCOOP\nÉpicerie\n".encode())
    assert "Leave out 1 client" in str([box.label for box in app.checkbox])
    button(app, "Bring them in").click().run()
    assert names(files) == ["Coop", "Épicerie"]


def test_a_heading_can_mean_something_else(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """The choice of each heading is the advisor's; two for one answer are refused in words."""
    app = handed_in(visit, b"Nom,x\nCoop,12\n")
    box = next(one for one in app.selectbox if one.label == "x")
    box.set_value("enterprise.employees").run()
    button(app, "Bring them in").click().run()
    assert [profile.enterprise.employees for *_, profile in active_profiles(files)] == [12]
    again = handed_in(visit, b"Nom,x\nCoop,12\n")
    next(one for one in again.selectbox if one.label == "x").set_value("name").run()
    assert "two headings mean the same answer" in words(again)


def test_a_file_that_is_no_list(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    assert "no heading is the name of an answer" in words(handed_in(visit, b"a,b\n1,2\n"))


def test_the_clients_that_a_program_fits(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """From a program to those it may fit, with what each would confirm; one put aside is remembered with its reason."""
    made = files.create("Coop", Profile.model_validate({"enterprise": {"legal_form": "nonprofit"}}))
    files.create("Seul", Profile.model_validate({"enterprise": {"legal_form": "sole_proprietorship"}}))
    app = visit("clients", "en")
    app.switch_page("matcher/ui/pages/program.py")
    app.query_params["program"] = "piec"
    app.run()
    app.toggle[0].set_value(True).run()
    shown = words(app)
    assert "To confirm" in shown
    reason = next(one for one in app.selectbox if one.label == "Not for this client")
    assert len([one for one in app.selectbox if one.label == "Not for this client"]) == 1
    reason.set_value("too_small").run()
    assert dismissed(files, "piec") == {made.id: "too_small"}
    assert "None of the active client files" in words(app)
    button(app, "Put back").click().run()
    assert dismissed(files, "piec") == {}
    assert not app.exception


def test_a_client_whom_a_local_version_serves_is_sent_there(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """As on the list of that client, where the sheet of the place stands in."""
    files.create("Coop", Profile.model_validate({"enterprise": {"legal_form": "nonprofit", "municipality": "Rimouski"}}))
    app = visit("clients", "en")
    app.switch_page("matcher/ui/pages/program.py")
    app.query_params["program"] = "fli-provincial"
    app.run()
    app.toggle[0].set_value(True).run()
    labels = [str(link.proto.label) for link in app.get("page_link")]
    assert any(label.startswith("Its local version stands in for it") and "Rimouski" in label for label in labels)


def test_a_visitor_is_not_asked_of_clients(visit: Visit, files: ClientFiles) -> None:  # noqa: F811
    """Who never was at the desk sees no trace of it on the page of a program."""
    assert not visit("program", program="piec").toggle
