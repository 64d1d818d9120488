"""What holds of the rules whatever the criteria and the answers are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matcher.facts import Facts, facts
from matcher.profile import ATTRIBUTES, SECTIONS, Profile
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Criterion, Eligibility, Not, parse_criterion
from matcher.rules.truth import Truth, all_of, any_of
from matcher.rules.verdict import Verdict, decide
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory

AS_OF = date(2026, 11, 23)
QUICK = settings(max_examples=60, deadline=None)

PLACES = (
    "quebec",
    "region:monteregie",
    "mrc:les-maskoutains",
    "mrc:acton",
    "municipality:saint-hyacinthe",
    "region:montreal",
    "municipality:rimouski",
)
PLACE_ANSWERS: tuple[dict[str, str], ...] = (
    {"region": "Montérégie"},
    {"region": "Montérégie", "mrc": "Les Maskoutains"},
    {"region": "Montérégie", "mrc": "Les Maskoutains", "municipality": "Saint-Hyacinthe"},
    {"mrc": "Acton"},
    {"municipality": "Rimouski"},
    {"region": "Montréal"},
)
"""Each of the first three is a more precise answer than the one before."""

DAYS = st.dates(date(2010, 1, 1), date(2027, 12, 31))
AMOUNTS = {"number": 60, "money": 200_000, "years": 12}


# --- Criteria -------------------------------------------------------------------------------------------------------


def codes_of(name: str) -> list[str]:
    """Return the codes that criteria on the attribute `name` are drawn from."""
    return list(PLACES) if name == "territory" else list(vocabulary(ATTRIBUTES[name].vocabulary or ""))


def ranges(bounds: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a minimum, a maximum or both, in order."""
    both = st.tuples(bounds, bounds).map(sorted).map(lambda pair: {"min": pair[0], "max": pair[1]})
    return st.one_of(bounds.map(lambda low: {"min": low}), bounds.map(lambda high: {"max": high}), both)


def constraints(name: str) -> st.SearchStrategy[Any]:
    """Draw a constraint on the attribute `name` in its YAML form."""
    kind = ATTRIBUTES[name].kind
    if kind == "yes_no":
        return st.booleans()
    if kind in {"choice", "choices", "place"}:
        listed = st.lists(st.sampled_from(codes_of(name)), min_size=1, max_size=4, unique=True)
        return st.one_of(listed, listed.map(lambda codes: {"all": codes})) if kind == "choices" else listed
    if kind == "date":
        return ranges(DAYS)
    return ranges(st.sampled_from([0, 0.25, 0.4, 0.5, 1]) if kind == "share" else st.integers(0, AMOUNTS[kind]))


NAMES = st.sampled_from(sorted(ATTRIBUTES))
SIMPLE = NAMES.flatmap(lambda name: constraints(name).map(lambda raw: {name: raw}))
CONFIRM = st.sampled_from(list(vocabulary("confirmations"))).map(lambda code: {"confirm": {"id": code}})


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw one level of `any`, `all` or `not` around `inner`."""
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        inner,
        several.map(lambda parts: {"any": parts}),
        several.map(lambda parts: {"all": parts}),
        inner.map(lambda part: {"not": part}),
    )


CRITERIA = nested(nested(SIMPLE | CONFIRM)).map(parse_criterion)
"""Criteria up to three levels deep."""

ELIGIBILITIES = st.builds(
    lambda requires, excludes: Eligibility.model_validate({"requires": requires, "excludes": excludes}),
    st.lists(nested(SIMPLE | CONFIRM), max_size=3),
    st.lists(SIMPLE, max_size=2),
)


# --- Profiles -------------------------------------------------------------------------------------------------------


def answers_to(name: str) -> st.SearchStrategy[Any]:
    """Draw an answer to the attribute `name` in the form of a profile file."""
    kind = ATTRIBUTES[name].kind
    if kind == "yes_no":
        return st.booleans()
    if kind == "choice":
        return st.sampled_from(codes_of(name))
    if kind == "choices":
        return st.lists(st.sampled_from(codes_of(name)), max_size=3, unique=True)
    if kind == "date":
        return st.one_of(DAYS.map(date.isoformat), DAYS.map(lambda d: f"{d:%Y-%m}"), DAYS.map(lambda d: d.year))
    return st.sampled_from([0, 0.25, 0.39, 0.4, 1]) if kind == "share" else st.integers(0, AMOUNTS[kind])


ANSWERED = [name for name, attribute in ATTRIBUTES.items() if attribute.asks is None]
"""The attributes that a profile answers by their own name."""


@st.composite
def raw_profiles(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Draw a profile that answers some questions and leaves the others open."""
    raw: dict[str, dict[str, Any]] = {"enterprise": {}, "project": {}, "confirmations": {}}
    for name in draw(st.lists(st.sampled_from(ANSWERED), unique=True)):
        raw[SECTIONS[name]][name] = draw(answers_to(name))
    raw["enterprise"] |= draw(st.sampled_from([{}, *PLACE_ANSWERS]))
    chosen = st.sampled_from(list(vocabulary("confirmations")))
    raw["confirmations"] = draw(st.dictionaries(chosen, st.booleans(), max_size=12))
    return raw


