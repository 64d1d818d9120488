"""The board in a real browser: an application goes to another column through its form, on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.organisations import laptop_user
from scripts.screenshots import CHROMIUM, FLAGS, WIDTHS, server, settle
from tests.ui.test_journey import pytestmark, serious  # noqa: F401  # skipped without Chromium


@pytest.fixture(params=WIDTHS.values())
def board(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Give the board of a laptop with one application to make."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path / 'workspace.db'}")
    workspace = open_workspace()
    files = ClientFiles(workspace, laptop_user(workspace))
    Applications(workspace, files.actor).add(files.create("Coop du Lac").id, "piec", asked=5_000)
    workspace.close()
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport={"width": request.param, "height": 900}, locale="fr-CA").new_page()
        page.goto(f"{address}/follow_up?lang=en")
        settle(page)
        yield page
        browser.close()


def columns(page: Page) -> list[str]:
    return [title for title in page.get_by_role("heading", level=2).all_inner_texts() if not title.endswith("(0)")]


def test_an_application_changes_its_column(board: Page) -> None:
    """The form opens on its card; once it is saved the card stands in the column of its new state, and the page stays accessible."""
    assert columns(board) == ["To ask (1)"]
    board.get_by_role("button", name="Change").click()
    board.get_by_label("State", exact=True).click()
    board.get_by_role("option", name="Asked", exact=True).click()
    settle(board)
    assert serious(board) == []
    board.get_by_role("button", name="Save", exact=True).click()
    board.get_by_role("heading", name="Asked (1)").wait_for()
    assert columns(board) == ["Asked (1)"]
    assert serious(board) == []
