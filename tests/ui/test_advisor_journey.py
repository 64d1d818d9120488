"""An advisor's whole day in a real browser, in both languages: from a paragraph to a file that is handed over, followed and put away."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from scripts.screenshots import CHROMIUM, FLAGS, answer, server, settle
from tests.ui.test_journey import pytestmark, serious  # noqa: F401  # skipped without Chromium

NAMES = {"fr": "Épicerie du rang", "en": "Grocery of the range"}
WORDS = {
    "fr": {
        "clients": "Dossiers clients",
        "name": "Nom du client",
        "new": "Nouveau dossier client",
        "saved": "enregistré à",
        "programs": "Mes programmes",
        "plan": "Montage financier",
        "take": "Emporter le montage",
        "file": "Ouvrir le dossier",
        "manage": "Gérer",
        "hand_over": "Transmettre",
        "download": "Télécharger le ZIP",
        "program": "Programme",
        "follow": "Suivre ce programme",
        "change": "Modifier",
        "comment": "Commentaire",
        "save": "Enregistrer",
        "archive": "Archiver",
        "archived": "archivés",
        "reopen": "Désarchiver",
        "follow_up": "Suivi",
        "look": "Regarder maintenant",
        "changes": "dans les 30 derniers jours",
        "state": "État",
        "json": "dossier.json",
    },
    "en": {
        "clients": "Client files",
        "name": "Name of the client",
        "new": "New client file",
        "saved": "saved at",
        "programs": "My programs",
        "plan": "Funding plan",
        "take": "Take it with you",
        "file": "Open the client file",
        "manage": "Manage",
        "hand_over": "Hand over",
        "download": "Download the ZIP",
        "program": "Program",
        "follow": "Follow this program",
        "change": "Change",
        "comment": "Comment",
        "save": "Save",
        "archive": "Archive",
        "archived": "archived",
        "reopen": "Take out of the archive",
        "follow_up": "Follow-up",
        "look": "Look now",
        "changes": "in the last 30 days",
        "state": "State",
        "json": "client-file.json",
    },
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app for the one user of a laptop."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('day') / 'workspace.db'}")
        with server() as where:
            yield where


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-CA").new_page()
        browser.close()


class Day:
    """One advisor at one browser window, in one language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language, self.said, self.name = page, language, WORDS[language], NAMES[language]

    def menu(self, name: str) -> None:
        self.page.locator("[data-testid=stTopNavLink]").get_by_text(self.said[name], exact=True).click()
        settle(self.page)

    def button(self, name: str) -> None:
        self.page.get_by_role("button", name=self.said[name], exact=True).first.click()
        settle(self.page)

    def client_page(self) -> None:
        self.page.wait_for_url("**/client?*")
        settle(self.page)

    def begin(self, address: str) -> None:
        """Answer a few questions for a new client, keep the file, and look at programs and plan."""
        self.page.goto(f"{address}/questionnaire?lang={self.language}")
        settle(self.page)
        answer(self.page, self.language)
        self.menu("clients")
        self.page.get_by_label(self.said["name"]).fill(self.name)
        self.button("new")
        self.client_page()
        self.page.get_by_text(self.said["saved"]).first.wait_for()
        assert serious(self.page) == []
        self.menu("programs")
        self.page.get_by_text(self.name).first.wait_for()
        self.menu("plan")
        self.page.get_by_role("heading", name=self.said["take"]).wait_for(timeout=60_000)
        self.page.get_by_role("link", name=self.said["file"]).click()
        self.client_page()

    def follow(self) -> None:
        """Follow a program, with a comment that looks like a formula."""
        field = self.page.get_by_label(self.said["program"], exact=True).first
        field.click()
        field.press_sequentially("PIEC")
        self.page.wait_for_timeout(300)
        field.press("Enter")
        self.button("follow")
        self.page.get_by_text(self.said["change"], exact=True).first.click()
        self.page.get_by_label(self.said["comment"]).fill("=1+1")
        self.page.get_by_label(self.said["comment"]).blur()
        self.button("save")
        self.page.get_by_text("=1+1").first.wait_for()

    def hand_over(self, path: Path) -> None:
        """Take the client file along as a ZIP."""
        self.page.get_by_role("tab", name=self.said["manage"]).click()
        self.button("hand_over")
        self.page.get_by_role("button", name=self.said["download"]).wait_for(timeout=60_000)
        with self.page.expect_download(timeout=60_000) as waited:
            self.page.get_by_role("button", name=self.said["download"]).click()
        waited.value.save_as(path)

    def look(self) -> None:
        """Look at the applications of all clients, and at what changed for them."""
        self.menu("follow_up")
        self.page.get_by_text(self.name).first.wait_for()
        assert serious(self.page) == []
        self.menu("clients")
        self.page.get_by_text(self.said["changes"]).first.click()
        self.button("look")

    def archive_and_reopen(self) -> None:
        """Put the client file away, find it among the archived ones, and take it out again."""
        self.page.get_by_role("link", name=self.name).last.click()
        self.client_page()
        self.page.get_by_role("tab", name=self.said["manage"]).click()
        self.button("archive")
        self.menu("clients")
        assert self.page.get_by_role("link", name=self.name).count() == 0
        self.page.get_by_label(self.said["state"]).click()
        self.page.get_by_role("option", name=self.said["archived"]).click()
        settle(self.page)
        self.page.get_by_role("link", name=self.name).click()
        self.client_page()
        self.page.get_by_role("tab", name=self.said["manage"]).click()
        self.button("reopen")
        self.page.get_by_role("tab", name=self.said["manage"]).click()
        self.page.get_by_role("button", name=self.said["archive"], exact=True).wait_for()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_day(page: Page, address: str, tmp_path: Path, language: str) -> None:
    """From a paragraph to a file that was matched, planned, followed, handed over, put away and taken out again."""
    day = Day(page, language)
    day.begin(address)
    day.follow()
    day.hand_over(tmp_path / "file.zip")
    with zipfile.ZipFile(tmp_path / "file.zip") as packed:
        handed = json.loads(packed.read(day.said["json"]))
        assert len(packed.namelist()) == 7
    assert handed["client_file"]["name"] == NAMES[language]
    assert [one["comment"] for one in handed["applications"]] == ["=1+1"]
    day.look()
    day.archive_and_reopen()
    assert serious(page) == []
