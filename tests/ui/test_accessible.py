"""Every page, in both languages and themes, on a phone and a desktop, without a finding of axe-core that is ours; on 320 pixels; and spaced.

CI opens each page once, in one language or the other, and looks at it on a light phone and on a dark desktop; `make access` looks at all
eight combinations. Each is looked at on 320 pixels too, which is what 400 % leaves of a desktop, and with its text spaced as a reader may set it.
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


SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""
"""The spacing that WCAG 1.4.12 lets a reader set."""
CUT = """() => {
    const hides = style => /hidden|clip/.test(style), found = new Set();
    const words = document.createTreeWalker(document.querySelector('.stApp'), NodeFilter.SHOW_TEXT);
    for (let node; (node = words.nextNode());) {
        const range = document.createRange();
        range.selectNodeContents(node);
        const text = range.getBoundingClientRect(), holder = node.parentElement;
        if (!node.data.trim() || text.width < 2 || holder.closest('svg') || !holder.checkVisibility({checkVisibilityCSS: true})) continue;
        for (let e = holder; !e.matches('.stApp'); e = e.parentElement) {
            const style = getComputedStyle(e), box = e.getBoundingClientRect();
            if (/auto|scroll/.test(style.overflowX + style.overflowY) || box.width < 3 || box.height < 3) break;
            const across = hides(style.overflowX) && (text.right > box.right + 1 || text.left < box.left - 1);
            const down = hides(style.overflowY) && (text.bottom > box.bottom + 3 || text.top < box.top - 3);
            if (across || down) { found.add(`${e.dataset.testid || e.className}: ${node.data.trim().slice(0, 60)}`); break; }
        }
    }
    return [...found];
}"""
"""Texts that something hides in part. Those of charts are drawn by Vega, and stand in a table beside them."""


BROKEN = """() => {
    const found = [], words = document.createTreeWalker(document.querySelector('[data-testid=stMain]'), NodeFilter.SHOW_TEXT);
    for (let node; (node = words.nextNode());) {
        const range = document.createRange();
        range.selectNodeContents(node);
        if (node.parentElement.closest('td') && /^[−\\d\u00a0\u202f.,$%]+$/.test(node.data.trim()) && range.getClientRects().length > 1)
            found.push(`broken: ${node.data}`);
    }
    return found;
}"""
"""Numbers of a table that go on on the next line."""


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


def cut(page: Page) -> list[str]:
    """Return the texts that are cut off once a reader spaces them, on a phone and on a desktop, of the page as it stands."""
    found: list[str] = []
    spaced = page.add_style_tag(content=SPACED)
    for size, window in SIZES.items():
        page.set_viewport_size(window)
        page.wait_for_timeout(200)
        found += [f"{size}: {one}" for one in page.evaluate(CUT)]
    spaced.evaluate("style => style.remove()")
    return found


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
    """Whatever axe-core finds is in the list of what is Streamlit's, and whatever is in the list is found; no text is lost."""
    page = chromium.new_context(viewport=SIZES["desktop"], locale="fr-CA", reduced_motion="reduce").new_page()
    ours, theirs, wide, lost = [], set(), [], []
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
            wide += [f"{name}{state}: {one}" for one in [*page.evaluate(TOO_WIDE, SIDEWAYS)[:5], *page.evaluate(BROKEN)]]
            lost += [f"{name}{state}, {language}, {one}" for one in cut(page)]
            page.set_viewport_size(SIZES["desktop"])
    page.context.close()
    assert ours == []
    assert wide == []
    assert lost == []
    assert theirs == {(one["rule"], one["where"], name) for one in KNOWN for name in one["pages"]}


def test_what_a_chart_says_under_the_pointer(where: Place, chromium: Browser) -> None:  # noqa: F811
    """A bubble names what it shows in words of the page, never by the names that the code uses; where it has nothing to add there is none."""
    page = chromium.new_context(viewport=SIZES["desktop"], locale="fr-CA", reduced_motion="reduce").new_page()
    named: dict[str, set[str]] = {}
    for name in ("plan", "catalogue"):
        opened(page, where, name, "fr")
        for _ in states(page):
            for chart in page.locator("[data-testid=stVegaLiteChart]").all():
                chart.scroll_into_view_if_needed()
                for mark in chart.locator(".mark-rect path, .mark-symbol path").all()[:2]:
                    box = mark.bounding_box()
                    assert box is not None
                    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
                    page.wait_for_timeout(200)
                    named.setdefault(name, set()).update(page.locator(".vg-tooltip.visible td.key").all_inner_texts())
                page.mouse.move(2, 2)
    page.context.close()
    of_map = {"Région", "Programmes qui la servent", "Argent local ou régional"} if FULL else set()
    assert named == {"plan": {"Source", "Montant", "Mois"}, "catalogue": {"Région", "Stade du projet", "Programmes"} | of_map}


def test_a_field_says_nothing_over_what_is_typed(where: Place, chromium: Browser) -> None:  # noqa: F811
    """How to send it stands in English in Streamlit's fields, over the last line of a long text."""
    page = chromium.new_context(viewport=SIZES["phone"], locale="fr-CA", reduced_motion="reduce").new_page()
    opened(page, where, "home", "fr")
    page.locator("textarea").first.fill("Une coopérative de Granby veut rénover son toit. " * 8)
    hint = page.get_by_text("Press ")
    hint.wait_for(state="attached")
    assert not hint.is_visible()
    page.context.close()
