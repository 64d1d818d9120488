"""The main journey in a real browser, checked with axe-core on each page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from scripts.screenshots import CHROMIUM, FLAGS, answer, server, settle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (Path(CHROMIUM).exists() or shutil.which("chromium")), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the app on the real catalogue."""
    with server() as where:
        yield where


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a browser window of a phone, in the light theme unless the test says otherwise."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, locale="fr-CA", color_scheme=getattr(request, "param", "light")
        )
        yield context.new_page()
        browser.close()


def serious(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical on a page."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_journey(page: Page, address: str) -> None:
    """From home to a program's page: each page speaks its language, fits a phone and has no serious accessibility finding."""
    page.goto(address)
    settle(page)
    assert page.evaluate("document.documentElement.lang") == "fr-CA"
    assert serious(page) == []
    page.get_by_role("button", name="Commencer : Je fais grandir").click()
    page.wait_for_url("**/questionnaire*")
    settle(page)
    assert serious(page) == []
    answer(page, "fr")
    page.wait_for_url("**/results*")
    assert page.get_by_text("Pertinence").count() > 0
    assert serious(page) == []
    page.locator('[data-testid="stPageLink"] a[href*="program="]').first.click()
    page.wait_for_url("**/program?*")
    settle(page)
    assert page.get_by_role("heading", name="Critères").count() == 1
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


PLANNED = """
enterprise: {legal_form: solidarity_coop, municipality: Saint-Joseph-de-Beauce}
project:
  description: Acheter et agrandir la clinique de la coopérative de santé
  costs:
    - {use: building_purchase, amount: 900_000}
    - {use: construction, amount: 600_000, date: 2027-04, until: 2027-09}
  contributions: [{kind: cash, amount: 330_000}]
  start: 2027-03
"""


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_funding_plan(page: Page, address: str, tmp_path: Path) -> None:
    """An advisor's profile becomes a plan that is shown on a phone, has no serious accessibility finding, and can be taken along."""
    page.goto(f"{address}/advisor")
    settle(page)
    page.get_by_label("Profil (YAML)").fill(PLANNED)
    page.get_by_label("Profil (YAML)").blur()
    page.get_by_role("button", name="Utiliser ce profil").click()
    page.wait_for_url("**/results*")
    settle(page)
    page.get_by_role("link", name="Préparer un montage financier").click()
    page.wait_for_url("**/plan*")
    settle(page)
    page.get_by_role("heading", name="Emporter le montage").wait_for(timeout=60_000)
    assert page.get_by_role("heading", level=1).inner_text() == "Montage financier"
    page.locator("[data-testid=stVegaLiteChart]").nth(2).wait_for()
    for box in page.locator("[data-testid=stMain] summary").all():
        if box.is_visible():
            box.click()
    page.wait_for_timeout(500)
    assert serious(page) == []
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth")
    with page.expect_download(timeout=60_000) as waited:
        page.get_by_role("button", name="Document à lire (PDF)").click()
    waited.value.save_as(tmp_path / "montage.pdf")
    assert (tmp_path / "montage.pdf").read_bytes().startswith(b"%PDF-")


def test_english(page: Page, address: str) -> None:
    """An English address gives an English page, and says so to screen readers."""
    page.goto(f"{address}/?lang=en")
    settle(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Which programs can fund your project?"
    page.wait_for_function("document.documentElement.lang === 'en-CA'")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Asbestos", "Val-des-Sources"),
        ("st-hyacinthe", "Saint-Hyacinthe"),
        ("Saint-Lambert", "Plusieurs lieux portent ce nom"),
        ("Xyzzyqq", "Nous ne connaissons pas ce lieu"),
    ],
)
def test_place_as_people_write_it(page: Page, address: str, typed: str, shown: str) -> None:
    """An old or short name of a place resolves; two places of one name are asked about; an unknown one is said."""
    page.goto(f"{address}/questionnaire")
    settle(page)
    page.get_by_role("button", name="Suivant").click()
    settle(page)
    field = page.get_by_label("Dans quelle municipalité").first
    field.click()
    field.press_sequentially(typed)
    page.wait_for_timeout(300)
    field.press("Enter")
    settle(page)
    assert shown in page.locator("[data-testid=stMain]").inner_text() + field.input_value()
