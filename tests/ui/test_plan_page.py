"""The page of the funding plan: from nothing to a plan, its tables, its sources and what a change does to it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from matcher.ui.components.plan_lines import read_contributions, read_costs, read_funding
from tests.ui.conftest import Visit, words

GROCERY = {
    "legal_form": "consumer_coop",
    "sector": ["grocery"],
    "municipality": "municipality:saint-valerien-de-milton",
    "founded": "2019-04",
}
LINES = {
    "start": "2027-04",
    "end": "2027-10",
    "costs": [
        {"use": "renovation", "amount": 200_000, "date": "2027-05", "until": "2027-09"},
        {"use": "equipment", "amount": 60_000},
        {"use": "contingency", "amount": 40_000},
        {"use": "recoverable_taxes", "amount": 15_000},
    ],
    "contributions": [{"kind": "cash", "amount": 45_000}],
}
VILLAGE_FUND = {"label": "Fonds du village", "amount": 50_000, "instrument": "loan", "giver": "private", "state": "asked"}


def plan_for(visit: Visit, language: str, **project: object) -> AppTest:
    app = visit("plan", language, {"enterprise": GROCERY, "project": project})
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    """Return all text of a page without the marks of Markdown, and with plain spaces."""
    return words(app).replace("\\", "").replace("\u00a0", " ")


def project(app: AppTest) -> dict[str, Any]:
    kept: dict[str, Any] = app.session_state["answers"]["project"]
    return kept


def totals(app: AppTest) -> list[str]:
    """Return the totals of the two sides of the plan."""
    return re.findall(r"\| \*\*Total\*\* \| \*\*(.+?)\*\* \|", said(app))


def first_program(app: AppTest) -> str:
    """Return the first program whose state can be chosen."""
    keys = (box.key or "" for box in app.selectbox)
    return next(key.removeprefix("plan:state:") for key in keys if key.startswith("plan:state:") and ":funding:" not in key)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_known_yet(visit: Visit, language: str) -> None:
    """Without an answer the page says what to enter, and offers the tables to enter it."""
    app = visit("plan", language)
    assert not app.exception
    assert len(app.info) == 2
    assert {editor.editing_mode for editor in app.data_editor} == {"dynamic"}
    assert len(app.data_editor) == 3
    assert app.session_state["answers"]["project"] == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_total_is_enough(visit: Visit, language: str) -> None:
    """A total makes a plan, and the page says that dividing it makes the plan surer; a row waits for each use that was named."""
    app = plan_for(visit, language, uses=["renovation"], total_cost=300_000)
    assert totals(app) == [("300 000 $", "$300,000")[language == "en"]] * 2
    assert ("300 000 $", "$300,000")[language == "en"] in app.info[0].value.replace("\\", "").replace("\u00a0", " ")
    assert list(app.data_editor[0].value["use"]) == ["renovation"]
    assert not app.warning
    assert project(app)["total_cost"] == 300_000


@pytest.mark.parametrize("language", ["fr", "en"])
def test_lines_make_the_total(visit: Visit, language: str) -> None:
    """Both sides add up to the lines without the taxes that come back, and the same money stands in words and in the chart."""
    app = plan_for(visit, language, **LINES)
    assert totals(app) == [("300 000 $", "$300,000")[language == "en"]] * 2
    text = said(app)
    assert ("15 000 $", "$15,000")[language == "en"] in text
    assert ("1er avril 2027", "April 1, 2027")[language == "en"] in text
    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 3


def test_a_row_that_is_typed_becomes_a_line(visit: Visit) -> None:
    """A typed row counts once it is whole; until then the page says what is missing and keeps it."""
    app = plan_for(visit, "en", uses=["renovation"], total_cost=300_000)
    (key,) = [editor.key for editor in app.data_editor if ":costs:" in (editor.key or "")]
    app.session_state[key] = {
        "edited_rows": {0: {"amount": 120_000}},
        "added_rows": [{"amount": 5_000}, {"use": "equipment", "amount": 80_000, "until": "2027-05"}],
        "deleted_rows": [],
    }
    app.run()
    assert not app.exception
    assert project(app)["costs"] == [{"use": "renovation", "amount": 120_000}, {"use": "equipment", "amount": 80_000}]
    assert "total_cost" not in project(app)
    assert "Row 2: choose what it is for" in said(app)
    assert "Row 3, “Equipment”: give the first month too" in said(app)
    assert "You had said $300,000 in all: $100,000 is in no row yet." in said(app)
    app.button(key="language_switch").click().run()
    assert not app.exception
    assert list(app.data_editor[0].value["amount"]) == [120_000, 5_000, 80_000]
    assert project(app)["costs"] == [{"use": "renovation", "amount": 120_000}, {"use": "equipment", "amount": 80_000}]


def test_the_total_comes_back_with_the_last_row(visit: Visit) -> None:
    """Taking out every row brings back the total that was stated before them."""
    app = plan_for(visit, "en", uses=["renovation"], total_cost=300_000)
    (key,) = [editor.key for editor in app.data_editor if ":costs:" in (editor.key or "")]
    app.session_state[key] = {"edited_rows": {0: {"amount": 120_000}}, "added_rows": [], "deleted_rows": []}
    app.run()
    assert "total_cost" not in project(app)
    app.session_state[key] = {"edited_rows": {}, "added_rows": [], "deleted_rows": [0]}
    app.run()
    assert project(app) == {"uses": ["renovation"], "total_cost": 300_000}


def test_the_questionnaire_shows_the_sum_of_the_rows(visit: Visit) -> None:
    """Where the rows give the total, no other page asks for it, so that the two never disagree."""
    app = visit("questionnaire", "en", {"project": LINES})
    assert not app.exception
    assert "Total cost of the project: $300,000, the sum of the rows" in said(app)
    assert not any((field.key or "").endswith("total_cost") for field in app.text_input)


def test_a_start_after_the_end_takes_the_end_back(visit: Visit) -> None:
    """Another page cannot leave a project that ends before it starts."""
    app = visit("questionnaire", "en", {"project": {"start": "2027-04", "end": "2027-10"}})
    app.text_input(key="form:start").set_value("2028-01").run()
    assert not app.exception
    assert project(app) == {"start": "2028-01"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_amount_is_held(visit: Visit, language: str) -> None:
    """An amount held stands among the answers, the page says what that changed, and it can be taken back."""
    app = plan_for(visit, language, **LINES)
    program = first_program(app)
    app.button(key=f"plan:hold:{program}").click().run()
    assert not app.exception
    (line,) = project(app)["funding"]
    assert line["program"] == program
    held = line["amount"]
    app.number_input(key=f"plan:amount:{program}").set_value(held - 10_000).run()
    assert not app.exception
    assert project(app)["funding"][0]["amount"] == held - 10_000
    assert ("dernier changement", "last change")[language == "en"] in said(app)
    assert ("−10 000 $", "−$10,000")[language == "en"] in said(app)
    assert program in list(app.data_editor[2].value["program"])
    app.button(key="plan:back").click().run()
    assert not app.exception
    assert project(app)["funding"][0]["amount"] == held
    app.button(key=f"plan:free:{program}").click().run()
    assert "funding" not in project(app)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_plan_b_then_a_refusal(visit: Visit, language: str) -> None:
    """What a refusal would change is seen before it is noted; then the program is out, and can be asked after all."""
    app = plan_for(visit, language, **LINES)
    program = first_program(app)
    app.button(key=f"plan:try:{program}").click().run()
    assert not app.exception
    assert "Plan B" in said(app)
    assert "funding" not in project(app)
    app.button(key=f"plan:refuse:{program}").click().run()
    assert not app.exception
    assert project(app)["funding"] == [{"program": program, "state": "refused"}]
    assert not any(box.key == f"plan:state:{program}" for box in app.selectbox)
    app.button(key=f"plan:ask:{program}").click().run()
    assert "funding" not in project(app)
    assert any(box.key == f"plan:state:{program}" for box in app.selectbox)


def test_a_funder_that_has_answered_has_said_how_much(visit: Visit) -> None:
    """Confirming a program keeps the amount that stood in the plan; a source outside the catalogue keeps its own."""
    app = plan_for(visit, "en", **LINES, funding=[VILLAGE_FUND])
    program = first_program(app)
    app.selectbox(key=f"plan:state:{program}").set_value("confirmed").run()
    assert not app.exception
    kept = {line.get("program"): line for line in project(app)["funding"]}
    assert kept[program]["state"] == "confirmed"
    assert kept[program]["amount"] > 0
    app.selectbox(key="plan:state:funding:1").set_value("refused").run()
    assert project(app)["funding"][0] == VILLAGE_FUND | {"state": "refused"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_impossible_plan_says_which_rule(visit: Visit, language: str) -> None:
    """What is fixed already can break a rule: the page says so instead of a plan."""
    funding = [{"label": "Ministère", "amount": 280_000, "instrument": "grant", "giver": "provincial", "state": "confirmed"}]
    app = plan_for(visit, language, **LINES, funding=[*funding, {"program": "piec", "amount": 60_000, "state": "confirmed"}])
    assert ("Aucun montage n'est possible", "No plan is possible")[language == "en"] in app.error[0].value
    assert not totals(app)


def test_a_program_that_is_not_in_the_catalogue(visit: Visit) -> None:
    """A profile from elsewhere that names an unknown program is answered in words."""
    app = plan_for(visit, "en", **LINES, funding=[{"program": "piecc", "state": "asked"}])
    assert "there is no program with this id" in app.error[0].value
    assert "piec" in app.error[0].value


def test_another_plan_is_chosen(visit: Visit) -> None:
    """The plan chosen stays the one looked at, whatever else is changed."""
    app = plan_for(visit, "en", **LINES)
    radio = app.radio(key="plan:chosen")
    assert len(radio.options) > 1
    radio.set_value("B").run()
    assert not app.exception
    assert app.radio(key="plan:chosen").value == "B"
    app.number_input(key="plan:files_max").set_value(3).run()
    assert app.session_state["goal"] in {"fewest", "fastest", "most_certain", "only_eligible"}
    assert project(app)["files_max"] == 3


def test_a_pasted_table_becomes_rows(visit: Visit) -> None:
    """Cells pasted from a spreadsheet are read, shown with their sum, and put into the table; what cannot be read is said."""
    app = plan_for(visit, "en", uses=["renovation"], total_cost=300_000)
    app.text_area(key="plan:pasted:0").set_value("Renovation\t200,000\nEquipment\tmuch\n")
    next(button for button in app.button if button.label == "Read it").click().run()
    assert not app.exception
    assert "much" in app.error[0].value
    app.text_area(key="plan:pasted:0").set_value("Renovation\t200,000\nEquipment\t60,000\n")
    next(button for button in app.button if button.label == "Read it").click().run()
    assert "2 rows of costs, $260,000" in said(app)
    app.button(key="plan:take").click().run()
    assert not app.exception
    assert [(line["use"], line["amount"]) for line in project(app)["costs"]] == [("renovation", 200_000), ("equipment", 60_000)]
    assert app.text_area(key="plan:pasted:1").value == ""
    assert totals(app) == ["$260,000"] * 2


def test_erasing_leaves_nothing_of_a_plan(visit: Visit) -> None:
    """Tables, plans and amounts go with the answers."""
    app = plan_for(visit, "en", **LINES, funding=[VILLAGE_FUND])
    app.switch_page("matcher/ui/pages/questionnaire.py").run()
    next(button for button in app.button if button.label == "Erase my answers").click().run()
    assert app.session_state["tables"] == app.session_state["worked_out"] == {}
    assert "200000" not in json.dumps(app.session_state["answers"])


def test_rows_of_costs() -> None:
    """A row counts with what it is for and its amount; a month that cannot be is said and left out."""
    rows = [
        {"use": "renovation", "amount": 10, "date": "2027-05", "until": "2027-04"},
        {"use": None, "amount": None, "label": None},
        {"use": "equipment"},
        {"use": "equipment", "amount": -1},
    ]
    read = read_costs(rows, "en")
    assert read.lines == [{"use": "renovation", "amount": 10, "date": "2027-05"}]
    assert read.left == [{"use": "equipment"}, {"use": "equipment", "amount": -1}]
    assert [problem.split(":")[0] for problem in read.problems] == ["Row 1, “Renovation or repair”", "Row 4, “Equipment”"]
    assert read.waiting == 1


def test_rows_of_other_tables() -> None:
    """A contribution needs a kind and an amount; a program has one row; a source from elsewhere needs a name and an amount."""
    given = read_contributions([{"kind": "cash", "amount": 5}, {"amount": 5, "label": "Don"}, {"kind": "donation"}], "en")
    assert given.lines == [{"kind": "cash", "amount": 5}]
    assert given.left == [{"amount": 5, "label": "Don"}, {"kind": "donation"}]
    assert len(given.problems) == given.waiting == 1
    funding = [
        {"program": "piec", "state": "asked"},
        {"program": "piec", "amount": 5},
        {"label": "Caisse"},
        {"amount": 5},
        {"label": "Caisse", "amount": 7, "state": "confirmed"},
        {"state": "asked"},
    ]
    read = read_funding(funding, "en")
    assert read.lines == [{"program": "piec", "state": "asked"}, {"label": "Caisse", "amount": 7, "state": "confirmed"}]
    assert len(read.left) == 3
    assert len(read.problems) == 2
