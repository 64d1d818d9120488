"""The front end under test: from the entry script, as a visitor meets it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from streamlit.testing.v1 import AppTest

from scripts.screenshots import ROOT

PAGES = (
    "home",
    "questionnaire",
    "results",
    "plan",
    "catalogue",
    "program",
    "compare",
    "correct",
    "advisor",
    "quality",
    "about",
    "privacy",
    "accessibility",
)

Visit = Callable[..., AppTest]


@pytest.fixture
def visit() -> Visit:
    """Return a function that opens a page in a language, with answers already given."""

    def open_page(
        page: str, language: str = "fr", answers: dict[str, dict[str, object]] | None = None, **address: str
    ) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params["lang"] = language
        for key, value in address.items():
            app.query_params[key] = value
        app.run()
        if answers:
            app.session_state["answers"] = {"enterprise": {}, "project": {}, "confirmations": {}} | deepcopy(answers)
        if page != "home":
            app.switch_page(f"matcher/ui/pages/{page}.py")
        elif not answers:
            return app
        for key, value in address.items():
            app.query_params[key] = value
        return app.run()

    return open_page


def opened(app: AppTest, *boxes: str) -> AppTest:
    """Open boxes by their keys: what is in them is drawn from then on."""
    for box in boxes:
        app.session_state[box] = True
    return app.run()


def words(app: AppTest) -> str:
    """Return all text of a page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))
