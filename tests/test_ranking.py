"""Points of programs on tables of features: the order of a list, what each better one of its kind costs, and the parts of a fit."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from matcher.facts import facts
from matcher.features import COSTS, GAINS, KINDS, MANY_ALIKE
from matcher.ranking import PARTS, TENTHS, Ranker, Scores, Weights, document, query
from matcher.vocabulary.terms import vocabulary
from tests.small import AS_OF, catalogue, profile, program

GAIN = GAINS[0]


def weights(gains: dict[str, float], costs: dict[str, float]) -> Weights:
    """Return weights that are 0 but for these."""
    return Weights(gains=dict.fromkeys(GAINS, 0.0) | gains, costs=dict.fromkeys(COSTS, 0.0) | costs)


def scores(points: list[float], cost: list[float] | None = None, step: int = 0, by_id: list[int] | None = None) -> Scores:
    """Return the scores of programs with these points from the first gain, and those off for the first cost; a step for each alike."""
    table = np.zeros((len(PARTS) - 1, len(points)))
    table[0] = points
    table[len(GAINS)] = cost or 0
    tenths = np.rint(table * TENTHS).astype(np.int32)
    ids = np.array(by_id or range(len(points)))
    return Scores(tenths, np.arange(MANY_ALIKE + 1) * step, ids, np.argsort(ids))


def ranked(found: Scores, lists: list[int], kinds: list[int]) -> tuple[list[int], list[int]]:
    """Return the places in order, and how many better ones of its kind stand before each."""
    places, better = found.ranked(np.array(lists, dtype=np.int8), np.array(kinds, dtype=np.int8))
    return places.tolist(), better.tolist()


LAST_KIND = len(KINDS) - 1


@pytest.mark.parametrize(
    ("points", "step", "lists", "kinds", "places", "better"),
    [
        ([10, 30, 20], 0, [0, 0, 0], [0, 1, LAST_KIND], [1, 2, 0], [0, 0, 0]),
        ([10, 30, 20], 0, [0, 1, 0], [0, 0, 0], [2, 0, 1], [0, 1, 0]),
        ([99, 0, 50], 0, [1, 0, 2], [0, 0, 0], [1, 0], [0, 0]),
        ([30, 29, 28, 27], -20, [0, 0, 0, 0], [0, 0, 0, 1], [0, 1, 3, 2], [0, 1, 0, 2]),
        ([30, 29, 28, 27], -20, [0, 0, 0, 0], [LAST_KIND] * 4, [0, 1, 2, 3], [0, 1, 2, 3]),
        ([30, 29], -20, [0, 1], [LAST_KIND, 0], [0, 1], [0, 0]),
        ([1, 0.5, 0.6], -20, [0, 0, 0], [0, 0, 1], [0, 2, 1], [0, 0, 1]),
        ([10, 10.04, 10.06], 0, [0, 0, 0], [0, 1, 2], [2, 0, 1], [0, 0, 0]),
        ([0, 0.1], 0, [0, 0], [0, 1], [1, 0], [0, 0]),
    ],
)
def test_the_order_of_a_list(
    *, points: list[float], step: int, lists: list[int], kinds: list[int], places: list[int], better: list[int]
) -> None:
    """The first list before the second and the third left out; in each the most points first, less a step for each better one alike."""
    assert ranked(scores(points, step=step), lists, kinds) == (places, better)


def test_equal_fits_stand_by_their_ids_and_not_by_their_places() -> None:
    """The place among all ids decides between equal fits, also between fits that costs took down to nothing."""
    assert ranked(scores([5, 5, 5], by_id=[2, 0, 1]), [0, 0, 0], [0, 1, 2]) == ([1, 2, 0], [0, 0, 0])
    assert ranked(scores([5, 5, 5], by_id=[2, 0, 1]), [0, 0, 0], [0, 0, 0]) == ([1, 2, 0], [0, 1, 2])
    assert ranked(scores([0, 0, 0], [-3, -2, -1], by_id=[0, 1, 2]), [0, 0, 0], [0, 1, 2]) == ([0, 1, 2], [0, 0, 0])


def test_the_steps_end_where_many_are_alike() -> None:
    """More better ones than are many cost no more than many do."""
    count = MANY_ALIKE + 3
    found = scores([50 - place for place in range(count)], step=-1)
    assert ranked(found, [0] * count, [0] * count)[1] == [*range(MANY_ALIKE + 1), MANY_ALIKE, MANY_ALIKE]


@pytest.mark.parametrize(
    ("gain", "cost", "better", "points", "cost_left", "variety"),
    [
        (10, 0, 0, 10, 0, 0),
        (10.04, 0, 0, 10, 0, 0),
        (10.06, -0.04, 0, 10.1, 0, 0),
        (10, -4, 1, 4, -4, -2),
        (10, -8, 1, 0, -8, -2),
        (10, -9, 1, 0, -9, -1),
        (10, -12, 1, 0, -10, 0),
        (0, -12, 2, 0, 0, 0),
    ],
)
def test_costs_take_no_more_than_the_gains_brought(
    *, gain: float, cost: float, better: int, points: float, cost_left: float, variety: float
) -> None:
    """The parts add up to the fit; where costs would take it below nothing, the first ones take what there is."""
    fit = scores([gain], [cost], step=-20).fit(0, better)
    assert fit.points == points
    assert (fit.parts[COSTS[0]], fit.parts["variety"]) == (cost_left, variety)
    assert list(fit.parts) == list(PARTS)
    assert round(sum(fit.parts.values()), 1) == points


def test_no_better_one_is_assumed() -> None:
    """The fit of a program alone is without the cost of variety."""
    assert scores([10], step=-20).fit(0).points == 10


def test_weights_become_points() -> None:
    """A gain adds its weight, a cost takes its own, and variety is taken in equal steps."""
    ranker = Ranker(catalogue(program("b"), program("c"), program("a")), weights({GAIN: 100}, {COSTS[0]: 30, "variety": 8}))
    assert (ranker.points[GAIN], ranker.points[COSTS[0]]) == (100, -30)
    assert ranker.by_id.tolist() == [1, 2, 0]
    assert ranker.steps.tolist() == [round(-80 * alike / MANY_ALIKE) for alike in range(MANY_ALIKE + 1)]
    tenths = np.zeros((len(PARTS) - 1, 3), np.int32)
    tenths[0] = ranker.tenths(GAIN, np.array([1, 0.5, 0]))
    tenths[len(GAINS)] = ranker.tenths(COSTS[0], np.array([1.0, 0, 0]))
    found = Scores(tenths, ranker.steps, ranker.by_id, ranker.of_id)
    assert [found.fit(place).points for place in range(3)] == [70, 50, 0]
    assert found.fit(1, MANY_ALIKE).points == 42
    assert "-0.0" not in str(found.fit(2).parts), "nothing is taken, and is not written as less than nothing"


@pytest.mark.parametrize(
    ("gains", "costs", "says"),
    [
        ({GAIN: 100.02}, {}, "the gains add up to 100 points"),
        ({GAIN: 99.98}, {}, "the gains add up to 100 points"),
        ({GAIN: 100, "other": 0}, {}, "each feature has one weight"),
        ({GAIN: 100}, {"other": 0}, "each feature has one weight"),
        ({GAIN: 100}, {"variety": -1}, "greater than or equal to 0"),
    ],
)
def test_weights_that_are_refused(gains: dict[str, float], costs: dict[str, float], says: str) -> None:
    """Weights of features that are not, gains that are not 100 together, and weights below 0."""
    with pytest.raises(ValidationError, match=says):
        weights(gains, costs)


def test_weights_may_be_off_by_a_hair() -> None:
    """Rounded weights need not add up to 100 exactly."""
    assert weights({GAIN: 100.005}, {}).gains[GAIN] == 100.005


def test_what_the_text_search_reads_of_a_program() -> None:
    """Name, summary, former names, uses, and the sectors and groups that are accepted, in each language; nothing that is excluded."""
    one = program(
        "one",
        former_names=["Ancien nom"],
        funds=["construction"],
        eligibility={
            "requires": [
                {"any": [{"sector": ["grocery"]}, {"all": [{"groups": ["women"]}]}]},
                {"legal_form": ["nonprofit"]},
            ],
            "excludes": [{"sector": ["taxi"]}],
            "targets": [{"groups": ["youth"]}],
        },
    )
    for language, name, summary in (("fr", "Programme one", "Aide one"), ("en", "Program one", "Help one")):
        labels = [
            vocabulary(words)[code].label(language)  # type: ignore[arg-type]
            for words, code in (("uses", "construction"), ("sectors", "grocery"), ("groups", "women"), ("groups", "youth"))
        ]
        assert document(one)[language] == " ".join([name, summary, "Ancien nom", *labels])  # type: ignore[index]


def test_what_the_text_search_reads_of_a_profile() -> None:
    """The description, then each sector in both languages, or as it was written where no list knows it."""
    grocery = vocabulary("sectors")["grocery"]
    who = profile(sector=["grocery", "xyzzy quux"], project={"description": "une épicerie"})
    assert query(facts(who, AS_OF)) == f"une épicerie {grocery.fr} {grocery.en} xyzzy quux"
    assert query(facts(profile(), AS_OF)) == ""


def test_nearness_by_id() -> None:
    """The cosine of each program stands under its own id."""
    listed = catalogue(program("far"), program("near", summary={"fr": "une épicerie de village", "en": "a village grocery"}))
    near = Ranker(listed).similarities(facts(profile(project={"description": "épicerie"}), AS_OF))
    assert list(near) == ["far", "near"]
    assert near["near"] > near["far"] == 0
