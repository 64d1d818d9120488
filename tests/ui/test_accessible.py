"""Every page, in both languages and themes, on a phone and a desktop, without a finding of axe-core that is ours; and on 320 pixels.

CI opens each page once, in one language or the other, and looks at it on a light phone and on a dark desktop; `make access` looks at all
eight combinations. Each is looked at on 320 pixels too, which is what 400 % leaves of a desktop.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

from scripts.screenshots import settle
from tests.ui.accessible import ADDRESSES, BROWSER, FROM_CLIENT, SIZES, Place, chromium, opened, violations, where  # noqa: F401

pytestmark = BROWSER
PAPERS = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 24, 23)"}
"""What the page is drawn on in each theme."""
FULL = bool(os.environ.get("MATCHER_ACCESS"))
LANGUAGES = ("fr", "en")
LOOKS = (
    [((language,), tuple(product(PAPERS, SIZES))) for language in LANGUAGES]
    if FULL
    else [(LANGUAGES, (("light", "phone"), ("dark", "desktop")))]
)
"""The languages that pages take turns in, and the themes and sizes in which each is looked at."""
KNOWN: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "streamlit_findings.yaml").read_text(encoding="utf-8"))
PAGES = (*ADDRESSES, *FROM_CLIENT)
NARROW = {"width": 320, "height": 640}
"""What 1280 pixels leave at 400 %."""
SIDEWAYS = ("stDataFrame", "stTabs", "board", "stVegaLiteChart")
"""What may be wider than the window, and scrolls in itself: tables of data and pictures, as WCAG allows, a row of tabs, the board."""
TOO_WIDE = """allowed => {
    const main = document.querySelector('[data-testid=stMain]');
    const inside = allowed.map(name => `[data-testid="${name}"], .st-key-${name}`).join(',');
    const wide = [...main.querySelectorAll('*')].filter(e =>
        e.getBoundingClientRect().right > 321 && e.getBoundingClientRect().width && !e.closest(inside));
    const found = wide.map(e => `${e.tagName} ${e.dataset.testid || e.className}`);
    return main.scrollWidth > 320 || document.documentElement.scrollWidth > 320 ? [...found, `page ${main.scrollWidth}`] : found;
}"""


def states(page: Page) -> Iterator[str]:
    """Show each state of a page: its boxes open, then each of its tabs, or of the views of the catalogue; in CI the last one only."""
    yield ""
    tabs = page.locator("[data-testid=stMain] [role=tab], .st-key-catalogue-view [role=radio]").all()
    for tab in tabs[1:] if FULL else tabs[-1:]:
        tab.click()
        settle(page)
        yield f" ({tab.inner_text().strip()})"


def known(page: Page, found: dict[str, Any]) -> str | None:
    """Return the entry of a finding that is Streamlit's, by its rule and place."""
    for one in KNOWN:
        if one["rule"] == found["rule"] and page.locator(found["selector"]).first.evaluate(
            "(e, s) => e.matches(s)", one["where"]
        ):
            return str(one["where"])
    return None


def look(page: Page, theme: str, size: str) -> None:
    """Show a page in a theme and a size, without opening it anew."""
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(
        "paper => getComputedStyle(document.querySelector('.stApp')).backgroundColor === paper", arg=PAPERS[theme]
    )
    settle(page)


@pytest.mark.parametrize(("languages", "looks"), LOOKS)
def test_no_finding_is_ours(
    where: Place,  # noqa: F811
    chromium: Browser,  # noqa: F811
    languages: tuple[str, ...],
    looks: tuple[tuple[str, str], ...],
) -> None:
    """Whatever axe-core finds is in the list of what is Streamlit's, and whatever is in the list is found."""
    page = chromium.new_context(viewport=SIZES["desktop"], locale="fr-CA", reduced_motion="reduce").new_page()
    ours, theirs, wide = [], set(), []
    for name, language in zip(PAGES, cycle(languages), strict=False):
        opened(page, where, name, language)
        for state in states(page):
            for theme, size in looks if state == "" or FULL else looks[:1]:
                look(page, theme, size)
                for found in violations(page):
                    place_of = known(page, found)
                    if place_of:
                        theirs.add((found["rule"], place_of, name))
                    else:
                        ours.append(f"{name}{state}, {language}, {theme}, {size}: {found['rule']} {found['html']} {found['why']}")
            page.set_viewport_size(NARROW)
            page.wait_for_timeout(200)
            wide += [f"{name}{state}: {one}" for one in page.evaluate(TOO_WIDE, SIDEWAYS)[:5]]
            page.set_viewport_size(SIZES["desktop"])
    page.context.close()
    assert ours == []
    assert wide == []
    assert theirs == {(one["rule"], one["where"], name) for one in KNOWN for name in one["pages"]}
