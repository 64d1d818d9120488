"""Visits to a server on this machine that answers, moves, refuses, waits, hangs and changes."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from typer.testing import CliRunner

from matcher.cli import app
from matcher.curation.links import Manners, Visitor
from matcher.curation.pages import Visit, fingerprint, pages_file, read_visits, write_visits
from matcher.curation.staleness import stale
from matcher.document import InputError
from tests.catalogue import SMALL
from tests.small import AS_OF, catalogue, program

QUICK = Manners(pause=0.01, timeout=0.5, attempts=3, longest_wait=0.1)


class Site(ThreadingHTTPServer):
    """A site that counts what it is asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[str] = Counter()
        self.times: list[float] = []
        self.text = "Le maximum est de 500 000 $."

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """What the site answers."""

    server: Site

    def do_GET(self) -> None:
        path = self.path
        self.server.asked[path] += 1
        self.server.times.append(monotonic())
        first = self.server.asked[path] == 1
        if path == "/robots.txt":
            self.answer(200, "User-agent: *\nDisallow: /private\n", kind="text/plain")
        elif path == "/moved":
            self.answer(301, "", Location="/page")
        elif path == "/away":
            self.answer(302, "", Location="/page")
        elif path in {"/404", "/410", "/403", "/429", "/500"}:
            self.answer(int(path[1:]), "no", **({"Retry-After": "1"} if path == "/429" else {}))
        elif path == "/busy":
            self.answer(429 if first else 200, self.server.text)
        elif path == "/slow":
            sleep(1.2)
            self.answer(200, "late")
        elif path == "/loop":
            self.answer(301, "", Location="/loop")
        else:
            self.answer(200, f"<html><nav>{monotonic()}</nav><p>{self.server.text}</p><script>{monotonic()}</script></html>")

    def answer(self, status: int, text: str, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(text.encode())), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    """Return a site that runs for one test."""
    server = Site()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def visit(*urls: str, manners: Manners = QUICK, today: date = AS_OF) -> dict[str, Visit]:
    """Return what each page did."""

    async def run() -> dict[str, Visit]:
        return {seen.url: seen async for seen in Visitor(today, manners, anywhere=True).visit_all(urls)}

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("/page", "ok", 200),
        ("/moved", "moved", 200),
        ("/away", "ok", 200),
        ("/404", "gone", 404),
        ("/410", "gone", 410),
        ("/403", "refused", 403),
        ("/429", "refused", 429),
        ("/500", "refused", 500),
        ("/busy", "ok", 200),
        ("/slow", "unreachable", None),
        ("/loop", "unreachable", None),
        ("/private/page", "not_allowed", None),
    ],
)
def test_outcomes(site: Site, path: str, outcome: str, status: int | None) -> None:
    """Each way of answering has its name."""
    seen = visit(site.address + path)[site.address + path]
    assert (seen.outcome, seen.status) == (outcome, status)
    assert (seen.moved_to == f"{site.address}/page") is (path == "/moved")
    assert (seen.fingerprint is not None) is (outcome in {"ok", "moved"})


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/nobody", "http://no-such-host.invalid/", "http://[bad/"])
def test_no_server(url: str) -> None:
    """A host that is not there is no reason to stop."""
    assert visit(url)[url].outcome == "unreachable"


def test_a_refusal_to_robots_is_not_asked_for(site: Site) -> None:
    """A page closed to robots is never asked for, and robots.txt is asked for once."""
    visit(f"{site.address}/private/one", f"{site.address}/private/two")
    assert site.asked == {"/robots.txt": 1}


def test_one_at_a_time_with_a_pause(site: Site) -> None:
    """Requests to one host follow each other at a distance."""
    visit(*(f"{site.address}/page?{i}" for i in range(4)), manners=Manners(pause=0.2, timeout=2))
    pages = sorted(site.times)[1:]
    assert min(later - earlier for earlier, later in pairwise(pages)) >= 0.18


def test_a_page_is_asked_again_but_not_for_ever(site: Site) -> None:
    """A page that fails is asked as often as manners allow."""
    visit(f"{site.address}/500", f"{site.address}/404")
    assert (site.asked["/500"], site.asked["/404"]) == (3, 1)


def test_the_fingerprint_is_of_the_words(site: Site) -> None:
    """Menus and scripts change nothing; a figure does; the day of the change is kept until the page is read again."""
    url = f"{site.address}/page"
    first = visit(url, today=date(2026, 1, 1))[url]
    same = visit(url, today=date(2026, 2, 1))[url].after(first)
    site.text = "Le maximum est de 600 000 $."
    changed = visit(url, today=date(2026, 3, 1))[url].after(same)
    later = visit(url, today=date(2026, 4, 1))[url].after(changed)
    assert [seen.changed_on for seen in (first, same, changed, later)] == [None, None, date(2026, 3, 1), date(2026, 3, 1)]


