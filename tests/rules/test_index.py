"""The index answers as the tree does, program by program, whatever the criteria and the answers are."""

from __future__ import annotations

import gc
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matcher.catalogue import load_catalogue
from matcher.evaluation import read_cases
from matcher.facts import Facts, facts
from matcher.profile import Profile
from matcher.rules.alternatives import MOST, TooManyAlternativesError, alternatives
from matcher.rules.criteria import Eligibility, parse_criterion
from matcher.rules.index import Index
from matcher.rules.layout import Layout
from matcher.rules.level import TRUTH_OF, Leaves
from matcher.rules.truths import Truths
from matcher.rules.verdict import Verdict, decide, silence
from tests.rules.test_cases import CASES
from tests.rules.test_properties import AS_OF, CRITERIA, DAYS, ELIGIBILITIES, PROFILES, QUICK, known, raw_profiles

FUNDED = Path(__file__).parent.parent / "cases" / "funded.yaml"
SENSITIVE = {"enterprise": {"sector": ["gambling"]}}


def asking(*criteria: Any, **parts: Any) -> Eligibility:
    """Return what a program asks for, from its YAML form."""
    return Eligibility.model_validate({"requires": list(criteria), **parts})


def by_tree(programs: dict[str, Eligibility], answered: Facts) -> dict[str, Verdict]:
    """Return the verdicts of the evaluator that walks one program after another."""
    return {program_id: decide(eligibility, answered, program_id).verdict for program_id, eligibility in programs.items()}


def by_index(programs: dict[str, Eligibility], answered: Facts) -> dict[str, Verdict]:
    """Return the verdicts of the index."""
    found = Index(programs, answered.as_of).verdicts(answered)
    return {program_id: found.of(program_id) for program_id in programs}


@settings(QUICK, max_examples=300)
@given(st.lists(ELIGIBILITIES, max_size=5), PROFILES)
def test_the_index_answers_as_the_tree(eligibilities: list[Eligibility], answered: Facts) -> None:
    """Every program has the same verdict, near misses included."""
    programs = {f"program-{number}": eligibility for number, eligibility in enumerate(eligibilities)}
    assert by_tree(programs, answered) == by_index(programs, answered)


@pytest.mark.parametrize("day", sorted({case.as_of for case in CASES}), ids=str)
def test_the_index_answers_every_case(day: date) -> None:
    """All cases of one day stand in one index, which gives each the verdict that the case states."""
    cases = {case.name: case for case in CASES if case.as_of == day}
    index = Index({name: case.eligibility for name, case in cases.items()}, day)
    for name, case in cases.items():
        answered = facts(case.profile, day)
        expected = decide(case.eligibility, answered, name).verdict if answered.sensitive else case.verdict
        assert (name, index.verdicts(answered).of(name)) == (name, expected)


@pytest.mark.parametrize("day", sorted({case.as_of for case in CASES}), ids=str)
def test_criteria_decided_together_come_to_what_each_case_states(day: date) -> None:
    """All criteria of the cases of one day are decided at once, and each comes to the truth that it has alone."""
    cases = [case for case in CASES if case.as_of == day]
    criteria = [criterion for case in cases for criterion in case.eligibility.conjuncts(day)]
    truths = Truths(Leaves(criteria), day)
    numbers = [truths.number(criterion) for criterion in criteria]
    truths.settle()
    for case in cases:
        answered = facts(case.profile, day)
        levels = truths.all(answered)
        assert [TRUTH_OF[levels[number]] for number in numbers] == [criterion.truth(answered) for criterion in criteria]


@settings(QUICK, max_examples=150)
@given(st.lists(CRITERIA, min_size=1, max_size=5), PROFILES)
def test_criteria_decided_together_come_to_what_each_comes_to(criteria: list[Any], answered: Facts) -> None:
    """Each criterion, however nested, has the truth that it has alone."""
    truths = Truths(Leaves(criteria), answered.as_of)
    numbers = [truths.number(criterion) for criterion in criteria]
    truths.settle()
    levels = truths.all(answered)
    assert [criterion.truth(answered) for criterion in criteria] == [TRUTH_OF[levels[number]] for number in numbers]


