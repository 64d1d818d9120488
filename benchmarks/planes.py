"""The verdict planes of many enterprises and how many of them each program is certain and possible for: ours, Polars and DuckDB.

All three begin with the same columns in memory: a code for each different answer, and whole numbers as they are. The peers get a table of
what each code comes to for each simple criterion, work each criterion out once, and keep unknown as null, which both treat as Kleene does.
A criterion that no column answers is left out of their expressions: it makes a program possible at best.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numba import njit

from benchmarks import enterprises
from benchmarks.growing import DAY
from benchmarks.peer_rules import Rule, rules_of
from matcher import Matcher
from matcher.batch import answering, compiled
from matcher.batch.encoded import Encoded
from matcher.batch.encoding import Encoder
from matcher.batch.lanes import ONE
from matcher.batch.pieces import pieces
from matcher.batch.reading import open_source
from matcher.batch.sums import ALL, fold, left_by
from matcher.batch.tables import PLANES
from matcher.rules.constraints import Range
from matcher.rules.criteria import AttributeCriterion
from matcher.rules.level import TRUTH_OF
from matcher.rules.truth import Truth
from matcher.vocabulary.terms import vocabulary

CHUNK = 1_000_000
Counts = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
"""For each program: of how many enterprises it is certain, and of how many it is possible."""


@njit(nogil=True, error_model="numpy", _nrt=False)
def _add_four(first: Any, second: Any, third: Any, fourth: Any, begin: int, digits: Any) -> None:
    """Add four rows of bits, from a word on, to numbers that stand in binary, one row for each digit: without a branch, for many at once."""
    for word in range(digits.shape[1]):
        at = begin + word
        half = first[at] ^ second[at]
        carry = (first[at] & second[at]) | (half & digits[0, word])
        ones = half ^ digits[0, word]
        half = third[at] ^ fourth[at]
        other = (third[at] & fourth[at]) | (half & ones)
        digits[0, word] = half ^ ones
        half = carry ^ other
        carry = (carry & other) | (half & digits[1, word])
        digits[1, word] ^= half
        for digit in range(2, 8):
            held = digits[digit, word]
            digits[digit, word] = held ^ carry
            carry &= held


@njit(nogil=True, error_model="numpy", _nrt=False)
def _count(rows_of: Any, kept: Any, constants: Any, out: Any, digits: Any, unknown: Any, counts: Any) -> None:
    """Write the planes of each enterprise to `out`, and add *possible* and *certain* up by program.

    They are added in binary (carry-save adders, Harley and Seal), four enterprises at once, and told apart every 252.
    """
    words = constants.words
    for row in range(len(rows_of)):
        planes = out[row % len(out)]
        for word in range(len(planes)):
            planes[word] = ALL
        for nth in range(rows_of.shape[1]):
            if kept.says[rows_of[row, nth]] & PLANES:
                left_by(planes, kept.planes, rows_of[row, nth])
        fold(planes, words, constants.ways, constants.layers, unknown)
        last = row == len(rows_of) - 1
        if row % 4 == 3 or last:
            begin = row % len(out) - row % 4
            for after in range(row % 4 + 1, 4):
                for word in range(3 * words):
                    out[begin + after, word] = 0
            _add_four(out[begin], out[begin + 1], out[begin + 2], out[begin + 3], words, digits)
        if row % 252 == 251 or last:
            for digit in range(len(digits)):
                for word in range(2 * words):
                    for bit in range(64):
                        counts[64 * word + bit] += np.int64((digits[digit, word] >> np.uint64(bit)) & ONE) << digit
                    digits[digit, word] = 0


class Table:
    """Enterprises as columns of codes and numbers, as `matcher batch` makes them."""

    def __init__(self, matcher: Matcher, rows: int, seed: int = 1) -> None:
        self.size = rows
        self._encoded = encoded = encode(rows, seed)
        names = tuple(sorted((*encoded.columns, *encoded.numbers)))
        ready = answering._compiled(matcher, DAY, names, any_window=True)
        assert ready is not None
        self.rules = ready.layout.rules
        taken: list[Any] = []
        original, compiled.answer_all = compiled.answer_all, lambda *given: taken.extend(given)
        ready.answer(encoded, 1)
        compiled.answer_all = original
        by_share, order, answer_of, *_, self.kept, self.look, self.several, constants, _, _ = taken
        self.rows = np.empty_like(by_share)
        self.rows[np.ix_(order, answer_of)] = by_share  # the loop takes first what many enterprises share
        self.answers = ready.layout.answers
        self.constants, self.words = constants, constants.words
        self.rest_of = {answer: names[0] for answer, names in enumerate(ready.layout.groups, 1) if len(names) == 1}

    def ours(self, threads: int) -> Counts:
        """Return what the compiled loop over rows of bits says."""
        programs = len(self.rules.programs)
        parts = np.array_split(self.rows, threads)

        def one(part: npt.NDArray[np.int32]) -> Counts:
            counts = np.zeros(2 * 64 * self.words, np.int64)
            out = np.zeros((4096, self.kept.planes.shape[1]), np.uint64)
            digits = np.zeros((8, 2 * self.words), np.uint64)
            _count(part, self.kept, self.constants, out, digits, np.zeros(self.words, np.uint64), counts)
            possible, certain = counts.reshape(2, -1)[:, :programs]
            return certain, possible

        if threads == 1:
            return one(self.rows)
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(one, parts))
        return sum(c for c, _ in found), sum(p for _, p in found)  # type: ignore[return-value]

    def _leaf(self, criterion: AttributeCriterion) -> tuple[int, int]:
        """Return the answer on which a simple criterion hinges, 0 where no column answers it, and its place among those on it."""
        number = self.rules.leaves.number[criterion.constraint]
        return int(self.look.answer_of[number]), int(self.look.place_of[number])

    def numbers(self, answer: int) -> pa.Array | None:
        """Return the whole numbers of an answer, null where they are not known."""
        held = self._encoded.numbers.get(self.rest_of.get(answer, ""))
        return None if held is None else pa.array(held.values, mask=~held.known)

    def codes(self, answer: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Return the different rows of an answer, and the code of each enterprise among them."""
        different, codes = np.unique(self.rows[:, answer], return_inverse=True)
        return different, codes.astype(np.int32)

    def truths(self, different: npt.NDArray[np.int32], place: int) -> list[bool | None]:
        """Return what each different answer comes to for one simple criterion."""
        three = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}
        return [three[TRUTH_OF[self.kept.levels[self.kept.levels_at[row] + place]]] for row in different.tolist()]


