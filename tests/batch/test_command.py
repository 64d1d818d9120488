"""The command `matcher batch`, as people and programs call it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from matcher.cli import app
from tests.batch.tables import answers, many, write_csv

ROWS = (
    ["id", "Forme juridique", "Ville", "Couleur", "Nb employees total", "confirmations.no-such-thing"],
    ["a", "coopérative", "Beloeil", "x", 3, "oui"],
    ["b", "guilde", "", "", "", ""],
    ["c", "", "Beloeill", "", "", ""],
)


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["batch", *map(str, arguments)])


def test_the_answers_of_match(tmp_path: Path) -> None:
    """On the real catalogue, a row has the ranks, verdicts and fits that `matcher match` gives its profile."""
    table, out = write_csv(tmp_path / "t.csv", *ROWS), tmp_path / "o.parquet"
    column = "Nb employees total=enterprise.employees"
    assert run(table, out, "--top", "7", "--as-of", "2026-11-23", "--column", column).exit_code == 0
    profile = tmp_path / "p.yaml"
    profile.write_text("enterprise: {legal_form: cooperative, municipality: Beloeil, employees: 3}\n", encoding="utf-8")
    said = CliRunner().invoke(app, ["match", str(profile), "--top", "7", "--as-of", "2026-11-23", "--format", "json"])
    names = ("rank", "program", "verdict", "fit")
    matched = [{name: match[name] for name in names} for match in json.loads(said.stdout)["matches"]]
    assert [{name: row[name] for name in names} for row in answers(out) if row["id"] == "a"] == matched


def test_ten_programs_unless_said_otherwise(tmp_path: Path) -> None:
    """Ten programs is what a row has at most; CSV comes out where its name is asked for."""
    table, out = write_csv(tmp_path / "t.csv", ["Ville"], ["Beloeil"]), tmp_path / "o.csv"
    assert run(table, out).exit_code == 0
    assert [row["rank"] for row in answers(out)] == [str(rank) for rank in range(1, 11)]


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        (
            "fr",
            [
                "note\u00a0: la colonne «\u00a0Couleur\u00a0» n'est pas utilisée",
                "si c'est enterprise.employees, dites --column 'Nb employees total=enterprise.employees'",
                "la confirmation «\u00a0no-such-thing\u00a0»",
                "3 rangées\u00a0: 2 avec réponse dans",
                "1 à revoir",
                "o.parquet.rejected.csv",
                "1 a été lue autrement qu'elle n'est écrite, ou pas en entier\u00a0: voir ",
            ],
        ),
        (
            "en",
            [
                "note: the column “Couleur” is not used",
                "if it is enterprise.employees, say --column 'Nb employees total=enterprise.employees'",
                "note: no program asks for the confirmation “no-such-thing”",
                "3 rows: 2 answered in",
                "1 set aside",
                "o.parquet.rejected.csv",
                "1 was read otherwise than it was written, or not in full: see ",
            ],
        ),
    ],
)
def test_what_is_said(tmp_path: Path, lang: str, sentences: list[str]) -> None:
    """Unused columns with what they may be, conditions that nobody asks for, and counts that add up, in the reader's language."""
    found = run(write_csv(tmp_path / "t.csv", *ROWS), tmp_path / "o.parquet", "--lang", lang)
    assert found.exit_code == 0
    assert found.stdout == ""
    for sentence in sentences:
        assert sentence in found.stderr
    problem = {"fr": "ce mot n'est pas dans le vocabulaire", "en": "this word is not in the vocabulary"}[lang]
    assert "Beloeil" in (tmp_path / "o.parquet.notes.csv").read_text(encoding="utf-8-sig")
    assert problem in (tmp_path / "o.parquet.rejected.csv").read_text(encoding="utf-8-sig")


def test_no_column_is_the_id(tmp_path: Path) -> None:
    """What stands in for ids is said."""
    found = run(write_csv(tmp_path / "t.csv", ["Ville"], ["Beloeil"]), tmp_path / "o.csv", "--lang", "en")
    assert "no column is the id; the number of each row stands for it" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["{none}", "{out}"], 1, "cannot be read"),
        (["{table}", "{folder}/o.xlsx"], 1, "this kind of file cannot be written; found .xlsx; expected a .parquet or .csv"),
        (["{table}", "{out}", "--column", "x"], 2, "--column"),
        (
            ["{table}", "{out}", "--column", "project.total_cost=enterprise.town"],
            1,
            "there is no such answer; found enterprise.town",
        ),
        (["{table}", "{out}", "--top", "0"], 2, "--top"),
        (["{table}", "{folder}/none/o.csv"], 1, "cannot be written"),
        (["{table}", "{out}", "--cluster", "tcp://127.0.0.1:9"], 1, "no scheduler answers there"),
    ],
)
def test_what_cannot_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, words: str
) -> None:
    """Wrong input ends with 1 and wrong usage with 2, each with its reason, and nothing is left behind."""
    monkeypatch.setattr("matcher.batch.cluster.PATIENCE", 1)
    table = write_csv(tmp_path / "t.csv", *many(3))
    names = {"table": table, "none": tmp_path / "none.csv", "out": tmp_path / "o.parquet", "folder": tmp_path}
    found = run(*(argument.format(**names) for argument in arguments), "--lang", "en")
    assert (found.exit_code, words in found.stderr) == (code, True)
    assert not (tmp_path / "o.parquet").exists()


def test_help() -> None:
    """The help names what goes in, what comes out, and every option."""
    shown = CliRunner().invoke(app, ["batch", "--help"], env={"COLUMNS": "200"}).stdout
    for word in (
        "IN.(csv|xlsx|parquet)",
        "OUT.(parquet|csv)",
        "--cluster",
        "--top",
        "--as-of",
        "--any-window",
        "--column",
        "--lang",
    ):
        assert word in shown


def test_stopped_by_ctrl_c_and_asked_again(tmp_path: Path) -> None:
    """Ctrl-C says where the work is and ends with 130; the same command says that it goes on, and does."""
    table, out = write_csv(tmp_path / "t.csv", *many(1_000)), tmp_path / "o.parquet"
    code = (
        "from functools import partial; import matcher.batch.running as r; from matcher.cli import main; "
        "r.Run = partial(r.Run, piece_rows=5); main()"
    )
    arguments = [sys.executable, "-c", code, "batch", str(table), str(out), "--as-of", "2026-11-23", "--lang", "en"]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, start_new_session=True)
    work = tmp_path / "o.parquet.work"
    while process.poll() is None and not list(work.glob("part-*.parquet")):
        pass
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"stopped; what is done is in {work}: the same command goes on from there" in said
    again = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert "done already; going on" in again.stderr
    assert "1,000 rows: 1,000 answered" in again.stderr
