"""A run in a process of its own, to be killed: `python -m tests.batch.victim TABLE OUT PIECE_ROWS`; says `done` for each piece."""

from __future__ import annotations

import sys
from pathlib import Path

from matcher.batch.running import run
from tests.batch.tables import asked


def main() -> None:
    table, out, piece_rows = sys.argv[1:4]

    def progress(_: object) -> None:
        print("done", flush=True)  # noqa: T201

    run(asked(Path(table), Path(out), piece_rows=int(piece_rows)), progress)


if __name__ == "__main__":
    main()
