"""Signing in through OpenID Connect, in a real browser: who is on the list gets in, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.organisations import found_organisation
from scripts.screenshots import CHROMIUM, FLAGS, free_port, server, settle
from tests.ui.oidc_provider import Provider, provider
from tests.ui.test_journey import pytestmark, serious  # noqa: F401  # skipped without Chromium

SECRETS = """[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "a-secret-of-the-test-and-of-nothing-else"
client_id = "matcher"
client_secret = "test"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def identity() -> Iterator[Provider]:
    with provider() as one:
        yield one


@pytest.fixture(scope="module")
def address(identity: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app with sign-in, on a workspace with one organisation and one client file."""
    tmp_path = tmp_path_factory.mktemp("sign-in")
    database = f"sqlite:///{tmp_path / 'workspace.db'}"
    workspace = open_workspace(url_of(database))
    advisor = found_organisation(workspace, "Pôle", "ann@example.org", "Ann")
    ClientFiles(workspace, advisor.actor).create("Coop du Lac")
    workspace.close()
    with served(identity, tmp_path, database) as where:
        yield where


@contextmanager
def served(identity: Provider, folder: Path, database: str) -> Iterator[str]:
    """Serve the app on a database for those whom the provider vouches for."""
    port = free_port()
    secrets = folder / "secrets.toml"
    secrets.write_text(SECRETS.format(app=f"http://127.0.0.1:{port}", provider=identity.address), encoding="utf-8")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MATCHER_DATABASE_URL", database)
        with server(port=port, options=("--secrets.files", str(secrets))) as where:
            yield where


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_context(locale="fr-CA").new_page()
        browser.close()


def signed_in(page: Page, address: str) -> None:
    page.goto(f"{address}/clients?lang=fr")
    settle(page)
    assert page.get_by_text("Coop du Lac").count() == 0
    with page.expect_response("**/oauth2callback*"):  # the provider sent the browser back
        page.get_by_role("button", name="Se connecter").click()
    settle(page)
    page.goto(f"{address}/clients?lang=fr")
    settle(page)


def test_who_is_on_the_list_gets_in_and_out(page: Page, address: str, identity: Provider) -> None:
    """The address counts in any case; after signing out nothing is seen any more."""
    identity.email = "Ann@Example.org"
    signed_in(page, address)
    page.get_by_text("Coop du Lac").wait_for()
    page.goto(f"{address}/settings?lang=fr")
    settle(page)
    page.get_by_text("ann@example.org").wait_for()
    assert serious(page) == []
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_timeout(1000)
    page.goto(f"{address}/clients?lang=fr")
    settle(page)
    page.get_by_role("button", name="Se connecter").wait_for()
    assert page.get_by_text("Coop du Lac").count() == 0


@pytest.mark.parametrize(("email", "verified"), [("bob@example.org", True), ("ann@example.org", False)])
def test_nobody_else_does(page: Page, address: str, identity: Provider, email: str, verified: bool) -> None:
    """An address that is not on the list, and one that the provider does not vouch for, see a sentence and no client."""
    identity.email, identity.verified = email, verified
    signed_in(page, address)
    page.get_by_text("cette adresse n'a pas encore accès").wait_for()
    assert page.get_by_text("Coop du Lac").count() == 0
