"""Questions until the first programs are final: on small cases of which every step is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.evaluation import Case, read_cases
from matcher.evaluation_questions import Interview, after_the_paragraph, as_json, interview
from matcher.matching import Matcher
from matcher.questions import QUESTIONNAIRE
from tests.small import catalogue, program, requires

PROGRAMS = Matcher(
    catalogue(
        *(program(f"zulu-{number}", eligibility=requires({"registered_charity": True})) for number in range(4)),
        *(program(f"other-{number}", eligibility=requires({"registered_charity": False})) for number in range(6)),
        program("letter", eligibility=requires({"confirm": {"id": "project-not-started"}})),
    )
)
CASES = """
- id: charity
  date: 2024-05
  profile:
    enterprise: {legal_form: nonprofit, municipality: Granby, registered_charity: true, sector: [grocery]}
    project: {description: "Notre OBNL de Granby rénove son épicerie", uses: [renovation], total_cost: 5000}
- id: silent
  date: 2024
  profile: {enterprise: {legal_form: nonprofit, municipality: Granby}}
"""


@pytest.fixture
def cases(tmp_path: Path) -> list[Case]:
    """Return the two cases above."""
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    return read_cases(path)


def test_the_paragraph_is_set_right_and_says_no_more_than_it_does(cases: list[Case]) -> None:
    """What was read in the description has the value of the full profile; what it does not say stays unknown."""
    known = after_the_paragraph(cases[0])
    assert known.enterprise.legal_form == "nonprofit"
    assert known.enterprise.place is not None
    assert known.enterprise.registered_charity is None
    assert known.project.total_cost is None
    silent = after_the_paragraph(cases[1])
    assert silent.enterprise.legal_form is None


def test_questions_until_final(cases: list[Case]) -> None:
    """The charity number is what divides these programs: it is asked at once, and late in the order of the questionnaire."""
    found = interview(PROGRAMS, cases[0])
    assert found.chosen is not None
    assert found.fixed is not None
    assert 1 <= found.chosen <= 2
    assert found.fixed > QUESTIONNAIRE.index("registered_charity") - 5 > found.chosen
    assert len(found.to_confirm) == 11
    assert found.to_confirm[0] > 0.8
    assert found.to_confirm[-1] == 0.0


def test_a_final_list_needs_no_question(cases: list[Case]) -> None:
    """Where nothing that is known changes the list, it is final before any question."""
    alone = Matcher(catalogue(program("alpha")))
    assert interview(alone, cases[1]).fixed == 0


def test_the_summary() -> None:
    """The middle case counts, and a list that is never final is worse than any number of questions."""
    interviews = [Interview(str(n), n, None, (1.0, 0.5)) for n in (1, 2, 6)]
    told = as_json(interviews)
    assert told["chosen"] == {"median": 2, "final": 1.0}
    assert told["fixed"] == {"median": None, "final": 0.0}
    assert told["to_confirm_after"] == [1.0, 0.5]
