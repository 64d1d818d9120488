"""From one program to the enterprises that fit it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from matcher.cli import app
from matcher.matching import Matcher
from matcher.ranking import Scores
from matcher.reverse import reverse
from matcher.rules.verdict import Verdict
from tests.small import AS_OF, catalogue, profile, program, requires

PIEC = program("piec", eligibility=requires({"legal_form": ["nonprofit", "cooperative"]}, {"years_operating": {"min": 2}}))
OTHER = program("other", local_version_of=[])


def test_the_same_answer_as_match() -> None:
    """Verdict, reasons and window of one program are those that `match` gives, on a list of any other programs."""
    matcher = Matcher(catalogue(PIEC, OTHER))
    for who in (
        profile(legal_form="nonprofit"),
        profile(legal_form="sole_proprietorship"),
        profile(founded="2026-01-01"),
        profile(),
    ):
        alone, listed = matcher.match_one("piec", who, AS_OF), matcher.match(who, AS_OF).find("piec")
        assert (alone.verdict, alone.decision, alone.window) == (listed.verdict, listed.decision, listed.window)
        assert alone.reasons("fr") == listed.reasons("fr")
    with pytest.raises(KeyError):
        matcher.match_one("none", profile(), AS_OF)


def test_the_order_in_which_to_call() -> None:
    """Open ones first by fit, then those that time will let in, then the refused; each with its key."""
    people = [
        ("refused", profile(legal_form="sole_proprietorship", founded="2010-01-01")),
        ("soon", profile(legal_form="nonprofit", founded="2025-06-01")),
        ("open", profile(legal_form="nonprofit", founded="2010-01-01")),
        ("unknown", profile(legal_form="nonprofit")),
    ]
    found = reverse(Matcher(catalogue(PIEC, OTHER)), "piec", people, AS_OF)
    verdicts = {one.key: one.match.verdict for one in found}
    assert next(one.key for one in found) == "open"
    assert [one.key for one in found][2:] == ["soon", "refused"]
    assert verdicts["unknown"] is Verdict.TO_CONFIRM
    assert [one.rank for one in found] == [1, 2, 3, 4]


def test_whom_a_local_version_serves() -> None:
    """Where the sheet of the place stands in, as `match` shows it, the enterprise is sent there; where it refuses, it is not."""
    wide = program("wide", eligibility=requires({"legal_form": ["nonprofit", "cooperative"]}))
    near = program(
        "near",
        local_version_of=["wide"],
        eligibility=requires({"territory": ["mrc:la-vallee-du-richelieu"]}, {"employees": {"max": 10}}),
    )
    matcher = Matcher(catalogue(wide, near))
    people = {
        "here": profile(legal_form="nonprofit", municipality="Beloeil"),
        "too-large": profile(legal_form="nonprofit", municipality="Beloeil", employees=50),
        "elsewhere": profile(legal_form="nonprofit", municipality="Gaspé"),
        "anywhere": profile(legal_form="nonprofit"),
        "refused": profile(legal_form="sole_proprietorship", municipality="Beloeil"),
    }
    found = reverse(matcher, "wide", people.items(), AS_OF)
    assert {one.key: one.instead.id if one.instead else None for one in found} == {
        "here": "near", "too-large": None, "elsewhere": None, "anywhere": None, "refused": None,
    }  # fmt: skip
    assert [one.key for one in found][3:] == ["here", "refused"]
    for one in found:
        hidden = "wide" in {match.program.id for match in matcher.match(people[one.key], AS_OF).hidden}
        assert hidden == (one.instead is not None) or one.key == "refused"


def table(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "clients.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["reverse", *arguments])


def test_the_command(tmp_path: Path) -> None:
    """On the real catalogue: who fits, what each has to confirm, and which rows were set aside and why."""
    rows = ("id,Nom,Forme juridique,Taille", "1,Coop,coopérative,3", "2,Inc,guilde,4", "3,Seul,entreprise individuelle,1")
    path = table(tmp_path, *rows)
    found = run("piec", path, "--format", "json", "--as-of", "2026-11-23", "--lang", "en")
    document = json.loads(found.stdout)
    assert document["set_aside"] == [3]
    assert document["enterprises"][0]["name"] == "Coop"
    assert document["enterprises"][0]["to_confirm"]
    assert f"{path}:3:3: " in found.stderr
    shown = run("piec", path, "--top", "1", "--column", "Taille=enterprise.employees")
    assert "Coop" in shown.stdout
    assert "Seul" not in shown.stdout
    assert "1 rangée" in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["nothing", "{path}"], 1), (["piec", "{path}.none"], 1), (["piec", "{path}", "--column", "x"], 2)],
)
def test_what_cannot_be_answered(tmp_path: Path, arguments: list[str], code: int) -> None:
    path = table(tmp_path, "name", "Coop")
    assert run(*(argument.format(path=path) for argument in arguments)).exit_code == code


def test_thousands_of_enterprises_are_quick_enough_to_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each enterprise the fit of the one program is worked out, and no list of programs is put in order."""
    matcher = Matcher(catalogue(PIEC, *(program(f"other-{number}") for number in range(30))))
    asked = []
    kept = Scores.fits
    monkeypatch.setattr(Scores, "fits", lambda self, places, better: asked.append(places.tolist()) or kept(self, places, better))
    monkeypatch.setattr(Scores, "ranked", None)
    reverse(matcher, "piec", [(number, profile(legal_form="nonprofit")) for number in range(50)], date(2026, 11, 23))
    assert asked == [[0]] * 50
