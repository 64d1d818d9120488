"""Every page, in both languages, empty and with answers."""

from __future__ import annotations

import re

import pytest

from tests.ui.conftest import PAGES, Visit, words

GROCERY = {
    "enterprise": {
        "legal_form": "consumer_coop",
        "sector": ["grocery"],
        "municipality": "municipality:beloeil",
        "founded": "2026-04",
    },
    "project": {
        "description": "Rénover notre épicerie de village",
        "uses": ["renovation"],
        "total_cost": 300_000,
        "stage": "growth",
    },
}
TITLES = {
    "home": ("Quels programmes peuvent financer votre projet?", "Which programs can fund your project?"),
    "questionnaire": ("Votre projet", "Your project"),
    "results": ("Mes programmes", "My programs"),
    "catalogue": ("Tous les programmes", "All programs"),
    "program": ("Programme introuvable", "Program not found"),
    "advisor": ("Pour les conseillères et conseillers", "For advisors"),
    "about": ("À propos", "About"),
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_opens_in_both_languages(visit: Visit, page: str, language: str) -> None:
    """A page opens without an exception, under its title, with the human door and the caveat."""
    app = visit(page, language)
    assert not app.exception
    assert [title.value for title in app.title] == [TITLES[page][language == "en"]]
    text = words(app)
    assert ("Parler à quelqu'un", "Talk to a person")[language == "en"] in text
    assert ("Ce n'est pas une décision des bailleurs", "Not a decision of the funders")[language == "en"] in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_results_with_answers(visit: Visit, language: str) -> None:
    """Results show verdicts in words, fits, and the count of what is left to confirm."""
    app = visit("results", language, GROCERY)
    assert not app.exception
    text = words(app)
    assert ("Pertinence **", "Fit **")[language == "en"] in text
    assert any(("à confirmer", "to confirm")[language == "en"] in expander.label for expander in app.expander)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_of_a_program(visit: Visit, language: str) -> None:
    """The page of a program shows each criterion with its source and the day it was read."""
    app = visit("program", language, GROCERY, program="piec")
    assert not app.exception
    assert "PIEC" in app.title[0].value
    text = words(app)
    assert ("source, lue le 23 novembre 2026", "source, read on November 23, 2026")[language == "en"] in re.sub(r"\\", "", text)


def test_empty_results_say_so(visit: Visit) -> None:
    """Without an answer the list says that nothing is known yet, and shows programs to confirm."""
    app = visit("results")
    assert "Vous n'avez encore rien dit de votre projet" in app.info[0].value
    assert len(app.expander) > 5


def test_answers_survive_language_and_page(visit: Visit) -> None:
    """What was answered is still there in the other language and after another page."""
    app = visit("questionnaire")
    app.text_area(key="form:description").set_value("Rénover notre toit").run()
    app.button(key="language_switch").click().run()
    assert app.title[0].value == "Your project"
    assert app.text_area(key="form:description").value == "Rénover notre toit"
    app.switch_page("matcher/ui/pages/about.py").run()
    app.switch_page("matcher/ui/pages/questionnaire.py").run()
    assert app.text_area(key="form:description").value == "Rénover notre toit"
    assert app.session_state["answers"]["project"] == {"description": "Rénover notre toit"}


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("250 000,00 $", 250_000, "250\u00a0000\u00a0$"),
        ("1 200 000", 1_200_000, "1\u00a0200\u00a0000\u00a0$"),
        ("beaucoup", None, "beaucoup"),
    ],
)
def test_money_as_people_write_it(visit: Visit, typed: str, kept: int | None, shown: str) -> None:
    """An amount is read as typed in French and shown back; what cannot be read is said and not kept."""
    app = visit("questionnaire")
    app.text_input(key="form:total_cost").set_value(typed).run()
    assert app.session_state["answers"]["project"].get("total_cost") == kept
    assert app.text_input(key="form:total_cost").value == shown
    assert bool(app.error) is (kept is None)


def test_answer_on_the_card_moves_the_list(visit: Visit) -> None:
    """A condition answered on a card is kept and changes what is left to confirm."""
    app = visit("results", answers=GROCERY)
    radio = next(radio for radio in app.radio if ":confirm:" in radio.key)
    condition = radio.key.split(":confirm:")[1]
    radio.set_value(True).run()
    assert app.session_state["answers"]["confirmations"] == {condition: True}
    assert not any(radio.key.endswith(f":confirm:{condition}") for radio in app.radio)
    assert not app.exception


def test_why_not_names_the_criterion(visit: Visit) -> None:
    """Asked why a program is not in the list, the page names the criterion that fails."""
    answers = {"enterprise": {"legal_form": "business_corporation"}}
    app = visit("results", answers=answers)
    app.selectbox(key="why").set_value("piec").run()
    assert "Forme juridique" in words(app)
    assert "non respecté" in words(app)


def test_filter_without_result_says_so(visit: Visit) -> None:
    """A filter that lets nothing pass is said, with what to do."""
    app = visit("results", answers={"enterprise": {"legal_form": "business_corporation"}})
    app.button_group(key="filter:verdict").set_value(["near_miss"]).run()
    assert any("Aucun programme ne passe ces filtres" in info.value for info in app.info)


def test_catalogue_search(visit: Visit) -> None:
    """The catalogue is searched by words, whatever their accents; nothing found is said."""
    app = visit("catalogue")
    app.text_input(key="catalogue:words").set_value("immobilisation entrepreneuriat collectif").run()
    assert "1 programme" in words(app)
    app.text_input(key="catalogue:words").set_value("zzzz").run()
    assert any("Aucun programme n'en parle" in info.value for info in app.info)


def test_advisor_pastes_a_profile(visit: Visit) -> None:
    """A pasted profile is used; a wrong one is answered with its line and the nearest word."""
    app = visit("advisor")
    app.text_area(key="advisor:yaml").set_value("enterprise:\n  legal_form: solidarity_cop\n").run()
    app.button[-1].click().run()
    assert "profil:2:" in app.error[0].value.replace("\\", "")
    assert "solidarity_coop" in app.error[0].value.replace("\\", "")


def test_a_pasted_profile_is_kept_whole(visit: Visit) -> None:
    """A good profile becomes the answers: dates as written, words as codes, the place as its code."""
    app = visit("advisor")
    text = "enterprise:\n  legal_form: OBNL\n  municipality: Beloeil\n  founded: 2019-04\nproject:\n  uses: [renovation]\n"
    app.text_area(key="advisor:yaml").set_value(text).run()
    app.button[-1].click().run()
    assert not app.exception
    kept = app.session_state["answers"]
    assert kept["enterprise"] == {"legal_form": "nonprofit", "municipality": "municipality:beloeil", "founded": "2019-04"}
    assert kept["project"] == {"uses": ["renovation"]}


def test_erase(visit: Visit) -> None:
    """Erasing the answers leaves nothing of them in the session."""
    app = visit("questionnaire", answers=GROCERY)
    next(button for button in app.button if button.label == "Effacer mes réponses").click().run()
    assert app.session_state["answers"] == {"enterprise": {}, "project": {}, "confirmations": {}}
    assert app.text_area(key="form:description").value == ""
