"""The command `matcher watch`: what it prints, what it keeps, and how it refuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from matcher import catalogue
from matcher.cli import app
from matcher.watch.look import read_look
from tests.catalogue import SMALL

PROFILE = "enterprise: {legal_form: OBNL, municipality: Beloeil, founded: 2019-04}\nproject: {total_cost: 60_000}\n"
Run = Callable[..., Any]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the small catalogue that a test can change, and that commands read."""
    path = tmp_path / "programs"
    shutil.copytree(SMALL, path)
    monkeypatch.setattr(catalogue, "default_directory", lambda: path)
    return path


@pytest.fixture
def watch(tmp_path: Path, programs: Path) -> Run:
    """Return a function that runs the command on a profile."""
    profile = tmp_path / "profile.yaml"
    profile.write_text(PROFILE, encoding="utf-8")

    def invoke(*options: object, day: str = "2026-11-23", lang: str = "en") -> Any:
        arguments = ["watch", str(profile), "--as-of", day, "--lang", lang, *map(str, options)]
        result = CliRunner().invoke(app, arguments, env={"COLUMNS": "300", "TERM": "dumb"})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def close_one(programs: Path) -> str:
    """Take one program that stands out of the catalogue's open ones, and return its id."""
    path = next(iter(sorted((programs / "solidarity_finance").glob("*.yaml"))))
    text = path.read_text(encoding="utf-8")
    (status,) = [line for line in text.splitlines() if line.startswith("status:")]
    path.write_text(text.replace(status, "status: closed"), encoding="utf-8")
    return path.stem


def test_the_first_look_and_the_next(watch: Run, programs: Path, tmp_path: Path) -> None:
    """The first look keeps the standings; the next says what changed since, once."""
    kept = tmp_path / "standings.json"
    first = watch("--save", kept)
    assert first.exit_code == 0
    assert "First look" in first.stdout
    assert "Nothing is new since November 23, 2026" in watch("--since", kept, "--save", kept, day="2026-11-24").stdout
    closed = close_one(programs)
    told = watch("--since", kept, "--save", kept, day="2026-11-25", lang="en").stdout
    assert closed in told
    assert "The program is closed" in told
    assert "Nothing is new since November 25, 2026" in watch("--since", kept, day="2026-11-26").stdout


def test_as_json(watch: Run, programs: Path, tmp_path: Path) -> None:
    """The JSON is one document, whose keys other programs may rely on."""
    kept = tmp_path / "standings.json"
    first = json.loads(watch("--save", kept, "--format", "json").stdout)
    assert (list(first), first["since"]) == (["as_of", "since", "catalogue", "news"], None)
    closed = close_one(programs)
    document = json.loads(watch("--since", kept, "--format", "json", day="2026-11-25").stdout)
    assert document["since"] == "2026-11-23"
    (one,) = document["news"]
    assert list(one) == ["program", "name", "kind", "why", "date", "key"]
    assert (one["program"], one["kind"]) == (closed, "lost")


def test_what_is_kept_is_whole(watch: Run, tmp_path: Path) -> None:
    """The file is the same for the same look, can be read again, and nothing else is left beside it."""
    kept = tmp_path / "kept" / "standings.json"
    kept.parent.mkdir()
    watch("--save", kept)
    content = kept.read_bytes()
    assert read_look(kept).standings.root
    watch("--since", kept, "--save", kept)
    assert kept.read_bytes() == content
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, ["there is no such file"]),
        ("{", ["this is not YAML"]),
        ('{"as_of": "2026-11-23"}', ["standings: this key is missing"]),
        (
            '{"as_of": "2026-11-23", "standings": {"a": {"verdict": "perhaps", "window": "open"}}}',
            [":1:", "standings.a.verdict", "perhaps"],
        ),
        ('{"as_of": 20261123, "standings": {}}', ["as_of: this is not a date"]),
        ('{"as_of": "2026-11-23", "standings": {}, "told": ["piec"]}', ["told[0]"]),
        (
            '{"as_of": "2026-11-24", "standings": {}}',
            ["as_of: these standings are of a later day", "2026-11-24", "<= 2026-11-23"],
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_wrong_standings_are_refused(watch: Run, tmp_path: Path, text: str | None, words: list[str]) -> None:
    """Standings that were not written so are refused with file, line and place, and nothing is kept in their stead."""
    kept = tmp_path / "standings.json"
    if text is not None:
        kept.write_text(text, encoding="utf-8")
    result = watch("--since", kept, "--save", kept)
    assert (result.exit_code, result.stdout) == (1, "")
    assert [word for word in (str(kept), *words) if word not in result.stderr] == [], result.stderr
    assert not kept.exists() if text is None else kept.read_text(encoding="utf-8") == text


def test_a_file_that_cannot_be_written(watch: Run, tmp_path: Path) -> None:
    """Where the standings cannot be kept, it is said, and the exit code tells."""
    result = watch("--save", tmp_path / "nowhere" / "standings.json")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