def encode(rows: int, seed: int = 1) -> Encoded:
    """Return synthetic enterprises as columns of codes, without sensitive activities: silence on them is a rule of its own."""
    random = np.random.default_rng(seed)
    lists = enterprises._lists(random)
    sectors = vocabulary("sectors")
    lists["sectors"] = [one for one in lists["sectors"] if not any(sectors[word].ask_provider for word in one.split("|"))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        pq.write_table(pa.Table.from_batches([enterprises.batch(random, 0, rows, lists)]), path)
        source = open_source(path, {})
        batches = [batch for piece in pieces(source, Path(folder), (), rows=rows) for batch in piece.batches(source.headings)]
    whole = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks().to_batches()
    return Encoder(source.headings).encode(whole[0])[0]


class Written:
    """The programs as expressions of an engine, and the simple criteria that they need.

    Args:
        table: the enterprises.
        every, either, negated: how the engine writes *and*, *or* and *not*.
        leaf: how it writes a simple criterion by its number.
    """

    def __init__(self, table: Table, every: Callable[..., Any], either: Callable[..., Any], negated: Callable[..., Any]) -> None:
        self._table, self._every, self._either, self._negated = table, every, either, negated
        self.leaves: dict[tuple[int, int], AttributeCriterion] = {}
        programs = {program.id: program.eligibility for program in table.rules.programs}
        self.rules = rules_of(programs, DAY)

    def program(self, rule: Rule, leaf: Callable[[tuple[int, int]], Any]) -> tuple[Any, bool]:
        """Return the expression of a program, None where nothing is asked, and whether something that no column answers is asked."""
        parts = [self._expression(part, leaf) for part in rule.parts]
        known = [part for part in parts if part is not True and part is not None]
        open_ = any(part is None for part in parts)
        return (self._every(known) if known else None), open_

    def _expression(self, rule: Rule, leaf: Callable[[tuple[int, int]], Any]) -> Any:
        """Return an expression, or True, False, or None for what is always unknown."""
        if rule.kind == "not":
            inner = self._expression(rule.parts[0], leaf)
            return inner if inner is None else not inner if isinstance(inner, bool) else self._negated(inner)
        if rule.kind == "condition":
            return None
        if isinstance(rule.criterion, AttributeCriterion):
            found = self._table._leaf(rule.criterion)
            if found[0] == 0:
                return None
            self.leaves.setdefault(found, rule.criterion)
            return leaf(found)
        neutral = rule.kind == "all"
        parts = [self._expression(part, leaf) for part in rule.parts]
        if any(part is (not neutral) for part in parts):
            return not neutral
        parts = [part for part in parts if part is not neutral]
        unknown = [part for part in parts if part is None]
        known = [part for part in parts if part is not None]
        if not known:
            return None if unknown else neutral
        return (self._every if neutral else self._either)([*known, *([None] if unknown else [])])


def polars_counts(table: Table) -> Callable[[], Counts]:
    """Return the same counts by Polars expressions, made ready."""
    null = pl.lit(None, pl.Boolean)

    def joined(parts: list[Any], *, every: bool) -> Any:
        parts = [null if part is None else part for part in parts]
        first = parts[0]
        for part in parts[1:]:
            first = first & part if every else first | part
        return first

    written = Written(
        table, lambda parts: joined(parts, every=True), lambda parts: joined(parts, every=False), lambda part: ~part
    )
    programs = [written.program(rule, lambda found: pl.col(f"{found[0]}.{found[1]}")) for rule in written.rules]
    columns: dict[str, Any] = {}
    leaves = []
    for (answer, place), criterion in written.leaves.items():
        numbers = table.numbers(answer)
        name = f"{answer}.{place}"
        if numbers is not None and isinstance(criterion.constraint, Range):
            columns[f"number{answer}"] = pl.from_arrow(numbers)
            bounds = criterion.constraint
            tests = [pl.col(f"number{answer}") >= bounds.low] if bounds.low is not None else []
            tests += [pl.col(f"number{answer}") <= bounds.high] if bounds.high is not None else []
            leaves.append(joined(tests, every=True).alias(name))
            continue
        different, codes = table.codes(answer)
        columns[f"code{answer}"] = codes
        truths = pl.Series(table.truths(different, place), dtype=pl.Boolean)
        leaves.append(pl.lit(truths).gather(pl.col(f"code{answer}")).alias(name))
    frame = pl.DataFrame(columns)
    asked = [(number, expression) for number, (expression, _) in enumerate(programs) if expression is not None]
    open_ = np.array([unknown for _, unknown in programs])

    def counts() -> Counts:
        certain, refused = np.zeros(len(programs), np.int64), np.zeros(len(programs), np.int64)
        for start in range(0, table.size, CHUNK):
            worked_out = frame.slice(start, CHUNK).select(leaves)
            said = worked_out.select([expression.alias(str(number)) for number, expression in asked])
            true = said.select(pl.all().sum()).row(0)
            false = said.select((~pl.all()).sum()).row(0)
            for (number, _), yes, no in zip(asked, true, false, strict=True):
                certain[number] += yes
                refused[number] += no
        certain[[number for number, (expression, _) in enumerate(programs) if expression is None]] = table.size
        return np.where(open_, 0, certain), table.size - refused

    return counts


def duckdb_counts(table: Table, threads: int) -> Callable[[], Counts]:
    """Return the same counts by one SELECT of DuckDB, which joins a table of what each answer comes to for each criterion."""

    def joined(parts: list[str | None], word: str) -> str:
        return "(" + f" {word} ".join("NULL::BOOLEAN" if part is None else part for part in parts) + ")"

    written = Written(table, lambda parts: joined(parts, "AND"), lambda parts: joined(parts, "OR"), lambda part: f"(NOT {part})")
    programs = [written.program(rule, lambda found: f"l{found[0]}_{found[1]}") for rule in written.rules]
    database = duckdb.connect(config={"threads": threads})
    columns: dict[str, Any] = {}
    leaves, looked_up = [], {}
    for (answer, place), criterion in written.leaves.items():
        numbers = table.numbers(answer)
        if numbers is not None and isinstance(criterion.constraint, Range):
            columns[f"number{answer}"] = numbers
            bounds = [(criterion.constraint.low, ">="), (criterion.constraint.high, "<=")]
            tests = " AND ".join(f"number{answer} {sign} {bound}" for bound, sign in bounds if bound is not None)
            leaves.append(f"({tests}) AS l{answer}_{place}")
            continue
        if answer not in looked_up:
            different, codes = table.codes(answer)
            columns[f"code{answer}"] = pa.array(codes)
            looked_up[answer] = (different, {f"code{answer}": pa.array(range(len(different)))})
        looked_up[answer][1][f"l{answer}_{place}"] = pa.array(table.truths(looked_up[answer][0], place), pa.bool_())
        leaves.append(f"l{answer}_{place}")
    database.register("arriving", pa.table(columns))
    database.execute("CREATE TABLE enterprise AS SELECT * FROM arriving")
    for answer, (_, held) in looked_up.items():
        database.register("arriving", pa.table(held))
        database.execute(f"CREATE TABLE answer{answer} AS SELECT * FROM arriving")
    joins = " ".join(f"JOIN answer{answer} USING (code{answer})" for answer in looked_up)
    asked = [(number, expression) for number, (expression, _) in enumerate(programs) if expression is not None]
    open_ = np.array([unknown for _, unknown in programs])
    counted = ", ".join(f"count(*) FILTER (p{number}), count(*) FILTER (NOT p{number})" for number, _ in asked)
    said = ", ".join(f"{expression} AS p{number}" for number, expression in asked)
    select = f"SELECT {counted} FROM (SELECT {said} FROM (SELECT {', '.join(leaves)} FROM enterprise {joins}))"  # our own words

    def counts() -> Counts:
        row = database.execute(select).fetchone()
        assert row is not None
        certain, refused = np.full(len(programs), table.size), np.zeros(len(programs), np.int64)
        for place, (number, _) in enumerate(asked):
            certain[number], refused[number] = row[2 * place], row[2 * place + 1]
        return np.where(open_, 0, certain), table.size - refused

    return counts
