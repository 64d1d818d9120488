"""How long the whole catalogue takes to load from cold, checked, next to a peer that only parses the same files.

Each run is a new process; what is timed begins once modules are imported. `matcher, nothing kept` has no cache; `matcher` has the one that the run
before it left. The peers read the same files with PyYAML, in Python and in C, and check nothing.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 7
SETUP = "import time, yaml; from matcher.catalogue import default_directory, load_catalogue, program_files; files = program_files(default_directory());"
TIMED = "started = time.perf_counter(); {work}; print(time.perf_counter() - started)"
WORK = {
    "matcher, nothing kept": "load_catalogue()",
    "matcher": "load_catalogue()",
    "PyYAML safe_load": "[yaml.safe_load(path.read_bytes()) for path in files]",
    # The safe loader written in C: PyYAML offers it by `load` only, and it makes no objects.
    "PyYAML CSafeLoader": "[yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in files]",
}


def seconds(work: str, cache: str) -> float:
    """Return the seconds that a piece of work takes in a new process."""
    command = [sys.executable, "-c", SETUP + TIMED.format(work=work)]
    environment = os.environ | {"XDG_CACHE_HOME": cache}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout)


def main() -> None:
    """Print the median of each, and how it stands to the whole load with its cache."""
    with tempfile.TemporaryDirectory() as kept:
        seconds(WORK["matcher"], kept)
        medians = {}
        for name, work in WORK.items():
            found = []
            for run in range(RUNS):
                cache = str(Path(kept) / str(run)) if name.endswith("nothing kept") else kept
                found.append(seconds(work, cache))
            medians[name] = statistics.median(found)
    for name, median in medians.items():
        print(f"{name:24} {median:6.3f} s   {median / medians['matcher']:5.2f} x")


if __name__ == "__main__":
    main()
