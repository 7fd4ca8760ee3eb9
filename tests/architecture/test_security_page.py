"""The table of the security page names tests that exist, and leaves no row without a test or a written deviation."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "SECURITY.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d[\d.,\- ]*) \(\d(?:-\d)?\) \| .+ \| (.+) \|$", PAGE, re.MULTILINE)
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


def test_the_table_is_there() -> None:
    table = PAGE[PAGE.index("## ASVS 5.0") :]
    assert len(ROWS) == len([line for line in table.splitlines() if line.startswith("| ")]) - 1 > 50


@pytest.mark.parametrize(("row", "told"), ROWS, ids=lambda part: part[:30])
def test_every_row_has_a_test_or_a_deviation(row: str, told: str) -> None:
    assert "`tests/" in told or "Deviation" in told, row


@pytest.mark.parametrize(("file", "name"), TESTS, ids=lambda part: part)
def test_every_test_that_is_named_exists(file: str, name: str) -> None:
    assert re.search(rf"^ *def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)
