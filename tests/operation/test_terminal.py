"""Commands on a terminal that cannot write all letters, as a real process meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalogue import SMALL

PROFILE = """
enterprise: {legal_form: nonprofit, sector: [épicerie], municipality: Beloeil}
project: {description: Rénover l’épicerie, uses: [renovation], total_cost: 60000}
"""
TABLE = "id,enterprise.legal_form,enterprise.municipality,project.description\na,nonprofit,Beloeil,Rénover l’épicerie\n"
ALL = """
import sys
from pathlib import Path
from matcher import catalogue, cli
lines, folder = sys.argv[1:]
catalogue.default_directory = lambda: Path(folder)
for line in lines.splitlines():
    sys.argv[1:] = line.split()
    try:
        cli.main()
    except SystemExit as end:
        print("== ended", end.code, flush=True)
"""
COMMANDS = (
    "match profile.yaml",
    "match profile.yaml --format json",
    "plan profile.yaml",
    "catalogue show a-don",
    "watch profile.yaml",
    "batch table.csv out.csv",
)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("latin-1", ("à confirmer", "Prêt solidaire", "Ouvert toute l'année", "Première fois", "60 000 $")),
        ("ascii", ("a confirmer", "Pret solidaire", "Ouvert toute l'annee", "Premiere fois", "60 000 $")),
    ],
)
def test_no_command_stops_over_a_letter_and_words_stay_readable(tmp_path: Path, encoding: str, words: tuple[str, ...]) -> None:
    """Letters that are not there are spelled with those that are; JSON escapes them, so that none is lost."""
    (tmp_path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    poor = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": encoding, "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", ALL, "\n".join(COMMANDS), str(SMALL)],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | poor,
    )
    table, document, *others = done.stdout.decode(encoding, errors="replace").replace("\xa0", " ").split("== ended 0\n")
    assert b"Traceback" not in done.stderr
    assert len(others) == len(COMMANDS) - 1
    assert "?" not in table
    assert "Dates de dépôt non connues" in json.dumps(json.loads(document), ensure_ascii=False)
    seen = "".join([table, *others])
    assert [word for word in words if word not in seen] == []
