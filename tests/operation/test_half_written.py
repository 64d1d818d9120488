"""A sheet that is cut off while it is written: nobody is answered from half of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from matcher import catalogue
from matcher.catalogue import default_directory, load_catalogue, program_files
from matcher.document import InputError, parse_document
from matcher.program import Program
from matcher.validation import validate
from scripts.screenshots import ROOT
from tests.catalogue import SMALL
from tests.ui.conftest import words

SHEET = "government/a-batiment.yaml"
NO_VERDICT_RESTS_ON = ["open_questions"]
SAID = {"fr": "La liste des programmes ne peut pas être lue en ce moment", "en": "The list of programs cannot be read right now"}


@pytest.mark.parametrize("sheet", ["government/piec.yaml", "technical_assistance/cdrq-accompagnement-demarrage.yaml"])
def test_a_sheet_cut_off_anywhere_is_refused_or_lacks_only_its_questions(sheet: str) -> None:
    """The last key that a sheet must have stands behind all that a verdict rests on."""
    text = (default_directory() / sheet).read_text(encoding="utf-8")
    whole = validate(Program, parse_document(text, sheet)).model_dump(exclude=set(NO_VERDICT_RESTS_ON))
    ends = [place.start() for place in re.finditer(r"\n| {4}\w", text)]
    refused = 0
    for end in ends[:: max(1, len(ends) // 60)] + ends[-5:]:
        try:
            half = validate(Program, parse_document(text[:end], sheet))
        except InputError:
            refused += 1
        else:
            assert half.model_dump(exclude=set(NO_VERDICT_RESTS_ON)) == whole
    assert refused > 20


def test_every_sheet_says_last_what_it_must_say() -> None:
    wrong = []
    for path in program_files(default_directory()):
        keys = re.findall(r"^(\w+):", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        if keys[keys.index("confidence") + 1 :] not in ([], NO_VERDICT_RESTS_ON):
            wrong.append(path.name)
    assert wrong == []


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the small catalogue, which the app reads."""
    path = Path(shutil.copytree(SMALL, tmp_path / "programs"))
    monkeypatch.setattr(catalogue, "default_directory", lambda: path)
    st.cache_resource.clear()
    return path


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_app_says_so_keeps_what_was_answered_and_goes_on_once_it_is_whole(programs: Path, language: str) -> None:
    """Once it was read whole, what happens to the files later changes nothing until the app is started again."""
    file = programs / SHEET
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    try:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params["lang"] = language
        app.session_state["answers"] = {"enterprise": {"employees": 3}, "project": {}, "confirmations": {}}
        app.run()
        assert not app.exception
        assert [error.value.split(".")[0] for error in app.error] == [SAID[language]]
        file.write_bytes(whole)
        app.run()
        assert SAID[language] not in words(app)
        file.write_bytes(whole[: len(whole) // 2])
        app.switch_page("matcher/ui/pages/catalogue.py").run()
        assert not app.exception
        assert not app.error
        assert app.session_state["answers"]["enterprise"] == {"employees": 3}
    finally:
        st.cache_resource.clear()


def test_the_command_line_names_the_sheet(programs: Path) -> None:
    file = programs / SHEET
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(InputError) as error:
        load_catalogue()
    assert [problem.file for problem in error.value.problems] == [f"programs/{SHEET}"]
