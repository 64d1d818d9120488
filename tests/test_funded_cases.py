"""Real funded projects on the real catalogue (tests/cases/funded.yaml): the file holds together, and the ranking stays above a floor.

The weights of the fit were learnt from these very projects, so what is asserted here are floors under which something broke. The
honest figures, each enterprise left out, are in docs/developers/evaluation.md.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from matcher import Matcher, load_catalogue
from matcher.baselines import BASELINES
from matcher.document import read_document
from matcher.evaluation import Case, Evaluation, evaluate, read_cases
from matcher.partial_date import partial_date
from matcher.quality import measured

FILE = Path(__file__).parent / "cases" / "funded.yaml"
CASES = read_cases(FILE)
AS_WRITTEN: list[dict[str, Any]] = read_document(FILE, yes_no=True).value
"""The same cases with the keys that are notes."""

QUICK = [name for name in BASELINES if name != "encoder"]
"""The baselines that are measured here; embedding the catalogue takes minutes, so that one's figure is that of `make evaluate`."""

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
each_case_as_written = pytest.mark.parametrize("case", AS_WRITTEN, ids=lambda case: case["id"])


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    """Return the evaluation of all cases, worked out once."""
    return evaluate(Matcher(load_catalogue()), CASES, QUICK)


def test_ids_are_unique() -> None:
    """No case stands twice."""
    assert [case for case, times in Counter(case.id for case in CASES).items() if times > 1] == []


@each_case
def test_somebody_paid(case: Case) -> None:
    """Each case has a funder, in the catalogue or not."""
    assert case.funded_by or case.funded_by_one_of or case.other_funders


@each_case
def test_groups_are_not_empty(case: Case) -> None:
    """A provider of which the product is not known has at least one program, and none that is sure already."""
    for programs in case.funded_by_one_of:
        assert programs
        assert set(programs).isdisjoint(case.funded_by)


@each_case
def test_profile_is_understood(case: Case) -> None:
    """Each profile has a description and a use, and the vocabulary knows its sectors."""
    assert case.profile.project.description
    assert case.profile.project.uses
    assert case.profile.unresolved_sectors == ()


@each_case_as_written
def test_sources(case: dict[str, Any]) -> None:
    """Each case cites a page, with its date unless a note says that the page bears none."""
    sources = case["sources"]
    assert sources
    assert all(source["url"].startswith(("https://", "http://")) for source in sources)
    dates = [partial_date(source["date"]) for source in sources if "date" in source]
    assert dates or "source undated" in case.get("note", "")


@each_case_as_written
def test_funding_is_told(case: dict[str, Any]) -> None:
    """What each funder gave is told with who it is, in what form, and a positive amount where one was published."""
    assert case["funding"]
    assert all(given["name"] and given["instrument"] and given.get("amount", 1) > 0 for given in case["funding"])


def test_every_program_is_in_the_catalogue(evaluation: Evaluation) -> None:
    """A program that funded a case stays in the catalogue, even closed."""
    assert evaluation.missing == ()


def test_funded_projects_are_not_refused(evaluation: Evaluation) -> None:
    """Hardly any project is refused the money that it got."""
    needs = sum(len(result.needs) for result in evaluation.scored)
    assert len(evaluation.wrong_no) <= 0.02 * needs, evaluation.wrong_no


@pytest.mark.parametrize(("measure", "floor"), [("recall@10", 0.75), ("mrr", 0.50)])
def test_floors(evaluation: Evaluation, measure: str, floor: float) -> None:
    """The programs that paid come high enough."""
    assert evaluation.metrics()[measure] >= floor


@pytest.mark.parametrize("baseline", QUICK)
def test_ahead_of_every_baseline(evaluation: Evaluation, baseline: str) -> None:
    """No simpler method finds more of those who paid within ten."""
    assert evaluation.metrics()["recall@10"] > evaluation.metrics(baseline)["recall@10"]


def test_the_figures_that_ship_still_hold(evaluation: Evaluation) -> None:
    """The catalogue moves on between two evaluations; beyond five points the figures must be taken again (`make evaluate`)."""
    assert evaluation.metrics() == pytest.approx(measured()["metrics"], abs=0.05)
