"""The measures against values worked out by hand, and a file of cases from end to end."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from matcher.baselines import BASELINES
from matcher.catalogue import Catalogue
from matcher.document import InputError
from matcher.evaluation import Evaluation, as_json, evaluate, ndcg, read_cases, recall, reciprocal_rank
from matcher.matching import Matcher
from matcher.rules.verdict import Verdict
from tests.small import catalogue, program, requires


@pytest.mark.parametrize(
    ("ranks", "k", "expected"),
    [
        ([1], 5, 1.0),
        ([5], 5, 1.0),
        ([6], 5, 0.0),
        ([None], 5, 0.0),
        ([1, 7, None, 3], 5, 0.5),
        ([1, 7, None, 3], 10, 0.75),
    ],
)
def test_recall(ranks: list[int | None], k: int, expected: float) -> None:
    """Recall is the share of needs within the first k."""
    assert expected == recall(ranks, k)


@pytest.mark.parametrize(
    ("ranks", "expected"), [([1], 1.0), ([4], 0.25), ([None, 4, 2], 0.5), ([None, None], 0.0), ([3, 1], 1.0)]
)
def test_reciprocal_rank(ranks: list[int | None], expected: float) -> None:
    """The reciprocal rank is one over the best rank."""
    assert expected == reciprocal_rank(ranks)


@pytest.mark.parametrize(
    ("ranks", "k", "expected"),
    [
        ([1], 10, 1.0),
        ([2], 10, 1 / math.log2(3)),
        ([3], 10, 0.5),
        ([10], 10, 1 / math.log2(11)),
        ([11], 10, 0.0),
        ([None], 10, 0.0),
        ([1, 2], 10, 1.0),
        ([2, 1], 10, 1.0),
        ([1, 3], 10, 1.5 / (1 + 1 / math.log2(3))),
        ([1, None], 10, 1 / (1 + 1 / math.log2(3))),
        ([1, 3], 1, 1.0),
    ],
)
def test_ndcg(ranks: list[int | None], k: int, expected: float) -> None:
    """Gains are 1, discounted by log2(rank + 1), over the best that so many needs could gain in k places."""
    assert expected == pytest.approx(ndcg(ranks, k))


# --- From end to end ------------------------------------------------------------------------------------------------

PROGRAMS = catalogue(
    program("alpha", eligibility=requires({"sector": ["food"]}, {"legal_form": ["nonprofit"]})),
    program("bravo", eligibility=requires({"sector": ["taxi"]}), instruments=["loan"]),
    program("charlie", eligibility=requires({"years_operating": {"min": 10}})),
    program("delta", status="closed"),
    program("echo"),
)

TWO_CASES = """
- id: grocery
  date: 2024-05
  profile:
    enterprise: {legal_form: nonprofit, sector: [grocery], founded: 2020}
    project: {description: Une épicerie}
  funded_by: [alpha, nowhere-to-be-found]
  funded_by_one_of: [[bravo, delta, unheard-of]]
  other_funders: [Caisse locale]
  note: a key that is no field is a note
- id: garage
  date: 2025
  profile: {enterprise: {legal_form: mutual, sector: [grocery], founded: 2024}}
  funded_by: [alpha, charlie]
