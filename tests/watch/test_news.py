"""What is new between two looks: each kind, why, and what must never be said."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.locale import LANGUAGES
from matcher.matching import Matcher, Matches
from matcher.profile import Profile
from matcher.program import Program
from matcher.rules.verdict import Verdict
from matcher.watch.comparison import KINDS, SOON, compare
from matcher.watch.news import KIND_WORDS, News, news
from matcher.watch.standing import OPEN, Standing, standings
from matcher.watch.told import remember, untold
from tests.small import AS_OF, catalogue, profile, program, requires

WOMEN = {"groups": ["women"]}
NONPROFIT = {"legal_form": ["nonprofit"]}
LATER = AS_OF + timedelta(days=100)


def call(opens: int, closes: int) -> dict[str, date]:
    """Return a call by days from the day of the tests."""
    return {"opens": AS_OF + timedelta(days=opens), "closes": AS_OF + timedelta(days=closes)}


def look(*programs: Program, who: Profile | None = None, day: date = AS_OF) -> Matches:
    """Return the matches of a client on a catalogue of `programs` and one that is always there."""
    return Matcher(catalogue(*programs, program("other"))).match(who or profile(legal_form="nonprofit"), day)


def between(before: Matches | None, after: Matches) -> list[News]:
    """Return what is new between two looks."""
    return news(standings(before) if before else None, standings(after), after)


def told(found: list[News]) -> list[tuple[str, str]]:
    """Return the kind of each news and its English sentence."""
    return [(one.kind, one.why["en"]) for one in found]


def piec(**fields: Any) -> Program:
    """Return a program called `piec`, open except for `fields`."""
    return program("piec", **fields)


OLD = requires({"years_operating": {"min": 2}})
YOUNG = {"legal_form": "nonprofit", "founded": "2025-01-01"}
TWO_YEARS = piec(eligibility=OLD)


# --- Gained, lost, confirmed, to confirm again -----------------------------------------------------------------------------


def test_time_opens_a_program() -> None:
    """A near miss that time has healed is gained, by the criterion that was not met."""
    found = between(look(TWO_YEARS, who=profile(**YOUNG)), look(TWO_YEARS, who=profile(**YOUNG), day=date(2027, 1, 2)))
    assert told(found) == [("gained", "Now met: Years of operation: at least 2 years. Open")]


def test_a_new_program_is_gained() -> None:
    """A program that was not in the list says that nothing refuses it, or what is left to confirm."""
    found = between(look(), look(piec(), program("women", eligibility=requires(WOMEN))))
    assert told(found)[0] == ("gained", "Every criterion is met. Open")
    assert (found[1].kind, found[1].why["en"][:12]) == ("gained", "To confirm: ")


def test_a_near_miss_is_not_gained() -> None:
    """One step away is not open: nothing is announced for it, nor for its disappearing."""
    near = look(TWO_YEARS, who=profile(**YOUNG))
    assert between(look(), near) == []
    assert between(near, look()) == []


def test_lost_by_a_criterion() -> None:
    """A program that refuses the client now says by which criterion."""
    found = between(look(piec()), look(piec(eligibility=requires({"legal_form": ["mutual"]}))))
    assert [(one.kind, one.why["en"].split(":")[0]) for one in found] == [("lost", "Not met")]
    assert "Legal form" in found[0].why["en"]


def test_lost_but_one_step_away() -> None:
    """What is lost and can be found again says how."""
    (found,) = between(look(piec(), who=profile(**YOUNG)), look(TWO_YEARS, who=profile(**YOUNG)))
    assert found.kind == "lost"
    assert "One step away: Years of operation: 2 years on January 1, 2027" in found.why["en"]


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ([], "It is no longer in the catalogue"),
        ([piec(status="closed")], "The program is closed"),
        (
            [
                piec(),
                program("local", local_version_of="piec", eligibility=requires({"territory": ["mrc:la-haute-yamaska"]})),
            ],
            "Its local version stands in for it: Program local",
        ),
    ],
)
def test_lost_for_another_reason(after: list[Program], why: str) -> None:
    """A program may be lost although no criterion refuses it."""
    who = profile(legal_form="nonprofit", municipality="Granby")
    found = between(look(piec(), who=who), look(*after, who=who))
    assert [one.why["en"] for one in found if one.kind == "lost"] == [why]


def test_a_new_criterion_to_confirm() -> None:
    """A criterion that came is to be confirmed; the ones that were open before are not told again."""
    both = piec(eligibility=requires(WOMEN, {"confirm": {"id": "viable"}}))
    (found,) = between(look(piec(eligibility=requires(WOMEN))), look(both))
    assert (found.kind, found.why["en"].count("women"), found.why["en"].startswith("To confirm: ")) == ("to_reconfirm", 0, True)
    (from_eligible,) = between(look(piec()), look(both))
    assert (from_eligible.kind, from_eligible.why["en"].count("; ")) == ("to_reconfirm", 1)


def test_confirmed() -> None:
    """An answer that settles the last open criterion says which it was."""
    program_ = piec(eligibility=requires(NONPROFIT))
    (found,) = between(look(program_, who=profile(founded="2020-01-01")), look(program_))
    assert (found.kind, found.why["en"]) == ("confirmed", "Now met: Legal form: Nonprofit organization")
    (dropped,) = between(look(piec(eligibility=requires(WOMEN))), look(piec()))
    assert (dropped.kind, dropped.why["en"]) == ("confirmed", "Every criterion is met")


def test_many_criteria_are_counted() -> None:
    """Of more than three criteria the rest is a number."""
    asked = piec(eligibility=requires(*({"confirm": {"id": code, "fr": code, "en": code}} for code in "abcde")))
    (found,) = between(look(piec()), look(asked))
    assert found.why["en"] == "To confirm: a; b; c; 2 more criteria"


# --- Calls ----------------------------------------------------------------------------------------------------------------


def test_a_call_opens() -> None:
    """A call that has opened is told with its last day; so is the one after a call that was open at the last look."""
    coming = piec(intakes=[call(10, 200)])
    (found,) = between(look(coming), look(coming, day=LATER))
    assert (found.kind, found.on, found.key[-10:]) == ("opened", coming.intakes[0].closes, "2026-12-03")  # type: ignore[index, union-attr]
    assert found.why["en"] == "Open until June 11, 2027"
    twice = piec(intakes=[call(-10, 30), call(90, 200)])
    assert [one.kind for one in between(look(twice), look(twice, day=LATER))] == ["opened"]


def test_what_closes_soon() -> None:
    """A call is said to close from the twenty-first day before its last one on, also at the first look, and only to those it is open to."""
    for days, kinds in ((SOON, ["closing_soon"]), (0, ["closing_soon"]), (SOON + 1, [])):
        assert [one.kind for one in between(None, look(piec(intakes=[call(-5, days)])))] == kinds
    near = piec(intakes=[call(-5, 5)], eligibility=OLD)
    assert between(None, look(near, who=profile(**YOUNG))) == []


def test_a_deadline_that_moves_is_a_change_of_terms() -> None:
    """The catalogue moved the last day; what time alone brings or takes away is no change of terms."""
    one, other = piec(intakes=[call(-5, 50)]), piec(intakes=[call(-5, 60)])
    (found,) = between(look(one), look(other))
    assert (found.kind, found.why["en"], found.on) == (
        "terms_changed",
        "last day to apply: January 12, 2027 → January 22, 2027",
        AS_OF + timedelta(days=60),
    )
    assert between(look(one), look(one, day=LATER)) == []
    (announced,) = between(look(piec(status="between_intakes")), look(piec(intakes=[call(50, 90)])))
    assert announced.why["en"] == "first day to apply: added January 12, 2027"
    (put_off,) = between(look(piec(intakes=[call(50, 90)])), look(piec(intakes=[call(60, 90)])))
    assert put_off.why["en"] == "first day to apply: January 12, 2027 → January 22, 2027"


def test_terms() -> None:
    """A change of what a plan rests on is told in words, under a key that turns on what they are now."""
    low, high = (piec(amount={"max": amount}) for amount in (500_000, 600_000))
    (up,), (down,) = between(look(low), look(high)), between(look(high), look(low))
    assert told([up]) == [("terms_changed", "maximum: $500,000 → $600,000")]
    assert up.key != down.key


# --- Never the same twice --------------------------------------------------------------------------------------------------


def test_the_same_news_is_told_once() -> None:
    """What was told is not told on another day; a deadline that moved is another news."""
    closing = piec(intakes=[call(-5, 10)])
    first = between(None, look(closing))
    keys = remember((), untold(first, ()))
    again = between(look(closing), look(closing, day=AS_OF + timedelta(days=3)))
    assert [one.kind for one in again] == ["closing_soon"]
    assert untold(again, keys) == []
    moved = between(look(closing), look(piec(intakes=[call(-5, 12)])))
    assert [one.kind for one in untold(moved, keys)] == ["closing_soon", "terms_changed"]


def test_what_comes_back_is_told_again() -> None:
    """Gained, lost and gained again are three news, since each takes back the one before."""
    there, away = look(piec()), look()
    keys: frozenset[str] = frozenset()
    for before, after, kind in ((away, there, "gained"), (there, away, "lost"), (away, there, "gained")):
        new = untold(between(before, after), keys)
        assert [one.kind for one in new] == [kind]
        keys = remember(keys, new)
    assert len(keys) == 1


# --- What holds of any two looks --------------------------------------------------------------------------------------------

DAYS = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
NAMES = st.lists(st.sampled_from(["groups", "confirm:viable", "any(groups, tenure)", "legal_form"]), unique=True).map(
    lambda names: tuple(sorted(names))
)
STANDINGS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.builds(
        Standing,
        verdict=st.sampled_from([Verdict.ELIGIBLE, Verdict.TO_CONFIRM, Verdict.NEAR_MISS]),
        window=st.sampled_from(["open", "upcoming", "between_intakes", "unknown"]),
        opens=DAYS,
        closes=DAYS,
        to_confirm=NAMES,
        unmet=NAMES,
        terms=st.dictionaries(st.sampled_from(["amount.max", "stacking", "funds"]), st.integers(0, 3) | st.sampled_from("xy")),
    ),
)


@given(same=STANDINGS, day=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_nothing_changed(same: dict[str, Standing], day: date) -> None:
    """Between a look and itself nothing is new, but that a call may close soon."""
    assert {turn.kind for turn in compare(same, same, day)} <= {"closing_soon"}


@given(before=st.none() | STANDINGS, after=STANDINGS, day=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_any_two_looks(before: dict[str, Standing] | None, after: dict[str, Standing], day: date) -> None:
    """Keys are unique and do not hold the day of the look, the order of programs changes nothing, and a first look is no flood."""
    found = compare(before, after, day)
    keys = [turn.key for turn in found]
    assert len(set(keys)) == len(keys)
    shuffled = list(after.items())
    random.Random(len(keys)).shuffle(shuffled)
    assert compare(before and dict(reversed(before.items())), dict(shuffled), day) == found
    kinds = {turn.kind for turn in found}
    assert before is not None or kinds <= {"closing_soon"}
    assert kinds <= set(KINDS) == set(KIND_WORDS)
    next_day = {turn.key for turn in compare(before, after, day + timedelta(days=1))}
    assert {turn.key for turn in found if turn.kind not in {"terms_changed", "closing_soon"}} <= next_day


@given(before=STANDINGS, after=STANDINGS)
def test_lost_and_gained_are_what_they_say(before: dict[str, Standing], after: dict[str, Standing]) -> None:
    """What is gained was not open and is, what is lost was and is not, and no program is both."""
    for turn in compare(before, after, AS_OF):
        was, now = (bool((one := look_.get(turn.program)) and one.verdict in OPEN) for look_ in (before, after))
        wanted = {"gained": (False, True), "lost": (True, False), "closing_soon": (was, True)}.get(turn.kind, (True, True))
        assert (was, now) == wanted


ANSWERS: dict[str, Any] = {"legal_form": "nonprofit", "founded": "2020-01-01", "groups": ["women"], "municipality": "Granby"}
ASKING = catalogue(
    program("form", eligibility=requires(NONPROFIT)),
    program("women", eligibility=requires(WOMEN)),
    program("old", eligibility=requires({"years_operating": {"min": 2}})),
    program("choice", eligibility=requires({"any": [WOMEN, {"years_operating": {"min": 2}}]})),
    program("not", eligibility={"excludes": [{"legal_form": ["mutual"]}]}),
    program("local", eligibility=requires({"territory": ["mrc:la-haute-yamaska"]}), local_version_of="everywhere"),
    program("everywhere"),
)
ASKED = Matcher(ASKING)


@given(forgotten=st.sets(st.sampled_from(sorted(ANSWERS))))
def test_what_becomes_unknown_is_never_lost(forgotten: set[str]) -> None:
    """Taking answers back can ask for a confirmation again; it never takes a program away."""
    full = ASKED.match(profile(**ANSWERS), AS_OF)
    less = ASKED.match(profile(**{name: value for name, value in ANSWERS.items() if name not in forgotten}), AS_OF)
    assert [one for one in between(full, less) if one.kind == "lost"] == []
    assert {one.kind for one in between(full, less)} <= {"to_reconfirm", "gained"}


@given(known=st.sets(st.sampled_from(sorted(ANSWERS))), later=st.sets(st.sampled_from(sorted(ANSWERS))))
def test_every_news_has_its_words(known: set[str], later: set[str]) -> None:
    """Whatever changes, each news says why in both languages."""
    one, other = (ASKED.match(profile(**{name: ANSWERS[name] for name in names}), AS_OF) for names in (known, later))
    for new in between(one, other):
        assert [language for language in LANGUAGES if not new.why[language].strip() or not new.name[language]] == []
