"""Every pair of colours that carries words or borders can be read, in light and in dark (WCAG 2.2 AA)."""

import re
from itertools import product

import pytest

from ui.assets import STATIC

SHEET = (STATIC / "tokens.css").read_text()
SOFT = ("ok", "warn", "bad", "info", "note")

WORDS = [
    *product(("ink", "ink-2", "ink-3"), ("surface", "bg", "sunken")),
    *product(("ink", "ink-2"), ("brand-soft", "note-soft")),
    *product(("brand", "link", "ok", "warn", "bad"), ("surface", "bg")),
    *product(("warn", "bad"), ("sunken",)),
    *((state, f"{state}-soft") for state in SOFT),
    ("brand", "brand-soft"),
    ("bad", "brand-soft"),
    ("on-brand", "brand"),
    ("on-brand", "brand-h"),
    ("on-bad", "bad"),
    ("ink", "note-line"),
]
BORDERS = [
    *product(("line-2", "focus", "bad"), ("surface", "bg", "sunken")),
    *product(("focus", "ink-3"), ("brand-soft", "note-soft")),
    ("brand", "sunken"),
]


def colours(selector: str) -> dict[str, str]:
    """The `--name: #rrggbb` of the block that starts with `selector`."""
    block = SHEET[SHEET.index(selector + " {") :].split("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


THEMES = {
    "light": colours(":root"),
    "dark by the system": colours(":root:not([data-theme=light])"),
    "dark by choice": colours(":root[data-theme=dark]"),
}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two #rrggbb colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_ruler_measures_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#0a6661", "#ffffff") == pytest.approx(6.8, abs=0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), WORDS)
def test_words_can_be_read(theme: str, text: str, ground: str):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), BORDERS)
def test_borders_icons_and_the_focus_ring_can_be_seen(theme: str, mark: str, ground: str):
    assert contrast(THEMES[theme][mark], THEMES[theme][ground]) >= 3


def test_dark_is_the_same_whoever_chose_it():
    assert THEMES["dark by the system"] == THEMES["dark by choice"]
    assert THEMES["dark by choice"].keys() == THEMES["light"].keys()


def test_a_style_asks_for_no_colour_that_nobody_chose():
    chosen = set(re.findall(r"(--[\w-]+):", SHEET))
    asked = {
        name for sheet in STATIC.glob("*.css") for name in re.findall(r"var\((--[\w-]+)", sheet.read_text())
    }
    assert asked <= chosen
