"""An advisor's whole day in a real browser, in both languages: signed in, from a paragraph to a file handed over, followed and put away."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from typer.testing import CliRunner

from matcher import catalogue
from matcher.cli import app
from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.organisations import change_advisor, found_organisation
from scripts.screenshots import CHROMIUM, FLAGS, settle
from tests.ui.oidc_provider import Provider, provider
from tests.ui.test_journey import pytestmark, serious  # noqa: F401  # skipped without Chromium
from tests.ui.test_sign_in import served
from tests.watch.test_mail import Serve, serve  # noqa: F401  # a fixture

NAMES = {"fr": "Épicerie du rang", "en": "Grocery of the range"}
WORDS = {
    "fr": {
        "clients": "Dossiers clients",
        "name": "Nom du client",
        "new": "Nouveau dossier client",
        "saved": "enregistré à",
        "programs": "Mes programmes",
        "see": "Voir mes programmes",
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
        "paragraph": "Nous sommes une coopérative de solidarité à Granby. Nous voulons rénover notre épicerie: un projet de 400 000 $.",
        "tell": "Parlez-nous de votre projet en quelques phrases",
        "read": "Lire",
        "asked": "Demandé",
        "awarded": "Accordé",
        "amount": "Montant offert ou accordé, en dollars",
        "figures": "Chiffres",
        "links": "Liens",
        "make_link": "Créer un lien",
        "yes": "Oui",
        "kept": "Enregistré. La personne qui vous accompagne voit votre réponse.",
        "answered": "Le client a répondu par son lien",
        "history": "Historique",
        "back": "Revenir à cet état",
        "went_back": "retour à un état antérieur",
        "sign_in": "Se connecter",
    },
    "en": {
        "clients": "Client files",
        "name": "Name of the client",
        "new": "New client file",
        "saved": "saved at",
        "programs": "My programs",
        "see": "See my programs",
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
        "paragraph": "We are a solidarity cooperative in Granby. We want to renovate our grocery: a project of $400,000.",
        "tell": "Tell us about your project in a few sentences",
        "read": "Read it",
        "asked": "Asked",
        "awarded": "Awarded",
        "amount": "Amount offered or awarded, in dollars",
        "figures": "Figures",
        "links": "Links",
        "make_link": "Make a link",
        "yes": "Yes",
        "kept": "Saved. Your advisor sees your answer.",
        "answered": "The client answered through their link",
        "history": "History",
        "back": "Go back to this",
        "went_back": "went back to an earlier state",
        "sign_in": "Sign in",
    },
}


@dataclass
class Office:
    """Where the app is served, on which database, for whom."""

    address: str
    database: str
    identity: Provider


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Serve the app for an organisation with an advisor for each language, who want their news every day."""
    folder = tmp_path_factory.mktemp("day")
    database = f"sqlite:///{folder / 'workspace.db'}"
    workspace = open_workspace(url_of(database))
    for language in NAMES:
        ann = found_organisation(workspace, "Pôle", f"{language}@example.org", "Ann")
        change_advisor(workspace, ann.actor, ann.id, digest="daily", language=language)
    workspace.close()
    with provider() as identity, served(identity, folder, database) as address:
        yield Office(address, database, identity)


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

    def sign_in(self, office: Office) -> None:
        """Come in through the identity provider."""
        office.identity.email = f"{self.language}@example.org"
        self.page.goto(f"{office.address}/clients?lang={self.language}")
        settle(self.page)
        with self.page.expect_response("**/oauth2callback*"):  # the provider sent the browser back
            self.page.get_by_role("button", name=self.said["sign_in"]).click()
        settle(self.page)

    def begin(self, office: Office) -> None:
        """Begin a client file from a paragraph, and look at programs and plan."""
        self.page.goto(f"{office.address}/?lang={self.language}")
        settle(self.page)
        self.page.get_by_label(self.said["tell"]).fill(self.said["paragraph"])
        self.button("read")
        self.button("see")
        self.page.wait_for_url("**/results*")
        settle(self.page)
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
        settle(self.page)
        self.button("save")
        self.page.locator("[data-testid=stText]", has_text="=1+1").wait_for()

    def choose(self, label: str, option: str) -> None:
        settle(self.page)  # a list that is open closes when the page is drawn again
        self.page.get_by_label(self.said[label], exact=True).first.click()
        self.page.get_by_role("option", name=self.said[option], exact=True).click()
        settle(self.page)

    def bring_to_an_end(self) -> None:
        """Say that the program was asked, then what was awarded."""
        for state in ("asked", "awarded"):
            self.page.get_by_text(self.said["change"], exact=True).first.click()
            self.choose("state", state)
            if state == "awarded":
                self.page.get_by_label(self.said["amount"]).fill("45000")
                self.page.get_by_label(self.said["amount"]).press("Enter")
                settle(self.page)
            self.button("save")
            caption = self.page.locator("[data-testid=stCaptionContainer]", has_text=re.compile(f"^{self.said[state]}"))
            caption.first.wait_for()
            settle(self.page)

    def let_the_client_answer(self) -> None:
        """Make a link, let the client answer a question in a browser of their own, and see what they said."""
        address = self.page.url
        self.page.get_by_role("tab", name=self.said["links"]).click()
        self.button("make_link")
        link = self.page.locator("[data-testid=stCode]").inner_text().strip()
        assert self.page.context.browser is not None
        client = self.page.context.browser.new_context(locale="fr-CA").new_page()
        client.goto(f"{link}&lang={self.language}")
        settle(client)
        assert client.get_by_role("heading", level=1).inner_text() == self.name
        client.get_by_role("radiogroup").first.get_by_text(self.said["yes"], exact=True).click()
        client.get_by_text(self.said["kept"]).first.wait_for()
        client.close()
        self.page.goto(address)
        settle(self.page)
        self.page.get_by_text(self.said["answered"]).wait_for()
        assert serious(self.page) == []

    def go_back(self) -> None:
        """Bring back what the client file held before the client answered."""
        self.page.get_by_role("tab", name=self.said["history"]).click()
        settle(self.page)
        self.page.locator("[data-testid=stExpander] summary:visible", has_text="Ann").last.click()
        settle(self.page)
        self.button("back")
        self.page.get_by_text(self.said["went_back"]).first.wait_for()
        assert self.page.get_by_text(self.said["answered"]).count() == 0

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
        self.page.get_by_role("heading", name=f"{self.said['awarded']} (1)").wait_for()
        assert serious(self.page) == []
        self.page.get_by_role("tab", name=self.said["figures"]).click()
        settle(self.page)
        self.page.get_by_text(re.compile(r"45\D?000")).first.wait_for()
        assert serious(self.page) == []
        self.menu("clients")
        self.page.get_by_text(self.said["changes"]).first.click()
        self.button("look")

    def hear(self, office: Office, mail_server: Serve) -> None:
        """Be sent that a program closed, as the command of every night does, and open the client file from the e-mail."""
        with mail_server() as (inbox, port):
            settings = {
                "MATCHER_DATABASE_URL": office.database,
                "MATCHER_SMTP_URL": f"smtp+plain://127.0.0.1:{port}",
                "MATCHER_MAIL_FROM": "matcher@example.org",
                "MATCHER_APP_URL": office.address,
            }
            for _ in range(2):  # the second night has nothing new to say
                night = CliRunner(env=settings).invoke(app, ["watch", "--as", office.identity.email, "--send"])
                assert night.exit_code == 0, night.output
        (envelope,) = inbox.taken
        mail = message_from_bytes(envelope.content, policy=policy.default)
        text = mail.get_body(("plain",)).get_content()
        assert (envelope.rcpt_tos, self.name in text, "Tapestry" in text) == ([office.identity.email], True, True)
        self.page.goto(re.search(rf"{office.address}/client\?file=[0-9a-f-]+", text)[0] + f"&lang={self.language}")
        self.client_page()
        self.page.get_by_text(self.said["changes"]).first.click()
        self.page.get_by_text("Tapestry").first.wait_for()

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


