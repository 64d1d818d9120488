"""Every page of the app in one browser, on one server, as a visitor and as an advisor with a client file, and what axe-core finds there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from matcher.profile import Profile
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.links import make_link
from matcher.workspace.location import url_of
from matcher.workspace.organisations import laptop_user
from scripts.screenshots import CHROMIUM, FLAGS, server, settle
from tests.ui.test_journey import PLANNED

BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not (Path(CHROMIUM).exists() or shutil.which("chromium")), reason="Chromium is not installed"),
]
MOST_BOXES = 4
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
ADDRESSES = {
    "home": "",
    "questionnaire": "questionnaire",
    "catalogue": "catalogue",
    "program": "program?program=piec",
    "compare": "compare?one=piec&other=fiducie-chantier-immobilier",
    "correct": "correct?program=piec&place=amount",
    "clients": "clients",
    "follow_up": "follow_up",
    "settings": "settings",
    "advisor": "advisor",
    "quality": "quality",
    "about": "about",
    "privacy": "privacy",
    "accessibility": "accessibility",
}
"""What each page that needs nothing of a session is opened by; the others are opened from the client file."""
FROM_CLIENT = ("client", "results", "plan", "shared")


@dataclass(frozen=True)
class Place:
    """Where the app is served, and the client file in its workspace."""

    address: str
    file: str
    token: str

    def of(self, page: str) -> str:
        known = ADDRESSES | {"client": f"client?file={self.file}", "shared": f"shared?t={self.token}"}
        return f"{self.address}/{known[page]}"


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """Serve the real catalogue to the one user of a laptop, who keeps a client file with an application and a link."""
    database = f"sqlite:///{folder / 'workspace.db'}"
    workspace = open_workspace(url_of(database))
    files = ClientFiles(workspace, laptop_user(workspace))
    made = files.create("Clinique du rang", Profile.model_validate(yaml.safe_load(PLANNED)))
    Applications(workspace, files.actor).add(made.id, "piec", asked=100_000)
    _, token = make_link(files, made.id)
    workspace.close()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MATCHER_DATABASE_URL", database)
        with server() as address:
            yield Place(address, str(made.id), token)


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("access")) as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""All rules of axe-core, its good practices and the 24 pixels of WCAG 2.2 among them."""


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what axe-core finds on a page, an entry for each element."""
    return [
        {
            "rule": found["id"],
            "selector": " ".join(map(str, node["target"])),
            "html": node["html"][:300],
            "why": node["failureSummary"],
        }
        for found in Axe().run(page, options=OPTIONS).response["violations"]
        for node in found["nodes"]
    ]


def opened(page: Page, where: Place, name: str, language: str) -> None:
    """Open a page, the boxes on it too: the first four, and all of the plan."""
    if name in {"results", "plan"}:  # on the answers of the client file, which stay in the session
        opened(page, where, "client", language)
        page.locator(f'[data-testid=stTopNavLink][href*="/{name}"]').first.click()
        page.wait_for_url(f"**/{name}*")
    else:
        address = where.of(name)
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    settle(page)
    if name == "plan":
        page.locator("[data-testid=stVegaLiteChart]").nth(2).wait_for(timeout=60_000)
    for box in page.locator("[data-testid=stMain] summary").all()[: None if name == "plan" else MOST_BOXES]:
        if box.is_visible():
            box.click()
            page.wait_for_timeout(100)
    settle(page)
