"""Many enterprises against the real catalogue: verdicts only next to Polars and DuckDB, then `matcher batch` from Parquet to Parquet.

`python -m benchmarks.batch` takes 11,360 and 100,000 enterprises, `--rows 1000000 10000000` others (10 million take minutes). The first table
begins with the same encoded columns in memory for all three and ends with how many enterprises each program is certain and possible for;
the counts are checked to be the same. The second is the whole command, in one process and in two, with the most memory its processes held.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq

from benchmarks import enterprises
from benchmarks.growing import DAY
from benchmarks.machine import bandwidth, machine, resident, table
from matcher import Matcher, load_catalogue
from matcher.batch import answering, compiled, pieces, work
from matcher.batch.pool import answer_here
from matcher.batch.reading import open_source
from matcher.batch.running import Run, run

ROWS = (11_360, 100_000)
REPEATS = 5
ENOUGH = 30.0
"""Seconds after which a competitor gets no more turns."""
BEARABLE = {"Polars": 10**7, "DuckDB": 10**5}
"""The most enterprises that a peer is asked for."""


def planes(rows: int, threads: int) -> None:
    """Print as JSON what the verdicts take with so many threads; in a process of its own, since Polars asks for its threads once."""
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    from benchmarks.planes import Table, duckdb_counts, polars_counts

    held = Table(Matcher(load_catalogue()), rows)
    works: dict[str, Callable[[], Any]] = {"ours": lambda: held.ours(threads)}
    if rows <= BEARABLE["Polars"]:
        works["Polars"] = polars_counts(held)
    if rows <= BEARABLE["DuckDB"]:
        works["DuckDB"] = duckdb_counts(held, threads)
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    ours = held.ours(threads)  # compiled now, if it was not before
    for _ in range(REPEATS):
        for name, do in works.items():
            if found[name] and sum(wall for wall, _ in found[name]) > ENOUGH:
                continue
            started, begun = time.perf_counter(), time.process_time()
            said = do()
            found[name].append((time.perf_counter() - started, time.process_time() - begun))
            assert all((mine == theirs).all() for mine, theirs in zip(ours, said, strict=True)), name
    measured = {
        name: {
            "wall": statistics.median(w for w, _ in runs),
            "processor": statistics.median(p for _, p in runs),
            "runs": len(runs),
        }
        for name, runs in found.items()
    }
    moved = held.rows.nbytes / rows + 2 * 8 * held.words
    print(
        json.dumps(
            {
                "programs": len(held.rules.programs), "engines": measured, "bytes": moved, "bandwidth": bandwidth(threads),
                "mixed": int((held.several.criteria_at[1:] > held.several.criteria_at[:-1]).sum()),
            }
        )
    )  # fmt: skip


def verdicts_table(sizes: list[int]) -> None:
    """Print how long verdicts alone take."""
    rows, notes = [], []
    for size in sizes:
        for threads in (1, 2):
            command = [sys.executable, "-m", "benchmarks.batch", "--planes", str(size), "--threads", str(threads)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
            ours = found["engines"]["ours"]
            for name, taken in found["engines"].items():
                rows.append(
                    [
                        name, f"{size:,}", str(threads), f"{taken['wall']:.3f} s", f"{taken['processor']:.3f} s",
                        f"{taken['processor'] / size * 1e6:.2f} us", f"{size * found['programs'] / taken['wall']:.1e}",
                        f"{taken['processor'] / ours['processor']:.1f}", str(taken["runs"]),
                    ]
                )  # fmt: skip
            rate = found["bytes"] * size / ours["wall"] / 1e9
            notes.append(
                f"{size:,} enterprises, {threads} threads: ours reads and writes {found['bytes']:.0f} bytes for each, {rate:.2f} GB/s, "
                f"{100 * rate / found['bandwidth']:.1f} % of the {found['bandwidth']:.1f} GB/s that a triad of numpy moved in the same run"
            )
    headings = ("Engine", "Enterprises", "Threads", "Wall", "Processor", "Each", "Pairs a second", "Times ours", "Runs")
    print(table(headings, rows))
    print("\n".join(notes))


def one_process(job: work.Job, waiting: Iterator[pieces.Piece], folder: Path) -> Iterator[work.Counts]:
    """Answer pieces one after another in this process: what `matcher batch` does with one processor."""
    for piece in waiting:
        part = work.answer(job, piece)
        part.publish(folder)
        yield part.counts


def whole(path: Path, out: Path, processes: int) -> None:
    """Answer a table as the command does, and print as JSON how long it took and how long until the first piece was done."""
    started = time.perf_counter()
    source = open_source(path, {})
    job = work.Job(source.headings, DAY, 10, any_window=False, language="en", version=load_catalogue().version)
    first: list[float] = []
    run(
        Run(source, job, out),
        lambda counts: first.append(time.perf_counter()) if counts.rows else None,
        one_process if processes == 1 else answer_here,
    )
    print(json.dumps({"wall": time.perf_counter() - started, "first": first[0] - started}))


def watched(path: Path, out: Path, processes: int) -> dict[str, float]:
    """Run `whole` in a process of its own and return its times, its processor time and the most memory of it and its children, in MiB."""
    command = [sys.executable, "-m", "benchmarks.batch", "--whole", str(path), str(out), "--threads", str(processes)]
    before = os.times()
    started = time.perf_counter()
    process = psutil.Popen(command, stdout=subprocess.PIPE, text=True)
    most = 0.0
    while process.poll() is None:
        time.sleep(0.25)
        try:
            most = max(most, resident([process, *process.children(recursive=True)]))
        except psutil.Error:
            break
    said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return json.loads(said) | {"started": time.perf_counter() - started, "processor": processor, "memory": most}


def whole_table(sizes: list[int]) -> None:
    """Print how long the whole command takes."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / "enterprises.parquet"
            enterprises.write(size, path)
            for processes in (1, 2):
                runs = REPEATS if size <= 100_000 else 3 if size <= 10**6 else 1
                found = [watched(path, Path(folder) / f"out{turn}.parquet", processes) for turn in range(runs)]
                middle = {name: statistics.median(one[name] for one in found) for name in found[0]}
                written = (Path(folder) / "out0.parquet").stat().st_size / 2**20
                rows.append(
                    [
                        f"{size:,}", str(processes), f"{middle['started']:.1f} s", f"{middle['first']:.1f} s", f"{middle['processor']:.1f} s",
                        f"{middle['processor'] / size * 1e6:.1f} us", f"{size / middle['wall']:,.0f}", f"{middle['memory']:,.0f} MiB",
                        f"{written:.0f} MiB", str(runs),
                    ]
                )  # fmt: skip
                for turn in range(runs):
                    (Path(folder) / f"out{turn}.parquet").unlink()
    headings = (
        "Enterprises", "Processes", "Wall", "First piece after", "Processor", "Each", "Enterprises a second", "Most memory", "Written", "Runs",
    )  # fmt: skip
    print(table(headings, rows))


