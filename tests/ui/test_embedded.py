"""The app inside a page of another site: where it is named, it works; elsewhere a browser shows nothing of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright

from scripts.screenshots import CHROMIUM, FLAGS, ROOT, free_port, server

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium")]


class Pole:
    """The site of a pôle: one page, with the app in a frame as the documentation writes it."""

    def __init__(self) -> None:
        self.page = b""
        pole = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(pole.page)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def shows(self, app: str, language: str) -> None:
        snippet = next(
            block
            for block in (ROOT / "docs" / language / "api.md").read_text(encoding="utf-8").split("```")
            if block.startswith("html")
        )
        frame = snippet.removeprefix("html").replace("https://app.example.org", app)
        self.page = f"<!doctype html><html lang={language}><title>Pôle</title><h1>Pôle</h1>{frame}".encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def poles() -> Iterator[tuple[Pole, Pole]]:
    """A pôle that the operator named, and a site that nobody named."""
    both = Pole(), Pole()
    yield both
    for pole in both:
        pole.close()


@pytest.fixture(scope="module")
def app(poles: tuple[Pole, Pole]) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHER_EMBED_ORIGINS", poles[0].origin)
        with server() as address:
            yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def opened(browser: Browser, pole: Pole, width: int) -> tuple[Page, FrameLocator]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(pole.origin)
    return page, page.frame_locator("iframe")


WORDS = {
    "fr": ("Quels programmes peuvent financer votre projet?", "Tous les programmes"),
    "en": ("Which programs can fund your project?", "All programs"),
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_named_site_shows_the_app(browser: Browser, app: str, poles: tuple[Pole, Pole], language: str, width: int) -> None:
    """The frame holds the app in the language of the snippet; its menu leads on, stays short and stays embedded."""
    title, other_page = WORDS[language]
    poles[0].shows(app, language)
    page, frame = opened(browser, poles[0], width)
    expect(frame.get_by_role("heading", level=1)).to_have_text(title, timeout=60_000)
    if width == 390:
        frame.get_by_test_id("stExpandSidebarButton").click()
    links = frame.get_by_test_id("stTopNavLink" if width > 390 else "stSidebarNavLink")
    expect(links.first).to_be_visible()
    assert links.count() == 5
    links.filter(has_text=other_page).click()
    expect(frame.get_by_role("heading", level=1)).to_have_text(other_page, timeout=60_000)
    inside = next(one for one in page.frames if one.url.startswith(app))
    assert "embed=true" in inside.url
    assert f"lang={language}" in inside.url
    page.close()


def test_another_site_shows_nothing(browser: Browser, app: str, poles: tuple[Pole, Pole]) -> None:
    """A browser refuses to show the app in a page of a site that was not named."""
    poles[1].shows(app, "fr")
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(poles[1].origin)
    page.wait_for_timeout(2000)
    assert any("frame-ancestors" in text for text in refused), refused
    assert page.frame_locator("iframe").get_by_role("heading", level=1).count() == 0
    page.close()


def test_no_site_is_named_unless_somebody_does(app: str, poles: tuple[Pole, Pole], monkeypatch: pytest.MonkeyPatch) -> None:
    """The header names the site of the setting; without one, the app itself only."""
    named = httpx.get(app).headers["content-security-policy"]
    assert named.rpartition("; ")[2] == f"frame-ancestors 'self' {poles[0].origin}"
    monkeypatch.delenv("MATCHER_EMBED_ORIGINS")
    with server() as alone:
        assert httpx.get(alone).headers["content-security-policy"].rpartition("; ")[2] == "frame-ancestors 'self'"


def test_what_is_no_origin_does_not_start_the_app() -> None:
    """A setting that is no site is refused with its name."""
    command = [sys.executable, "-m", "matcher.cli", "app", "--server.port", str(free_port())]
    variables = os.environ | {"MATCHER_EMBED_ORIGINS": "*"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, env=variables)
    assert (done.returncode, done.stdout) == (1, "")
    assert "MATCHER_EMBED_ORIGINS" in done.stderr
