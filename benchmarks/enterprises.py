"""Writes synthetic enterprises to Parquet, to measure `matcher batch` with: `python benchmarks/enterprises.py 10_000_000 out.parquet`.

Nobody in them exists. Legal forms, sizes and ages have the shape of the social economy (mostly nonprofits, mostly small, ages that
thin out), places follow the population, one answer in eight is unknown. The same number and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory

ROW_GROUP = 131_072
UNKNOWN = 0.12
YEAR = 2026
LEGAL_FORMS = {
    "nonprofit": 0.66, "registered_charity": 0.08, "solidarity_coop": 0.07, "worker_coop": 0.03, "consumer_coop": 0.02,
    "housing_coop": 0.06, "producer_coop": 0.02, "cooperative": 0.01, "cpe": 0.04, "business_corporation": 0.01,
}  # fmt: skip
STAGES = {
    "idea": 0.1,
    "prestart": 0.15,
    "startup": 0.25,
    "growth": 0.3,
    "consolidation": 0.12,
    "turnaround": 0.03,
    "succession": 0.05,
}
TENURES = {"owner": 0.3, "tenant": 0.6, "no_premises": 0.1}
SETS = 400
"""Different lists of sectors, uses and groups: what people name together repeats."""

Generator = np.random.Generator


def batch(random: Generator, first: int, rows: int, lists: dict[str, list[str]]) -> pa.RecordBatch:
    """Return some enterprises, whose ids go on from `first`."""
    cost = _rounded(random.lognormal(11.8, 1.3, rows))
    revenue = _rounded(random.lognormal(12.6, 1.2, rows))
    age = random.exponential(16, rows).astype(np.int64)
    columns: dict[str, Any] = {
        "enterprise.legal_form": _words(random, rows, LEGAL_FORMS),
        "enterprise.sector": _listed(random, rows, lists["sectors"]),
        "enterprise.municipality": _words(random, rows, _places()),
        "enterprise.founded": _words_of(random, YEAR - np.minimum(age, 120), [str(year) for year in range(YEAR + 1)]),
        "enterprise.employees": _numbers(random, np.minimum(random.lognormal(1.6, 1.1, rows).astype(np.int64), 2_000)),
        "enterprise.annual_revenue": _numbers(random, revenue),
        "enterprise.own_revenue_share": pa.array(np.round(random.beta(2, 2, rows), 2), mask=_unknown(random, rows)),
        "enterprise.social_economy": pa.array(random.random(rows) < 0.8, mask=_unknown(random, rows)),
        "enterprise.registered_charity": pa.array(random.random(rows) < 0.25, mask=_unknown(random, rows)),
        "enterprise.tenure": _words(random, rows, TENURES),
        "enterprise.groups": _listed(random, rows, lists["groups"]),
        "project.uses": _listed(random, rows, lists["uses"]),
        "project.stage": _words(random, rows, STAGES),
        "project.total_cost": _numbers(random, cost),
        "project.own_contribution": _numbers(random, (cost * random.beta(2, 8, rows)).astype(np.int64)),
    }
    ids = pa.array(np.char.add("E", np.char.zfill(np.arange(first, first + rows).astype("U9"), 9)))
    return pa.RecordBatch.from_pydict({"id": ids, **columns})


def _unknown(random: Generator, rows: int) -> npt.NDArray[np.bool_]:
    return random.random(rows) < UNKNOWN


def _words(random: Generator, rows: int, shares: dict[str, float]) -> pa.DictionaryArray:
    weights = np.cumsum(np.array(list(shares.values())))
    return _words_of(random, np.searchsorted(weights / weights[-1], random.random(rows)), list(shares))


def _listed(random: Generator, rows: int, lists: list[str]) -> pa.DictionaryArray:
    """Return lists of words, the first ones far more often than the last."""
    return _words_of(random, np.minimum(random.exponential(len(lists) / 6, rows).astype(np.int64), len(lists) - 1), lists)


def _words_of(random: Generator, codes: npt.NDArray[np.int64], words: list[str]) -> pa.DictionaryArray:
    indices = pa.array(codes.astype(np.int32), mask=_unknown(random, len(codes)))
    return pa.DictionaryArray.from_arrays(indices, pa.array(words))


def _numbers(random: Generator, values: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(values, mask=_unknown(random, len(values)))


def _rounded(amounts: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return amounts in thousands of dollars, as people say them."""
    return (np.round(amounts / 1000) * 1000).astype(np.int64)


def _places() -> dict[str, float]:
    return {place.code: float(place.population or 1) for place in territory().of_kind("municipality")}


def _lists(random: Generator) -> dict[str, list[str]]:
    """Return for each vocabulary the lists that are drawn from, one to four words each."""
    return {
        name: ["|".join(random.choice(list(vocabulary(name)), random.integers(1, 5), replace=False)) for _ in range(SETS)]
        for name in ("sectors", "uses", "groups")
    }


def write(rows: int, out: Path, seed: int = 1) -> None:
    """Write `rows` enterprises to `out`."""
    random = np.random.default_rng(seed)
    lists = _lists(random)
    starts = range(0, rows, ROW_GROUP)
    first = batch(random, 0, min(ROW_GROUP, rows), lists)
    with pq.ParquetWriter(out, first.schema, compression="snappy") as writer:
        writer.write_batch(first)
        for start in starts[1:]:
            writer.write_batch(batch(random, start, min(ROW_GROUP, rows - start), lists))


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = time.perf_counter()
    write(asked.rows, asked.out, asked.seed)
    print(f"{asked.rows:_} rows, {asked.out.stat().st_size / 2**20:.0f} MiB, {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