class Clock:
    """How much processor time pieces of work take, by name."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = defaultdict(float)

    def around(self, place: Any, name: str, shown: str) -> None:
        """Measure a function wherever it is called from its module or class."""
        work_ = getattr(place, name)

        @wraps(work_)
        def timed(*given: Any, **named: Any) -> Any:
            started = time.thread_time()
            try:
                return work_(*given, **named)
            finally:
                self.taken[shown] += time.thread_time() - started

        setattr(place, name, timed)


def parts_table(size: int) -> None:
    """Print where the processor time of one process goes, once all is loaded and every answer has been seen."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "enterprises.parquet"
        enterprises.write(size, path)
        source = open_source(path, {})
        job = work.Job(source.headings, DAY, 10, any_window=False, language="en", version=load_catalogue().version)
        (first, *_) = waiting = list(pieces.pieces(source, Path(folder), ()))
        started = time.thread_time()
        work.matcher_of(job.version, None)
        loaded = time.thread_time()
        work.answer(job, first)
        warm = time.thread_time()
        clock = Clock()
        clock.around(work.Encoder, "encode", "encode cells")
        clock.around(work, "match_rows", "match")
        clock.around(compiled, "answer_all", "kernel")
        clock.around(compiled.Compiled, "answer", "rows and kernel")
        clock.around(compiled.Compiled, "columns_of", "columns")
        clock.around(pq.ParquetWriter, "write_table", "write")
        clock.around(pq.ParquetWriter, "close", "write")
        begun = time.thread_time()
        for piece in waiting:
            work.answer(job, piece)
        total = time.thread_time() - begun
    taken = clock.taken
    shares = {
        "encode cells": taken["encode cells"],
        "codes to rows": taken["rows and kernel"] - taken["kernel"],
        "kernel": taken["kernel"],
        "columns": taken["columns"],
        "table": taken["match"] - taken["rows and kernel"] - taken["columns"],
        "write Parquet": taken["write"],
        "read Parquet, the rest": total - taken["encode cells"] - taken["match"] - taken["write"],
    }
    print(
        f"before the first row: catalogue and ranking {loaded - started:.1f} s, criteria, rows of answers and first piece {warm - loaded:.1f} s"
    )
    rows = [
        [name, f"{seconds:.2f} s", f"{seconds / size * 1e6:.2f} us", f"{100 * seconds / total:.0f} %"]
        for name, seconds in shares.items()
    ]
    print(
        table(("Part", "Processor", "Each", "Share"), [*rows, ["all", f"{total:.2f} s", f"{total / size * 1e6:.2f} us", "100 %"]])
    )


