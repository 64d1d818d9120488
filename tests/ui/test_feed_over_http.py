"""The calendar feed and the headers of the page behind a link, over real HTTP, from the command that people start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar

from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace, open_workspace
from matcher.workspace.feeds import make_feed, revoke_feed
from matcher.workspace.links import make_link
from matcher.workspace.location import url_of
from matcher.workspace.organisations import laptop_user
from scripts.screenshots import server

DAY = date(2027, 1, 15)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    address = f"sqlite:///{tmp_path_factory.mktemp('feed') / 'workspace.db'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHER_DATABASE_URL", address)
        opened = open_workspace(url_of(address))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(workspace: Workspace) -> Iterator[httpx.Client]:
    with server() as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture
def token(workspace: Workspace) -> str:
    actor = laptop_user(workspace)
    file = ClientFiles(workspace, actor).create("Coop du Nord")
    Applications(workspace, actor).add(file.id, "piec", due_on=DAY)
    return make_feed(workspace, actor)[1]


def test_a_calendar_is_given_and_need_not_be_given_twice(site: httpx.Client, token: str) -> None:
    """It is a calendar, private, without a cookie; with its tag it is not sent again."""
    answer = site.get(f"/feed/{token}.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "last-modified" in answer.headers
    assert "set-cookie" not in answer.headers
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert {event["dtstart"].dt for event in events} == {DAY}
    assert all("Coop du Nord" in event["summary"] for event in events)
    again = site.get(f"/feed/{token}.ics", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.get(f"/feed/{token}.ics", headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_says_the_same_without_the_content(site: httpx.Client, token: str) -> None:
    whole, head = site.get(f"/feed/{token}.ics"), site.head(f"/feed/{token}.ics")
    assert (head.status_code, head.content) == (200, b"")
    assert all(head.headers[name] == whole.headers[name] for name in ("etag", "content-type", "last-modified"))


def test_whatever_is_wrong_is_not_found(site: httpx.Client, token: str, workspace: Workspace) -> None:
    """Forged, cut, of a client, revoked, without its ending or with a path: one answer, which says nothing."""
    actor = laptop_user(workspace)
    files = ClientFiles(workspace, actor)
    of_client = make_link(files, files.create("Coop").id)[1]
    revoke_feed(workspace, actor)
    wrong = [f"{token}.ics", f"{of_client}.ics", f"{'A' * 43}.ics", token, f"x/{token}.ics", "", ".ics", f"{'é' * 900}.ics"]
    answers = [site.get(f"/feed/{name}") for name in wrong]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, b"")}
    assert {tuple(sorted(set(answer.headers) - {"date"})) for answer in answers} == {
        tuple(sorted(set(answers[0].headers) - {"date"}))
    }
    assert site.post(f"/feed/{token}.ics").status_code == 405


def test_the_page_behind_a_link_tells_its_address_to_nobody(site: httpx.Client) -> None:
    """Its headers are there before any script has run; those of other pages are as they were."""
    page, other = site.get("/shared?t=x"), site.get("/about")
    assert page.status_code == other.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "x-robots-tag" not in other.headers


def test_what_the_server_prints_holds_no_token(workspace: Workspace, tmp_path: Path, token: str) -> None:
    """Nothing that was asked for is written to the output of the server."""
    import os
    import socket
    import subprocess
    import sys
    import time

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    out = tmp_path / "out"
    with out.open("wb") as log:
        command = [sys.executable, "-m", "matcher.cli", "app", "--server.port", port, "--server.headless", "true"]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))
        try:
            answer = None
            for _ in range(120):
                try:
                    answer = httpx.get(f"http://127.0.0.1:{port}/feed/{token}.ics", timeout=60)
                    break
                except httpx.TransportError:
                    time.sleep(0.5)
            assert answer is not None
            assert answer.status_code == 200
            httpx.get(f"http://127.0.0.1:{port}/shared?t={token}")
        finally:
            process.terminate()
            process.wait(timeout=20)
    printed = out.read_text()
    assert port in printed
    assert token not in printed
