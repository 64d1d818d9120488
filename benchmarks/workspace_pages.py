"""How much work a page of the workspace is for the server, with 1, 40 and 5,000 client files, each with one application.

Whole pages, drawn by the app itself from its entry script; processor seconds, so that a busy machine counts less.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.list_client_files import SIZES, filled

RUNS = 5
ROOT = Path(__file__).parent.parent
VIEWS = (
    ("clients", None),
    ("follow_up", "Board"),
    ("follow_up", "Deadlines"),
    ("follow_up", "Figures"),
    ("settings", None),
)


def work(app: AppTest) -> float:
    """Return the median processor time of one look at the page, in seconds."""
    taken = []
    for _ in range(RUNS):
        begin = time.process_time()
        app.run()
        taken.append(time.process_time() - begin)
    assert not app.exception
    return statistics.median(taken)


def main() -> None:
    """Print the table."""
    print("| Page | " + " | ".join(f"{size:,} files" for size in SIZES) + " |")
    print("| --- |" + " ---: |" * len(SIZES))
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as directory:
        for size in SIZES:
            filled(Path(directory), size).workspace.close()
            os.environ["MATCHER_DATABASE_URL"] = f"sqlite:///{directory}/{size}.db"
            st.cache_resource.clear()
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
            app.query_params["lang"] = "en"
            app.run()
            for page, view in VIEWS:
                app.switch_page(f"matcher/ui/pages/{page}.py")
                if view:
                    app.session_state["follow-up:view"] = view
                found.setdefault(f"{page} {view or ''}".strip(), []).append(work(app))
    for name, taken in found.items():
        print(f"| {name} | " + " | ".join(f"{seconds:.2f} s" for seconds in taken) + " |")


if __name__ == "__main__":
    main()