"""


QUICK = [name for name in BASELINES if name != "encoder"]
"""The baselines that need no model of a second and more."""


def evaluated(text: str, directory: Path, programs: Catalogue = PROGRAMS, baselines: Iterable[str] = QUICK) -> Evaluation:
    """Return the evaluation of the cases in `text`."""
    path = directory / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return evaluate(Matcher(programs), read_cases(path), baselines)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """Return the evaluation of the two cases above."""
    return evaluated(TWO_CASES, tmp_path_factory.mktemp("two"), baselines=BASELINES)


def test_verdicts_and_needs(two: Evaluation) -> None:
    """Each program that is wanted has its verdict on the day of the case, and closed programs are judged by their criteria."""
    grocery, garage = two.results
    expected = {"alpha": "eligible", "bravo": "not_eligible", "delta": "eligible"}
    assert expected == {name: verdict.value for name, verdict in grocery.verdicts.items()}
    assert grocery.needs == (("alpha",), ("bravo", "delta"))
    assert {name: v.value for name, v in garage.verdicts.items()} == {"alpha": "not_eligible", "charlie": "near_miss"}


def test_one_of_a_group_counts_once_with_its_best_rank(two: Evaluation) -> None:
    """Of a group of programs only the best one counts."""
    grocery = two.results[0]
    best = min(rank for name in ("bravo", "delta") if (rank := grocery.ranks[name]) is not None)
    assert (grocery.ranks["alpha"], best) == grocery.need_ranks["ranking"]


def test_programs_that_are_missing_are_listed_and_not_scored(two: Evaluation) -> None:
    """A program that is not in the catalogue is neither a need nor a rank."""
    assert two.missing == ("nowhere-to-be-found", "unheard-of")
    assert sorted(two.results[0].ranks) == ["alpha", "bravo", "delta"]


def test_wrong_no(two: Evaluation) -> None:
    """A need is wrongly refused where every program of it is a near miss or not eligible."""
    expected = [
        {"case": "garage", "program": "alpha", "verdict": "not_eligible"},
        {"case": "garage", "program": "charlie", "verdict": "near_miss"},
    ]
    assert expected == two.wrong_no
    assert {"rate": 0.5, "n": 4, "list": expected} == as_json(two)["wrong_no"]


def test_alphabetical_baseline(two: Evaluation) -> None:
    """The alphabetical order ranks by the French name, and its measures are those worked out by hand."""
    assert tuple(result.need_ranks["alphabetical"] for result in two.results) == ((1, 2), (1, 3))
    gain = (1 + (1 + 0.5) / (1 + 1 / math.log2(3))) / 2
    expected = {"recall@5": 1.0, "recall@10": 1.0, "mrr": 1.0, "ndcg@10": round(gain, 4)}
    assert expected == two.metrics("alphabetical")


def test_baseline_by_kind_of_aid(two: Evaluation) -> None:
    """Grants come before loans, and the name decides among equals."""
    assert tuple(result.need_ranks["by_aid_type"] for result in two.results) == ((1, 3), (1, 2))


MIXED = catalogue(
    program("advice", family="technical_assistance", instruments=["service"], funds=["renovation"]),
    program(
        "bakery",
        summary={"fr": "Pain et farine", "en": "Bread and flour"},
        intakes=[{"opens": date(2024, 3, 1), "closes": date(2024, 4, 1)}],
    ),
    program("elsewhere", eligibility=requires({"territory": ["mrc:acton"]}), funds=["renovation"]),
    program("refused", eligibility=requires({"legal_form": ["cooperative"]}), summary={"fr": "Toit, toit", "en": "Roof, roof"}),
    program(
        "roof",
        summary={"fr": "Réparer un toit", "en": "Repair a roof"},
        funds=["renovation"],
        intakes=[{"opens": date(2023, 1, 9)}],
    ),
)
A_ROOF = """
- id: roof
  date: 2024
  profile:
    enterprise: {legal_form: nonprofit, municipality: Montréal}
    project: {description: Le toit coule, uses: [renovation]}
  funded_by: [advice, bakery, elsewhere, refused, roof]
