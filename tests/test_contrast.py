"""The colours that we choose can be read: WCAG 2.2, 1.4.3 and 1.4.11, computed from the theme and from the colours of the charts."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from typing import Any

import pytest

from matcher.ui.components import plan_colours, region_map
from scripts.screenshots import ROOT

THEMES: dict[str, dict[str, str]] = {
    name: colours
    for name, colours in tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"].items()
    if isinstance(colours, dict)
}
WORDS, SIGNS = 4.5, 3.0
"""The least contrast of words, and of what must be seen to understand or to use a page."""
WHITE = "#ffffff"
STEPS = 200
FULL = {name: getattr(plan_colours, name) for name in ("TEAL", "BLUE", "BROWN", "RED")}


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_standard() -> None:
    """Black on white is 21; the grey of its examples, #767676, just passes."""
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("paper", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize(("ink", "least"), [("textColor", WORDS), ("linkColor", WORDS), ("primaryColor", SIGNS)])
def test_words_links_and_signs_stand_out(theme: str, paper: str, ink: str, least: float) -> None:
    """On the page and on its fields, in both themes."""
    assert contrast(THEMES[theme][ink], THEMES[theme][paper]) >= least


@pytest.mark.parametrize("theme", THEMES)
def test_white_is_read_on_a_button(theme: str) -> None:
    assert contrast(WHITE, THEMES[theme]["primaryColor"]) >= WORDS


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", FULL)
def test_parts_of_a_chart_stand_out(theme: str, name: str) -> None:
    """From the page, and white numbers from them."""
    assert contrast(FULL[name], THEMES[theme]["backgroundColor"]) >= SIGNS
    assert contrast(WHITE, FULL[name]) >= WORDS


def test_numbers_are_read_on_every_tile_of_the_map() -> None:
    """Black on the pale part of its scale and white on the other, as the chart mixes them."""

    def mixed(part: float) -> str:
        ends = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in region_map.PAPER]
        return "#" + "".join(f"{round(low + part * (high - low)):02x}" for low, high in zip(*ends, strict=True))

    tiles: list[tuple[Any, str]] = [
        (step / STEPS, WHITE if step / STEPS > region_map.LAST_FOR_INK else region_map.INK) for step in range(STEPS + 1)
    ]
    assert [part for part, ink in tiles if contrast(mixed(part), ink) < WORDS] == []
    shades = [luminance(mixed(part)) for part, _ in tiles[::20]]
    assert all(before > after for before, after in pairwise(shades))