def edited(size: int) -> None:
    """Print how long all enterprises take again after one program was edited: nothing is patched, all is laid out anew."""
    from benchmarks.planes import encode

    encoded = encode(size)
    catalogue = load_catalogue()
    matcher = Matcher(catalogue)
    answering.match_rows(matcher, encoded, DAY, 10, any_window=False)
    name = next(iter(catalogue))
    taken: dict[str, list[float]] = defaultdict(list)
    for turn in range(REPEATS):
        program = catalogue[name].model_copy(update={"summary": catalogue[name].summary})
        changed = replace(catalogue, programs=dict(catalogue.programs) | {name: program}, version=f"edit {turn}")
        started = time.process_time()
        again = Matcher(changed)
        ranked = time.process_time()
        again.rules(DAY)
        ruled = time.process_time()
        answering.match_rows(again, encoded, DAY, 10, any_window=False)
        laid_out = time.process_time()
        answering.match_rows(again, encoded, DAY, 10, any_window=False)
        for part, seconds in (
            ("ranking made ready", ranked - started), ("criteria", ruled - ranked), ("rows of answers, and the answer", laid_out - ruled),
            ("the answer alone, once more", time.process_time() - laid_out),
        ):  # fmt: skip
            taken[part].append(seconds)
    print(table(("Part", "Processor"), [[part, f"{1000 * statistics.median(found):,.0f} ms"] for part, found in taken.items()]))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS), help="numbers of enterprises")
    parser.add_argument("--planes", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--whole", type=Path, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=1, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.planes:
        planes(asked.planes, asked.threads)
        return
    if asked.whole:
        whole(*asked.whole, asked.threads)
        return
    print(machine("polars", "duckdb", "numba", "pyarrow"))
    print("\nverdicts only")
    verdicts_table([size for size in asked.rows if size <= 10**6])
    print("\n`matcher batch`, Parquet to Parquet, top 10 with fit")
    whole_table(asked.rows)
    print("\nwhere the time goes, one process")
    parts_table(200_000)
    print(f"\nall {ROWS[0]:,} again after one program was edited")
    edited(ROWS[0])


if __name__ == "__main__":
    main()
