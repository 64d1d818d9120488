"""The catalogue as Git keeps it: tested on a small repository made here."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from matcher.curation.history import NoHistoryError, changes_since, program_history, recent_changes, written_at
from matcher.document import InputError

SMALL = Path(__file__).parent.parent / "catalogue" / "small" / "programs"


def git(folder: Path, *arguments: str, day: str = "2026-10-01") -> None:
    stamp = f"{day}T12:00:00"
    who = {f"GIT_{role}_{field}": value for role in ("AUTHOR", "COMMITTER") for field, value in (("NAME", "a"), ("EMAIL", "a@b"))}
    when = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "HOME": str(folder), "PATH": "/usr/bin:/bin:/usr/local/bin"}
    subprocess.run(["git", *arguments], cwd=folder, env=who | when, check=True, capture_output=True)


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a catalogue with two days of history, the second of which changed a figure twice."""
    folder = tmp_path / "programs"
    shutil.copytree(SMALL, folder)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one", day="2026-10-01")
    file = first(folder)
    for figure in ("70_000", "80_000"):
        file.write_text(change_of(file, figure), encoding="utf-8")
        git(tmp_path, "commit", "-qam", "two", day="2026-11-02")
    return folder


def first(folder: Path) -> Path:
    """Return a program of the small catalogue that states a maximum."""
    return next(path for path in sorted(folder.glob("*/*.yaml")) if "amount: {max:" in path.read_text(encoding="utf-8"))


def change_of(file: Path, figure: str) -> str:
    head, _, rest = file.read_text(encoding="utf-8").partition("amount: {max: ")
    return f"{head}amount: {{max: {figure}}}{rest.partition('}')[2]}"


def test_since_a_revision(programs: Path) -> None:
    """From a revision to the files as they are, uncommitted changes included."""
    file = first(programs)
    file.write_text(change_of(file, "90_000"), encoding="utf-8")
    found = changes_since(programs, "HEAD~2")
    assert [(c.program, c.path, c.after) for c in found] == [(file.stem, "amount.max", 90_000)]
    assert "→ $90,000" in found[0].sentence("en")


def test_recent_changes_are_told_once_a_day(programs: Path) -> None:
    """A figure that changed twice in a day is told once, and older changes are left out."""
    found = recent_changes(programs, date(2026, 11, 23), days=30)
    assert [(c.day, c.change.path, c.change.after) for c in found] == [(date(2026, 11, 2), "amount.max", 80_000)]


def test_the_first_day_is_told_too(programs: Path) -> None:
    """Before the first commit there was nothing, so every program is new."""
    found = recent_changes(programs, date(2026, 11, 23), days=365)
    assert {c.change.kind for c in found if c.day == date(2026, 10, 1)} == {"added"}


def test_history_of_one_program(programs: Path) -> None:
    """The newest comes first, and the last entry is the day the program came in."""
    file = first(programs)
    found = program_history(programs, file)
    assert [(c.day, c.change.kind) for c in found] == [(date(2026, 11, 2), "changed"), (date(2026, 10, 1), "added")]
    assert {c.change.program for c in found} == {file.stem}


@pytest.mark.parametrize("revision", ["no-such", "--output=/tmp/x", "HEAD~99", ""])
def test_no_such_revision(programs: Path, revision: str) -> None:
    """A revision that does not exist, or is an option in disguise, is refused by name."""
    with pytest.raises(InputError, match="no such revision"):
        written_at(programs, revision)


def test_no_repository(tmp_path: Path) -> None:
    """Where Git keeps nothing, that is said."""
    with pytest.raises(NoHistoryError):
        written_at(tmp_path, "HEAD")


def test_a_file_that_was_broken_then_is_passed_over(programs: Path) -> None:
    """A former version that nobody could read does not stop the comparison of the others."""
    file = first(programs)
    good = file.read_text(encoding="utf-8")
    file.write_text("id: [", encoding="utf-8")
    git(programs.parent, "commit", "-qam", "broken", day="2026-11-03")
    file.write_text(good, encoding="utf-8")
    assert [(c.program, c.kind) for c in changes_since(programs, "HEAD")] == [(file.stem, "added")]
