"""The compiled loop says what `match` says where it is easily got wrong: small catalogues made for one thing each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from matcher.batch import answering
from matcher.batch.encoded import PLACE, Column, Encoded, Numbers
from matcher.batch.row_by_row import answered_row_by_row
from matcher.batch.tables import MOST
from matcher.matching import Matcher
from matcher.program import Program
from matcher.vocabulary.territory import territory
from tests.small import AS_OF, catalogue, program, requires

pytestmark = pytest.mark.usefixtures("compiled_however_few")

BELOEIL = territory()["municipality:beloeil"]
OFFERED: dict[str, tuple[Any, ...]] = {
    "enterprise.legal_form": ("nonprofit", "registered_charity", "cooperative", "solidarity_coop"),
    "enterprise.sector": (("grocery",), ("arts_culture", "grocery"), ("gambling",), ("gambling", "tourism"), ()),
    "enterprise.groups": (("women",), ("women", "youth"), ()),
    "enterprise.own_revenue_share": (0.39, 0.4, 0.1, 1.0),
    PLACE: (BELOEIL, territory()["region:monteregie"], territory()["municipality:gaspe"]),
    "project.uses": (("renovation",), ("equipment", "renovation")),
    "confirmations.viable": (True, False),
}
AMOUNTS = {
    "enterprise.employees": (0, 4, 5, 6, 400),
    "project.total_cost": (0, 49_999, 50_000, 100_000, 200_000, 200_001),
    "project.own_contribution": (0, 30_000),
}
ROWS = 400


def enterprises() -> Encoded:
    """Return enterprises that answer at random, one answer in three unknown."""
    random = np.random.default_rng(7)
    columns = {
        name: Column(random.integers(-len(answers) // 2, len(answers), ROWS).clip(-1).astype(np.int32), answers)
        for name, answers in OFFERED.items()
    }
    numbers = {}
    for name, values in AMOUNTS.items():
        known = random.random(ROWS) < 0.7
        numbers[name] = Numbers(np.where(known, random.choice(values, ROWS), 0), known)
    return Encoded(pa.array([f"e{row}" for row in range(ROWS)]), columns, numbers)


TEXT = {"fr": "Oui", "en": "Yes"}
NARROW = {"all": [{"territory": ["mrc:la-vallee-du-richelieu"]}, {"sector": ["food"]}]}
CASES: dict[str, list[Program]] = {
    "one answer": [
        program("a", eligibility=requires({"legal_form": ["nonprofit"]})),
        program("b", eligibility=requires({"employees": {"min": 5}}, {"own_revenue_share": {"min": 0.4}})),
        program("c", eligibility={"excludes": [{"sector": ["food"]}]}),
        program("d", eligibility=requires({"groups": {"all": ["women"]}})),
    ],
    "several answers": [
        program("a", eligibility=requires({"any": [{"sector": ["food"]}, {"employees": {"min": 5}}]})),
        program("b", eligibility=requires({"any": [NARROW, {"legal_form": ["cooperative"]}]})),
        program("c", eligibility={"targets": [{"any": [{"sector": ["tourism"]}, {"groups": ["youth"]}]}]}),
        program("d", eligibility=requires({"any": [{"sector": ["tourism"]}, {"confirm": {"id": "viable"}}]})),
        program("e", eligibility={"excludes": [{"all": [{"sector": ["food"]}, {"legal_form": ["nonprofit"]}]}]}),
    ],
    "near misses": [
        program("a", eligibility=requires({"total_cost": {"min": 100_000}})),
        program("b", eligibility=requires({"total_cost": {"max": 100_000}})),
        program("c", eligibility=requires({"registered_charity": True})),
        program("d", eligibility=requires({"any": [{"registered_charity": True}, {"sector": ["food"]}]})),
    ],
    "amounts": [
        program("a", amount={"min": 60_000, "max": 500_000}),
        program("b", amount={"max": 1_000}),
        program("c", amount={"min": 1}),
        program("d"),
    ],
    "local versions": [
        program("general"),
        program("local", local_version_of="general", eligibility=requires({"territory": ["mrc:la-vallee-du-richelieu"]})),
        program("closed-local", status="closed", local_version_of="other", eligibility=requires({"territory": ["quebec"]})),
        program("other", eligibility=requires({"territory": ["region:monteregie"]})),
    ],
    "nothing is worth a point": [
        program(
            f"p{number}",
            confidence="low",
            open_questions=["…"],
            status="unknown",
            instruments=["service"],
            amount={"min": 10_000_000},
            eligibility=requires({"groups": ["women"]}, *({"confirm": {"id": f"c{n}", **TEXT}} for n in range(6))),
        )
        for number in range(15)
    ],
    "nothing at all": [program("a")],
    "nothing open": [program("a", status="closed"), program("b", status="closed")],
}


@pytest.mark.parametrize("any_window", [False, True])
@pytest.mark.parametrize("top", [1, 3, 20])
@pytest.mark.parametrize("name", CASES)
def test_as_match_says(name: str, top: int, any_window: bool) -> None:
    """Programs, order, verdicts, fits and reasons are those of `match`, row by row."""
    matcher = Matcher(catalogue(*CASES[name]))
    encoded = enterprises()
    assert answering.can_be_compiled(tuple(encoded.columns))
    found = answering.match_rows(matcher, encoded, AS_OF, top, any_window=any_window)
    counts, columns = answered_row_by_row(matcher, encoded, AS_OF, top, any_window=any_window)
    expected = list(zip(np.repeat(encoded.ids.to_pylist(), counts).tolist(), *(one.to_pylist() for one in columns), strict=True))
    assert expected == [tuple(row.values()) for row in found.to_pylist()]


def test_a_short_table_does_not_wait_for_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to so many rows of the answer nothing is compiled; the answer is the same."""
    matcher, encoded = Matcher(catalogue(*CASES["nothing is worth a point"])), enterprises()
    looped = answering.match_rows(matcher, encoded, AS_OF, 3, any_window=False)
    begun: list[object] = []
    monkeypatch.setattr(answering, "_compiled", lambda *given, **_: begun.append(given))
    for few, loops in ((3 * ROWS, 0), (3 * ROWS - 1, 1)):
        monkeypatch.setattr(answering, "FEW", few)
        assert answering.match_rows(matcher, encoded, AS_OF, 3, any_window=False).to_pylist() == looped.to_pylist()
        assert len(begun) == loops


def test_a_program_that_asks_for_too_much_is_matched_all_the_same() -> None:
    """Where the compiled loop has no room, each row is matched by itself."""
    many = [{"confirm": {"id": f"c{n}", **TEXT}} for n in range(MOST + 1)]
    matcher = Matcher(catalogue(program("a", eligibility=requires(*many))))
    found = answering.match_rows(matcher, enterprises(), AS_OF, 1, any_window=False).to_pylist()
    assert len(found) == ROWS
    assert found[0]["to_confirm"].count("|") >= MOST


def test_the_answer_for_a_single_provider_is_matched_by_itself() -> None:
    """What only one provider can say of a sensitive activity is not laid out for all."""
    assert not answering.can_be_compiled(("confirmations.sector-accepted:a",))