@pytest.mark.parametrize(
    ("eligibility", "raw"),
    [
        (asking({"sector": ["food"]}, {"sector": ["arts_culture"]}), {"enterprise": {"sector": ["grocery", "arts_culture"]}}),
        (asking({"sector": {"all": ["food", "arts_culture"]}}), {"enterprise": {"sector": ["grocery", "arts_culture"]}}),
        (asking({"sector": {"all": ["food"]}}), {"enterprise": {"sector": ["grocery", "arts_culture"]}}),
        (asking(excludes=[{"sector": ["food"]}]), {"enterprise": {"sector": ["arts_culture", "grocery"]}}),
        (
            asking(excludes=[{"sector": {"all": ["food", "arts_culture"]}}]),
            {"enterprise": {"sector": ["arts_culture", "grocery"]}},
        ),
        (asking({"groups": ["women"]}), {"enterprise": {"groups": []}}),
        (asking(excludes=[{"groups": {"all": ["women"]}}]), {"enterprise": {"groups": []}}),
        (asking({"sector": ["food"]}), {"enterprise": {"sector": ["a word that says nothing we know", "arts_culture"]}}),
        (asking({"total_cost": {"min": 100_000}}), {"project": {"total_cost": 50_000}}),
        (asking({"total_cost": {"min": 100_000}}), {"project": {"total_cost": 49_999}}),
        (asking({"total_cost": {"max": 100_000}}), {"project": {"total_cost": 200_000}}),
        (asking({"total_cost": {"max": 100_000}}), {"project": {"total_cost": 200_001}}),
        (asking({"own_revenue_share": {"min": 0.4}}), {"enterprise": {"own_revenue_share": 0.4}}),
        (asking({"own_revenue_share": {"max": 0.1}}), {"enterprise": {"own_revenue_share": 0.1}}),
        (asking({"legal_form": ["solidarity_coop"]}), {"enterprise": {"legal_form": "cooperative"}}),
        (asking({"years_operating": {"min": 2}}), {"enterprise": {"founded": "2024"}}),
        (asking({"not": {"not": {"years_operating": {"min": 5}}}}), {"enterprise": {"founded": "2024"}}),
        (asking({"not": {"confirm": {"id": "viable"}}}, {"confirm": {"id": "viable"}}), {"confirmations": {"viable": True}}),
        (asking({"not": {"confirm": {"id": "viable"}}}, {"confirm": {"id": "viable"}}), {}),
        (asking(), SENSITIVE),
        (asking({"sector": ["food"]}), SENSITIVE),
        (asking(), SENSITIVE | {"confirmations": {"sector-accepted:program": False}}),
        (asking(), SENSITIVE | {"confirmations": {"sector-accepted:program": True}}),
        (asking({"years_operating": {"min": 5}}), {"enterprise": {"sector": ["gambling"], "founded": "2024"}}),
    ],
)
def test_answers_that_are_easily_got_wrong(eligibility: Eligibility, raw: dict[str, Any]) -> None:
    """Two criteria on one list, bounds met exactly, steps that are too large, double negation, and silence: as the tree says."""
    assert by_tree({"program": eligibility}, known(raw)) == by_index({"program": eligibility}, known(raw))


@settings(QUICK, max_examples=60)
@given(raw_profiles(), DAYS)
def test_a_rule_counts_on_its_days_only(raw: dict[str, Any], day: Any) -> None:
    """A criterion out of force is as if it were not there, inside `any`, `all` and `not` too."""
    dated = {"years_operating": {"min": 2}, "in_force": {"from": AS_OF.replace(year=2020), "until": AS_OF.replace(year=2024)}}
    programs = {
        "plain": asking(dated),
        "any": asking({"any": [dated, {"employees": {"min": 5}}]}),
        "only": asking({"any": [dated]}),
        "none": asking({"not": {"any": [dated]}}),
        "not": asking({"not": dated}),
        "excluded": asking(excludes=[dated]),
    }
    assert by_tree(programs, known(raw, day)) == by_index(programs, known(raw, day))


