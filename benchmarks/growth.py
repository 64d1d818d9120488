"""How time and memory grow with the number of programs and of enterprises: `python -m benchmarks.growth` draws docs/images/growth-*.svg.

Programs: the verdicts on one profile by the index, its making and its memory, for the real catalogue and grown ones. Enterprises: the whole
`matcher batch`, Parquet to Parquet, top 10 with fit, on the real catalogue, with the most memory of its processes. Medians; both axes are
logarithmic, and a dashed line shows what grows in proportion.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("MPLCONFIGDIR", tempfile.gettempdir())

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

from benchmarks import enterprises
from benchmarks.batch import watched
from benchmarks.growing import DAY, exact_profiles, grown, known_of
from benchmarks.machine import machine, resident, table
from matcher.rules.index import Index

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PROGRAMS = (100, 300, 583, 1_000, 3_000, 10_000, 30_000, 100_000)
ENTERPRISES = (1_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
PROFILES = 200
REPEATS = 5


def of_programs(size: int) -> None:
    """Print as JSON what the verdicts on so many programs take; in a process of its own, so that memory is theirs."""
    programs = grown(size)
    known = known_of(exact_profiles(PROFILES))
    gc.collect()
    before, started = resident(), time.process_time()
    index = Index(programs, DAY)
    built = time.process_time() - started
    for one in known:
        index.verdicts(one)
    memory = resident() - before
    gc.collect()
    gc.freeze()
    taken = []
    for _ in range(REPEATS):
        for one in known:
            started = time.thread_time()
            index.verdicts(one)
            taken.append(time.thread_time() - started)
    print(json.dumps({"median": 1e6 * statistics.median(taken), "built": built, "memory": max(memory, 0.1)}))


def draw(name: str, across: str, sizes: Sequence[int], panels: Sequence[tuple[str, dict[str, list[float]]]]) -> None:
    """Draw panels side by side, each with its unit and its lines."""
    figure, axes = plt.subplots(1, len(panels), figsize=(4.6 * len(panels), 3.6), layout="constrained")
    for axis, (unit, lines) in zip(axes, panels, strict=True):
        for label, values in lines.items():
            axis.loglog(sizes, values, marker="o", markersize=4, label=label)
        last = next(iter(lines.values()))
        axis.loglog(sizes, [last[-1] * size / sizes[-1] for size in sizes], "--", color="0.6", linewidth=1, label="in proportion")
        axis.set_ylim(bottom=min(min(values) for values in lines.values()) / 2)
        axis.set_xlabel(across)
        axis.set_ylabel(unit)
        axis.grid(visible=True, which="major", alpha=0.3)
        axis.legend(frameon=False, fontsize=8)
    figure.savefig(IMAGES / f"{name}.svg", metadata={"Date": None})


def programs(sizes: Sequence[int]) -> None:
    """Draw the growth with programs."""
    found = []
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.growth", "--one", str(size)]
        found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))  # noqa: S603
    rows = [
        [f"{size:,}", f"{one['median']:.0f} us", f"{one['built']:.2f} s", f"{one['memory']:.1f} MiB"]
        for size, one in zip(sizes, found, strict=True)
    ]
    print(table(("Programs", "Verdicts, p50 of processor", "Index built in", "Memory"), rows))
    columns = {name: [one[name] for one in found] for name in found[0]}
    draw(
        "growth-programs", "programs", sizes,
        [
            ("microseconds of processor, one profile", {"verdicts, p50": columns["median"]}),
            ("seconds of processor", {"index built": columns["built"]}),
            ("MiB", {"index, after 200 profiles": columns["memory"]}),
        ],
    )  # fmt: skip


def many(sizes: Sequence[int]) -> None:
    """Draw the growth with enterprises."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / "enterprises.parquet"
            enterprises.write(size, path)
            runs = [watched(path, Path(folder) / f"{size}-{turn}.parquet", 2) for turn in range(3 if size <= 100_000 else 1)]
            found.append({name: statistics.median(run[name] for run in runs) for name in runs[0]})
    rows = [
        [f"{size:,}", f"{one['started']:.1f} s", f"{one['processor']:.1f} s", f"{one['memory']:,.0f} MiB"]
        for size, one in zip(sizes, found, strict=True)
    ]
    print(table(("Enterprises", "Wall", "Processor", "Most memory"), rows))
    columns = {name: [one[name] for one in found] for name in found[0]}
    draw(
        "growth-enterprises", "enterprises", sizes,
        [
            ("seconds", {"processor": columns["processor"], "wall, two processes": columns["started"]}),
            ("MiB", {"all processes together": columns["memory"]}),
        ],
    )  # fmt: skip


def main() -> None:
    """Draw both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=int, nargs="+", default=PROGRAMS)
    parser.add_argument("--enterprises", type=int, nargs="*", default=ENTERPRISES, help="none to leave them out")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        of_programs(asked.one)
        return
    print(machine("numpy", "numba"))
    programs(asked.programs)
    if asked.enterprises:
        many(asked.enterprises)


if __name__ == "__main__":
    main()
