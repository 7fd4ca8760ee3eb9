"""Every template: works without scripts, carries no inline style, leaves escaping on, says how it is called."""

import re
from pathlib import Path

import pytest

from tests.design.places import ROOT, TEMPLATES

FORBIDDEN = {
    "script": r"<script|javascript:|\son\w+=",
    "inline style": r"<style|\sstyle=",
    "Bootstrap's scripts": r"data-bs-",
    "SVG": r"<svg|\.svg",
    "data: URI": r"[\"'(]data:",
    "frame": r"<iframe|<object|<embed",
    "file of another site": r"(?:src|<link[^>]*href)=[\"']https?:",
    "escaping switched off": r"\|\s*safe\b|autoescape off",
}
COMPONENTS = [path for path in TEMPLATES if path.parent.name in {"components", "layouts"}]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_holds_nothing_forbidden(path: Path) -> None:
    text = path.read_text()
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)]
    assert found == []


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_part_says_how_it_is_used(path: Path) -> None:
    assert "{% comment %}" in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 120