def without_tapestry(folder: Path) -> Path:
    """Return a catalogue of the next day, in which a program that was open has closed."""
    shutil.copytree(catalogue.default_directory(), folder)
    sheet = folder / "solidarity_finance" / "tapestry.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("status: open", "status: closed", 1), encoding="utf-8")
    return folder


@pytest.fixture(params=NAMES)
def day(page: Page, request: pytest.FixtureRequest) -> Day:
    return Day(page, request.param)


def test_a_day(day: Day, office: Office, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """From a paragraph to a file that was matched, planned, followed, answered by its client, brought back to an earlier state, handed
    over, told of by e-mail, put away and taken out again.
    """
    day.sign_in(office)
    day.begin(office)
    day.follow()
    day.bring_to_an_end()
    day.let_the_client_answer()
    day.go_back()
    day.hand_over(tmp_path / "file.zip")
    with zipfile.ZipFile(tmp_path / "file.zip") as packed:
        handed = json.loads(packed.read(day.said["json"]))
        assert len(packed.namelist()) == 9
    assert handed["client_file"]["name"] == NAMES[day.language]
    followed = [(one["comment"], one["state"], one["awarded"]) for one in handed["applications"]]
    assert followed == [("=1+1", "awarded", 45_000)]
    day.look()
    tomorrow = without_tapestry(tmp_path / "programs")
    monkeypatch.setattr(catalogue, "default_directory", lambda: tomorrow)
    day.hear(office, serve)
    day.menu("clients")
    day.archive_and_reopen()
    assert serious(day.page) == []
