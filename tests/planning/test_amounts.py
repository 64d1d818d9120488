"""How much a program can bring, on either side of what bounds it: a stated maximum, a stated share, awards, or what others state."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.awards import Award
from matcher.catalogue import Catalogue
from matcher.planning.amounts import UsualShare, stated_maximum, stated_share, stated_top, top, usual_share
from tests.small import AS_OF, catalogue, program

USUAL = UsualShare(grant=0.5, loan=0.8)
PART = {"id": "part", "instruments": ["grant"], "name": {"fr": "Volet", "en": "Part"}}


def with_awards(fields: dict[str, Any], *amounts: int | None) -> Catalogue:
    """Return a catalogue of one program, and awards of these amounts."""
    url = "https://example.org/page"
    common = {
        "recipient": "Coop",
        "place": "municipality:quebec",
        "year": 2024,
        "project": {"fr": "x", "en": "x"},
        "url": url,
        "read_on": AS_OF,
    }
    awards = tuple(Award.model_validate({**common, "amount": amount}) for amount in amounts)
    listed = catalogue(program("one", **fields))
    return Catalogue(dict(listed), listed.providers, "v1", awards={"one": awards})


@pytest.mark.parametrize(
    ("fields", "awards", "eligible", "expected"),
    [
        ({"amount": {"max": 50}}, (), 100, (50, "maximum")),
        ({"amount": {"max": 50}}, (), 99, (49, "maximum")),
        ({"amount": {"max": 50}, "share_of_costs": {"max": 0.4}}, (), 100, (40, "maximum")),
        ({"amount": {"max": 70}, "share_of_costs": {"max": 0.9}}, (10,), 100, (70, "maximum")),
        ({"amount": {"max": 90}, "instruments": ["loan"]}, (), 100, (80, "maximum")),
        ({"amount": {"max": 90}, "instruments": ["grant", "loan"]}, (), 100, (80, "maximum")),
        ({"share_of_costs": {"max": 0.29}}, (), 100, (29, "share")),
        ({"share_of_costs": {"max": 0.3333}}, (), 10_000, (3_333, "share")),
        ({"share_of_costs": {"max": 1.0}}, (), 1_000_000, (1_000_000, "share")),
        ({"share_of_costs": {"max": 0.4}}, (10, 30, None), 100, (30, "share")),
        ({"share_of_costs": {"max": 0.4}}, (10, 60), 100, (40, "share")),
        ({"share_of_costs": {"max": 0.4}}, (None,), 100, (40, "share")),
        ({}, (30, 10, None), 100, (10, "awards")),
        ({}, (80, 60), 100, (50, "awards")),
        ({"instruments": ["loan"]}, (90,), 100, (80, "awards")),
        ({}, (None,), 100, None),
        ({}, (), 100, None),
    ],
)
def test_the_most_that_a_program_can_bring(
    fields: dict[str, Any], awards: tuple[int | None, ...], eligible: int, expected: tuple[int, str] | None
) -> None:
    """The stated bound, the middle share where none is stated, the largest award beside a share and the smallest alone."""
    listed = with_awards(fields, *awards)
    assert top(listed["one"], None, eligible, listed, USUAL) == expected


@pytest.mark.parametrize(
    ("whole", "part", "share", "most", "on_a_hundred"),
    [
        ({}, {}, None, None, None),
        ({"amount": {"max": 60}}, {}, None, 60, 60),
        ({"amount": {"min": 60}}, {}, None, None, None),
        ({"share_of_costs": {"max": 0.5}}, {}, 0.5, None, 50),
        ({"share_of_costs": {"max": 0.5}, "amount": {"max": 60}}, {}, 0.5, 60, 50),
        ({"share_of_costs": {"max": 0.5}, "amount": {"max": 60}}, {"amount": {"max": 40}}, 0.5, 40, 40),
        ({"share_of_costs": {"max": 0.5}, "amount": {"max": 60}}, {"share_of_costs": {"max": 0.7}}, 0.7, 60, 60),
    ],
)
def test_a_part_states_its_own_bounds_or_takes_those_of_the_program(
    whole: dict[str, Any], part: dict[str, Any], share: float | None, most: int | None, on_a_hundred: int | None
) -> None:
    """What a part states comes before what the program states, bound by bound, and the lower of both bounds is the top."""
    one = program("one", components=[{**PART, **part}], **whole)
    component = one.components[0]
    assert stated_share(one, component) == share
    assert stated_maximum(one, component) == most
    assert stated_top(one, component, 100) == on_a_hundred
    if not part:
        assert stated_top(one, None, 100) == on_a_hundred
    bounded = top(one, component, 100, catalogue(one), USUAL)
    assert (bounded and bounded[0]) == (min(on_a_hundred, 50) if share is None and on_a_hundred else on_a_hundred)


def test_a_part_that_lends_is_bound_as_loans_are() -> None:
    """The type of aid of the part decides which middle share stands in, not that of the program."""
    one = program("one", amount={"max": 90}, components=[{**PART, "instruments": ["loan"]}])
    assert top(one, one.components[0], 100, catalogue(one), USUAL) == (80, "maximum")


def test_the_middle_share_is_that_of_what_is_given_and_of_what_is_lent() -> None:
    """Shares of programs and of parts count, each on its side; a program that gives and lends is on the side of loans."""

    def stating(name: str, share: float | None, *instruments: str, **fields: Any) -> Any:
        return program(
            name, instruments=list(instruments), **({} if share is None else {"share_of_costs": {"max": share}}), **fields
        )

    listed = catalogue(
        stating("a", 0.2, "grant"),
        stating("b", 0.4, "grant"),
        stating("c", 0.9, "grant", "loan"),
        stating("d", None, "grant", components=[{**PART, "instruments": ["grant"], "share_of_costs": {"max": 0.3}}]),
        stating("e", 0.7, "loan"),
    )
    assert usual_share(listed) == UsualShare(grant=pytest.approx(0.3), loan=pytest.approx(0.8))
    assert usual_share(catalogue(program("silent"))) == UsualShare(0.5, 0.5)
