"""Feedback: what is kept and what never is, taken back, and read again as cases to evaluate with."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from matcher.cli import app
from matcher.document import InputError
from matcher.evaluation import evaluate, read_cases
from matcher.feedback import CORRECTS, REASON_LABELS, Feedback, default_directory, keep, new_id, read_feedback, withdraw
from matcher.matching import Matcher
from matcher.questions import QUESTIONNAIRE
from tests.small import AS_OF, catalogue, profile, program, requires

KNOWN = profile(
    legal_form="nonprofit",
    founded="2019-04",
    groups=["women"],
    serves=["youth"],
    project={"description": "Une phrase qui nomme quelqu'un", "uses": ["renovation"], "total_cost": 60_000},
)


def said(**fields: object) -> Feedback:
    raw = {"id": new_id(), "date": AS_OF, "profile": KNOWN, "helped": ("alpha",), "set_aside": {"bravo": "too_small"}}
    return Feedback.model_validate(raw | fields)


def test_what_is_kept_says_nothing_of_persons(tmp_path: Path) -> None:
    """The description and the groups of people are left out; the rest comes back as it was."""
    one = said()
    keep(one, tmp_path)
    (path,) = tmp_path.iterdir()
    text = path.read_text(encoding="utf-8")
    assert "quelqu'un" not in text
    assert "women" not in text
    assert "youth" not in text
    (kept,) = read_feedback(tmp_path)
    assert kept.helped == ("alpha",)
    assert kept.set_aside == {"bravo": "too_small"}
    assert kept.profile.raw() == {
        "enterprise": {"legal_form": "nonprofit", "founded": "2019-04"},
        "project": {"uses": ["renovation"], "total_cost": 60_000},
        "confirmations": {},
    }


def test_later_words_replace_earlier_ones_and_consent_can_be_taken_back(tmp_path: Path) -> None:
    """One visitor has one file; without consent there is none."""
    first, other = said(), said()
    keep(first, tmp_path)
    keep(other, tmp_path)
    keep(first.model_copy(update={"helped": ()}), tmp_path)
    assert {one.id: one.helped for one in read_feedback(tmp_path)} == {first.id: (), other.id: ("alpha",)}
    withdraw(first.id, tmp_path)
    withdraw(first.id, tmp_path)
    assert [one.id for one in read_feedback(tmp_path)] == [other.id]


@pytest.mark.parametrize("field", [{"id": "../../etc/passwd"}, {"set_aside": {"bravo": "ugly"}}, {"helped": "alpha"}])
def test_what_is_not_feedback_is_refused(field: dict[str, object]) -> None:
    """An id that is a path, a reason that is not in the list, and a word in place of a list."""
    with pytest.raises(ValueError, match=next(iter(field))):
        said(**field)


def test_a_file_that_is_not_feedback_is_named(tmp_path: Path) -> None:
    """The error says which file."""
    (tmp_path / "broken.json").write_text('{"id": 3}', encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.json"):
        read_feedback(tmp_path)


def test_feedback_is_evaluation_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command prints cases that `matcher evaluate` reads: a program that helped is a need."""
    monkeypatch.setenv("MATCHER_FEEDBACK", str(tmp_path / "kept"))
    keep(said(), default_directory())
    result = CliRunner().invoke(app, ["feedback", "--lang", "en"])
    assert result.exit_code == 0
    cases = tmp_path / "cases.yaml"
    cases.write_text(result.stdout, encoding="utf-8")
    programs = catalogue(program("alpha", eligibility=requires({"legal_form": ["nonprofit"]})), program("bravo"))
    evaluation = evaluate(Matcher(programs), read_cases(cases))
    assert evaluation.results[0].needs == (("alpha",),)
    assert evaluation.metrics()["recall@5"] == 1.0


def test_no_feedback_is_an_empty_file_of_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing kept is said on stderr, and what is printed is still a file of cases."""
    monkeypatch.setenv("MATCHER_FEEDBACK", str(tmp_path))
    result = CliRunner().invoke(app, ["feedback", "--lang", "en"])
    assert yaml.safe_load(result.stdout) == []
    assert "no feedback was kept" in result.stderr


def test_reasons_lead_to_answers_that_exist() -> None:
    """What a reason corrects is a field of the questionnaire."""
    assert set(CORRECTS) <= set(REASON_LABELS)
    assert set(CORRECTS.values()) <= set(QUESTIONNAIRE)
