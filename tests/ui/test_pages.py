"""Every page, in both languages, empty and with answers."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Radio

from matcher.feedback import read_feedback
from tests.ui.conftest import PAGES, Visit, opened, words

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
    "plan": ("Montage financier", "Funding plan"),
    "catalogue": ("Tous les programmes", "All programs"),
    "program": ("Programme introuvable", "Program not found"),
    "compare": ("Deux programmes côte à côte", "Two programs side by side"),
    "correct": ("Corriger une fiche", "Correct a sheet"),
    "advisor": ("Pour les conseillères et conseillers", "For advisors"),
    "quality": ("La liste vise-t-elle juste?", "How often is the list right?"),
    "about": ("À propos", "About"),
    "privacy": ("Vie privée", "Privacy"),
    "accessibility": ("Accessibilité", "Accessibility"),
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
    opened(app, *(box.key for box in app.expander if str(box.key).startswith("confirm:")))
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
    app.text_input(key="catalogue:words").set_value("piec immobilisation entrepreneuriat collectif").run()
    assert "1 programme" in words(app)
    assert "MEIE" in words(app)
    app.text_input(key="catalogue:words").set_value("zzzz").run()
    assert any("Aucun programme n'en parle" in info.value for info in app.info)


def test_catalogue_lists_closed_programs_last(visit: Visit) -> None:
    """Before anything is asked, the first page of the list holds no program that has ended."""
    text = words(visit("catalogue"))
    assert "Accélérer" in text
    assert "Fermé" not in text


def test_a_local_fund_leads_to_the_general_program_and_back(visit: Visit) -> None:
    """A fund of an MRC names the program whose rules it follows; that program lists the funds of the MRCs; former names are said."""
    general, local = visit("program", program="fli-provincial"), visit("program", program="mrc-haut-richelieu-fli-fls")
    assert any("versions locales" in expander.label for expander in general.expander)
    assert any("Version locale de" in link.proto.label for link in local.get("page_link"))
    assert "Fonds d'initiative et de rayonnement" in words(visit("program", program="fonds-signature-metropole"))


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


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("view", ["map", "changes", "coverage"])
def test_views_of_the_catalogue(visit: Visit, view: str, language: str) -> None:
    """Each view of the catalogue opens, and what a chart shows stands in a table too."""
    app = visit("catalogue", language)
    app.button_group(key="catalogue:view").set_value(view).run()
    assert not app.exception
    if view != "changes":
        assert ("La même chose en tableau", "The same as a table")[language == "en"] in [e.label for e in app.expander]
        assert len(app.dataframe[0].value) == 17


def test_facets_count_and_narrow(visit: Visit) -> None:
    """A facet says how many programs each choice leaves, and choosing leaves that many."""
    app = visit("catalogue", "en")
    group = app.button_group(key="catalogue:family")
    label = next(option for option in group.options if option.startswith("Foundations"))
    group.set_value(["foundation"]).run()
    count = re.search(r"\((\d+)\)", label)
    assert count is not None
    assert f"{count[1]} programs" in words(app)


def test_search_forgives_typing_and_crosses_languages(visit: Visit) -> None:
    """An English word finds a sheet in the French page, and a typing error finds the word that was meant."""
    app = visit("catalogue")
    app.text_input(key="catalogue:words").set_value("imobilization entrepreneurship collective").run()
    assert "Programme d'immobilisation en entrepreneuriat collectif (PIEC)" in words(app).replace("\\", "")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_two_programs_side_by_side(visit: Visit, language: str) -> None:
    """The choice is said first, then each line of both sheets."""
    app = visit("compare", language, GROCERY, one="piec", other="depart")
    assert not app.exception
    assert app.title[0].value == ("PIEC ou DÉPART?", "PIEC or DÉPART?")[language == "en"]
    assert any(("une seule demande est acceptée", "only one application")[language == "en"] in info.value for info in app.info)
    assert ("ne se cumulent pas", "cannot be combined")[language == "en"] in app.warning[0].value
    assert "500" in words(app)


def test_the_choice_is_offered_from_either_sheet(visit: Visit) -> None:
    """The sheet that is not chosen says so too."""
    app = visit("program", "en", program="depart")
    assert any("must apply to DEPART" in info.value for info in app.info)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_correcting_a_line(visit: Visit, language: str) -> None:
    """The text of a correction names the program, the place, what the sheet says and the page behind it."""
    app = visit("correct", language, program="piec", place="eligibility.requires[0]")
    assert not app.exception
    text = app.code[0].value
    assert "programs/government/piec.yaml, eligibility.requires[0]" in text
    assert "https://" in text
    assert ("Forme juridique", "Legal form")[language == "en"] in text


def test_a_correction_of_nothing_known(visit: Visit) -> None:
    """A place that the sheet does not have offers its first line rather than an error."""
    app = visit("correct", "en", program="piec", place="no.such[place]")
    assert not app.exception
    assert "programs/government/piec.yaml, name" in app.code[0].value


def test_projects_funded_before(visit: Visit) -> None:
    """The page of a program shows who was funded, with place, year and amount, and that it promises nothing."""
    text = words(visit("program", "en", GROCERY, program="piec")).replace("\\", "")
    assert "Who was funded before" in text
    assert "$479,100" in text
    assert "says nothing of what will be" in text


def press(page: AppTest, label: str) -> None:
    """Press the button of this label."""
    next(button for button in page.button if button.label == label).click().run()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_paragraph_is_read_and_kept(visit: Visit, language: str) -> None:
    """What is understood is shown with its words; what is kept becomes the answers, what is unchecked does not."""
    app = visit("home", language)
    app.text_area[0].set_value("Notre coop de solidarité de Granby, fondée en 2015, veut rénover son toit : 250 000 $.")
    press(app, ("Lire", "Read it")[language == "en"])
    assert not app.exception
    labels = [box.label for box in app.checkbox]
    assert any("coop de solidarité" in label for label in labels)
    next(box for box in app.checkbox if "2015" in box.label).uncheck().run()
    press(app, ("Compléter mes réponses", "Complete my answers")[language == "en"])
    answers = app.session_state["answers"]
    assert answers["enterprise"]["legal_form"] == "solidarity_coop"
    assert answers["enterprise"]["municipality"] == "municipality:granby"
    assert "founded" not in answers["enterprise"]
    assert answers["project"]["total_cost"] == 250_000
    assert answers["project"]["uses"] == ["renovation"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_paragraph_waits_for_who_leaves_by_the_menu(visit: Visit, language: str) -> None:
    """Pages that look at answers say that those of the text are still to be kept; the text is there on the way back, and gone once it is kept."""
    waits = ("aucune réponse", "not kept any answer")[language == "en"]
    text = "Notre coop de solidarité de Granby, fondée en 2015, veut rénover son toit : 250 000 $."
    app = visit("home", language)
    app.text_area[0].set_value(text)
    press(app, ("Lire", "Read it")[language == "en"])
    next(box for box in app.checkbox if "2015" in box.label).uncheck().run()
    for page in ("results", "questionnaire", "plan"):
        app.switch_page(f"matcher/ui/pages/{page}.py").run()
        assert [waits in info.value for info in app.info if waits in info.value] == [True], page
        assert not any("encore rien dit" in info.value or "not said anything" in info.value for info in app.info)
    app.switch_page("matcher/ui/pages/home.py").run()
    assert app.text_area[0].value == text
    press(app, ("Voir mes programmes", "See my programs")[language == "en"])
    assert not any(waits in info.value for info in app.info)
    app.switch_page("matcher/ui/pages/home.py").run()
    assert app.text_area[0].value == ""


def test_a_paragraph_that_says_nothing_says_so(visit: Visit) -> None:
    """A text without an answer is said to hold none, and can still be used."""
    app = visit("home")
    app.text_area[0].set_value("Bonjour")
    press(app, "Lire")
    assert "aucune réponse" in app.info[0].value


def radio(app: AppTest, start: str) -> Radio[Any]:
    """Return the radio buttons whose key begins with `start`."""
    return next(one for one in app.radio if (one.key or "").startswith(start))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_next_question_and_what_its_answer_changes(visit: Visit, language: str) -> None:
    """One question stands above the list; its answer says what it changed and can be taken back; it can be passed."""
    app = visit("results", language, GROCERY)
    title = ("La question la plus utile maintenant", "The most useful question now")[language == "en"]
    assert any(title in heading.value for heading in app.header)
    asked = radio(app, "next:").key
    before = deepcopy(app.session_state["answers"])
    radio(app, "next:").set_value(False).run()
    assert not app.exception
    assert app.session_state["answers"] != before
    changed = ("Ce que votre dernière réponse a changé", "What your last answer changed")[language == "en"]
    assert any(changed in heading.value for heading in app.header)
    press(app, ("Revenir en arrière", "Take it back")[language == "en"])
    assert app.session_state["answers"] == before
    assert not any(changed in heading.value for heading in app.header)
    assert radio(app, "next:").key == asked
    press(app, ("Passer à une autre question", "Skip it, ask another")[language == "en"])
    assert not any(one.key == asked for one in app.radio)


def test_what_if(visit: Visit) -> None:
    """What closes most is said with the answer given, and any answer can be changed to see what it does."""
    app = opened(visit("results", "en", GROCERY), "what-if")
    text = words(app).replace("\\", "")
    assert re.search(r"\*\*Uses of funds: .+\*\* closes \d+ programs", text)
    app.selectbox(key="trial").set_value("legal_form").run()
    app.selectbox(key="what-if:trial:legal_form").set_value("nonprofit").run()
    assert not app.exception
    assert app.session_state["answers"]["enterprise"]["legal_form"] == "nonprofit"
    assert any("programs close" in expander.label or "programs open" in expander.label for expander in app.expander)


def test_not_for_me_and_this_helps(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program put aside leaves the list and can come back; opinions are kept only with consent, and erased without."""
    monkeypatch.setenv("MATCHER_FEEDBACK", str(tmp_path))
    app = visit("results", "en", GROCERY)
    assert not any(box.key == "consent" for box in app.checkbox)
    first, second = [pills.key.removeprefix("helped:") for pills in app.button_group if (pills.key or "").startswith("helped:")][
        :2
    ]
    app.button_group(key=f"helped:{second}").set_value(["helped"]).run()
    app.session_state["aside"] = {first: "too_small"}
    app.run()
    assert not app.exception
    assert not any(pills.key == f"helped:{first}" for pills in app.button_group)
    assert any("1 program put aside by you" in expander.label for expander in app.expander)
    assert any((field.key or "") == "aside:total_cost" for field in app.text_input)
    assert list(tmp_path.iterdir()) == []
    app.checkbox(key="consent").check().run()
    (kept,) = read_feedback(tmp_path)
    assert kept.helped == (second,)
    assert kept.set_aside == {first: "too_small"}
    app.checkbox(key="consent").uncheck().run()
    assert list(tmp_path.iterdir()) == []
    app.button(key=f"put-back:last:{first}").click().run()
    assert any(pills.key == f"helped:{first}" for pills in app.button_group)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_why_one_comes_before_the_other(visit: Visit, language: str) -> None:
    """Two programs side by side show the parts of the fit, that of the first place named."""
    app = visit("compare", language, GROCERY, one="fcic-ccif-cooperatif", other="piec")
    assert not app.exception
    assert ("Lequel vient d'abord, et pourquoi", "Which comes first, and why")[language == "en"] in [h.value for h in app.header]
    text = words(app).replace("\\", "")
    assert ("Utilisation des fonds", "Uses of funds")[language == "en"] in text


def test_money_and_help_are_two_lists(visit: Visit) -> None:
    """Money comes first; the other list holds coaching and training only."""
    app = visit("results", answers=GROCERY)
    assert radio(app, "filter:lane").options == ["Argent", "Accompagnement et formation"]
    before = words(app)
    radio(app, "filter:lane").set_value(False).run()
    assert not app.exception
    assert words(app) != before
