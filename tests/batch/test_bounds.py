"""Values exactly on a bound that a program states: numbers are kept as they were written, so that no rounding decides."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.batch.answering import match_rows
from matcher.batch.encoding import Encoder
from matcher.batch.pieces import pieces
from matcher.batch.reading import open_source
from matcher.catalogue import Catalogue, load_catalogue
from matcher.matching import Matcher
from matcher.profile import SECTIONS, Profile
from matcher.rules.constraints import Range
from matcher.rules.criteria import AttributeCriterion, leaves
from matcher.rules.verdict import Verdict
from tests.batch.tables import DAY
from tests.small import catalogue, program, requires

pytestmark = pytest.mark.usefixtures("compiled_however_few")

SHARES = (0.1, 0.39, 0.4, 0.7)
DOLLARS = (50_000, 16_777_217, 999_999_999_999)
"""The second is the first whole number that 32 bits of floating point cannot hold."""


def answered(matcher: Matcher, table: pa.Table, folder: Path) -> dict[str, dict[str, tuple[str, float]]]:
    """Return for each enterprise of a table the verdict on each program and its fit."""
    path = folder / "t.parquet"
    pq.write_table(table, path)
    source = open_source(path, {})
    (piece,) = pieces(source, folder, ())
    (batch,) = piece.batches(source.headings)
    encoded, aside, _ = Encoder(source.headings).encode(batch)
    assert not aside
    found: dict[str, dict[str, tuple[str, float]]] = {one: {} for one in encoded.ids.to_pylist()}
    for row in match_rows(matcher, encoded, DAY, len(matcher.catalogue), any_window=True).to_pylist():
        found[row["id"]][row["program"]] = row["verdict"], row["fit"]
    return found


def expected(matcher: Matcher, profile: Profile) -> dict[str, tuple[str, float]]:
    """Return what `match` says of one profile."""
    ranked = matcher.match(profile, DAY, any_window=True).ranked
    return {one.program.id: (one.verdict.value, one.fit.points) for one in ranked if one.verdict is not Verdict.NOT_ELIGIBLE}


def bounds(programs: Catalogue, attribute: str) -> set[float]:
    """Return every bound on an attribute that a program states."""
    criteria = [leaf for one in programs.values() for _, c in one.eligibility.written() for leaf in leaves(c)]
    ranges = [c.constraint for c in criteria if isinstance(c, AttributeCriterion) and c.attribute == attribute]
    return {bound for one in ranges if isinstance(one, Range) for bound in (one.low, one.high) if bound is not None}


def around(bound: float) -> Iterator[float]:
    """Yield a bound and what is nearest to it on both sides: a dollar or a person, or the next number that there is."""
    yield bound
    if isinstance(bound, int):
        yield from (bound + 1, max(0, bound - 1))
    else:
        yield from (math.nextafter(bound, 1), math.nextafter(bound, 0), float(np.float32(bound)))


@pytest.mark.parametrize("attribute", ["own_revenue_share", "employees", "annual_revenue", "total_cost", "lease_years_left"])
def test_on_every_bound_of_the_catalogue_batch_says_what_match_says(attribute: str, tmp_path: Path) -> None:
    """On each bound of a real program and right beside it, verdicts and fits are those of `match`."""
    matcher = Matcher(load_catalogue())
    stated = bounds(matcher.catalogue, attribute)
    assert stated
    values = sorted({value for bound in stated for value in around(bound)})
    name = f"{SECTIONS[attribute]}.{attribute}"
    table = pa.table({"id": [f"e{number}" for number in range(len(values))], name: values})
    found = answered(matcher, table, tmp_path)
    for number, value in enumerate(values):
        profile = Profile.model_validate({SECTIONS[attribute]: {attribute: value}})
        assert found[f"e{number}"] == expected(matcher, profile), value


def asking(attribute: str, bound: float) -> Catalogue:
    """Return a program that asks for at least a bound and one that asks for at most the same."""
    return catalogue(
        program("least", eligibility=requires({attribute: {"min": bound}})),
        program("most", eligibility=requires({attribute: {"max": bound}})),
    )


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("column", [pa.float64(), pa.float32(), pa.string()], ids=str)
def test_a_share_on_a_bound_is_met_from_both_sides(share: float, column: pa.DataType, tmp_path: Path) -> None:
    """What is exactly on a bound meets both a minimum and a maximum, in 32 bits too; what is a millionth beside it meets one of them."""
    matcher = Matcher(asking("own_revenue_share", share))
    values = [share, share - 1e-6, share + 1e-6]
    cells: list[Any] = [repr(value).replace(".", ",") for value in values] if column == pa.string() else values
    table = pa.table({"id": ["on", "below", "above"], "enterprise.own_revenue_share": pa.array(cells, column)})
    met = {
        one: {name for name, (verdict, _) in programs.items() if verdict == "eligible"}
        for one, programs in answered(matcher, table, tmp_path).items()
    }
    assert met == {"on": {"least", "most"}, "below": {"most"}, "above": {"least"}}


@pytest.mark.parametrize("dollars", DOLLARS)
@pytest.mark.parametrize("column", [pa.int64(), pa.float64()], ids=str)
def test_a_dollar_beside_a_bound_is_a_dollar(dollars: int, column: pa.DataType, tmp_path: Path) -> None:
    """One dollar below a minimum does not meet it, however large the amount."""
    matcher = Matcher(asking("annual_revenue", dollars))
    values = pa.array([dollars, dollars - 1, dollars + 1], column)
    table = pa.table({"id": ["on", "below", "above"], "enterprise.annual_revenue": values})
    met = {
        one: {name for name, (verdict, _) in programs.items() if verdict == "eligible"}
        for one, programs in answered(matcher, table, tmp_path).items()
    }
    assert met == {"on": {"least", "most"}, "below": {"most"}, "above": {"least"}}
