"""The solver against every plan there is, on small random problems; the checker against plans that are wrong on purpose."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import OptimizeResult

from matcher.planning.checking import broken
from matcher.planning.problem import SHORTFALL, Limit, Payable, Problem, Solution, Source
from matcher.planning.solver import GOALS, Goal, NoPlanError, SolverError, _Model, least_shortfall, solve, value

WEIGHTS = [Fraction(1), Fraction(1, 2), Fraction(3, 10), Fraction(0)]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Return a problem so small that every plan can be looked at: a few dollars, lines and sources."""
    lines = tuple(Payable(f"l{i}", draw(st.integers(1, 4))) for i in range(draw(st.integers(1, 3))))
    names = [line.id for line in lines]
    sources = []
    for i in range(draw(st.integers(1, 4))):
        low = draw(st.integers(1, 3))
        file = draw(st.sampled_from([f"f{i}", "shared"]))
        pays = frozenset(draw(st.lists(st.sampled_from(names), min_size=1)))
        high = low + draw(st.integers(0, 4))
        weeks, doubts, unfit = draw(st.integers(0, 3)), draw(st.integers(0, 3)), draw(st.integers(0, 100))
        sources.append(Source(f"s{i}", file, low, high, pays, draw(st.booleans()), doubts, weeks, unfit))
    sources.append(Source("own", None, 0, draw(st.integers(0, 3)), frozenset(names)))
    files = sorted({source.file for source in sources if source.file})
    limits = tuple(_limit(draw, f"r{i}", sources) for i in range(draw(st.integers(0, 3))))
    exclusive = frozenset({tuple(sorted(draw(st.permutations(files))[:2]))} if len(files) > 1 and draw(st.booleans()) else set())
    fixed = frozenset({draw(st.sampled_from(files))}) if draw(st.integers(0, 4)) == 0 else frozenset()
    files_max = draw(st.none() | st.integers(1, 3))
    return Problem(lines, tuple(sources), limits, exclusive, fixed, files_max)  # type: ignore[arg-type]


def _limit(draw: st.DrawFn, name: str, sources: list[Source]) -> Limit:
    when = draw(st.none() | st.sampled_from([source.id for source in sources if source.file]))
    at_least = draw(st.booleans())
    weights = {source.id: draw(st.sampled_from(WEIGHTS)) for source in sources}
    bound = Fraction(draw(st.integers(0, 12)), draw(st.sampled_from([1, 2, 5])))
    if at_least:
        weights = {source: -weight for source, weight in weights.items()} | {SHORTFALL: Fraction(-1)}
        bound = -bound
    return Limit(name, "stacking", when, weights, bound)


def every_plan(problem: Problem) -> Iterator[Solution]:
    """Yield every plan that keeps every limit, found by looking at all of them and at nothing of the solver or the checker."""
    choices = [
        [0, *range(source.low, source.high + 1)] if source.file else range(source.low, source.high + 1)
        for source in problem.sources
    ]
    for amounts in product(*choices):
        shortfall = problem.total - sum(amounts)
        if shortfall < 0:
            continue
        given_by = {source.id: amount for source, amount in zip(problem.sources, amounts, strict=True) if amount}
        files = frozenset(source.file for source in problem.sources if source.file and source.id in given_by)
        if _keeps(problem, given_by, shortfall, files):
            yield Solution(given_by, shortfall, files)


def _keeps(problem: Problem, amounts: dict[str, int], shortfall: int, files: frozenset[str]) -> bool:
    everything = {**amounts, SHORTFALL: shortfall}
    for limit in problem.limits:
        counted = sum(weight * everything.get(source, 0) for source, weight in limit.weights.items())
        if (limit.when is None or limit.when in amounts) and counted > limit.bound:
            return False
    if any(set(pair) <= files for pair in problem.exclusive) or not problem.fixed <= files:
        return False
    parts = [source.file for source in problem.sources if source.file and source.id in amounts]
    if len(parts) > len(files):
        return False
    if problem.files_max is not None and len(files) > max(problem.files_max, len(problem.fixed)):
        return False
    return _has_room(problem, amounts)


