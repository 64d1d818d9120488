"""Take the screenshots of the documentation from the real app: `make screenshots`.

Each page at phone and desktop width, in both languages, after the questionnaire was answered as a visitor would.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
WIDTHS = {"phone": 390, "desktop": 1280}
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
DESCRIPTION = {
    "fr": "Nous voulons rénover le bâtiment de notre épicerie coopérative de village et y ajouter un café.",
    "en": "We want to renovate the building of our village grocery co-op and add a café.",
}
PAGES = ("", "questionnaire", "catalogue", "advisor", "quality", "about")


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def server(script: Path = ROOT / "app.py", port: int | None = None, options: tuple[str, ...] = ()) -> Iterator[str]:
    """Run the app on a port of the loopback address, a free one if none is given, and yield its address."""
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
        *options,
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)  # noqa: S310
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


CALM = """turn => {
  const now = performance.now();
  const seen = window.seenByTests ??= {};
  if (!seen.watching) {
    seen.watching = new MutationObserver(() => { seen.changed = performance.now(); });
    seen.watching.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  }
  if (seen.turn !== turn) Object.assign(seen, {turn, changed: now});
  const ended = document.querySelector('h1') && document.querySelector('[data-test-script-state="notRunning"]');
  return ended && now - seen.changed > 400;
}"""
"""Whether the script has ended and nothing of the page has changed for 400 ms: time enough for an answer to set a new run off."""
TURNS = count()


def settle(page: Page) -> None:
    """Wait until the page has been drawn."""
    page.wait_for_function(CALM, arg=next(TURNS), timeout=60_000)


def main() -> None:
    """Write the pictures into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "images")
    parser.add_argument("--all", action="store_true", help="every page, width and language, full height, for a critical look")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in ("fr", "en"):
            for name, width in WIDTHS.items():
                context = browser.new_context(viewport={"width": width, "height": 844}, locale=f"{language}-CA")
                page = context.new_page()
                page.goto(f"{address}/questionnaire?lang={language}")
                settle(page)
                answer(page, language)
                if not arguments.all:
                    if name == "desktop":
                        page.screenshot(path=arguments.folder / f"results-{language}.png")
                    continue
                picture(page, arguments.folder / f"results-{name}-{language}.png", width)
                page.locator('[data-testid="stPageLink"] a[href*="program="]').first.click()
                settle(page)
                picture(page, arguments.folder / f"program-{name}-{language}.png", width)
                for target in PAGES:
                    page.goto(f"{address}/{target}?lang={language}")
                    settle(page)
                    picture(page, arguments.folder / f"{target or 'home'}-{name}-{language}.png", width)
                context.close()
        browser.close()


QUESTIONS = {
    "uses": {"fr": "Que paiera l'argent?", "en": "What will the money pay for?"},
    "cost": {"fr": "Quel est le coût total du projet?", "en": "What is the total cost of the project?"},
    "form": {"fr": "Quelle est la forme juridique", "en": "What is the legal form"},
    "place": {"fr": "Dans quelle municipalité", "en": "In which municipality"},
    "sector": {"fr": "Dans quels secteurs", "en": "In which sectors"},
}
ANSWERS = {
    "uses": {"fr": "Rénovation", "en": "Renovation"},
    "cost": {"fr": "300 000", "en": "300,000"},
    "form": {"fr": "Coopérative de consommateurs", "en": "Consumer cooperative"},
    "place": {"fr": "Saint-Valérien-de-Milton", "en": "Saint-Valérien-de-Milton"},
    "sector": {"fr": "Épicerie", "en": "Grocery"},
}


def answer(page: Page, language: str) -> None:
    """Fill the questionnaire as the keeper of a village grocery would, and open the results."""

    def fill(question: str) -> None:
        field = page.get_by_label(QUESTIONS[question][language]).first
        field.click()
        field.fill(ANSWERS[question][language])
        page.wait_for_timeout(300)
        field.press("Enter")
        settle(page)
        page.keyboard.press("Tab")

    page.locator("textarea").first.fill(DESCRIPTION[language])
    page.locator("textarea").first.blur()
    settle(page)
    fill("uses")
    fill("cost")
    page.get_by_role("button", name={"fr": "Suivant", "en": "Next"}[language]).click()
    settle(page)
    fill("form")
    fill("place")
    fill("sector")
    page.get_by_role("button", name={"fr": "Voir mes programmes", "en": "See my programs"}[language]).click()
    page.wait_for_url("**/results*")
    settle(page)


def picture(page: Page, path: Path, width: int) -> None:
    """Save the whole page: Streamlit scrolls inside itself, so the window is made as tall as the page."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height), 4500)})
    page.wait_for_timeout(400)
    page.screenshot(path=path)
    page.set_viewport_size({"width": width, "height": 844})


if __name__ == "__main__":
    main()
