"""The colours of app.css against WCAG 2.2: text 4.5 to 1 (1.4.3), shapes and borders of controls 3 to 1 (1.4.11)."""

import re

import pytest

from tests.design.places import APP_CSS

TEXT = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunk"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("muted", "sunk"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "accent-tint"),
    ("ink", "accent-tint"),
    ("accent-ink", "accent"),
    ("surface", "ink"),
    ("bar-ink", "bar"),
    ("bar-muted", "bar"),
    ("critical-on", "critical"),
    ("critical-text", "critical-tint"),
    ("critical-text", "surface"),
    ("critical-text", "paper"),
    ("ink", "critical-tint"),
    ("high-text", "high-tint"),
    ("high-text", "surface"),
    ("medium-text", "medium-tint"),
    ("medium-text", "surface"),
    ("ink", "medium-tint"),
    ("low-text", "low-tint"),
    ("low-text", "surface"),
    ("ink", "low-tint"),
]
SHAPES = [
    ("edge", "surface"),
    ("edge", "paper"),
    ("accent", "surface"),
    ("accent", "sunk"),
    ("critical", "surface"),
    ("high", "high-tint"),
    ("high", "surface"),
    ("medium", "medium-tint"),
    ("medium", "surface"),
    ("low", "low-tint"),
    ("low", "surface"),
]


def tokens(css: str) -> dict[str, str]:
    """Return the hexadecimal custom properties of a block."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def schemes() -> dict[str, dict[str, str]]:
    """Return the tokens in light and in dark; dark overrides light."""
    light, dark = APP_CSS.read_text().split("/* 2 Ground")[0].split("@media (prefers-color-scheme: dark)")
    return {"light": tokens(light), "dark": tokens(light) | tokens(dark)}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_known_pairs() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    # #767676 is the lightest grey that passes on white: WCAG technique G18 gives 4.54.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    colours = schemes()[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_told_from_their_ground(scheme: str, shape: str, ground: str) -> None:
    colours = schemes()[scheme]
    assert contrast(colours[shape], colours[ground]) >= 3
