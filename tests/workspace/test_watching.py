"""What changed for whom: kept once, sent to each once, and nothing of another organisation."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from matcher.cli import app
from matcher.matching import Matcher
from matcher.profile import Profile
from matcher.program import Program
from matcher.workspace.actor import Actor
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.consents import give_consent
from matcher.workspace.database import Workspace, open_workspace
from matcher.workspace.dismissals import dismiss, dismissed, take_back
from matcher.workspace.errors import MissingError
from matcher.workspace.organisations import Advisor, add_advisor, change_advisor, found_organisation, laptop_user
from matcher.workspace.profiles import active_profiles
from matcher.workspace.tables import StandingsRow
from matcher.workspace.watching import by_client, digests_due, latest_news, look_at, look_at_all, mark_sent
from tests.small import catalogue, program, requires
from tests.watch.test_mail import Inbox, Serve, serve  # noqa: F401  # a fixture
from tests.workspace.conftest import Clock, an_actor

DAY = date(2026, 11, 23)
NONPROFIT = Profile.model_validate({"enterprise": {"legal_form": "nonprofit"}})
FOR_COOPS = requires({"legal_form": ["cooperative"]})
FOR_ALL = requires({"legal_form": ["nonprofit", "cooperative"]})


def of(*programs: Program) -> Matcher:
    return Matcher(catalogue(*programs, program("other")))


BEFORE, AFTER = of(program("piec", eligibility=FOR_COOPS)), of(program("piec", eligibility=FOR_ALL))


@pytest.fixture
def files(workspace: Workspace, actor: Actor) -> ClientFiles:
    return ClientFiles(workspace, actor)


def kinds(found: list[Any]) -> list[tuple[str, str]]:
    return [(one.program, one.kind) for one in found]


def test_a_change_of_the_catalogue_is_told_once(files: ClientFiles) -> None:
    """Gained, then nothing, then lost, then gained again: each is told when it happens, and kept for the page."""
    made = files.create("Coop", NONPROFIT)
    seen = [kinds(look_at(files, made.id, matcher, DAY)) for matcher in (BEFORE, BEFORE, AFTER, AFTER, BEFORE, AFTER)]
    assert seen == [[], [], [("piec", "gained")], [], [("piec", "lost")], [("piec", "gained")]]
    kept = latest_news(files, files.workspace.now() - timedelta(days=1), made.id)
    assert [(one.client, one.news.kind) for one in kept] == [("Coop", "gained"), ("Coop", "lost")]
    assert "piec" in kept[0].news.name["fr"].casefold()


def test_a_window_that_opens_is_told(files: ClientFiles) -> None:
    """Time alone brings news: a call opens, then closes soon."""
    made = files.create("Coop", NONPROFIT)
    call = of(program("call", intakes=[{"opens": date(2027, 1, 1), "closes": date(2027, 3, 1)}]))
    days = (DAY, date(2027, 1, 2), date(2027, 1, 3), date(2027, 2, 20), date(2027, 2, 21))
    assert [kinds(look_at(files, made.id, call, day)) for day in days] == [
        [], [("call", "opened")], [], [("call", "closing_soon")], []
    ]  # fmt: skip
    assert look_at(files, made.id, call, DAY) == []


def test_target_groups_leave_no_trace_in_what_is_kept(files: ClientFiles) -> None:
    """A program for women stays to confirm in what is kept of a look, whatever the encrypted answer is."""
    made = files.create("Coop", NONPROFIT)
    give_consent(files, made.id, "target_groups", DAY)
    with_groups = Profile.model_validate({"enterprise": {"legal_form": "nonprofit", "groups": ["women"]}})
    files.save(made.id, 1, name="Coop", profile=with_groups)
    look_at(files, made.id, of(program("hers", eligibility=requires({"groups": ["women"]}))), DAY)
    with files.workspace.reading() as session:
        kept = session.get_one(StandingsRow, made.id).content
    assert kept["standings"]["hers"]["verdict"] == "to_confirm"


def test_archived_files_and_other_organisations_are_left_alone(workspace: Workspace, files: ClientFiles) -> None:
    """Each organisation looks at its own active files, and reads its own news."""
    active, away = (files.create(name, NONPROFIT).id for name in ("Active", "Away"))
    files.archive(away)
    stranger = ClientFiles(workspace, an_actor(workspace, "CDR"))
    theirs = stranger.create("Theirs", NONPROFIT).id
    for matcher in (BEFORE, AFTER):
        assert [file_id for file_id, _ in look_at_all(files, matcher, DAY)] == [active]
    since = workspace.now() - timedelta(days=1)
    assert {one.client_file for one in latest_news(files, since)} == {active}
    assert latest_news(stranger, since) == []
    assert latest_news(stranger, since, active) == []
    with pytest.raises(Exception, match="not yours"):
        look_at(files, theirs, AFTER, DAY)


def test_each_advisor_is_told_once_in_their_own_time(workspace: Workspace, actor: Actor, clock: Clock) -> None:
    """Daily, weekly or never; what was sent is not sent again; who comes later is not told of what was before."""
    boss = Actor(actor.organisation, actor.name, "administrator", actor.advisor)
    files = ClientFiles(workspace, boss)
    made = files.create("Coop", NONPROFIT)

    def person(name: str, digest: Any) -> Advisor:
        added = add_advisor(workspace, boss, f"{name}@example.org", name, "advisor")
        return change_advisor(workspace, boss, added.id, digest=digest)

    assert actor.advisor is not None
    change_advisor(workspace, boss, actor.advisor, digest="never")
    daily, weekly, _never = person("daily", "daily"), person("weekly", "weekly"), person("never", "never")

    def due() -> dict[str, list[str]]:
        return {advisor.name: [one.news.kind for one in news] for advisor, news in digests_due(workspace, boss)}

    def tell() -> None:
        for advisor, news in digests_due(workspace, boss):
            mark_sent(workspace, advisor.id, news)

    look_at(files, made.id, BEFORE, DAY)
    assert due() == {}
    look_at(files, made.id, AFTER, DAY)
    assert due() == {daily.name: ["gained"], weekly.name: ["gained"]}
    tell()
    assert due() == {}
    look_at(files, made.id, BEFORE, DAY)
    clock.time += timedelta(days=1)
    assert due() == {daily.name: ["lost"]}
    tell()
    person("late", "daily")
    clock.time += timedelta(days=6)
    assert due() == {weekly.name: ["lost"]}


def test_nothing_is_sent_to_the_one_user_of_a_laptop(workspace: Workspace) -> None:
    """There is no address that mail could reach; the news stand in the app."""
    files = ClientFiles(workspace, laptop_user(workspace))
    look_at(files, files.create("Coop", NONPROFIT).id, BEFORE, DAY)
    assert [len(found) for _, found in look_at_all(files, AFTER, DAY)] == [1]
    assert digests_due(workspace, files.actor) == []


def test_news_of_many_files_are_grouped(files: ClientFiles) -> None:
    """A digest has one part for each client file."""
    for name in ("B", "A"):
        look_at(files, files.create(name, NONPROFIT).id, BEFORE, DAY)
    assert [len(found) for _, found in look_at_all(files, AFTER, DAY)] == [1, 1]
    due = digests_due(files.workspace, files.actor)
    assert [(name, len(found)) for _, name, found in by_client(due[0][1])] == [("A", 1), ("B", 1)]


def test_the_command_looks_and_sends(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    serve: Serve,  # noqa: F811  # the fixture
) -> None:
    """On the real catalogue: one e-mail to whom it is due, over a real server, once; a server that is away is tried again."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path / 'workspace.db'}")
    monkeypatch.setenv("MATCHER_MAIL_FROM", "nouvelles@pole.example.org")
    monkeypatch.setenv("MATCHER_APP_URL", "https://pole.example.org/")
    workspace = open_workspace()
    advisor = found_organisation(workspace, "Pôle", "ann@example.org", "Ann")
    files = ClientFiles(workspace, advisor.actor)
    made = files.create("Coop", NONPROFIT)
    look_at(files, made.id, BEFORE, DAY)

    def watch(*more: str) -> Any:
        arguments = ["watch", "--as", "ann@example.org", "--as-of", "2026-11-23", "--lang", "en", *more]
        return CliRunner().invoke(app, arguments)

    monkeypatch.setenv("MATCHER_SMTP_URL", "smtp+plain://127.0.0.1:9")
    away = watch("--send", "--format", "json")
    assert (away.exit_code, "does not answer" in away.stderr) == (1, True)
    found = json.loads(away.stdout)["client_files"][0]
    assert (found["name"], {one["kind"] for one in found["news"]} >= {"gained"}) == ("Coop", True)
    with serve() as (inbox, port):
        monkeypatch.setenv("MATCHER_SMTP_URL", f"smtp+plain://127.0.0.1:{port}")
        assert watch("--send").exit_code == 0
        assert watch("--send").exit_code == 0
        assert [envelope.rcpt_tos for envelope in inbox.taken] == [["ann@example.org"]]
        assert f"https://pole.example.org/client?file={made.id}".encode() in inbox.taken[0].content.replace(
            b"=\r\n", b""
        ).replace(b"=3D", b"=")
    assert "1 client file looked at, 0 things are new" in watch().stdout
    workspace.close()


@pytest.mark.parametrize("arguments", [["--since", "x.json"], ["x.yaml", "--send"]])
def test_options_that_do_not_go_together(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["watch", *arguments]).exit_code == 2


def test_a_program_put_aside_is_remembered(workspace: Workspace, files: ClientFiles) -> None:
    """With its reason, for this organisation alone, until it is put back."""
    made = files.create("Coop")
    dismiss(files, made.id, "piec", "too_heavy")
    dismiss(files, made.id, "piec", "too_late")
    stranger = ClientFiles(workspace, an_actor(workspace, "CDR"))
    assert dismissed(files, "piec") == {made.id: "too_late"}
    assert dismissed(files, "fli") == dismissed(stranger, "piec") == {}
    for act in (lambda: dismiss(stranger, made.id, "piec", "other"), lambda: take_back(stranger, made.id, "piec")):
        with pytest.raises(MissingError):
            act()
    take_back(files, made.id, "piec")
    assert dismissed(files, "piec") == {}
    assert list(active_profiles(stranger)) == []
    assert [name for _, name, _ in active_profiles(files)] == ["Coop"]