def known(raw: dict[str, Any], as_of: date = AS_OF) -> Facts:
    """Return the facts of a profile in its raw form."""
    return facts(Profile.model_validate(raw), as_of)


PROFILES = raw_profiles().map(known)


def leaves(criterion: Criterion) -> Iterator[Criterion]:
    """Yield the criteria that have no parts."""
    if isinstance(criterion, Not):
        yield from leaves(criterion.criterion)
    elif isinstance(criterion, AnyOf | AllOf):
        for part in criterion.criteria:
            yield from leaves(part)
    else:
        yield criterion


# --- Three truth values ---------------------------------------------------------------------------------------------


@QUICK
@given(CRITERIA, PROFILES)
def test_double_negation(criterion: Criterion, answered: Facts) -> None:
    """The opposite of the opposite of a criterion is the criterion."""
    assert criterion.truth(answered) == Not(Not(criterion)).truth(answered)


@QUICK
@given(st.lists(CRITERIA, min_size=1, max_size=3), PROFILES)
def test_de_morgan(criteria: list[Criterion], answered: Facts) -> None:
    """What is not any of several is the opposite of each, and what is not all of them is the opposite of one."""
    parts, opposites = tuple(criteria), tuple(Not(c) for c in criteria)
    assert AllOf(opposites).truth(answered) == Not(AnyOf(parts)).truth(answered)
    assert AnyOf(opposites).truth(answered) == Not(AllOf(parts)).truth(answered)


@pytest.mark.parametrize("left", Truth)
@pytest.mark.parametrize("right", Truth)
def test_tables_of_kleene(left: Truth, right: Truth) -> None:
    """`and` is false as soon as one part is, `or` true as soon as one part is, and what is left is unknown."""
    pair = {left, right}
    both = Truth.FALSE if Truth.FALSE in pair else Truth.UNKNOWN if Truth.UNKNOWN in pair else Truth.TRUE
    one = Truth.TRUE if Truth.TRUE in pair else Truth.UNKNOWN if Truth.UNKNOWN in pair else Truth.FALSE
    assert both is all_of([left, right])
    assert one is any_of([left, right])


# --- What is not known ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ATTRIBUTES)
@settings(QUICK, max_examples=10)
@given(data=st.data())
def test_without_an_answer_every_criterion_is_unknown(name: str, data: st.DataObject) -> None:
    """A criterion on any attribute is unknown where nothing was answered."""
    criterion = parse_criterion({name: data.draw(constraints(name))})
    assert Truth.UNKNOWN is criterion.truth(known({}))


@QUICK
@given(CRITERIA)
def test_an_empty_profile_decides_nothing(criterion: Criterion) -> None:
    """Without any answer no criterion, however nested, is decided."""
    assert Truth.UNKNOWN is criterion.truth(known({}))


@QUICK
@given(ELIGIBILITIES)
def test_an_empty_profile_has_everything_to_confirm(eligibility: Eligibility) -> None:
    """A program with criteria is neither open nor refused to a profile that says nothing."""
    assume(eligibility.requires or eligibility.excludes)
    assert Verdict.TO_CONFIRM is decide(eligibility, known({}), "program").verdict


# --- More answers, and more precise ones -----------------------------------------------------------------------------


