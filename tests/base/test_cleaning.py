"""Pasted text loses what hides or reorders, and nothing that a reader sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.cleaning import clean

DIRECTION_MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize("mark", [*DIRECTION_MARKS, *ZERO_WIDTH])
def test_invisible_marks_inside_a_name_go(mark: str) -> None:
    assert clean(f"Ива{mark}н") == "Иван"


@pytest.mark.parametrize("control", ["\x01", "\x1b", "\x7f", "\x9f"])
def test_control_characters_go(control: str) -> None:
    assert clean(f"Ива{control}н") == "Иван"


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        "❤\ufe0f",
        "👍🏽",
        "🇰🇿",
        "👩🏽\u200d⚕\ufe0f",
        "Магомедов Шамиль Гаджиевич",
        "Әлия Сәйфуллина",
        "می\u200cخواهم",
        "two\nlines\twith a tab",
    ],
)
def test_what_a_reader_sees_stays(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_line_ends_become_one_kind() -> None:
    assert clean("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_letters_and_their_accents_are_joined() -> None:
    assert clean("\u0438\u0306") == "й"


def test_half_a_character_is_no_reason_to_fail() -> None:
    assert clean("Ива\ud800н") == "Ива?н"


def test_a_nul_is_left_for_the_field_to_refuse() -> None:
    assert clean("a\0b") == "a\0b"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_plain_text_is_only_normalised(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)