def _has_room(problem: Problem, amounts: dict[str, int]) -> bool:
    """Hall's condition: no set of sources brings more than the lines that it may pay between them."""
    used = [source for source in problem.sources if source.id in amounts]
    for some in chain.from_iterable(combinations(used, size) for size in range(1, len(used) + 1)):
        reach = frozenset().union(*(source.pays for source in some))
        if sum(amounts[source.id] for source in some) > sum(line.amount for line in problem.lines if line.id in reach):
            return False
    return True


@given(problems(), st.sampled_from(GOALS))
@settings(max_examples=150, deadline=None)
def test_solver_agrees_with_looking_at_every_plan(problem: Problem, goal: Goal) -> None:
    """The plan exists where one does, misses no more money than need be, and no other plan is better at the goal."""
    plans = list(every_plan(problem))
    if not plans:
        with pytest.raises(NoPlanError):
            solve(problem, goal)
        return
    found = solve(problem, goal)
    assert broken(problem, found) == []
    least = min(plan.shortfall for plan in plans)
    assert found.shortfall == least == least_shortfall(problem)
    assert value(problem, found, goal) == min(value(problem, plan, goal) for plan in plans if plan.shortfall == least)


@given(problems(), st.sampled_from(GOALS), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_of_the_input_changes_nothing(problem: Problem, goal: Goal, chance: random.Random) -> None:
    """The same problem with everything shuffled gives the same plan."""
    lines, sources, limits = list(problem.lines), list(problem.sources), list(problem.limits)
    for part in (lines, sources, limits):
        chance.shuffle(part)
    shuffled = replace(problem, lines=tuple(lines), sources=tuple(sources), limits=tuple(limits))
    try:
        expected = solve(problem, goal)
    except NoPlanError:
        with pytest.raises(NoPlanError):
            solve(shuffled, goal)
    else:
        assert solve(shuffled, goal) == expected == solve(problem, goal)


@given(problems())
@settings(max_examples=100, deadline=None)
def test_checker_agrees_with_looking_at_every_plan(problem: Problem) -> None:
    """The checker passes each plan that holds, and no plan with a dollar more of one source."""
    good = {tuple(sorted(plan.amounts.items())) for plan in every_plan(problem)}
    for plan in list(every_plan(problem))[:20]:
        assert broken(problem, plan) == []
        for source in problem.sources:
            more = {**plan.amounts, source.id: plan.amounts.get(source.id, 0) + 1}
            files = plan.files | ({source.file} if source.file else frozenset())
            other = Solution(more, plan.shortfall - 1, files)
            assert (broken(problem, other) == []) == (tuple(sorted(more.items())) in good)


LINE = Payable("line", 100)
GRANT = Source("grant", "grant", 10, 60, frozenset({"line"}))
LOAN = Source("loan", "loan", 10, 100, frozenset({"line"}), debt=True)
HALF = Limit("half", "stacking", "grant", {"grant": Fraction(1), "loan": Fraction(3, 10)}, Fraction(50))
DEARER = Solution({"loan": 101}, 0, frozenset({"loan"}))
"""A dollar more than the best plan of SMALL costs."""
OTHER_PART = replace(GRANT, id="grant b")
SMALL = Problem((LINE,), (GRANT, OTHER_PART, LOAN), (HALF,), frozenset({("grant", "loan")}), files_max=1)


@pytest.mark.parametrize(
    ("amounts", "shortfall", "files", "says"),
    [
        ({"gift": 100}, 0, set(), "no such source"),
        ({"grant": 50}, 40, {"grant"}, "sources make 90"),
        ({"grant": 5}, 95, {"grant"}, "not within 10 and 60"),
        ({"grant": 60}, 40, {"grant"}, "60.00 is over 50.00"),
        ({"grant": 40, "loan": 60}, 0, {"grant", "loan"}, "58.00 is over 50.00"),
        ({"grant": 20, "loan": 20}, 60, {"grant", "loan"}, "only one of them"),
        ({"grant": 20, "loan": 20}, 60, {"grant", "loan"}, "1 at most"),
        ({"grant": 20}, 80, set(), "an application that is not made"),
        ({"grant": 20}, 80, {"grant", "loan"}, "brings nothing"),
        ({"grant": 20, "grant b": 20}, 60, {"grant"}, "more than one part"),
        ({"grant": 20}, -1, {"grant"}, "negative"),
    ],
)
def test_checker_says_what_is_wrong(amounts: dict[str, int], shortfall: int, files: set[str], says: str) -> None:
    """Each kind of wrong plan is refused in words."""
    found = broken(SMALL, Solution(amounts, shortfall, frozenset(files)))
    assert any(says in line for line in found), found


OWN = Source("own", None, 10, 30, frozenset({"line"}))
BOTH = Problem(
    (LINE,), (GRANT, LOAN, OWN), (HALF, Limit("floor", "own_contribution", None, {"own": Fraction(-1)}, Fraction(-15)))
)


@pytest.mark.parametrize(
    ("problem", "amounts", "shortfall", "says"),
    [
        (BOTH, {"grant": 40, "loan": 30, "own": 30}, 0, []),
        (BOTH, {"grant": 41, "loan": 30, "own": 29}, 0, []),
        (BOTH, {"grant": 42, "loan": 30, "own": 28}, 0, ["half: 51.00 is over 50.00"]),
        (BOTH, {"loan": 85, "own": 15}, 0, []),
        (BOTH, {"loan": 86, "own": 14}, 0, ["floor: -14.00 is over -15.00"]),
        (BOTH, {"loan": 69, "own": 31}, 0, ["own: 31 is not within 10 and 30"]),
        (BOTH, {"loan": 100}, 0, ["own: 0 is not within 10 and 30", "floor: 0.00 is over -15.00"]),
        (BOTH, {"grant": 10, "own": 30}, 60, []),
        (BOTH, {"grant": 9, "own": 30}, 61, ["grant: 9 is not within 10 and 60"]),
        (BOTH, {"grant": 10, "own": 30}, 59, ["total: sources make 99, costs make 100"]),
        (BOTH, {"gift": 1, "a gift": 1, "own": 30}, 68, ["a gift: no such source", "gift: no such source"]),
        (replace(BOTH, fixed=frozenset({"loan"})), {"own": 30}, 70, ["loan: not in the plan though it must be"]),
        (replace(BOTH, files_max=1), {"grant": 20, "own": 30}, 50, []),
        (replace(BOTH, files_max=1), {"grant": 20, "loan": 20, "own": 30}, 30, ["files: 2 applications, 1 at most"]),
        (replace(BOTH, files_max=1, fixed=frozenset({"grant", "loan"})), {"grant": 20, "loan": 20, "own": 30}, 30, []),
        (replace(BOTH, files_max=0), {"own": 30}, 70, []),
    ],
)
def test_checker_at_each_bound(problem: Problem, amounts: dict[str, int], shortfall: int, says: list[str]) -> None:
    """A plan at a bound holds, and one a dollar beyond it is told what, by how much, and nothing else."""
    files = frozenset(source.file for source in problem.sources if source.file and source.id in amounts)
    assert broken(problem, Solution(amounts, shortfall, files)) == says


def test_checker_names_each_application_that_is_wrong() -> None:
    """Every sentence on applications, in order of their names, as it is said."""
    wrong = Solution({"grant": 20, "grant b": 20, "loan": 10}, 50, frozenset({"loan", "other"}))
    unlike = replace(SMALL, exclusive=frozenset({("loan", "other")}), fixed=frozenset({"grant"}))
    assert broken(unlike, wrong) == [
        "grant: more than one part of one program",
        "grant: money from an application that is not made",
        "other: an application that brings nothing",
        "loan, other: only one of them",
        "grant: not in the plan though it must be",
        "files: 2 applications, 1 at most",
    ]


def test_money_needs_a_line_it_may_pay() -> None:
    """Two sources of the same line cannot both be used in full, though the total would hold."""
    lines = (Payable("roof", 50), Payable("truck", 50))
    sources = (Source("a", "a", 1, 50, frozenset({"roof"})), Source("b", "b", 1, 50, frozenset({"roof"})))
    problem = Problem(lines, sources)
    assert broken(problem, Solution({"a": 50, "b": 50}, 0, frozenset({"a", "b"}))) == [
        "uses: some money has no line that it may pay"
    ]
    assert least_shortfall(problem) == 50


def test_what_is_fixed_stays() -> None:
    """A fixed application is in the plan at its amount, and one that breaks a rule leaves no plan."""
    offer = replace(LOAN, low=80, high=80)
    problem = Problem((LINE,), (GRANT, offer), fixed=frozenset({"loan"}))
    assert solve(problem, "least_debt").amounts == {"grant": 20, "loan": 80}
    too_much = replace(problem, limits=(Limit("cap", "debt_service", None, {"loan": Fraction(1)}, Fraction(79)),))
    with pytest.raises(NoPlanError):
        solve(too_much, "least_debt")


LARGE = Problem(
    (Payable("roof", 600_000), Payable("truck", 400_000)),
    (
        Source("fit", "fit", 1, 500_000, frozenset({"roof"}), doubts=2, weeks=9),
        Source("unfit", "unfit", 1, 500_000, frozenset({"roof", "truck"}), debt=True, weeks=30, unfit=50),
        Source("own", None, 0, 100_000, frozenset({"roof", "truck"}), weeks=99),
        Source("bank", None, 0, 100_000, frozenset({"roof", "truck"}), debt=True),
    ),
)
ALL = Solution({"fit": 400_000, "unfit": 300_000, "own": 100_000, "bank": 50_000}, 150_000, frozenset({"fit", "unfit"}))


@pytest.mark.parametrize(
    ("problem", "solution", "goal", "cost"),
    [
        (LARGE, ALL, "least_debt", 350_000 + 10_000 + 15_000),
        (LARGE, ALL, "fewest", 350_000 + 10_000 + 15_000 + 2 * 2 * 1_000_000),
        (LARGE, ALL, "most_certain", 800_000 + 10_000 + 15_000),
        (LARGE, ALL, "fastest", 30),
        (LARGE, replace(ALL, files=frozenset({"fit"})), "fastest", 9),
        (LARGE, Solution({"own": 5}, 999_995), "fastest", 0),
        (LARGE, Solution({"own": 5}, 999_995), "least_debt", 0),
        (SMALL, Solution({"loan": 60}, 40, frozenset({"loan"})), "least_debt", 60 + 1_000),
    ],
)
def test_what_a_goal_costs(problem: Problem, solution: Solution, goal: Goal, cost: int) -> None:
    """A dollar of debt or of doubt, an application by its worth and how badly it suits, and weeks to the last answer."""
    assert value(problem, solution, goal) == cost


ROUNDED = Problem(
    (Payable("line", 6),),
    (Source("loan", "loan", 3, 5, frozenset({"line"}), debt=True), Source("own", None, 0, 3, frozenset({"line"}))),
    (Limit("cap", "stacking", None, {"loan": Fraction(3, 10), "own": Fraction(1)}, Fraction(3)),),
    files_max=1,
)
"""The first answer has parts of a dollar here, and no dollar more fits."""
WHOLE_LATER = Problem(
    (Payable("line", 3),),
    (Source("grant", "grant", 1, 2, frozenset({"line"})),),
    (Limit("cap", "stacking", None, {"grant": Fraction(1)}, Fraction(9, 5)),),
)
"""The first answer has parts of a dollar here, and is whole once the application is chosen."""
FILES = Problem(
    (Payable("line", 4),),
    (
        Source("s0", "s0", 2, 10, frozenset({"line"}), debt=True),
        Source("s1", "s1", 2, 8, frozenset({"line"}), debt=True),
        Source("own", None, 0, 4, frozenset({"line"})),
    ),
    (
        Limit("r0", "stacking", None, {"s0": Fraction(3, 10)}, Fraction(1)),
        Limit("r1", "stacking", None, {"s0": Fraction(1, 2), "s1": Fraction(3, 10), "own": Fraction(1)}, Fraction(12, 5)),
    ),
)
"""The applications of the first answer make no plan here."""
GROUPS = Problem(
    (Payable("roof", 3), Payable("walls", 3), Payable("truck", 4)),
    (
        Source("builder", "builder", 1, 10, frozenset({"roof", "walls"})),
        Source("dealer", "dealer", 1, 10, frozenset({"truck"})),
        Source("every", "every", 1, 1, frozenset({"roof", "truck", "walls"})),
    ),
)
"""Two lines that the same sources may pay, and a source of every line between the two that are not."""
PARTS = Problem(
    (Payable("roof", 50), Payable("truck", 50)),
    (Source("fund/a", "fund", 10, 100, frozenset({"roof"})), Source("fund/b", "fund", 10, 100, frozenset({"truck"}))),
)
OFFERED = Problem(
    (Payable("line", 10),), (replace(GRANT, low=1, high=10), Source("bank", None, 3, 3, frozenset({"line"}), debt=True))
)
CLOSE = Problem((LINE,), (GRANT,), (Limit("cap", "stacking", "grant", {"grant": Fraction(1)}, Fraction(59)),))
FAST = Problem(
    (LINE,),
    tuple(
        Source(f"s{weeks}", f"s{weeks}", 1, high, frozenset({"line"}), weeks=weeks)
        for weeks, high in ((1, 20), (2, 30), (3, 60), (5, 70), (8, 100))
    ),
)


@pytest.mark.parametrize(
    ("problem", "goal", "amounts", "shortfall"),
    [
        (ROUNDED, "least_debt", {"loan": 5, "own": 1}, 0),
        (FAST, "fastest", {"s2": 30, "s3": 60, "s1": 10}, 0),
        (FAST, "fewest", {"s8": 100}, 0),
        (replace(FAST, files_max=2), "fastest", {"s3": 60, "s5": 40}, 0),
        (replace(FAST, exclusive=frozenset({("s5", "s8"), ("s3", "s5"), ("s1", "s3")}), files_max=2), "fastest", None, 0),
        (LARGE, "fewest", {"fit": 500_000, "unfit": 400_000, "own": 100_000}, 0),
        (SMALL, "least_debt", {"loan": 100}, 0),
        (BOTH, "least_debt", {"loan": 70, "own": 30}, 0),
        (replace(BOTH, files_max=1), "fewest", {"loan": 70, "own": 30}, 0),
        (Problem((LINE,), ()), "fastest", {}, 100),
        (WHOLE_LATER, "least_debt", {"grant": 1}, 2),
        (FILES, "most_certain", {"s1": 4}, 0),
        (GROUPS, "fewest", {"builder": 6, "dealer": 4}, 0),
        (PARTS, "least_debt", {"fund/a": 50}, 50),
        (OFFERED, "least_debt", {"grant": 7, "bank": 3}, 0),
        (CLOSE, "least_debt", {"grant": 59}, 41),
    ],
)
@pytest.mark.parametrize("settles", [True, False])
def test_small_problems(
    *,
    problem: Problem,
    goal: Goal,
    amounts: dict[str, int] | None,
    shortfall: int,
    settles: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each has the plan that looking at it finds, also where no answer can be made whole afterwards and it is sought whole at once."""
    if not settles:
        monkeypatch.setattr(_Model, "_settled", lambda *_: None)
    found = solve(problem, goal)
    assert broken(problem, found) == []
    assert found.shortfall == shortfall
    if amounts is not None:
        best = Solution(
            amounts, shortfall, frozenset(source.file for source in problem.sources if source.file and source.id in amounts)
        )
        assert broken(problem, best) == []
        assert value(problem, found, goal) == value(problem, best, goal)


def test_a_plan_that_breaks_a_limit_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the check refuses is an error in its words."""
    monkeypatch.setattr("matcher.planning.solver.broken", lambda *_: ["half: too much", "files: too many"])
    with pytest.raises(SolverError, match=r"^half: too much; files: too many$"):
        solve(SMALL, "least_debt")


def test_a_solver_that_stops_is_asked_again_and_then_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """First with what it simplifies, then without; the message is the solver's."""
    asked: list[dict[str, object]] = []

    def stops(*_: object, options: dict[str, object], **__: object) -> OptimizeResult:
        asked.append(options)
        return OptimizeResult(status=4, x=None, message="out of numbers")

    monkeypatch.setattr("matcher.planning.solver.milp", stops)
    with pytest.raises(SolverError, match=r"^out of numbers$"):
        least_shortfall(SMALL)
    assert asked == [{"mip_rel_gap": 0, "presolve": True}, {"mip_rel_gap": 0, "presolve": False}]


def test_an_answer_that_is_made_whole_at_no_cost_is_not_sought_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow way is for the rare case only: plans of many programs would wait for it."""
    monkeypatch.setattr(_Model, "_whole", lambda *_: pytest.fail("was sought whole from the start"))
    assert least_shortfall(WHOLE_LATER) == 2
    assert {goal: solve(WHOLE_LATER, goal) for goal in GOALS} == dict.fromkeys(
        GOALS, Solution({"grant": 1}, 2, frozenset({"grant"}))
    )


def test_a_plan_a_dollar_dearer_than_the_best_is_not_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where making an answer whole costs a dollar, the best plan is sought whole from the start."""
    monkeypatch.setattr(_Model, "_settled", lambda *_: DEARER)
    assert solve(SMALL, "least_debt").amounts == {"loan": 100}


def test_a_goal_that_finds_no_plan_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a plan is known to be there and the solver finds none, the error says for which goal."""
    monkeypatch.setattr("matcher.planning.solver.least_shortfall", lambda _: 1_000)
    with pytest.raises(SolverError, match=r"^fewest$"):
        solve(PARTS, "fewest")


def test_what_was_settled_stands_where_nothing_whole_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan that is known, though it costs more than the bound, is better than none."""
    run = _Model._run
    answers = iter((True, False))
    monkeypatch.setattr(_Model, "_settled", lambda *_: DEARER)
    monkeypatch.setattr(_Model, "_run", lambda *given: run(*given) if next(answers) else None)
    assert solve(SMALL, "least_debt") == DEARER


def test_a_problem_is_put_into_order() -> None:
    """By the names of lines, sources and limits, whatever order they came in; what weighs nothing counts exactly nothing."""
    nothing = Limit("a", "stacking", None, {}, Fraction(1))
    lines, sources, limits = (Payable("b", 1), Payable("a", 2)), (LOAN, GRANT), (HALF, nothing)
    problem = Problem(lines, sources, limits)
    assert [line.id for line in problem.lines] == ["a", "b"]
    assert [source.id for source in problem.sources] == ["grant", "loan"]
    assert [limit.id for limit in problem.limits] == ["a", "half"]
    assert (problem.total, problem.files) == (3, ("grant", "loan"))
    assert isinstance(nothing.counted({"loan": 5}), Fraction)