@settings(QUICK, max_examples=150, suppress_health_check=[HealthCheck.filter_too_much])
@given(CRITERIA, raw_profiles(), st.data())
def test_one_more_answer_keeps_what_was_decided(criterion: Criterion, raw: dict[str, Any], data: st.DataObject) -> None:
    """A criterion that is decided stays as it is when a question that was open is answered."""
    before = criterion.truth(known(raw))
    assume(before is not Truth.UNKNOWN)
    missing: list[tuple[str, st.SearchStrategy[dict[str, Any]]]] = [
        (SECTIONS[name], answers_to(name).map(lambda answer, name=name: {name: answer}))
        for name in ANSWERED
        if name not in raw[SECTIONS[name]]
    ]
    unconfirmed = [code for code in vocabulary("confirmations") if code not in raw["confirmations"]]
    missing.append(
        ("confirmations", st.sampled_from(unconfirmed).flatmap(lambda code: st.booleans().map(lambda yes: {code: yes})))
    )
    if not raw["enterprise"].keys() & {"region", "mrc", "municipality"}:
        missing.append(("enterprise", st.sampled_from(PLACE_ANSWERS)))
    section, answers = data.draw(st.sampled_from(missing))
    assert before is criterion.truth(known(raw | {section: raw[section] | data.draw(answers)}))


NARROWER = [
    (name, wide.code, narrow.code)
    for name in ANSWERED
    if ATTRIBUTES[name].vocabulary
    for wide in vocabulary(ATTRIBUTES[name].vocabulary or "").values()
    for narrow in vocabulary(ATTRIBUTES[name].vocabulary or "").children(wide.code)
    if not narrow.either
]
"""Each attribute with a wide term and one that is surely below it: a CPE may be no cooperative, so it is left out."""


def near(name: str, *codes: str) -> st.SearchStrategy[Criterion]:
    """Draw a criterion on `name` that is likely to meet one of `codes`, alone or beside others."""
    words = vocabulary(ATTRIBUTES[name].vocabulary or "")
    family = sorted(
        {
            *codes,
            *(term.code for code in codes for term in words.children(code)),
            *(p for code in codes for p in words[code].parents),
        }
    )
    listed = st.lists(st.sampled_from(family), min_size=1, max_size=3, unique=True)
    raw = listed.map(lambda some: {name: {"all": some} if ATTRIBUTES[name].kind == "choices" and len(some) > 1 else some})
    return nested(raw | SIMPLE).map(parse_criterion)


@settings(QUICK, max_examples=200)
@given(st.sampled_from(NARROWER), raw_profiles(), st.data())
def test_a_narrower_word_never_flips(step: tuple[str, str, str], raw: dict[str, Any], data: st.DataObject) -> None:
    """A criterion that a wide word decides is decided alike by each word below it."""
    name, wide, narrow = step
    criterion = data.draw(near(name, wide, narrow))
    several = ATTRIBUTES[name].kind == "choices"
    section = SECTIONS[name]
    before, after = (
        criterion.truth(known(raw | {section: raw[section] | {name: [code] if several else code}})) for code in (wide, narrow)
    )
    assert before in {Truth.UNKNOWN, after}


@QUICK
@given(CRITERIA | st.lists(st.sampled_from(PLACES), min_size=1).map(lambda p: parse_criterion({"territory": p})), raw_profiles())
def test_a_narrower_place_never_flips(criterion: Criterion, raw: dict[str, Any]) -> None:
    """What a region decides, its MRC and its municipality decide alike."""
    bare = {key: value for key, value in raw["enterprise"].items() if key not in {"region", "mrc", "municipality"}}
    truths = [criterion.truth(known(raw | {"enterprise": bare | place})) for place in ({}, *PLACE_ANSWERS[:3])]
    decided = [truth for truth in truths if truth is not Truth.UNKNOWN]
    assert decided == truths[len(truths) - len(decided) :], "once decided, always decided"
    assert len(set(decided)) <= 1


@QUICK
@given(CRITERIA | constraints("years_operating").map(lambda raw: parse_criterion({"years_operating": raw})), raw_profiles(), DAYS)
def test_a_more_precise_date_never_flips(criterion: Criterion, raw: dict[str, Any], founded: date) -> None:
    """What the founding year decides, the month and the day decide alike."""
    truths = [
        criterion.truth(known(raw | {"enterprise": raw["enterprise"] | {"founded": text}}))
        for text in (founded.year, f"{founded:%Y-%m}", founded.isoformat())
    ]
    decided = [truth for truth in truths if truth is not Truth.UNKNOWN]
    assert decided == truths[len(truths) - len(decided) :]
    assert len(set(decided)) <= 1


# --- The verdict ----------------------------------------------------------------------------------------------------


@settings(QUICK, max_examples=150)
@given(ELIGIBILITIES, PROFILES)
def test_the_verdict_follows_from_the_reasons(eligibility: Eligibility, answered: Facts) -> None:
    """All true is eligible, some unknown and none false is to confirm, and one false is a near miss or a refusal."""
    decision = decide(eligibility, answered, "program")
    truths = {reason.truth for reason in decision.reasons}
    if Truth.FALSE in truths:
        expected = {Verdict.NEAR_MISS if decision.near_miss else Verdict.NOT_ELIGIBLE}
    else:
        expected = {Verdict.TO_CONFIRM if Truth.UNKNOWN in truths else Verdict.ELIGIBLE}
        assert decision.near_miss is None
    assert expected == {decision.verdict}


