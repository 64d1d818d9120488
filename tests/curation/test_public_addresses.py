"""No page of the catalogue makes the visitor of pages ask the network that it runs in, whatever the name and whoever leads there."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from matcher.cli import app
from matcher.curation import public_addresses
from matcher.curation.links import Manners, Visitor
from matcher.curation.pages import Visit, pages_file, read_visits
from tests.curation.test_links import Site, folder, site
from tests.small import AS_OF

__all__ = ["folder", "site"]

QUICK = Manners(pause=0.01, timeout=2, attempts=2, longest_wait=0.1)
INSIDE, OUTSIDE = "127.0.0.2", "127.0.0.1"


class Everywhere(ThreadingHTTPServer):
    """A site on every address of this machine; one of them plays the public internet, the others the network inside."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        everywhere = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                everywhere.asked.append((self.connection.getsockname()[0], self.path))
                if self.path.startswith("/to/"):
                    self.send_response(301)
                    self.send_header("Location", self.path.removeprefix("/to/"))
                else:
                    self.send_response(404 if self.path == "/robots.txt" else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("0.0.0.0", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def asked_inside(self) -> list[str]:
        return [path for address, path in self.asked if address != OUTSIDE]


@pytest.fixture
def everywhere() -> Iterator[Everywhere]:
    server = Everywhere()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one address of this machine count as public."""
    monkeypatch.setattr(public_addresses, "is_public", lambda address: address == ip_address(OUTSIDE))


def visit(url: str) -> Visit:
    async def run() -> Visit:
        return await anext(Visitor(AS_OF, QUICK).visit_all([url]))

    return asyncio.run(run())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not public_addresses.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "142.250.69.67", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert public_addresses.is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.0.0.2", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0", "0.0.0.0",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "user@127.0.0.1", "example.org@127.0.0.1", "127.0.0.1.", "①②⑦.0.0.1",
    ],
)  # fmt: skip
def test_no_way_of_writing_it_leads_inside(everywhere: Everywhere, host: str) -> None:
    """Names, decimal, octal, hexadecimal, short and mapped forms: nothing is asked."""
    assert visit(f"http://{host}:{everywhere.server_port}/secret").outcome == "unreachable"
    assert everywhere.asked == []


def test_a_page_outside_is_visited(everywhere: Everywhere, outside: None) -> None:
    assert visit(f"http://{OUTSIDE}:{everywhere.server_port}/page").outcome == "ok"


def test_no_redirect_leads_inside(everywhere: Everywhere, outside: None) -> None:
    """The first step is public; the second is not taken, nor asked for again."""
    url = f"http://{OUTSIDE}:{everywhere.server_port}/to/http://{INSIDE}:{everywhere.server_port}/secret"
    seen = visit(url)
    assert (seen.outcome, seen.detail) == ("unreachable", "NotPublicError")
    assert len(everywhere.asked) == 2  # robots.txt and the page
    assert everywhere.asked_inside == []


def _names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Let the DNS say each of `answers` in turn for `rebind.example`, and the last from then on."""
    real, left = socket.getaddrinfo, list(answers)

    def lookup(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in {"rebind.example", b"rebind.example"}:
            return real(host, port, *args, **kwargs)
        said = left.pop(0) if len(left) > 1 else left[0]
        return [found for address in said for found in real(address, port, *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


def test_a_name_that_changes_its_mind_leads_nowhere_inside(
    everywhere: Everywhere, outside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is connected to is what was checked, not what the DNS says a moment later."""
    _names(monkeypatch, [OUTSIDE], [INSIDE])
    visit(f"http://rebind.example:{everywhere.server_port}/page")
    assert everywhere.asked
    assert everywhere.asked_inside == []


def test_one_address_inside_refuses_the_name(everywhere: Everywhere, outside: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, [OUTSIDE, INSIDE])
    assert visit(f"http://rebind.example:{everywhere.server_port}/page").detail == "NotPublicError"
    assert everywhere.asked == []


def test_a_dead_address_is_followed_by_the_next(everywhere: Everywhere, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two public addresses the second is asked where the first does not answer."""
    monkeypatch.setattr(public_addresses, "is_public", lambda _: True)
    _names(monkeypatch, ["::1", OUTSIDE])  # nobody listens on the first
    assert visit(f"http://rebind.example:{everywhere.server_port}/page").outcome == "ok"


def test_the_command_asks_nothing_inside_unless_told(folder: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Manners.__init__, "__defaults__", (8, 0.01, 2.0, 1, 0.1))  # no second between two pages
    command = ["catalogue", "check-links", "--directory", str(folder), "--lang", "en"]
    CliRunner().invoke(app, command)
    assert not site.asked
    assert {seen.outcome for seen in read_visits(pages_file(folder)).values()} == {"unreachable"}
    CliRunner().invoke(app, [*command, "--days", "0", "--private-addresses"])
    assert {seen.outcome for seen in read_visits(pages_file(folder)).values()} == {"ok"}
