"""Every task with the keyboard alone: nothing here clicks, each place of the keyboard is seen, and Tab goes down the page as one reads it."""

from __future__ import annotations

import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from scripts.screenshots import settle
from tests.ui.accessible import BROWSER, SIZES, Place, chromium, where  # noqa: F401

pytestmark = BROWSER
MOST_TABS = 150
FOCUSED = """() => {
    const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
    const main = document.querySelector('[data-testid=stMain]');
    const inMain = main.contains(e) && e !== main;
    const head = inMain ? document.querySelector('[data-testid=stHeader]').getBoundingClientRect().bottom : 0;
    return {
        name: (e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.innerText || '').replace(/\\s+/g, ' ').trim(),
        tag: e.tagName, role: e.getAttribute('role'), seen: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
        drawn: e.closest('[data-testid=stDataFrame]') !== null, inMain,
        top: box.top + main.scrollTop, bottom: box.bottom + main.scrollTop, left: box.left,
        hidden: box.bottom <= head || box.top > window.innerHeight,
    };
}"""


class Keyboard:
    """A person at a page who has no pointer."""

    def __init__(self, shown_in: Browser, theme: str = "light") -> None:
        context = shown_in.new_context(viewport=SIZES["desktop"], locale="fr-CA", color_scheme=theme, accept_downloads=True)
        self.page: Page = context.new_page()

    def open(self, address: str) -> None:
        self.page.goto(address)
        settle(self.page)

    def step(self) -> dict[str, Any]:
        """Press Tab and return where that leads, which must be seen and on the screen."""
        self.page.keyboard.press("Tab")
        self.page.wait_for_timeout(30)
        focused: dict[str, Any] = self.page.evaluate(FOCUSED)
        if focused["tag"] != "BODY" and not focused["drawn"]:
            assert focused["seen"], focused
            assert not focused["hidden"], focused
        return focused

    def go_to(self, name: str, *, exact: bool = False) -> None:
        """Press Tab until the keyboard is on what has this name, or begins with it."""
        walked = []
        for _ in range(MOST_TABS):
            found = self.step()["name"]
            if found == name or (not exact and name in found and len(found) < len(name) + 60):
                return
            walked.append(found[:40])
        raise AssertionError(f"{name!r} is not reached: {walked}")

    def press(self, name: str, *, exact: bool = False) -> None:
        """Go to a button, link or box and press Enter."""
        self.go_to(name, exact=exact)
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(300)
        settle(self.page)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        settle(self.page)

    def take(self, name: str, path: Path) -> Path:
        """Go to a download and take it."""
        self.go_to(name)
        with self.page.expect_download(timeout=60_000) as waited:
            self.page.keyboard.press("Enter")
        waited.value.save_as(path)
        return path


def test_a_visitor_goes_from_a_paragraph_to_a_plan(where: Place, chromium: Browser, tmp_path: Path) -> None:  # noqa: F811
    """Describe a project, read the results, open what is to confirm and answer it, correct an answer, make a plan and take it along."""
    hand = Keyboard(chromium)
    hand.open(f"{where.address}/?lang=fr")
    hand.go_to("Parlez-nous de votre projet")
    hand.type("Nous sommes une coopérative de solidarité à Granby. Nous voulons rénover notre épicerie: un projet de 400 000 $.")
    hand.page.keyboard.press("Shift+Tab")
    hand.press("Lire")
    hand.press("Voir mes programmes")
    hand.page.wait_for_url("**/results*")
    settle(hand.page)
    hand.press("à confirmer")
    box = hand.page.locator("[data-testid=stExpander] details[open]").last
    box.locator("input, [role=radio], [role=combobox]").first.wait_for()
    hand.press("Changer mes réponses")
    hand.page.wait_for_url("**/questionnaire*")
    settle(hand.page)
    hand.go_to("Quel est le coût total du projet")
    hand.page.keyboard.press("Control+a")
    hand.type("300 000")
    hand.press("Montage financier")
    hand.page.wait_for_url("**/plan*")
    hand.page.get_by_role("heading", name="Emporter le montage").wait_for(timeout=60_000)
    settle(hand.page)
    assert hand.take("Document à lire (PDF)", tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF-")
    hand.page.context.close()


def test_an_advisor_keeps_a_client_file(where: Place, chromium: Browser, tmp_path: Path) -> None:  # noqa: F811
    """Begin a client file, go through its tabs with the arrows, and take it along; on the dark theme."""
    hand = Keyboard(chromium, "dark")
    hand.open(f"{where.address}/clients?lang=fr")
    hand.press("Commencer un dossier client")
    hand.go_to("Nom du client")
    hand.type("Épicerie du rang")
    hand.page.keyboard.press("Shift+Tab")
    hand.press("Nouveau dossier client")
    hand.page.wait_for_url("**/client?*")
    settle(hand.page)
    while hand.step()["role"] != "tab":
        pass
    for _ in range(10):
        if hand.page.evaluate("document.activeElement.innerText").strip() == "Gérer":
            break
        hand.page.keyboard.press("ArrowRight")
        hand.page.wait_for_timeout(50)
    settle(hand.page)
    hand.press("Transmettre")
    hand.page.get_by_role("button", name="Télécharger le ZIP").wait_for(timeout=60_000)
    packed = hand.take("Télécharger le ZIP", tmp_path / "client.zip")
    assert "dossier.json" in zipfile.ZipFile(packed).namelist()
    hand.page.context.close()


@pytest.mark.parametrize("path", ["", "questionnaire", "catalogue", "settings"])
def test_tab_goes_down_the_page(where: Place, chromium: Browser, path: str) -> None:  # noqa: F811
    """The first stop skips the menu; in the page each stop is below the one before, or to its right, and none is a trap."""
    hand = Keyboard(chromium)
    hand.open(f"{where.address}/{path}?lang=fr")
    assert hand.step()["name"] == "Skip to main content"
    stops = []
    for _ in range(60):
        focused = hand.step()
        if focused["tag"] == "BODY":
            break
        if focused["inMain"] and not focused["drawn"]:
            stops.append(focused)
    assert len(stops) > 3
    assert all(after["bottom"] > before["top"] for before, after in pairwise(stops))
    assert len({(stop["name"], stop["top"], stop["left"]) for stop in stops}) == len(stops)
    hand.page.context.close()
