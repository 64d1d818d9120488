"""The order of matches, the parts of the fit, closed programs and local versions, on small catalogues."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.catalogue import Catalogue
from matcher.features import COSTS, GAINS
from matcher.matching import ORDER, Matcher, Matches, as_json
from matcher.profile import Profile
from matcher.ranking import PART_LABELS, shipped_weights
from matcher.rules.verdict import Verdict
from tests.small import AS_OF, catalogue, profile, program, requires

MIXED = catalogue(
    program("everyone"),
    program("women", eligibility=requires({"groups": ["women"]}), confidence="low"),
    program("nonprofits", eligibility=requires({"legal_form": ["nonprofit", "cooperative"]}), funds=["equipment", "vehicle"]),
    program("food", eligibility=requires({"sector": ["food"]}), amount={"min": 5_000, "max": 50_000}, funds=["equipment"]),
    program("old", eligibility=requires({"years_operating": {"min": 3}})),
    program("large", eligibility=requires({"total_cost": {"min": 150_000}}), amount={"min": 100_000}),
    program("mutuals", eligibility=requires({"legal_form": ["mutual"]}), status="unknown", confidence="medium"),
    program("closed", status="closed"),
    program(
        "confirmed",
        eligibility=requires(*({"confirm": {"id": code}} for code in ("viable", "accompanied", "market-activity"))),
        status="between_intakes",
    ),
)
SMALL = {"legal_form": "nonprofit", "founded": "2025-01-01", "sector": ["grocery"]}


def match(programs: Catalogue, who: Profile, **options: Any) -> Matches:
    """Return the matches of `who` on the day of the tests."""
    return Matcher(programs).match(who, AS_OF, **options)


def order(found: Matches) -> list[str]:
    """Return the ids of the matches in order."""
    return [entry.program.id for entry in found.ranked]


# --- Order ----------------------------------------------------------------------------------------------------------


def test_open_first_then_near_misses_then_the_rest() -> None:
    """Eligible and to confirm come together by fit, near misses after them, and what is not open last."""
    found = match(MIXED, profile(**SMALL, project={"total_cost": 100_000}))
    verdicts = {entry.program.id: entry.verdict for entry in found.ranked}
    expected = {
        "everyone": Verdict.ELIGIBLE,
        "women": Verdict.TO_CONFIRM,
        "nonprofits": Verdict.ELIGIBLE,
        "food": Verdict.ELIGIBLE,
        "old": Verdict.NEAR_MISS,
        "large": Verdict.NEAR_MISS,
        "mutuals": Verdict.NOT_ELIGIBLE,
        "closed": Verdict.NOT_ELIGIBLE,
        "confirmed": Verdict.TO_CONFIRM,
    }
    assert expected == verdicts
    groups = [ORDER[entry.verdict] for entry in found.ranked]
    assert sorted(groups) == groups
    assert sorted(order(found)[5:7]) == ["large", "old"]
    assert sorted(order(found)[7:]) == ["closed", "mutuals"]


PROFILES = st.fixed_dictionaries(
    {},
    optional={
        "legal_form": st.sampled_from(["nonprofit", "solidarity_coop", "mutual", "informal_group"]),
        "sector": st.lists(st.sampled_from(["grocery", "food", "taxi", "gambling", "xyzzy quux"]), max_size=2, unique=True),
        "founded": st.sampled_from([2010, "2025-01", "2026-11-01"]),
        "groups": st.lists(st.sampled_from(["women", "youth"]), max_size=2, unique=True),
        "project": st.fixed_dictionaries(
            {},
            optional={
                "description": st.sampled_from(["une épicerie de village", "a refrigerated truck for food", "?"]),
                "uses": st.lists(st.sampled_from(["equipment", "wages", "vehicle"]), max_size=3, unique=True),
                "total_cost": st.integers(0, 1_000_000),
                "own_contribution": st.integers(0, 1_000_000),
            },
        ),
        "confirmations": st.dictionaries(st.sampled_from(["viable", "accompanied"]), st.booleans()),
    },
)
MATCHER = Matcher(MIXED)


@settings(max_examples=60, deadline=None)
@given(PROFILES, st.booleans())
def test_the_list_is_in_order(raw: dict[str, Any], any_window: bool) -> None:
    """Every program stands once, with ranks from 1, by verdict and then by falling fit; of the refused, the nearest subject first."""
    found = MATCHER.match(profile(**raw), AS_OF, any_window=any_window)
    assert sorted(MIXED) == sorted(order(found))
    assert list(range(1, len(MIXED) + 1)) == [entry.rank for entry in found.ranked]
    near = MATCHER.ranker.similarities(found.facts)
    refused = Verdict.NOT_ELIGIBLE
    keys = [(ORDER[e.verdict], -near[e.program.id] if e.verdict is refused else -e.fit.points) for e in found.ranked]
    assert sorted(keys) == keys


@settings(max_examples=60, deadline=None)
@given(PROFILES, st.booleans())
def test_parts_add_up_to_the_fit(raw: dict[str, Any], any_window: bool) -> None:
    """The parts, as they are printed, add up to the fit exactly; the fit lies between 0 and 100."""
    for entry in MATCHER.match(profile(**raw), AS_OF, any_window=any_window).ranked:
        assert set(PART_LABELS) == set(entry.fit.parts)
        total = sum((Decimal(str(points)) for points in entry.fit.parts.values()), Decimal(0))
        assert Decimal(str(entry.fit.points)) == total
        assert 0 <= entry.fit.points <= 100
        assert [name for name in GAINS if entry.fit.parts[name] < 0] == []
        assert [name for name in COSTS if entry.fit.parts[name] > 0] == []


def test_the_weights_that_ship_are_those_of_the_features() -> None:
    """Each feature has a weight, none below 0, and the best of every gain together is 100; each has a label."""
    weights = shipped_weights()
    assert (set(weights.gains), set(weights.costs)) == (set(GAINS), set(COSTS))
    assert sum(weights.gains.values()) == pytest.approx(100)
    assert set(PART_LABELS) == {*GAINS, *COSTS}


def test_a_specific_program_with_an_open_question_comes_before_a_general_one() -> None:
    """One thing left to confirm does not put a program that is made for the applicant behind one for all."""
    programs = catalogue(
        program("general"),
        program(
            "specific",
            eligibility=requires({"sector": ["grocery"]}, {"territory": ["mrc:acton"]}, {"confirm": {"id": "viable"}}),
        ),
    )
    found = match(programs, profile(sector=["grocery"], municipality="Acton Vale"))
    assert order(found) == ["specific", "general"]
    assert [entry.verdict for entry in found.ranked] == [Verdict.TO_CONFIRM, Verdict.ELIGIBLE]


def test_equal_fits_stand_by_id() -> None:
    """Programs that fit alike keep one order, by id."""
    alike = {"name": {"fr": "Semblable", "en": "Alike"}, "summary": {"fr": "Semblable", "en": "Alike"}}
    assert order(match(catalogue(program("c", **alike), program("a", **alike), program("b", **alike)), profile())) == [
        "a",
        "b",
        "c",
    ]


def test_the_same_question_has_the_same_answer() -> None:
    """Asking twice, of two matchers, gives the same document."""
    who = profile(**SMALL, project={"description": "une épicerie"})
    assert as_json(match(MIXED, who), "fr", len(MIXED)) == as_json(match(MIXED, who), "fr", len(MIXED))


# --- Closed programs --------------------------------------------------------------------------------------------------


def test_a_closed_program_is_refused_for_its_status() -> None:
    """A closed program is not eligible, and the first reason says so with the page that it was read on."""
    entry = match(MIXED, profile(**SMALL)).find("closed")
    assert Verdict.NOT_ELIGIBLE is entry.verdict
    reason = as_json(match(MIXED, profile(**SMALL)), "en", 1)["matches"][entry.rank - 1]["reasons"][0]
    expected = {"criterion": "status", "truth": "false", "text": "The program is closed", "source": "https://example.org/page"}
    assert expected == reason


def test_a_closed_program_has_no_near_miss() -> None:
    """What would change the criteria is not offered where the program is closed."""
    programs = catalogue(program("p", status="closed", eligibility=requires({"years_operating": {"min": 3}})))
    entry = as_json(match(programs, profile(**SMALL)), "en", 1)["matches"][0]
    assert (entry["verdict"], entry["near_miss"]) == ("not_eligible", None)
    assert [reason["criterion"] for reason in entry["reasons"]] == ["status", "years_operating"]


def test_windows_can_be_left_out() -> None:
    """To judge past projects, a closed program is decided by its criteria alone and timing counts alike for all."""
    found = match(MIXED, profile(**SMALL), any_window=True)
    assert Verdict.ELIGIBLE is found.find("closed").verdict
    assert {shipped_weights().gains["timing"]} == {entry.fit.parts["timing"] for entry in found.ranked}


# --- Local versions -----------------------------------------------------------------------------------------------------


def local_and_general(status: str = "open") -> Catalogue:
    """Return a provincial program, its version for one MRC, and another program."""
    local = requires({"territory": ["mrc:les-maskoutains"]})
    return catalogue(
        program("general"),
        program("local", local_version_of="general", status=status, eligibility=local),
        program("other"),
    )


@pytest.mark.parametrize(
    ("place", "status", "options", "hidden"),
    [
        ({"municipality": "Saint-Hyacinthe"}, "open", {}, ["general"]),
        ({"mrc": "Les Maskoutains"}, "open", {}, ["general"]),
        ({"municipality": "Saint-Hyacinthe"}, "between_intakes", {}, ["general"]),
        ({"municipality": "Rimouski"}, "open", {}, []),
        ({"region": "Montérégie"}, "open", {}, []),
        ({}, "open", {}, []),
        ({"municipality": "Saint-Hyacinthe"}, "closed", {}, []),
        ({"municipality": "Saint-Hyacinthe"}, "closed", {"any_window": True}, ["general"]),
    ],
    ids=["inside", "the MRC itself", "between calls", "outside", "perhaps inside", "unknown", "local closed", "any window"],
)
def test_the_local_version_stands_for_the_general_one(
    place: dict[str, str], status: str, options: dict[str, bool], hidden: list[str]
) -> None:
    """A provincial program is left out only where an open local version surely covers the place."""
    found = match(local_and_general(status), profile(legal_form="nonprofit", **place), **options)
    assert hidden == [entry.program.id for entry in found.hidden]
    assert sorted({"general", "local", "other"} - set(hidden)) == sorted(order(found))
    assert list(range(1, len(found.ranked) + 1)) == [entry.rank for entry in found.ranked]


def test_a_hidden_program_can_be_asked_for() -> None:
    """`find` gives each program of the catalogue, hidden or not, and no other."""
    found = match(local_and_general(), profile(municipality="Saint-Hyacinthe"))
    assert [found.find(name).program.id for name in ("general", "local", "other")] == ["general", "local", "other"]
    with pytest.raises(KeyError, match="nothing"):
        found.find("nothing")


def test_with_verdict_keeps_the_order() -> None:
    """The matches with some verdicts come in the order of the list."""
    found = match(MIXED, profile(**SMALL))
    chosen = found.with_verdict(Verdict.ELIGIBLE, Verdict.TO_CONFIRM)
    assert sorted(entry.rank for entry in chosen) == [entry.rank for entry in chosen]
    assert {Verdict.ELIGIBLE, Verdict.TO_CONFIRM} == {entry.verdict for entry in chosen}


# --- JSON ---------------------------------------------------------------------------------------------------------------


def test_keys_of_the_document() -> None:
    """The keys are those of the contract, at every level."""
    document = as_json(match(MIXED, profile(**SMALL, project={"total_cost": 100})), "en", len(MIXED))
    assert list(document) == ["as_of", "catalogue", "matches"]
    assert ("2026-11-23", {"programs": len(MIXED), "version": "v1"}) == (document["as_of"], document["catalogue"])
    keys = ["rank", "program", "name", "family", "verdict", "fit", "parts", "reasons", "near_miss", "window"]
    for entry in document["matches"]:
        assert keys == list(entry)
        assert list(entry["window"]) == ["state", "opens", "closes", "days_left", "expected", "text"]
        assert all(list(reason) == ["criterion", "truth", "text", "source"] for reason in entry["reasons"])
    misses = [entry["near_miss"] for entry in document["matches"] if entry["verdict"] == "near_miss"]
    assert misses
    for miss in misses:
        assert list(miss) == ["text", "date", "steps"]
        assert all(list(step) == ["attribute", "to", "date", "text"] for step in miss["steps"])
    assert {None} == {entry["near_miss"] for entry in document["matches"] if entry["verdict"] != "near_miss"}


@pytest.mark.parametrize(
    ("criterion", "who", "step"),
    [
        ({"years_operating": {"min": 3}}, {"founded": "2025-01-01"}, ("years_operating", 3, "2028-01-01")),
        ({"legal_form": ["cooperative"]}, {"legal_form": "informal_group"}, ("legal_form", "cooperative", None)),
        ({"total_cost": {"min": 5_000}}, {"project": {"total_cost": 4_000}}, ("total_cost", 5_000, None)),
        ({"registered_charity": True}, {"registered_charity": False}, ("registered_charity", True, None)),
        ({"start": {"min": date(2027, 1, 1)}}, {"project": {"start": "2026-12-01"}}, ("start", "2027-01-01", None)),
    ],
)
def test_steps_of_a_near_miss(criterion: Any, who: dict[str, Any], step: tuple[str, Any, str | None]) -> None:
    """Each step says in plain values what the attribute must become, and when."""
    found = match(catalogue(program("p", eligibility=requires(criterion))), profile(**who))
    miss = as_json(found, "en", 1)["matches"][0]["near_miss"]
    assert [step] == [(s["attribute"], s["to"], s["date"]) for s in miss["steps"]]
    assert step[2] == miss["date"]


@pytest.mark.parametrize(("top", "count"), [(None, 9), (3, 3), (0, 0), (100, 9)])
def test_top(top: int | None, count: int) -> None:
    """`top` keeps the first matches only."""
    assert count == len(as_json(match(MIXED, profile(**SMALL)), "fr", len(MIXED), top)["matches"])
