"""Data files: each mistake is said with its file, its line and the reason; every value is found where it stands."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.datafile import BadFile, Lines, Spot, read

HOUSE = Path(__file__).parents[2] / "cases"


class Row(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    days: int = 1
    parts: tuple["Row", ...] = ()


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    rows: tuple[Row, ...] = ()


GOOD = """# a comment with [brackets] and "quotes"
title = "a = [not, a, list] # nor a comment"

[[rows]]
name = "one"

[[rows]]  # the second
name = '''
two
lines'''
days = 2
parts = [
  { name = "a" },
  # between
  { name = "b", days = 3 },
]
"""


def refusal(tmp_path: Path, text: str) -> str:
    file = tmp_path / "data.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        read(file, Shape)
    return str(refused.value)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "data.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert [row.name for row in read(file, Shape).rows] == ["one", "two\nlines"]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('title = "a', 'titel = "a', "data.toml, line 2: Object contains unknown field `titel`"),
        ('name = "one"', "name = 1", "data.toml, line 5: Expected `str`, got `int`"),
        ('name = "one"', 'name = "one"\ncolour = "red"', "data.toml, line 6: Object contains unknown field `colour`"),
        ('name = "one"', "days = 4", "data.toml, line 4: Object missing required field `name`"),
        ("days = 3", 'days = "three"', "data.toml, line 15: Expected `int`, got `str`"),
        ("days = 2", "days = ", "data.toml, line 11: Invalid value"),
        ("days = 2", "days = 2 days", "data.toml, line 11: Expected newline"),
        ("]\n", "", "data.toml, line"),
    ],
)
def test_a_mistake_is_said_with_its_line(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    assert right in GOOD
    assert refusal(tmp_path, GOOD.replace(right, wrong, 1)).startswith(said)


def test_what_is_no_text_is_said_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "data.toml"
    file.write_bytes(b'title = "a"\n# \xff\n')
    with pytest.raises(BadFile, match=r"^data\.toml, line 2: "):
        read(file, Shape)


def places(value: Any, spot: Spot = ()) -> list[Spot]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [spot, *(place for key, one in inside for place in places(one, (*spot, key)))]


@pytest.mark.parametrize("file", sorted(HOUSE.rglob("*.toml")), ids=lambda file: file.name)
def test_every_value_of_our_own_files_is_found_on_the_line_that_names_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    lines, rows = Lines(text), text.split("\n")
    for spot in places(tomllib.loads(text))[1:]:
        if isinstance(spot[-1], str):
            assert spot[-1] in rows[lines.of(spot) - 1], spot


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), max_size=8), st.integers(0, 5))
def test_a_row_is_found_whatever_the_texts_before_it_hold(texts: list[str], blank: int) -> None:
    quoted = ['"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts]
    source = "rows = [\n" + "\n" * blank + ",\n".join(quoted) + "\n]\nlast = 1\n"
    lines = Lines(source)
    assert [lines.of(("rows", number)) for number in range(len(texts))] == [
        2 + blank + number for number in range(len(texts))
    ]
    assert lines.of(("last",)) == source.count("\n")