@settings(QUICK, max_examples=150)
@given(st.lists(ELIGIBILITIES, min_size=1, max_size=4), st.lists(ELIGIBILITIES, min_size=1, max_size=3), PROFILES)
def test_edited_programs_are_patched_in(before: list[Eligibility], edits: list[Eligibility], answered: Facts) -> None:
    """An index with edited programs answers as one made anew, and the one before the edits is as it was."""
    programs = {f"program-{number}": eligibility for number, eligibility in enumerate(before)}
    edited = {f"program-{number % len(before)}": eligibility for number, eligibility in enumerate(edits)}
    index = Index(programs, answered.as_of)
    patched = index
    for number, eligibility in enumerate(edits):
        patched = patched.patched({f"program-{number % len(before)}": eligibility})
    found, as_it_was = patched.verdicts(answered), index.verdicts(answered)
    assert by_tree(programs | edited, answered) == {program_id: found.of(program_id) for program_id in programs}
    assert by_tree(programs, answered) == {program_id: as_it_was.of(program_id) for program_id in programs}


def test_only_a_program_that_is_there_can_be_edited() -> None:
    """A new program takes a new index."""
    with pytest.raises(KeyError):
        Index({"program": asking()}, AS_OF).patched({"another": asking()})


def test_the_whole_catalogue_on_real_projects() -> None:
    """Every program of the catalogue has the same verdict by both evaluators, on every project of the cases."""
    programs = {program.id: program.eligibility for program in load_catalogue().values()}
    index = Index(programs, AS_OF)
    for case in read_cases(FUNDED):
        answered = known(case.profile.raw())
        found = index.verdicts(answered)
        assert by_tree(programs, answered) == {program_id: found.of(program_id) for program_id in programs}


def test_criteria_that_multiply_out_too_far_are_refused() -> None:
    """The bound is said, and what to do; criteria at the bound are taken."""
    pair = [{"any": [{"confirm": {"id": f"c{n}{side}", "fr": "Oui", "en": "Yes"}} for side in "ab"]} for n in range(7)]
    assert len(alternatives(asking(*pair[:6]), AS_OF)) == MOST
    with pytest.raises(TooManyAlternativesError, match="more than 64 alternatives"):
        alternatives(asking(*pair), AS_OF)


@given(st.lists(CRITERIA, min_size=1, max_size=3))
@settings(QUICK)
@example([parse_criterion({"any": [{"employees": {"min": 1}}, {"employees": {"min": 1}}]})])
def test_leaves_are_counted_once(criteria: list[Any]) -> None:
    """Criteria that state the same are one leaf, whoever states them."""
    leaves = Leaves([*criteria, *criteria])
    assert len(leaves.number) == sum(len(levels.criteria) for levels in leaves.levels.values()) + len(leaves.conditions)


def same_as_tree(programs: dict[str, Eligibility], raw: dict[str, Any]) -> bool:
    answered = facts(Profile.model_validate(raw), AS_OF)
    return by_tree(programs, answered) == by_index(programs, answered)


