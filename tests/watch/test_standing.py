"""Where programs stand, and that nothing is lost or guessed when it is kept."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from matcher.document import InputError
from matcher.matching import Matcher, Matches
from matcher.program import Program
from matcher.rules.verdict import Verdict
from matcher.watch.standing import Standing, as_json, from_json, standings
from matcher.watch.terms import terms_of, what_changed
from tests.small import AS_OF, catalogue, profile, program, requires

CALL = {"opens": date(2026, 11, 1), "closes": date(2026, 12, 1)}


def matched(*programs: Program, day: date = AS_OF, **enterprise: Any) -> Matches:
    """Return the matches of an enterprise on a catalogue of `programs`."""
    return Matcher(catalogue(*programs)).match(profile(**enterprise), day)


def test_only_what_is_open_or_one_step_away_stands() -> None:
    """A program that is refused or closed has no standing; the others have theirs, with what is left to confirm."""
    found = standings(
        matched(
            program("everyone"),
            program("women", eligibility=requires({"groups": ["women"]})),
            program("old", eligibility=requires({"years_operating": {"min": 3}})),
            program("mutuals", eligibility={"excludes": [{"legal_form": ["nonprofit"]}]}),
            program("closed", status="closed"),
            legal_form="nonprofit",
            founded="2025-01-01",
        )
    )
    assert {name: (one.verdict, one.to_confirm, one.unmet) for name, one in found.items()} == {
        "everyone": (Verdict.ELIGIBLE, (), ()),
        "women": (Verdict.TO_CONFIRM, ("groups",), ()),
        "old": (Verdict.NEAR_MISS, (), ("years_operating",)),
    }
    assert [name for name, one in found.items() if not one.open] == ["old"]


def test_a_criterion_made_of_several_has_a_name_of_its_own() -> None:
    """Two choices of one program are not taken for one another."""
    choices = [{"any": [{"groups": ["women"]}, {"tenure": ["owner"]}]}, {"any": [{"serves": ["youth"]}, {"tenure": ["owner"]}]}]
    (found,) = standings(matched(program("choices", eligibility=requires(*choices)))).values()
    assert found.to_confirm == ("any(groups, tenure)", "any(serves, tenure)")


def test_the_days_of_the_call() -> None:
    """The running call has both its days; one that is over leaves none to wait for."""
    running = program("running", intakes=[CALL])
    past = program("past", intakes=[{"opens": date(2025, 1, 1), "closes": date(2025, 2, 1)}])
    coming = program("coming", intakes=[{"opens": date(2027, 1, 1), "closes": date(2027, 2, 1)}])
    found = standings(matched(running, past, coming))
    assert {name: (one.window, one.opens, one.closes) for name, one in found.items()} == {
        "running": ("open", CALL["opens"], CALL["closes"]),
        "past": ("between_intakes", None, None),
        "coming": ("upcoming", date(2027, 1, 1), None),
    }


# --- Kept and read again --------------------------------------------------------------------------------------------------


def test_kept_as_json_and_read_again() -> None:
    """Standings survive being written as JSON, whatever they hold."""
    rich = program(
        "rich",
        amount={"min": 1, "max": 500_000},
        share_of_costs={"max": 0.5},
        intakes=[CALL],
        components=[{"id": "loan", "name": {"fr": "Prêt", "en": "Loan"}, "instruments": ["loan"], "amount": {"max": 9}}],
        eligibility=requires({"groups": ["women"]}),
    )
    found = standings(matched(rich, program("plain")))
    assert from_json(json.loads(json.dumps(as_json(found)))) == found
    assert found["rich"].terms["components.loan.amount.max"] == 9


GOOD = {"verdict": "eligible", "window": "open"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"verdict": "not_eligible"}, ["piec.verdict", "has no standing"]),
        ({"verdict": "elligible"}, ["piec.verdict", "did you mean eligible?"]),
        ({"window": "ajar"}, ["piec.window", "not one of those allowed"]),
        ({"closes": 20_000}, ["piec.closes", "not a date", "20000"]),
        ({"closes": "2026-02-30"}, ["piec.closes", "2026-02-30"]),
        ({"closes": "20260228"}, ["piec.closes", "YYYY-MM-DD"]),
        ({"to_confirm": "groups"}, ["piec.to_confirm", "not a list"]),
        ({"to_confirm": [""]}, ["piec.to_confirm[0]", "empty"]),
        ({"terms": {"amount.max": float("nan")}}, ["piec.terms"]),
        ({"terms": {"amount.max": True}}, ["piec.terms"]),
        ({"terms": {"amount.max": None}}, ["piec.terms"]),
        ({"amount": 5}, ["piec.amount", "unknown"]),
    ],
)
def test_what_was_not_written_so_is_refused(wrong: dict[str, Any], words: list[str]) -> None:
    """Bad input names its place, what was found and what was expected."""
    with pytest.raises(InputError) as error:
        from_json({"piec": GOOD | wrong})
    assert [word for word in words if word not in str(error.value)] == [], str(error.value)


@pytest.mark.parametrize("raw", [None, [], "piec", {"Not an id": GOOD}, {"piec": {"window": "open"}}])
def test_what_is_not_standings_at_all_is_refused(raw: Any) -> None:
    """Something else than standings by program is refused."""
    with pytest.raises(InputError):
        from_json(raw)


# --- Terms ----------------------------------------------------------------------------------------------------------------


def test_terms_do_not_depend_on_how_a_file_is_ordered() -> None:
    """The order of a list and the wording of the sheet are no terms."""
    one = program("a", funds=["equipment", "vehicle"], summary={"fr": "Un", "en": "One"})
    other = program("a", funds=["vehicle", "equipment"], summary={"fr": "Deux", "en": "Two"})
    assert terms_of(one) == terms_of(other)
    assert terms_of(one) != terms_of(program("a", funds=["vehicle"]))


LOAN = {"id": "loan", "name": {"fr": "Prêt", "en": "Loan"}, "instruments": ["loan"]}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"amount": {"max": 500_000}}, {"amount": {"max": 600_000}}, ["maximum: $500,000 → $600,000"]),
        ({}, {"share_of_costs": {"max": 0.5}}, ["largest share of costs: added 50%"]),
        ({"holdback": 0.1}, {}, ["holdback: removed 10%"]),
        ({"own_contribution": {"min": 0.2}}, {"own_contribution": {"min": 0.3}}, ["own contribution: 20% → 30%"]),
        ({"own_contribution": {"min_amount": 5}}, {"own_contribution": {"min_amount": 6}}, ["own contribution: $5 → $6"]),
        ({"stacking": {"ceiling": 0.5}}, {"stacking": {"ceiling": 0.8}}, ["stacking: 50% → 80%"]),
        (
            {"stacking": {"counts": {"repayable": 0.3}}},
            {"stacking": {"counts": {"repayable": 0.5, "non_repayable": 1.0}}},
            ["stacking revised"],
        ),
        (
            {"per_enterprise": {"max": 10_000, "years": 2}},
            {"per_enterprise": {"max": 20_000, "years": 3}},
            ["limit for one enterprise revised", "limit for one enterprise: $10,000 → $20,000"],
        ),
        ({"pays": "advance"}, {"pays": "on_claim"}, ["payment revised"]),
        ({"exclusive_with": ["b"]}, {}, ["cannot be combined with revised"]),
        (
            {"components": [LOAN | {"amount": {"max": 5}}]},
            {"components": [LOAN | {"amount": {"max": 6}}]},
            ["Loan: maximum: $5 → $6"],
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_changed_in_the_terms(before: dict[str, Any], after: dict[str, Any], said: list[str]) -> None:
    """A figure is told with what it was and is; the rest by the name of its field."""
    new = program("a", **after)
    assert what_changed(new, terms_of(program("a", **before)), terms_of(new), "en") == said


def test_a_standing_says_whether_one_can_apply() -> None:
    """Eligible and to confirm are open, a near miss is not."""
    assert [Standing(verdict=verdict, window="open").open for verdict in list(Verdict)[:3]] == [True, True, False]
