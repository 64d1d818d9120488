"""`matcher catalogue export`, as people run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from matcher import cli_export
from matcher.cli import app
from tests.catalogue import SMALL

KINDS = ("csv", "json", "json-ld", "dispositif", "table-schema", "json-schema")


@pytest.fixture(autouse=True)
def on_the_small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Export the five programs of the small catalogue."""
    monkeypatch.setattr(cli_export, "default_directory", lambda: SMALL)


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["catalogue", "export", *map(str, arguments)])


@pytest.mark.parametrize("kind", KINDS)
def test_each_format(kind: str, tmp_path: Path) -> None:
    """A file has the bytes that standard output would have had, the same in both languages, and nothing else is said."""
    path = tmp_path / "out"
    shown = run("--format", kind)
    kept = run("--format", kind, "--output", path, "--lang", "en")
    assert (shown.exit_code, shown.stderr) == (kept.exit_code, kept.stderr) == (0, "")
    assert kept.stdout == ""
    assert path.read_bytes() == shown.stdout_bytes
    assert len(shown.stdout_bytes) > 500


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbfid,"), ("dispositif", b"id,titre,")])
def test_tables_keep_their_bytes(kind: str, start: bytes) -> None:
    """Only the table for spreadsheets begins with a byte-order mark; both have a row for each program."""
    out = run("--format", kind).stdout_bytes
    assert out.startswith(start)
    assert out.count(b"\r\n") == 6


def test_json_is_the_default() -> None:
    """Without options, the document is all there is on standard output."""
    assert len(json.loads(run().stdout_bytes)["programs"]) == 5


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_place_where_nothing_can_be_written(tmp_path: Path, language: str) -> None:
    """A file that cannot be written is named, with exit code 1."""
    path = tmp_path / "no" / "folder"
    result = run("--output", path, "--lang", language)
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(path) in result.stderr


def test_a_broken_catalogue_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is exported from a catalogue with a mistake, which is named."""
    (tmp_path / "programs" / "foundation").mkdir(parents=True)
    (tmp_path / "programs" / "foundation" / "x.yaml").write_text("id: x\n", encoding="utf-8")
    monkeypatch.setattr(cli_export, "default_directory", lambda: tmp_path / "programs")
    result = run("--lang", "en")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "programs/foundation/x.yaml:1:1" in result.stderr


def test_what_the_french_schema_cannot_take_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program without a date is left out of that format, and named on standard error."""
    folder = tmp_path / "programs"
    for path in SMALL.rglob("*.yaml"):
        copy = folder / path.relative_to(SMALL)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        if path.stem == "a-capital":
            text = text.replace(", read_on: 2026-11-23", "").replace("confidence: medium", "confidence: low")
        copy.write_text(text, encoding="utf-8")
    monkeypatch.setattr(cli_export, "default_directory", lambda: folder)
    result = run("--format", "dispositif", "--lang", "en")
    assert (result.exit_code, result.stdout_bytes.count(b"\r\n")) == (0, 5)
    assert "1 program is left out" in result.stderr
    assert "a-capital" in result.stderr


def test_an_unknown_format_is_wrong_usage() -> None:
    """The formats are named."""
    result = run("--format", "xml")
    assert (result.exit_code, "json-ld" in result.stderr) == (2, True)