def test_conditions_are_counted() -> None:
    """Up to five conditions, asked for and asked not to be, each answered yes, no or not at all."""
    named = [{"confirm": {"id": f"c{number}", "fr": "x", "en": "x"}} for number in range(5)]
    programs = {f"first-{count}": asking(*named[:count]) for count in range(6)}
    programs |= {f"last-{count}": asking(*named[count:]) for count in range(4)}
    programs |= {
        "not": asking({"not": named[0]}, named[1]),
        "any": asking({"any": named[:2]}, named[2]),
        "both": asking(named[0], {"not": named[0]}),
    }
    programs |= {"excludes": asking(named[3], excludes=[named[0], {"any": [named[1], {"not": named[2]}]}])}
    for answers in product((None, True, False), repeat=5):
        given = {f"c{number}": answer for number, answer in enumerate(answers) if answer is not None}
        assert same_as_tree(programs, {"confirmations": given}), given


def test_one_of_several_choices_for_each_criterion() -> None:
    """Criteria on one attribute that ask for one choice, for each, or for none, up to four of them together."""
    codes = ("equipment", "construction", "vehicle", "consulting")
    one = [{"uses": [code]} for code in codes]
    pairs = [{"uses": list(pair)} for pair in combinations(codes, 2)]
    programs = {f"one-{count}": asking(*one[:count]) for count in range(1, 5)}
    programs |= {f"pairs-{first}-{count}": asking(*pairs[first : first + count]) for count in range(1, 4) for first in range(3)}
    programs |= {f"each-{number}": asking({"uses": {"all": list(pair)}}) for number, pair in enumerate(combinations(codes, 3))}
    programs |= {
        "none": asking(excludes=one[:2]),
        "either": asking({"any": [{"all": one[:2]}, {"all": one[1:]}, one[3]]}),
        "not each": asking({"not": {"uses": {"all": list(codes[:2])}}}, one[2]),
    }
    for count in range(5):
        for chosen in combinations(codes, count):
            assert same_as_tree(programs, {"project": {"uses": list(chosen)}}), chosen


def test_ways_that_ask_the_same_are_one() -> None:
    """Two ways of an `any` that state the same are one alternative, in whatever order they state it."""
    form, people = {"legal_form": ["nonprofit"]}, {"employees": {"min": 5}}
    assert len(alternatives(asking({"any": [form, form]}), AS_OF)) == 1
    assert len(alternatives(asking({"any": [{"all": [form, people]}, {"all": [people, form]}]}), AS_OF)) == 1
    assert len(alternatives(asking({"any": [form, people]}), AS_OF)) == 2


@pytest.mark.parametrize(
    ("criterion", "profiles"),
    [
        (
            {"years_operating": {"min": 5}},
            [{"enterprise": {"founded": founded}} for founded in ("2020", "2021", "2021-11-23", "2021-11", "2022", "2020-01-01")],
        ),
        ({"total_cost": {"max": 100_000}}, [{"project": {"total_cost": cost}} for cost in (50_000, 150_000, 200_000, 250_000)]),
        ({"total_cost": {"min": 100_000}}, [{"project": {"total_cost": cost}} for cost in (40_000, 50_000, 99_999, 100_000)]),
        ({"employees": {"min": 5}}, [{"enterprise": {"employees": people}} for people in (0, 4, 5, 6)]),
    ],
)
def test_one_index_answers_many(criterion: dict[str, Any], profiles: list[dict[str, Any]]) -> None:
    """What is kept of one answer is not taken for another that comes to something else: whatever the order they come in."""
    programs = {"program": asking(criterion)}
    for one in (profiles, profiles[::-1]):
        index = Index(programs, AS_OF)
        for raw in one:
            answered = known(raw)
            assert index.verdicts(answered).of("program") is by_tree(programs, answered)["program"], raw


def test_a_dated_rule_is_patched_in() -> None:
    """A rule of an edited program that is over, or not yet in force, asks for nothing on the day of the index."""
    rule = {"employees": {"min": 5}}
    over, still = {**rule, "in_force": {"until": date(2020, 1, 1)}}, {**rule, "in_force": {"until": AS_OF}}
    answered = facts(Profile.model_validate({"enterprise": {"employees": 1}}), AS_OF)
    index = Index({"program": asking(rule)}, AS_OF)
    found = [index.patched({"program": asking(one)}).verdicts(answered).of("program") for one in (over, still)]
    assert found == [Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE]


