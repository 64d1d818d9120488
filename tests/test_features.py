"""Each feature on small programs of which the answer can be worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from matcher.facts import Facts
from matcher.features import COSTS, GAINS, MANY_TO_CONFIRM, Column, kind
from matcher.matching import Matcher
from matcher.program import Program
from matcher.ranking import Ranker
from matcher.rules.truths import starts
from tests.small import AS_OF, catalogue, profile, program, requires


class Said(Ranker):
    """A ranker for which every text is as similar as it is told."""

    similarity = 0.0

    def cosines(self, facts: Facts) -> Column:
        return np.full(len(self.index.ids), self.similarity)


def seen(sheet: Program, similarity: float = 0.0, **who: Any) -> dict[str, float]:
    """Return the features of a program for a profile on the day of the tests."""
    one = catalogue(sheet)
    ranker = Said(one)
    ranker.similarity = similarity
    return Matcher(one, ranker).match_one(sheet.id, profile(**who), AS_OF).features


GROCERY: dict[str, Any] = {"sector": ["grocery"], "municipality": "Acton Vale", "legal_form": "consumer_coop"}
TOURISM_OR_VISITORS = {"any": [{"sector": ["tourism"]}, {"confirm": {"id": "p-visitors", "fr": "Attire", "en": "Draws"}}]}


@pytest.mark.parametrize(
    ("sheet", "name", "expected"),
    [
        (program("p"), "text", 0.5),
        (program("p", funds=["renovation"]), "uses", 0.5),
        (program("p", eligibility=requires({"territory": ["mrc:acton"]})), "place", 1.0),
        (program("p", eligibility=requires({"territory": ["quebec"]})), "place", 0.0),
        (program("p", eligibility=requires({"territory": ["mrc:acton"]})), "specificity", 0.0),
        (program("p", amount={"max": 25_000}), "amount", 0.5),
        (program("p", amount={"min": 200_000}), "amount", 0.0),
        (program("p", eligibility={"targets": [{"sector": ["food"]}, {"stage": ["startup"]}]}), "targets", 0.5),
        (program("p", status="between_intakes"), "timing", 0.4),
        (program("p", confidence="medium"), "evidence", 0.6),
        (program("p", funds=["renovation", "equipment", "hiring"]), "breadth", math.log(4) / math.log(16)),
        (program("p"), "gift", 1.0),
        (program("p", instruments=["loan"]), "gift", 0.0),
        (program("p", instruments=["service"]), "advice", 1.0),
        (program("p", eligibility=requires({"employees": {"min": 2}})), "to_confirm", 1 / MANY_TO_CONFIRM),
        (program("p", eligibility=requires({"groups": ["women"]})), "reserved", 1 / 3),
        (program("p", eligibility=requires({"confirm": {"id": "youth-age"}})), "reserved", 1 / 3),
        (program("p", eligibility=requires({"territory": ["quebec"]})), "elsewhere", 0.0),
        (program("p", eligibility={"targets": [{"sector": ["tourism"]}]}), "off_target", 1.0),
        (program("p", eligibility=requires(TOURISM_OR_VISITORS)), "off_target", 1.0),
        (program("p", eligibility={"targets": [{"stage": ["startup"]}]}), "off_target", 0.0),
    ],
)
def test_feature(sheet: Program, name: str, expected: float) -> None:
    """One feature of one program for the renovation of a grocery with a digital part, 100,000 $, growing."""
    project = {"uses": ["renovation", "digital"], "total_cost": 100_000, "stage": "growth"}
    assert seen(sheet, 0.25, **GROCERY, project=project)[name] == pytest.approx(expected)


def test_features_lie_between_0_and_1() -> None:
    """However much there is of something, it counts once."""
    many = [{"confirm": {"id": f"p-{n}", "fr": "Oui", "en": "Yes"}} for n in range(12)]
    found = seen(program("p", eligibility=requires(*many)), 0.9, **GROCERY)
    assert set(found) == {*GAINS, *COSTS} - {"variety"}
    assert [name for name, value in found.items() if not 0 <= value <= 1] == []
    assert found["to_confirm"] == 1.0


@pytest.mark.parametrize(
    ("criterion", "low", "high"),
    [
        ({"territory": ["mrc:acton"]}, 0.99, 1.0),
        ({"territory": ["region:montreal"]}, 0.7, 0.8),
        ({"territory": ["quebec"]}, 0.0, 0.0),
        ({"any": [{"territory": ["mrc:acton"]}, {"confirm": {"id": "accompanied"}}]}, 0.0, 0.0),
    ],
)
def test_a_place_that_is_not_known_is_likely_elsewhere(criterion: dict[str, Any], low: float, high: float) -> None:
    """The smaller the place that a program serves, the less likely it is the applicant's; once it is known, it costs nothing."""
    sheet = program("p", eligibility=requires(criterion))
    assert low <= seen(sheet, legal_form="nonprofit")["elsewhere"] <= high
    assert seen(sheet, municipality="Acton Vale")["elsewhere"] == 0.0


def test_an_unknown_sector_misses_no_target() -> None:
    """What is not known is not held against a program."""
    assert seen(program("p", eligibility=requires(TOURISM_OR_VISITORS)))["off_target"] == 0.0


@pytest.mark.parametrize(
    ("instruments", "expected"),
    [
        (["service", "training"], "help"),
        (["loan", "service"], "repayable"),
        (["loan", "grant"], "gift"),
        (["equity"], "repayable"),
    ],
)
def test_kind(instruments: list[str], expected: str) -> None:
    """A program that brings any money to keep is read among those."""
    assert kind(program("p", instruments=instruments)) == expected


def test_where_runs_begin() -> None:
    """Each where the ones before it end, one without length where the next one begins too."""
    assert [starts(lengths).tolist() for lengths in ([3, 0, 2], [4], [])] == [[0, 3, 3], [0], []]


def test_lines_of_costs_count_like_a_total() -> None:
    """A project whose costs stand by line needs the same money as one with a total alone."""
    grant = program("p", amount={"max": 50_000})
    lines = {"costs": [{"use": "equipment", "amount": 80_000}], "contributions": [{"kind": "cash", "amount": 30_000}]}
    total = {"total_cost": 80_000, "own_contribution": 30_000}
    assert seen(grant, project=lines)["amount"] == seen(grant, project=total)["amount"] == 1.0
