"""The commands of those who keep the catalogue, run as they run them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from matcher.catalogue import load_catalogue
from matcher.cli import app
from tests.catalogue import SMALL

Run = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small catalogue, in which a test may write."""
    shutil.copytree(SMALL, tmp_path / "programs")
    return tmp_path / "programs"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command on the small catalogue."""
    monkeypatch.setattr("matcher.catalogue.default_directory", lambda: SMALL)

    def invoke(*arguments: object, given: str | None = None) -> Any:
        environment = {"COLUMNS": "200", "TERM": "dumb"}
        return CliRunner().invoke(app, ["catalogue", *map(str, arguments)], input=given, env=environment)

    return invoke


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_report(run: Run, lang: str) -> None:
    """The report counts the programs of the catalogue, as a table, as JSON and as a page."""
    count = len(load_catalogue(SMALL))
    assert str(count) in run("report", "--lang", lang).stdout
    found = json.loads(run("report", "--format", "json").stdout)
    assert (found["programs"], sum(found["by"]["family"].values()), len(found["by"]["region"])) == (count, count, 17)
    page = run("report", "--format", "markdown", "--as-of", "2026-11-23", "--lang", lang).stdout
    assert page.startswith("# ")
    assert page.count("\n## ") == len(found["by"])


def test_stale(run: Run) -> None:
    """Old readings are listed with their reason; nothing to do is said too."""
    found = json.loads(run("stale", "--as-of", "2030-01-01", "--format", "json").stdout)
    assert "read_long_ago" in {reason["code"] for item in found for reason in item["reasons"]}
    assert "page was last read on" in run("stale", "--as-of", "2030-01-01", "--lang", "en").stdout
    assert run("stale", "--days", "0").exit_code == 2


def test_diff_without_history(run: Run, folder: Path) -> None:
    """Where Git keeps nothing, the command says so and fails."""
    result = run("diff", "HEAD", "--directory", folder, "--lang", "en")
    assert (result.exit_code, "kept by Git" in result.stderr) == (1, True)


def test_diff_of_this_catalogue(run: Run) -> None:
    """Against the state of now nothing changed that is not in the folder; an unknown revision is refused."""
    assert run("diff", "HEAD", "--format", "json").exit_code == 0
    result = run("diff", "no-such-revision", "--lang", "en")
    assert (result.exit_code, "no such revision" in result.stderr) == (1, True)


def test_fmt(run: Run, folder: Path) -> None:
    """A file out of order is named and mended; with --check it is named and left alone."""
    path = next(iter(sorted(folder.glob("*/*.yaml"))))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    status = next(line for line in lines if line.startswith("status:"))
    path.write_text("".join([status, *(line for line in lines if line != status)]), encoding="utf-8")
    broken = path.read_text(encoding="utf-8")
    result = run("fmt", "--check", "--directory", folder)
    assert (result.exit_code, path.name in result.stdout, path.read_text(encoding="utf-8")) == (1, True, broken)
    assert run("fmt", "--directory", folder).exit_code == 0
    assert run("fmt", "--check", "--directory", folder).exit_code == 0
    assert load_catalogue(folder)


ANSWERS = ["bad id", "fonds-essai", "foundations", "foundation", "Fonds", "Fund", "org-essai", "Org", "Org", "fund", "private"]
ANSWERS += ["grants", "grant loan", "Paie un toit.", "Pays a roof.", "example.org", "https://example.org/"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_new(run: Run, folder: Path, lang: str) -> None:
    """Wrong answers are asked again; what is written is valid, low in confidence, and names a new provider."""
    result = run("new", "--directory", folder, "--lang", lang, given="\n".join(ANSWERS) + "\n")
    assert result.exit_code == 0, result.output
    catalogue = load_catalogue(folder)
    made = catalogue["fonds-essai"]
    assert (made.family, made.instruments, made.confidence, made.summary.en) == (
        "foundation",
        ("grant", "loan"),
        "low",
        "Pays a roof.",
    )
    assert catalogue.providers[made.provider].kind == "fund"
    assert run("fmt", "--check", "--directory", folder).exit_code == 0


def test_new_does_not_take_an_id_twice(run: Run, folder: Path) -> None:
    """The id of another program is asked for again."""
    taken = next(iter(load_catalogue(folder)))
    result = run("new", "--directory", folder, "--lang", "en", given=f"{taken}\n")
    assert "another program has this id" in result.stderr
    assert result.exit_code == 1