def test_what_several_providers_say_of_a_sensitive_activity() -> None:
    """Each answer counts for its own program, and a program whose provider has answered is silent no more."""
    names = ("first", "second", "third")
    programs = {name: asking() for name in names}
    index = Index(programs, AS_OF)
    for answers in product((None, True, False), repeat=3):
        said = {f"sector-accepted:{name}": answer for name, answer in zip(names, answers, strict=True) if answer is not None}
        answered = facts(Profile.model_validate({**SENSITIVE, "confirmations": said}), AS_OF)
        found = index.verdicts(answered)
        assert {name: found.of(name) for name in names} == by_tree(programs, answered)
        assert found.silent == {name for name, answer in zip(names, answers, strict=True) if answer is None}


def test_silence_on_a_sensitive_activity_in_an_edited_index() -> None:
    """Which programs are silent, and are still to be asked, is as in an index made anew."""
    condition = {"confirm": {"id": "c0", "fr": "x", "en": "x"}}
    names = ("plain", "asks", "names", "refuses")
    programs = dict(
        zip(
            names,
            (asking(), asking(condition), asking({"sector": ["gambling"]}), asking(excludes=[{"sector": ["gambling"]}])),
            strict=True,
        )
    )
    answers = {"c0": True, "sector-accepted:plain": True, "sector-accepted:names": False}
    for confirmations in ({}, answers):
        answered = facts(Profile.model_validate({**SENSITIVE, "confirmations": confirmations}), AS_OF)
        whole = Index(programs, AS_OF)
        assert {name: whole.verdicts(answered).of(name) for name in names} == by_tree(programs, answered)
        assert whole.verdicts(answered).silent == ({"asks"} if confirmations else {"asks", "plain"})
        for name, other in product(names, names):
            edited = {**programs, name: programs[other]}
            found, anew = whole.patched({name: programs[other]}).verdicts(answered), Index(edited, AS_OF).verdicts(answered)
            assert found.silent == anew.silent
            assert {one: found.of(one) for one in names} == by_tree(edited, answered)
    with pytest.raises(KeyError, match="elsewhere"):
        Index(programs, AS_OF).patched({"elsewhere": asking()})


