"""`matcher workspace`: what an administrator types, on a real file."""

from __future__ import annotations

import html
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from matcher.catalogue import load_catalogue
from matcher.cli import app
from matcher.profile import Profile, read_profile
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFile, ClientFiles
from matcher.workspace.consents import give_consent
from matcher.workspace.database import open_workspace
from matcher.workspace.notes import add_note
from matcher.workspace.organisations import advisor_called, laptop_user
from matcher.workspace.plans import kept_plans


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the workspace of each test in a folder of its own."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path / 'workspace.db'}")
    monkeypatch.delenv("MATCHER_WORKSPACE_KEY", raising=False)
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["workspace", *map(str, arguments)])


def a_file(**answers: Any) -> ClientFile:
    workspace = open_workspace()
    files = ClientFiles(workspace, laptop_user(workspace))
    made = files.create("Coop", Profile.model_validate({"enterprise": answers}))
    workspace.close()
    return made


def test_where(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is told without the password."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", "postgresql://advisor:secret@db/matcher")
    assert run("where").stdout == "postgresql+psycopg://advisor:***@db/matcher\n"
    monkeypatch.setenv("MATCHER_DATABASE_URL", "nothing")
    assert (run("where").exit_code, "MATCHER_DATABASE_URL" in run("where").stderr) == (1, True)


