"""The API says what the command line says."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from typer.testing import CliRunner

from matcher import catalogue
from matcher.api.settings import Settings
from matcher.cli import app
from tests.api.conftest import GOOD, answering
from tests.catalogue import SMALL

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "funded.yaml").read_text(encoding="utf-8"))
DAY = "2026-11-23"


def printed(*arguments: object) -> Any:
    """Return the document that a command prints."""
    result = CliRunner().invoke(app, [*map(str, arguments), "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout), result.stderr.splitlines()


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "default_directory", lambda: SMALL)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.yaml"
    path.write_text(yaml.safe_dump(GOOD, allow_unicode=True), encoding="utf-8")
    return path


VERBS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("match", {"top": 3}, ["--top", "3"]),
    ("match", {"top": 5, "any_window": True}, ["--any-window"]),
    ("explain", {"program": "a-pret"}, ["a-pret"]),
    ("explain", {"program": "a-don", "any_window": True}, ["a-don", "--any-window"]),
    ("ask", {}, []),
    ("plan", {}, []),
    ("plan", {"prefer": "fastest", "any_window": True}, ["--prefer", "fastest", "--any-window"]),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("asked", VERBS, ids=[f"{verb} {' '.join(words)}" for verb, _, words in VERBS])
def test_a_verb_answers_as_its_command(
    api: httpx.Client, profile: Path, asked: tuple[str, dict[str, Any], list[str]], language: str
) -> None:
    """The document is the one that is printed; what goes to the other output is in `notes`."""
    verb, options, arguments = asked
    answer = api.post(f"/v1/{verb}", json=GOOD | options | {"as_of": DAY, "lang": language}).json()
    notes = answer.pop("notes")
    document, said = printed(verb, profile, *arguments, "--as-of", DAY, "--lang", language)
    assert document == answer
    assert notes == (said if verb in {"match", "explain"} else notes)


def test_what_is_not_understood_is_said(api: httpx.Client) -> None:
    """A sector that nobody knows and a place typed wrongly are no mistakes, and are told."""
    sent = {"enterprise": {"sector": ["tyrolienne"], "municipality": "Belœil"}, "confirmations": {"nobody-asks": True}}
    notes = api.post("/v1/match", json=sent | {"lang": "en"}).json()["notes"]
    assert [word for word in ("tyrolienne", "nobody-asks") if word not in "\n".join(notes)] == []


@pytest.mark.parametrize("paragraph", ["Notre coop de solidarité de Granby veut rénover son toit : 250 000 $.", "We hire."])
def test_a_paragraph_is_read_as_the_command_reads_it(api: httpx.Client, paragraph: str) -> None:
    answer = api.post("/v1/intake", json={"text": paragraph, "as_of": DAY}).json()
    assert printed("intake", paragraph, "--as-of", DAY)[0] == answer


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_catalogue_is_the_one_that_is_listed(api: httpx.Client, language: str) -> None:
    """The list, each program and the counts are those of the commands."""
    listed, _ = printed("catalogue", "list", "--lang", language)
    answer = api.get("/v1/programs", params={"lang": language, "per_page": 100}).json()
    assert sorted(listed, key=lambda one: one["id"]) == sorted(answer, key=lambda one: one["id"])
    for one in listed:
        shown, _ = printed("catalogue", "show", one["id"], "--lang", language)
        assert shown == api.get(f"/v1/programs/{one['id']}", params={"lang": language}).json()
    report, _ = printed("catalogue", "report")
    answer = api.get("/v1/catalogue").json()
    assert answer.pop("version")
    assert report == answer


def test_many_at_once_get_what_each_gets_alone(api: httpx.Client) -> None:
    """Forty projects asked for by eight threads at once are answered as they are one by one."""
    bodies = [{"project": case["profile"]["project"], "as_of": DAY} for case in CASES[:40]]

    def ask(body: dict[str, Any]) -> Any:
        return api.post("/v1/match", content=json.dumps(body, default=str), headers={"content-type": "application/json"}).json()

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(ask, bodies))
    assert together == [ask(body) for body in bodies]


def test_real_projects_get_the_same_matches_on_the_real_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of the real cases, on the catalogue that ships: every program shown is the same, to the last point."""
    monkeypatch.undo()
    path = tmp_path / "profile.yaml"
    with answering(Settings(catalogue.default_directory())) as api:
        for case in CASES[::30]:
            path.write_text(yaml.safe_dump(case["profile"], allow_unicode=True), encoding="utf-8")
            sent = json.loads(json.dumps(case["profile"], default=str)) | {"as_of": DAY, "top": 20}
            answer = api.post("/v1/match", json=sent).json()
            notes = answer.pop("notes")
            assert (answer, notes) == printed("match", path, "--top", 20, "--as-of", DAY)
