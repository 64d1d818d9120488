"""What a kernel is given: one code for one meaning, whatever the words, and no float where a whole number is meant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from matcher.batch.encoded import PLACE, UNKNOWN, Encoded, profile_of
from matcher.batch.encoding import Aside, Encoder
from matcher.batch.headings import Headings
from matcher.partial_date import partial_date
from matcher.profile import Profile


def encoder(*fields: str) -> Encoder:
    return Encoder(Headings("t", ("id", *fields), dict(enumerate(("id", *fields)))))


def batch(*columns: Any, first: int = 1) -> pa.RecordBatch:
    rows = len(columns[0])
    held = {"0": [f"e{row}" for row in range(rows)], **{str(place): column for place, column in enumerate(columns, 1)}}
    numbers = pa.array(range(first, first + rows), pa.int64())
    return pa.RecordBatch.from_pydict({**held, "row": numbers, "broken": pa.nulls(rows, pa.string())})


def encode(field: str, cells: Any) -> tuple[Encoded, list[Aside]]:
    return encoder(field).encode(batch(cells))[:2]


def test_one_code_for_one_meaning() -> None:
    """A code, a label and a synonym are one answer; an empty cell and a missing one are unknown."""
    found, _ = encode("enterprise.legal_form", ["nonprofit", "OBNL", "  obnl ", None, "", "coop"])
    column = found.columns["enterprise.legal_form"]
    assert column.codes.dtype == np.int32
    assert column.codes.tolist() == [0, 0, 0, UNKNOWN, UNKNOWN, 1]
    assert column.answers == ("nonprofit", "cooperative")


def test_codes_stay_from_batch_to_batch_until_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same answer keeps its code while a table is read; texts that are all different are forgotten in time."""
    monkeypatch.setattr("matcher.batch.cells.MOST_REMEMBERED", 3)
    reader = encoder("project.description")
    seen = [reader.encode(batch(cells))[0].columns["project.description"] for cells in (["a", "b"], ["b", "c"], ["d"], ["b"])]
    assert [column.answers for column in seen] == [("a", "b"), ("a", "b", "c"), ("d",), ("d", "b")]
    assert [column.codes.tolist() for column in seen] == [[0, 1], [1, 2], [0], [1]]


@pytest.mark.parametrize(
    "cells",
    [
        ["640000", None, "0"],
        ["640 000 $", "", "0 $"],
        pa.array([640_000, None, 0], pa.int64()),
        pa.array([640_000, None, 0], pa.uint32()),
        pa.array([640_000.0, float("nan"), 0.0]),
        pa.array([639_999.5, None, 0.4]),
        pa.array(["640000", None, "0"]).dictionary_encode(),
        pa.array([b"640000", None, b"0"]),
    ],
)
def test_whole_numbers(cells: Any) -> None:
    """Dollars are whole numbers of 64 bits, however a table holds them, with what is known apart."""
    found, asides = encode("project.total_cost", cells)
    numbers = found.numbers["project.total_cost"]
    assert asides == []
    assert numbers.values.dtype == np.int64
    assert (numbers.values.tolist(), numbers.known.tolist()) == ([640_000, 0, 0], [True, False, True])


def test_a_threshold_in_dollars_is_not_rounded() -> None:
    """16,777,217 is the first whole number that a float of 32 bits cannot hold; 2^53 + 1 the first that one of 64 cannot."""
    found, _ = encode("project.total_cost", [16_777_216, 16_777_217])
    assert found.numbers["project.total_cost"].values.tolist() == [16_777_216, 16_777_217]
    _, asides = encode("project.total_cost", pa.array([2.0**53, 2.0**54]))
    assert [aside.problem.found for aside in asides] == ["9007199254740992", "18014398509481984"]


def test_shares_are_kept_as_they_were_written() -> None:
    """40 % and 0.4 are one answer, and 0.39999 is another: nothing is rounded to a threshold."""
    found, _ = encode("enterprise.own_revenue_share", ["40 %", "0.4", "0,39999"])
    assert found.columns["enterprise.own_revenue_share"].answers == (0.4, 0.39999)


def test_places_are_one_column() -> None:
    """Municipality, MRC and region are read together, as the narrowest place that they name."""
    reader = encoder("enterprise.mrc", "enterprise.municipality", "enterprise.region")
    found, asides, _ = reader.encode(
        batch(
            ["Des Chenaux", None, None, None, "D'Autray"],
            ["Saint-Stanislas", "Beloeil", None, "Saint-Stanislas", "Beloeil"],
            [None, None, "Montérégie", None, None],
        )
    )
    assert list(found.columns) == [PLACE]
    places = [found.columns[PLACE].answers[code] for code in found.columns[PLACE].codes]
    assert [place.code for place in places] == ["municipality:saint-stanislas-37245", "municipality:beloeil", "region:monteregie"]
    assert [aside.row for aside in asides] == [4, 5]
    named = Profile.model_validate({"enterprise": {"municipality": "Beloeil", "region": "Montérégie"}})
    assert profile_of({PLACE: places[1]}).enterprise.place == named.enterprise.place


def test_days_lists_and_confirmations() -> None:
    """Days are as far as they are known, an empty list says none, a confirmation is a yes or a no."""
    reader = encoder("project.start", "project.uses", "confirmations.viable")
    found, asides, _ = reader.encode(
        batch(["mars 2027", None], pa.array([["renovation"], []]), ["oui", "non"]),
    )
    assert asides == []
    assert found.columns["project.start"].answers == (partial_date("2027-03"),)
    assert found.columns["project.uses"].answers == (("renovation",), ())
    assert found.columns["confirmations.viable"].answers == (True, False)
    moments, _ = encode("project.start", pa.array([datetime(2027, 3, 1), None]))
    assert moments.columns["project.start"].answers == (partial_date("2027-03-01"),)


def test_every_mistake_of_a_row_at_once() -> None:
    """A row leaves every column of the encoded batch, and each of its mistakes is kept with its heading."""
    reader = encoder("enterprise.legal_form", "enterprise.employees", "project.description")
    found, asides, _ = reader.encode(batch(["guilde", "coop"], ["x", "3"], ["a\x07", "b"], first=10))
    assert found.ids.to_pylist() == ["e1"]
    assert {(aside.row, aside.id, aside.heading) for aside in asides} == {
        (10, "e0", "enterprise.legal_form"),
        (10, "e0", "enterprise.employees"),
        (10, "e0", "project.description"),
    }
    assert [len(column.codes) for column in found.columns.values()] == [1, 1]
    assert len(found.numbers["enterprise.employees"].values) == 1


def test_what_is_read_otherwise_is_noted() -> None:
    """A name near that of a place, and a sector that is not known, are answered and said; what is set aside has no note."""
    reader = encoder("enterprise.municipality", "enterprise.sector", "enterprise.employees")
    cells = (["Saint-Germain", "Beloeil", "Saint-Germain"], ["home_care", "élevage de licornes|tourism", None], ["1", "2", "x"])
    found, asides, notes = reader.encode(batch(*cells))
    assert found.ids.to_pylist() == ["e0", "e1"]
    assert [aside.row for aside in asides] == [3]
    assert [(note.row, note.heading, note.problem.found) for note in notes] == [
        (1, "enterprise.municipality", "Saint-Germain"),
        (2, "enterprise.sector", "élevage de licornes"),
    ]
    assert (notes[0].problem.nearest or "").startswith("Saint-Romain")
