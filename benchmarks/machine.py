"""What the benchmarks say of the machine: its processor, its memory bandwidth, the versions in use, and the memory of processes."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import numpy as np
import psutil

MIB = 2**20


def machine(*packages: str) -> str:
    """Return one line on the machine, its load and the versions of packages."""
    models = [line for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
    model = models[0].partition(": ")[2] if models else platform.processor()
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores of {model}, {memory:.0f} GiB, load {load:.1f}; Python {platform.python_version()}, {versions}"


def resident(processes: Iterable[psutil.Process] = ()) -> float:
    """Return the memory that processes hold, each shared page counted once, in MiB; this one's where none are named."""
    found = 0
    for process in list(processes) or [psutil.Process()]:
        try:
            found += process.memory_full_info().pss
        except psutil.Error:  # it ended meanwhile
            continue
    return found / MIB


def bandwidth(threads: int, megabytes: int = 256, repeats: int = 5) -> float:
    """Return the bytes a second that a triad of numpy moves through memory, in GB/s: two arrays read, one written.

    The arrays are far larger than any cache. What numpy writes is read first by the hardware; that traffic is not counted, as in STREAM.
    """
    size = megabytes * MIB // 8 // threads
    arrays = [[np.ones(size), np.ones(size), np.empty(size)] for _ in range(threads)]

    def triad(held: list[np.ndarray]) -> None:
        np.add(held[0], held[1], out=held[2])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(triad, arrays))
        return 3 * 8 * size * threads / median_seconds(lambda: list(pool.map(triad, arrays)), repeats) / 1e9


def median_seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of a piece of work."""
    found = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as Markdown: words first, then numbers."""
    heads = list(headings)
    lines = [f"| {' | '.join(heads)} |", f"| --- |{' ---: |' * (len(heads) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
