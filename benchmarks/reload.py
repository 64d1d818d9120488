"""How long a server takes to take up one edited sheet: `python -m benchmarks.reload`.

A copy of the catalogue is loaded as the API does, then one sheet after another gets other words, and what
`matcher.api.shelf` does then is timed, in processor time. The first load reads what other processes kept on the disk.
"""

from __future__ import annotations

import gc
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.growing import DAY
from benchmarks.machine import machine
from matcher.api.shelf import load
from matcher.catalogue import CatalogueFiles, default_directory, program_files

EDITS = 7


def main() -> None:
    """Print what a first load takes, and the middle of some reloads."""
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(shutil.copytree(default_directory(), Path(folder) / "programs"))
        files = CatalogueFiles(directory)
        load(files, DAY)
        gc.collect()
        gc.freeze()  # as a server does
        started = time.process_time()
        loaded = load(files, DAY)
        print(f"loaded with nothing edited: {1000 * (time.process_time() - started):,.0f} ms of processor time")
        taken = []
        for path in program_files(directory)[:: len(loaded.catalogue) // EDITS][:EDITS]:
            text = path.read_text(encoding="utf-8")
            assert " et " in text
            path.write_text(text.replace(" et ", " et aussi "), encoding="utf-8")
            started = time.process_time()
            loaded = load(files, DAY, loaded)
            taken.append(1000 * (time.process_time() - started))
        print(f"one sheet edited: {statistics.median(taken):,.0f} ms, longest of {len(taken)}: {max(taken):,.0f} ms")


if __name__ == "__main__":
    main()