def test_silence_is_read_once_for_the_sectors_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever names the same sectors finds what programs say of them, whatever else is answered: reading all of them takes milliseconds."""
    read: list[str] = []

    def counted(conjuncts: Any, known: Any, subject: str) -> Any:
        read.append(subject)
        return silence(conjuncts, known, subject)

    monkeypatch.setattr("matcher.rules.index.silence", counted)
    programs = {
        "plain": asking(),
        "names": asking({"sector": ["gambling"]}),
        "excludes": asking(excludes=[{"sector": ["gambling"]}]),
        "food": asking({"sector": ["food"]}),
    }
    index = Index(programs, AS_OF)
    for more in ({}, {"project": {"stage": "growth"}}, {"confirmations": {"sector-accepted:plain": True}}):
        answered = facts(Profile.model_validate({**SENSITIVE, **more}), AS_OF)
        assert {name: index.verdicts(answered).of(name) for name in programs} == by_tree(programs, answered)
    assert read == list(programs)
    for sectors, silent in (
        (["weapons"], {"plain", "excludes"}),
        (["gambling", "grocery"], {"plain", "food"}),
        (["gambling"], {"plain"}),
    ):
        other = facts(Profile.model_validate({"enterprise": {"sector": sectors}}), AS_OF)
        assert index.verdicts(other).silent == silent, "what asks for another sector refuses, and is not silent"


def test_what_is_not_in_force_any_more() -> None:
    """Alone, turned once and twice, within others and beside them: as the tree decides, in the index and together."""
    over = {"in_force": {"until": date(2020, 1, 1)}}
    still = {"in_force": {"until": AS_OF}}
    form, people = {"legal_form": ["nonprofit"]}, {"employees": {"min": 5}}
    alone = [
        {**form, **over},
        {"not": {**form, **over}},
        {"not": {"not": {**form, **over}}},
        {"any": [{**form, **over}]},
        {"all": [{**form, **over}]},
    ]
    alone += [
        {"not": {"any": [{**form, **over}]}},
        {"not": {"all": [{**form, **over}]}},
        {"not": {"not": {"any": [{**form, **over}]}}},
    ]
    alone += [
        {"not": {"any": [form, {**people, **over}]}},
        {"any": [{"not": {**form, **still}}, {"all": [people, {**form, **over}]}]},
    ]
    programs = {f"alone-{number}": asking(raw) for number, raw in enumerate(alone)}
    programs |= {f"with-{number}": asking({"any": [raw, people]}) for number, raw in enumerate(alone)}
    programs |= {f"excluded-{number}": asking(people, excludes=[raw]) for number, raw in enumerate(alone)}
    criteria = [parse_criterion(raw) for raw in alone]
    truths = Truths(Leaves(criteria), AS_OF)
    numbers = [truths.number(criterion) for criterion in criteria]
    truths.settle()
    for enterprise in (
        {},
        {"legal_form": "nonprofit"},
        {"legal_form": "mutual", "employees": 4},
        {"legal_form": "nonprofit", "employees": 5},
    ):
        assert same_as_tree(programs, {"enterprise": enterprise})
        answered = facts(Profile.model_validate({"enterprise": enterprise}), AS_OF)
        levels = truths.all(answered)
        assert [TRUTH_OF[levels[number]] for number in numbers] == [criterion.truth(answered) for criterion in criteria]


@pytest.mark.parametrize("collects", [True, False])
def test_the_garbage_collector_waits_for_the_index(monkeypatch: pytest.MonkeyPatch, collects: bool) -> None:
    """It is off while the index is made and as it was before once that is over, also where the index is refused."""
    pair = [{"any": [{"confirm": {"id": f"c{n}{side}", "fr": "Oui", "en": "Yes"}} for side in "ab"]} for n in range(7)]
    seen: list[bool] = []

    def watched(*given: Any) -> Layout:
        seen.append(gc.isenabled())
        return Layout(*given)

    monkeypatch.setattr("matcher.rules.index.Layout", watched)
    before = gc.isenabled()
    try:
        (gc.enable if collects else gc.disable)()
        Index({"program": asking()}, AS_OF)
        after = gc.isenabled()
        with pytest.raises(TooManyAlternativesError):
            Index({"program": asking(*pair)}, AS_OF)
        assert (seen, after, gc.isenabled()) == ([False, False], collects, collects)
    finally:
        (gc.enable if before else gc.disable)()


def test_nothing_to_decide() -> None:
    """No program, no criterion, and simple criteria alone."""
    answered = facts(Profile.model_validate({"enterprise": {"employees": 5}}), AS_OF)
    assert dict(Index({}, AS_OF).verdicts(answered).places) == {}
    for raw in ([], [{"employees": {"min": 5}}]):
        criteria = [parse_criterion(one) for one in raw]
        truths = Truths(Leaves(criteria), AS_OF)
        numbers = [truths.number(criterion) for criterion in criteria]
        truths.settle()
        levels = truths.all(answered)
        assert [TRUTH_OF[levels[number]] for number in numbers] == [criterion.truth(answered) for criterion in criteria]


def test_a_program_that_nothing_can_meet() -> None:
    """It is refused, alone too, where no other holds the first place."""
    never = {"not": {"any": [{"employees": {"min": 5}, "in_force": {"until": date(2020, 1, 1)}}]}}
    assert same_as_tree({"never": asking(never)}, {})
    assert same_as_tree({"never": asking(never), "neither": asking(never)}, {"enterprise": {"employees": 5}})
