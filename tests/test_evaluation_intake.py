"""How well a paragraph is read: right, wrong and missed answers on cases of which each is known."""

from __future__ import annotations

from pathlib import Path

from matcher.evaluation import read_cases
from matcher.evaluation_intake import FieldScore, as_json, field_scores, texts_of
from matcher.matching import Matcher
from tests.small import catalogue, program, requires

CASES = """
- id: roof
  date: 2024-05
  profile:
    enterprise: {legal_form: worker_coop, municipality: Granby}
    project: {description: "Notre coopérative de Granby veut refaire sa toiture.", uses: [renovation, equipment]}
  funded_by: [roofs]
- id: truck
  date: 2024
  profile:
    enterprise: {legal_form: nonprofit, municipality: Sherbrooke}
    project: {description: "not read, since the case has paragraphs", uses: [equipment], total_cost: 90_000}
  paragraphs:
    - "Notre OBNL de Sherbrooke achète un camion : un projet de 90 000 $."
    - "Our group buys a van; the project costs $80,000."
  funded_by: [trucks]
"""


def test_right_wrong_and_missed(tmp_path: Path) -> None:
    """A wide legal form is right; each use counts alone; a text of its own stands for the description."""
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    cases = read_cases(path)
    assert [len(texts_of(case)) for case in cases] == [1, 2]
    scores = field_scores(cases)
    assert scores["legal_form"] == FieldScore(right=2, wrong=0, missed=1)
    assert scores["municipality"] == FieldScore(right=2, wrong=0, missed=1)
    assert scores["uses"] == FieldScore(right=1, wrong=2, missed=3)
    assert scores["total_cost"] == FieldScore(right=1, wrong=1, missed=0)
    assert (scores["uses"].precision, scores["uses"].recall) == (0.3333, 0.25)


def test_nothing_read_has_no_precision() -> None:
    """Without an answer read there is no precision, and without one to read no recall."""
    assert FieldScore(0, 0, 3).precision is None
    assert FieldScore(0, 2, 0).recall is None


def test_the_list_from_a_text_alone(tmp_path: Path) -> None:
    """Each text is matched alone, then with the place and the legal form of the profile."""
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    programs = catalogue(
        program("roofs", eligibility=requires({"legal_form": ["cooperative"]}), funds=["renovation"]),
        program("trucks", eligibility=requires({"legal_form": ["nonprofit"]}), funds=["vehicle"]),
    )
    told = as_json(Matcher(programs), read_cases(path))
    assert told["texts"] == 3
    assert told["metrics"]["recall@10"] == 1.0
    assert told["with_place_and_form"]["mrr"] == 1.0