def test_backup_and_restore(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup of one workspace fills another, once."""
    made = a_file(employees=3)
    assert run("backup", place / "b.zip").stdout == "1 dossier client\n"
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{place / 'second.db'}")
    assert run("restore", place / "b.zip", "--lang", "en").stdout == "1 client file\n"
    workspace = open_workspace()
    assert ClientFiles(workspace, laptop_user(workspace)).open(made.id).profile == made.profile
    again = run("restore", place / "b.zip")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "vide" in again.stderr
    assert run("check").exit_code == 0


@pytest.mark.parametrize("command", ["restore", "import"])
def test_a_file_that_cannot_be_read(place: Path, command: str) -> None:
    """A file that is missing or is something else is said in a sentence."""
    missing = run(command, place / "none", "--lang", "en")
    assert (missing.exit_code, "No such file" in missing.stderr) == (1, True)
    (place / "x").write_bytes(b"\xff not ours")
    other = run(command, place / "x", "--lang", "en")
    assert (other.exit_code, other.stderr) == (1, "x: this is not what we wrote\n")


def whole(path: Path) -> Any:
    """Return the JSON in a ZIP that was handed over."""
    with zipfile.ZipFile(path) as packed:
        return json.loads(packed.read("dossier.json"))


def test_a_client_file_goes_out_and_in(place: Path) -> None:
    """What is exported comes in as one more client file, and goes out again as the same bytes but for its moment."""
    made = a_file(municipality="Beloeil")
    assert run("export", made.id, place / "client.zip").exit_code == 0
    assert whole(place / "client.zip")["client_file"]["name"] == "Coop"
    new = run("import", place / "client.zip").stdout.strip()
    assert new != str(made.id)
    assert run("export", new, place / "again.zip").exit_code == 0
    assert whole(place / "again.zip") == whole(place / "client.zip")
    nobody = run("export", made.id, place / "y.zip", "--as", "x@example.org")
    assert (nobody.exit_code, (place / "y.zip").exists()) == (1, False)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_client_file_is_read_in_words(place: Path, language: str) -> None:
    """Without a cost there is no plan; answers, conditions, applications, notes and consents are still there as DOCX and PDF."""
    workspace = open_workspace()
    files = ClientFiles(workspace, laptop_user(workspace))
    condition = next(iter(load_catalogue().conditions.values()))
    made = files.create(
        "Coop \x07<b>", Profile.model_validate({"enterprise": {"employees": 41}}).confirming(condition.id, answer=True)
    )
    followed = Applications(workspace, files.actor).add(made.id, "piec", asked=5_000, due_on=date(2027, 1, 5))
    Applications(workspace, files.actor).change(replace(followed, comment="call Ann"))
    add_note(files, made.id, "The board votes")
    give_consent(files, made.id, "keep_file", date(2026, 11, 20))
    assert run("export", made.id, place / "client.zip", "--lang", language).exit_code == 0
    stem = {"fr": "dossier", "en": "client-file"}[language]
    with zipfile.ZipFile(place / "client.zip") as packed:
        assert not [name for name in packed.namelist() if name.startswith(("montage", "funding-plan"))]
        assert packed.read(f"{stem}.pdf").startswith(b"%PDF")
        with zipfile.ZipFile(packed.open(f"{stem}.docx")) as parts:
            words = html.unescape(parts.read("word/document.xml").decode())
    amount = {"fr": "5\u00a0000\u00a0$", "en": "$5,000"}[language]
    for said in ("41", condition.sentence(language), "PIEC", amount, "call Ann", "The board votes", "2026"):
        assert said in words


def test_what_is_handed_over_is_read_without_an_account(place: Path) -> None:
    """With costs, the plan is there as documents; words say what each part is; the answers work on the command line."""
    workspace = open_workspace()
    files = ClientFiles(workspace, laptop_user(workspace))
    project = {"total_cost": 400_000, "uses": ["construction"]}
    made = files.create("Coop", Profile.model_validate({"enterprise": {"legal_form": "nonprofit"}, "project": project}), "fewest")
    assert run("export", made.id, place / "client.zip", "--lang", "en").exit_code == 0
    with zipfile.ZipFile(place / "client.zip") as packed:
        names = packed.namelist()
        words = packed.read("read-me.txt").decode()
        (place / "profile.yaml").write_bytes(packed.read("profile.yaml"))
        assert packed.read("funding-plan.pdf").startswith(b"%PDF")
    plans = [f"funding-plan{suffix}" for suffix in (".docx", ".pdf", ".xlsx", ".ics")]
    assert names == ["read-me.txt", "client-file.docx", "client-file.pdf", "client-file.json", "profile.yaml", *plans]
    assert words.startswith("Client file of Coop, ")
    assert all(name in words for name in names[1:])
    assert read_profile(place / "profile.yaml") == made.profile
    (kept,) = kept_plans(files, made.id)
    assert (kept.name, len(kept.document["plans"])) == ("fewest", 1)
    assert run("export", made.id, place / "again.zip", "--lang", "en").exit_code == 0
    assert kept_plans(files, made.id) == [kept]


@pytest.mark.parametrize("parts", [{}, {"other.json": b"{}"}, {"dossier.json": b"[" * 100_000}, {"dossier.json": b"\xff"}])
def test_a_zip_that_is_not_ours(place: Path, parts: dict[str, bytes]) -> None:
    """Another ZIP, an empty one or one that is nested without end is refused in a sentence."""
    with zipfile.ZipFile(place / "x.zip", "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    refused = run("import", place / "x.zip", "--lang", "en")
    assert (refused.exit_code, refused.stderr) == (1, "x.zip: this is not what we wrote\n")


def test_purge_is_for_those_who_may(place: Path) -> None:
    """What is past its day goes; the day can be given."""
    made = a_file()
    workspace = open_workspace()
    ClientFiles(workspace, laptop_user(workspace)).retain(made.id, date(2027, 1, 1))
    assert run("purge", "--as-of", "2027-01-01", "--lang", "en").stdout == "0 client files\n"
    assert run("purge", "--as-of", "2027-01-02", "--lang", "en").stdout == "1 client file\n"


def test_check_says_what_is_wrong(place: Path) -> None:
    """A file that was damaged is found, and the exit code tells."""
    a_file()
    assert run("check", "--lang", "en").stdout == "The workspace is whole\n"
    content = bytearray((place / "workspace.db").read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\x00" * (4096 * 2)
    (place / "workspace.db").write_bytes(content)
    broken = run("check", "--lang", "en")
    assert broken.exit_code == 1
    assert "malformed" in broken.stderr


def test_the_client_files_are_listed_with_their_ids() -> None:
    """Every page of the list, by name; words narrow it down; what was put away is apart."""
    workspace = open_workspace()
    files = ClientFiles(workspace, laptop_user(workspace))
    made = [files.create(f"Client {number:02}") for number in range(41)]
    files.archive(files.create("Ancien").id)
    assert run("list").stdout.splitlines() == [f"{one.id}\t{one.name}\t" for one in made]
    assert run("list", "client 07").stdout == f"{made[7].id}\tClient 07\t\n"
    assert run("list", "--archived").stdout.split("\t")[1] == "Ancien"


def test_nobody_acts_for_an_organisation_without_saying_who() -> None:
    """A purge of every night that names nobody would erase nothing for ever: it is refused, and nothing is made."""
    run("organisation", "Pôle", "ann@example.org", "Ann")
    nobody = run("purge", "--lang", "en")
    assert (nobody.exit_code, nobody.stdout) == (1, "")
    assert "--as" in nobody.stderr
    assert run("purge", "--as", "ann@example.org", "--lang", "en").stdout == "0 client files\n"
    assert run("list").exit_code == 1


def test_an_organisation_begins_with_its_administrator() -> None:
    """The first administrator may sign in; the address is taken from then on."""
    assert run("organisation", "Pôle", "Ann@Example.org", "Ann").exit_code == 0
    advisor = advisor_called(open_workspace(), "ann@example.org")
    assert advisor is not None
    assert (advisor.role, advisor.name) == ("administrator", "Ann")
    taken = run("organisation", "Autre", "ann@example.org", "Bob", "--lang", "en")
    assert (taken.exit_code, "account already" in taken.stderr) == (1, True)


def test_the_people_of_an_organisation() -> None:
    """Let in, changed, told all that is held of them, and erased: by an administrator, in their own organisation."""
    run("organisation", "Pôle", "ann@example.org", "Ann")
    run("organisation", "CDR", "bob@example.org", "Bob")
    as_ann = ("--as", "ann@example.org")
    assert run("people", "add", "Eve@example.org", "Eve", "--role", "manager", *as_ann).stdout == (
        "eve@example.org\tEve\tmanager\tweekly\tactive\n"
    )
    changed = run("people", "change", "eve@example.org", "--digest", "daily", "--inactive", *as_ann)
    assert changed.stdout == "eve@example.org\tEve\tmanager\tdaily\tinactive\n"
    assert [line.split("\t")[1] for line in run("people", "list", *as_ann).stdout.splitlines()] == ["Ann", "Eve"]
    held = json.loads(run("people", "export", "eve@example.org", *as_ann).stdout)
    assert (held["advisor"]["email"], held["advisor"]["active"]) == ("eve@example.org", False)
    elsewhere = run("people", "erase", "eve@example.org", "--as", "bob@example.org", "--lang", "en")
    assert (elsewhere.exit_code, elsewhere.stderr) == (1, "This is not there, or is not yours to see\n")
    assert run("people", "erase", "eve@example.org", *as_ann).exit_code == 0
    assert run("people", "list", *as_ann).stdout.count("\n") == 1
    last = run("people", "erase", "ann@example.org", "--lang", "en", *as_ann)
    assert (last.exit_code, "one administrator" in last.stderr) == (1, True)


def test_what_is_held_of_a_client() -> None:
    """One document with every table, the access log included."""
    made = a_file(municipality="Beloeil")
    held = json.loads(run("held", made.id).stdout)
    assert held["client_file"]["profile"]["enterprise"] == {"municipality": "Beloeil"}
    assert [one["action"] for one in held["audit"]] == ["created"]
    assert run("held", "00000000-0000-0000-0000-000000000000").exit_code == 1


def test_a_key_is_one() -> None:
    """Each key is new and opens what it closed."""
    from cryptography.fernet import Fernet

    first, second = (run("key").stdout.strip() for _ in range(2))
    assert first != second
    assert Fernet(first).decrypt(Fernet(first).encrypt(b"x")) == b"x"