@settings(QUICK, max_examples=150)
@given(ELIGIBILITIES, PROFILES)
def test_a_near_miss_names_criteria_that_failed(eligibility: Eligibility, answered: Facts) -> None:
    """Each step mends a criterion that is false now, on an attribute that can change."""
    miss = decide(eligibility, answered, "program").near_miss
    steps = miss.steps if miss else ()
    assert [step for step in steps if step.criterion.truth(answered) is not Truth.FALSE] == []
    assert [step for step in steps if ATTRIBUTES[step.criterion.attribute].change == "fixed"] == []
    assert [step for step in steps if step.on is not None and step.on <= answered.as_of] == []


MINIMUM = st.integers(1, 12).map(lambda years: {"years_operating": {"min": years}})
OLD_ENOUGH = nested(MINIMUM).filter(lambda raw: "not" not in raw)
"""Criteria that time alone can turn from a no into a yes, alone or in `any` and `all`."""

FOUNDED = st.dates(date(2016, 1, 1), date(2026, 11, 22))


@settings(QUICK, max_examples=150)
@given(
    st.lists(OLD_ENOUGH, min_size=1, max_size=3),
    st.one_of(FOUNDED.map(date.isoformat), FOUNDED.map(lambda d: f"{d:%Y-%m}"), st.integers(2016, 2025)),
)
def test_a_near_miss_by_time_comes_true(criteria: list[dict[str, Any]], founded: str | int) -> None:
    """On its day nothing that failed is false any more, and on the day before something is not yet true."""
    raw = {"enterprise": {"founded": founded}}
    eligibility = Eligibility.model_validate({"requires": criteria})
    now = decide(eligibility, known(raw), "program")
    assume(now.near_miss is not None and now.near_miss.date is not None)
    assert now.near_miss is not None
    assert now.near_miss.date is not None
    failed = [reason.criterion for reason in now.with_truth(Truth.FALSE)]
    then, before = (known(raw, now.near_miss.date - timedelta(days=days)) for days in (0, 1))
    assert [criterion for criterion in failed if criterion.truth(then) is not Truth.TRUE] == []
    assert [criterion for criterion in failed if criterion.truth(before) is not Truth.TRUE] != []
    if len(str(founded)) == len("2016-01-01"):
        assert [criterion for criterion in failed if criterion.truth(before) is Truth.FALSE] != []


@pytest.mark.parametrize("founded", ["2024-02-29", "2023-03-01", "2024-12-31", "2024-02", "2025", 2025])
@pytest.mark.parametrize("years", [3, 4, 5])
def test_a_near_miss_by_time_comes_true_on_hard_days(founded: str | int, years: int) -> None:
    """The day is right for leap days, ends of years, and dates known by the month or the year only."""
    raw = {"enterprise": {"founded": founded}}
    eligibility = Eligibility.model_validate({"requires": [{"years_operating": {"min": years}}]})
    miss = decide(eligibility, known(raw, date(2026, 2, 1)), "program").near_miss
    assert miss is not None
    assert miss.date is not None
    assert Verdict.ELIGIBLE is decide(eligibility, known(raw, miss.date), "program").verdict
    assert Verdict.ELIGIBLE is not decide(eligibility, known(raw, miss.date - timedelta(days=1)), "program").verdict


# --- Reading and writing ----------------------------------------------------------------------------------------------


@QUICK
@given(CRITERIA)
def test_every_criterion_is_a_sentence(criterion: Criterion) -> None:
    """Every criterion prints in both languages, and not as code."""
    for language in ("fr", "en"):
        sentence = criterion.sentence(language)
        assert sentence.strip()
        assert "None" not in sentence
        assert "{" not in sentence
        for leaf in leaves(criterion):
            if isinstance(leaf, AttributeCriterion):
                assert leaf.constraint.sentence(leaf.attribute, language) in sentence


def test_the_places_of_the_tests_are_places() -> None:
    """The places that the strategies draw from exist, and narrow down as the tests assume."""
    assert [code for code in PLACES if code not in territory()] == []
    narrowing = [known({"enterprise": place}).profile.enterprise.place for place in PLACE_ANSWERS[:3]]
    assert [place.kind for place in narrowing if place] == ["region", "mrc", "municipality"]
