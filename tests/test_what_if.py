"""What other answers would change: opened, closed, settled; what closes most; what one step opens in all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.catalogue import load_catalogue
from matcher.matching import Match, Matcher, Matches
from matcher.what_if import REFUSED, WhatIf, difference
from tests.small import AS_OF, catalogue, profile, program, requires

SMALL = Matcher(
    catalogue(
        program("nonprofits", eligibility=requires({"legal_form": ["nonprofit"]})),
        program("cooperatives", eligibility=requires({"legal_form": ["cooperative"]})),
        program("charities", eligibility=requires({"registered_charity": True})),
        program("more-charities", eligibility=requires({"registered_charity": True})),
        program("old-enough", eligibility=requires({"years_operating": {"min": 10}})),
        program("closed", eligibility=requires({"registered_charity": True}), status="closed"),
        program("letter", eligibility=requires({"confirm": {"id": "project-not-started"}}, {"legal_form": ["nonprofit"]})),
    )
)


def match(**known: Any) -> Matches:
    return SMALL.match(profile(**known), AS_OF)


def ids(matches: tuple[Match, ...]) -> set[str]:
    return {one.program.id for one in matches}


def test_one_answer_opens_and_closes() -> None:
    """A cooperative that becomes a nonprofit: what opens, what closes, and what is the same is in neither."""
    changed = difference(match(legal_form="worker_coop"), match(legal_form="nonprofit"))
    assert ids(changed.opened) == {"nonprofits", "letter"}
    assert ids(changed.closed) == {"cooperatives"}
    assert not changed.settled
    assert not changed.unsettled


def test_an_answer_settles() -> None:
    """From to confirm to eligible is no opening; the other way round is no closing."""
    unknown, told = match(), match(registered_charity=True)
    assert ids(difference(unknown, told).settled) == {"charities", "more-charities"}
    assert ids(difference(told, unknown).unsettled) == {"charities", "more-charities"}
    assert difference(told, told).is_empty


def test_what_closes_most_comes_first() -> None:
    """Each answer is taken back alone, and what opens without it is what it closed. A closed program never opens."""
    effects = WhatIf(match(legal_form="worker_coop", registered_charity=False)).closing
    assert [(effect.key, set(effect.programs)) for effect in effects] == [
        ("legal_form", {"nonprofits", "letter"}),
        ("registered_charity", {"charities", "more-charities"}),
    ]


def test_all_that_is_left_to_confirm() -> None:
    """Only what alone stands between the applicant and a program is named."""
    effects = WhatIf(match()).opening
    assert [(effect.key, set(effect.programs)) for effect in effects] == [
        ("legal_form", {"nonprofits", "cooperatives"}),
        ("registered_charity", {"charities", "more-charities"}),
        ("founded", {"old-enough"}),
    ]
    told = WhatIf(match(legal_form="nonprofit")).opening
    assert next(effect for effect in told if effect.condition).programs == ("letter",)


def test_a_step_is_counted_over_all_programs() -> None:
    """The status of registered charity opens two programs, not only the one it is shown on."""
    steps = WhatIf(match(registered_charity=False)).steps
    assert [(change.sentence("en"), set(programs)) for change, programs in steps] == [
        ("Registered charity: become so", {"charities", "more-charities"})
    ]


def test_time_alone_is_a_step() -> None:
    """A step in time is taken on its day."""
    steps = WhatIf(match(founded="2020-01")).steps
    assert [(change.date is not None, programs) for change, programs in steps] == [(True, ("old-enough",))]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Return the engine on the real catalogue."""
    return Matcher(load_catalogue())


@settings(max_examples=6, deadline=None)
@given(
    form=st.sampled_from(["nonprofit", "worker_coop", "solidarity_coop", "informal_group"]),
    place=st.sampled_from(["Beloeil", "Gatineau", "Rimouski"]),
    cost=st.integers(5_000, 2_000_000),
)
def test_each_step_does_what_it_says(matcher: Matcher, form: str, place: str, cost: int) -> None:
    """On the real catalogue, the change shown on a program opens at least that program, and what an answer closes opens without it."""
    matches = matcher.match(profile(legal_form=form, municipality=place, project={"total_cost": cost}), AS_OF)
    effects = WhatIf(matches)
    for one in matches.ranked:
        if one.decision.near_miss is not None and not one.closed:
            assert one.program.id in effects.opened_by(one.decision.near_miss)
    refused = {one.program.id for one in matches.with_verdict(*REFUSED)}
    assert all(set(effect.programs) <= refused for effect in effects.closing)