def test_a_page_without_an_answer_keeps_what_it_said() -> None:
    """One failed visit does not forget the text, so that its change is noticed after it."""
    before = Visit("u", "ok", date(2026, 1, 1), fingerprint="a")
    failed = Visit("u", "unreachable", date(2026, 2, 1)).after(before)
    back = Visit("u", "ok", date(2026, 3, 1), fingerprint="b").after(failed)
    assert (failed.fingerprint, back.changed_on) == ("a", date(2026, 3, 1))


def test_fingerprint_of_other_files() -> None:
    """A PDF is known by its bytes."""
    assert fingerprint(b"%PDF one", "application/pdf") != fingerprint(b"%PDF two", "application/pdf")
    assert fingerprint(b"<p>A  b</p>", "text/html") == fingerprint(b"<div>a\nB</div>", "text/html")


def test_visits_are_kept_and_read_again(tmp_path: Path) -> None:
    """What is written is read; what is not there is nothing; what is broken is refused with its file."""
    path = tmp_path / "pages.json"
    visits = {"u": Visit("u", "moved", AS_OF, 200, "v", "f", AS_OF, None)}
    assert read_visits(path) == {}
    write_visits(path, visits)
    assert read_visits(path) == visits
    for broken in ("{", "[]", '{"u": 1}', '{"u": {"outcome": "ok"}}', '{"u": {"seen_on": "never", "outcome": "ok"}}'):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(InputError, match="visits of pages cannot be read"):
            read_visits(path)


def test_what_visits_found_makes_a_sheet_stale() -> None:
    """A page that is gone, or that changed after it was read, is a reason to look again; one that changed before is not."""
    page = {"id": "page", "url": "https://example.org/page", "page_date": "2026-10", "read_on": date(2026, 11, 1)}
    one = catalogue(program("p", sources=[page]))

    def reasons(**fields: Any) -> list[str]:
        seen = Visit("https://example.org/page", **({"outcome": "ok", "seen_on": AS_OF} | fields))
        return [reason.code for item in stale(one, AS_OF, visits={seen.url: seen}) for reason in item.reasons]

    assert reasons() == []
    assert reasons(outcome="gone") == ["page_gone"]
    assert reasons(changed_on=date(2026, 11, 2)) == ["page_changed"]
    assert reasons(changed_on=date(2026, 10, 1)) == []


@pytest.fixture
def folder(tmp_path: Path, site: Site) -> Path:
    """Return a small catalogue whose pages are those of the site."""
    shutil.copytree(SMALL, tmp_path / "programs")
    for path in (tmp_path / "programs").glob("*/*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("https://example.org", site.address), encoding="utf-8")
    return tmp_path / "programs"


def check(folder: Path, *options: str) -> Any:
    return CliRunner().invoke(
        app, ["catalogue", "check-links", "--private-addresses", "--directory", str(folder), "--lang", "en", *options]
    )


def test_the_command(folder: Path, site: Site) -> None:
    """Every cited page is visited once, and not again within the days; a page that is gone fails the check."""
    result = check(folder)
    assert result.exit_code == 0, result.output
    kept = read_visits(pages_file(folder))
    assert kept
    assert {seen.outcome for seen in kept.values()} == {"ok"}
    asked = sum(site.asked.values())
    assert check(folder).exit_code == 0
    assert sum(site.asked.values()) == asked
    first = next(iter(sorted(folder.glob("*/*.yaml"))))
    text = first.read_text(encoding="utf-8")
    start = text.index(site.address)
    url = re.split(r"[\s,}\"']", text[start:], maxsplit=1)[0]
    first.write_text(text.replace(url, f"{site.address}/404"), encoding="utf-8")
    result = check(folder, "--format", "json")
    assert result.exit_code == 1, result.output
    gone = [page for page in json.loads(result.stdout) if page["outcome"] == "gone"]
    assert [(page["url"], page["programs"]) for page in gone] == [(f"{site.address}/404", [first.stem])]


def test_the_command_goes_on_where_it_was_stopped(folder: Path, site: Site) -> None:
    """Pages already visited today are left alone after an interruption."""
    check(folder)
    kept = read_visits(pages_file(folder))
    half = dict(list(kept.items())[: len(kept) // 2])
    write_visits(pages_file(folder), half)
    site.asked.clear()
    check(folder)
    assert sum(count for path, count in site.asked.items() if path != "/robots.txt") == len(kept) - len(half)
    assert read_visits(pages_file(folder)).keys() == kept.keys()