"""


@pytest.mark.parametrize(
    ("baseline", "order"),
    [
        ("oldest_opening", ["roof", "bakery", "advice", "elsewhere", "refused"]),
        ("rules_only", ["advice", "bakery", "roof", "elsewhere", "refused"]),
        ("bm25", ["refused", "roof", "advice", "bakery", "elsewhere"]),
        ("structure_and_text", ["roof", "bakery", "advice", "elsewhere", "refused"]),
    ],
)
def test_order_of_a_baseline(baseline: str, order: list[str], tmp_path: Path) -> None:
    """Each simpler method has its own order: by day, by verdict, by words alone, by structure and words."""
    ranks = evaluated(A_ROOF, tmp_path, MIXED).results[0].need_ranks[baseline]
    programs = ["advice", "bakery", "elsewhere", "refused", "roof"]
    assert order == sorted(programs, key=lambda name: ranks[programs.index(name)] or 99)


def test_keys_of_the_document(two: Evaluation) -> None:
    """The keys are those of the contract, and the programs that are missing."""
    document = as_json(two)
    keys = ["cases", "scored", "catalogue", "wrong_no", "metrics", "intervals", "to_confirm", "age", "baselines", "per_case"]
    assert [*keys, "worst", "missing", "outside"] == list(document)
    assert document["catalogue"] == {"programs": len(PROGRAMS), "version": "v1"}
    assert list(document["wrong_no"]) == ["rate", "n", "list"]
    measures = ["recall@5", "recall@10", "mrr", "ndcg@10"]
    assert measures == list(document["metrics"]) == list(document["intervals"])
    for name, (low, high) in document["intervals"].items():
        assert 0 <= low <= document["metrics"][name] <= high <= 1
    assert dict.fromkeys(BASELINES, measures) == {name: list(found) for name, found in document["baselines"].items()}
    assert [list(case) for case in document["per_case"]] == [["id", "ranks", "verdicts"]] * 2
    assert (document["cases"], document["scored"]) == (2, 2)
    assert document["missing"] == ["nowhere-to-be-found", "unheard-of"]
    assert document["outside"] == ["Caisse locale"]


def test_a_case_without_a_known_program_is_not_scored(tmp_path: Path) -> None:
    """A case of which no program is known counts as a case and changes no measure."""
    text = TWO_CASES + "- {id: lost, date: 2024, profile: {enterprise: {employees: 2}}, funded_by: [nowhere]}\n"
    with_lost, without = (evaluated(cases, tmp_path, baselines=BASELINES) for cases in (text, TWO_CASES))
    assert (as_json(with_lost)["cases"], as_json(with_lost)["scored"]) == (3, 2)
    assert without.metrics() == with_lost.metrics()
    assert without.wrong_no == with_lost.wrong_no


def test_nothing_to_score(tmp_path: Path) -> None:
    """Where no case can be scored, every measure is zero."""
    document = as_json(evaluated("- {id: lost, date: 2024, profile: {enterprise: {employees: 2}}}", tmp_path))
    assert document["wrong_no"] == {"rate": 0.0, "n": 0, "list": []}
    assert {0.0} == set(document["metrics"].values())


def test_a_hidden_program_takes_the_rank_of_its_local_version(tmp_path: Path) -> None:
    """A provincial program behind its local version is found where that version stands, and has its verdict."""
    place = requires({"territory": ["mrc:acton"]})
    programs = catalogue(program("general"), program("local", local_version_of="general", eligibility=place), program("other"))
    text = "- {id: c, date: 2024, profile: {enterprise: {municipality: Acton Vale}}, funded_by: [general]}"
    evaluation = evaluated(text, tmp_path, programs)
    result = evaluation.results[0]
    assert result.ranks == {"general": 1}
    assert result.verdicts == {"general": Verdict.ELIGIBLE}
    assert evaluation.wrong_no == []
    assert evaluation.metrics()["recall@10"] == 1.0


def test_a_program_whose_local_version_refuses_is_judged_itself(tmp_path: Path) -> None:
    """Where the fund of the place refuses, the provincial program is in the list with its own rank and verdict."""
    place = requires({"territory": ["mrc:acton"]}, {"employees": {"max": 10}})
    programs = catalogue(program("local", local_version_of="general", eligibility=place), program("general"))
    text = "- {id: c, date: 2024, profile: {enterprise: {municipality: Acton Vale, employees: 50}}, funded_by: [general, local]}"
    result = evaluated(text, tmp_path, programs).results[0]
    assert result.ranks == {"general": 1, "local": 2}
    assert result.verdicts == {"general": Verdict.ELIGIBLE, "local": Verdict.NOT_ELIGIBLE}


@pytest.mark.parametrize(
    ("text", "line", "piece"),
    [
        ("", 1, "empty"),
        ("id: x", 1, "not a list"),
        ("- {date: 2024, profile: {}}", 1, "missing"),
        ("- {id: x, profile: {}}", 1, "missing"),
        ("- id: x\n  date: yesterday\n  profile: {}", 2, "not a date"),
        ("- id: x\n  date: 2024\n  profile: {enterprise: {legal_form: nonproft}}", 3, "nonprofit"),
        ("- id: x\n  date: 2024\n  profile: {enterprise: {employes: 3}}", 3, "employees"),
        ("- id: x\n  date: 2024\n  profile: {}\n  funded_by: alpha", 4, "not a list"),
        ("- id: x\n  date: 2024\n  profile: {}\n  funded_by_one_of: [alpha]", 4, "not a list"),
        ("- id: x: y", 1, "YAML"),
    ],
)
def test_a_bad_file_of_cases(tmp_path: Path, text: str, line: int, piece: str) -> None:
    """What cannot be used is said with its line, in a sentence."""
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_cases(path)
    assert [line] == [problem.line for problem in caught.value.problems]
    assert piece in str(caught.value)


def test_no_file_of_cases(tmp_path: Path) -> None:
    """A file that is not there is said by its name."""
    with pytest.raises(InputError, match=r"none\.yaml.*no such file"):
        read_cases(tmp_path / "none.yaml")


def test_the_worst_needs_come_first(two: Evaluation) -> None:
    """Each need by its best program, from the lowest in the list up."""
    ranks = [item["rank"] for item in two.worst]
    assert ranks == sorted(ranks, reverse=True)
    assert len(ranks) == 4
    of_the_group = next(item for item in two.worst if item["program"] in {"bravo", "delta"})
    assert of_the_group["rank"] == two.results[0].need_ranks["ranking"][1]


def test_age_of_the_facts(tmp_path: Path) -> None:
    """Days from the newest page of each first program, and from the day it was last read, to the last reading of all."""
    pages = {
        "alpha": [{"id": "a", "url": "https://example.org/a", "read_on": date(2026, 11, 1), "page_date": 2024}],
        "bravo": [
            {"id": "a", "url": "https://example.org/a", "read_on": date(2026, 10, 1), "page_date": "2026-09"},
            {"id": "b", "url": "https://example.org/b", "read_on": date(2026, 11, 11), "page_date": "2026-10-12"},
        ],
        "charlie": [{"id": "a", "url": "https://example.org/a", "read_on": date(2026, 11, 11)}],
    }
    programs = catalogue(*(program(name, sources=sources, evidence={}) for name, sources in pages.items()))
    found = evaluated("- {id: one, date: 2026, profile: {project: {description: rien}}, funded_by: [alpha]}", tmp_path, programs)
    written = ((date(2026, 11, 11) - date(2024, 12, 31)).days + 30) / 2
    assert found.age == {"written": written, "read": 0, "undated": 0.3333}
