"""The catalogue as it was: its files at a revision, and what changed since, from the history that Git keeps."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from matcher.catalogue import FAMILIES, program_files
from matcher.curation.changes import Change, changes
from matcher.document import InputError, Problem, parse_document, read_document
from matcher.locale import N_

SECONDS = 30
"""After which Git is given up."""
Files = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Dated:
    """A change, with the day on which it came into the catalogue; None for what is not committed yet."""

    day: date | None
    change: Change


class NoHistoryError(RuntimeError):
    """The catalogue is not in a Git repository, or Git is not there: what it was before is not known."""


def written_now(directory: Path) -> Files:
    """Return the programs of `directory` as their files hold them. A file that cannot be read is an InputError."""
    return {path.stem: read_document(path).value for path in program_files(directory)}


def written_at(directory: Path, revision: str) -> Files:
    """Return the programs as they were at a Git revision.

    Raises:
        InputError: there is no such revision.
        NoHistoryError: there is no repository.
    """
    _run(directory, "rev-parse", "--git-dir")
    try:
        commit = _run(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    except NoHistoryError:
        raise InputError([Problem("", 1, 1, "", N_("there is no such revision"), found=revision)]) from None
    names = _run(directory, "ls-tree", "-r", "--name-only", commit, "--", ".").splitlines()
    wanted = [name for name in names if PurePosixPath(name).parent.name in FAMILIES and name.endswith(".yaml")]
    return {PurePosixPath(name).stem: value for name, value in _contents(directory, commit, wanted)}


def _contents(directory: Path, commit: str, names: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the value of each file at a commit, through one process of Git. A file that was broken then is passed over."""
    asked = "".join(f"{commit}:./{name}\n" for name in names)
    blob = _git(directory, "cat-file", "--batch", given=asked.encode())
    for name in names:
        head, _, blob = blob.partition(b"\n")
        if head.endswith(b" missing"):
            continue
        size = int(head.rsplit(b" ", 1)[1])
        text, blob = blob[:size].decode("utf-8", "replace"), blob[size + 1 :]
        try:
            value = parse_document(text, name).value
        except InputError:
            continue
        if isinstance(value, dict):
            yield name, value


def changes_since(directory: Path, revision: str) -> list[Change]:
    """Return what changed from a revision to the files as they are now. Raises as `written_at` does."""
    return changes(written_at(directory, revision), written_now(directory))


def recent_changes(directory: Path, as_of: date, days: int = 60) -> list[Dated]:
    """Return the changes of the last `days`, newest first. Raises NoHistoryError where none is kept."""
    since = as_of - timedelta(days=days)
    return _dated(directory, _commits(directory, ".", f"--since={since.isoformat()}T00:00:00"), directory)


def program_history(directory: Path, program: Path) -> list[Dated]:
    """Return every change of one program's file, newest first. Raises NoHistoryError where none is kept."""
    return _dated(directory, _commits(directory, program.relative_to(directory).as_posix()), program)


def _commits(directory: Path, path: str, *options: str) -> list[tuple[str, date]]:
    """Return the commits that touched `path`, newest first, each with its day."""
    lines = _run(directory, "log", "--format=%H %cs", *options, "--", path).split()
    return [(commit, date.fromisoformat(day)) for commit, day in zip(lines[::2], lines[1::2], strict=True)]


def _dated(directory: Path, commits: list[tuple[str, date]], path: Path) -> list[Dated]:
    """Return the changes day by day: all commits of one day are one step, so that a figure mended twice is told once."""
    by_day: defaultdict[date, list[str]] = defaultdict(list)
    for commit, day in commits:
        by_day[day].append(commit)
    found: list[Dated] = []
    for day, group in by_day.items():
        before, after = (_at(directory, revision, path) for revision in (f"{group[-1]}^", group[0]))
        found += [Dated(day, change) for change in changes(before, after)]
    return found


def _at(directory: Path, revision: str, path: Path) -> Files:
    """Return the files below `path` at a revision: none before the first commit."""
    if path.is_dir():
        try:
            return written_at(directory, revision)
        except InputError:
            return {}
    name = path.relative_to(directory).as_posix()
    return {PurePosixPath(name).stem: value for name, value in _contents(directory, revision, [name])}


def _run(directory: Path, *arguments: str) -> str:
    return _git(directory, *arguments).decode("utf-8", "replace")


def _git(directory: Path, *arguments: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # no shell, and revisions follow --end-of-options
            ["git", "-C", str(directory), *arguments],  # noqa: S607
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoHistoryError(str(error)) from error
    return done.stdout
