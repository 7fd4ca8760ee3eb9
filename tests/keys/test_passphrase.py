"""Passphrases can be written down, read aloud, and typed on a phone."""

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.keys import passphrase

WORDS = passphrase.word_list()
EIGHT = "aardvark abdomen abyss academy acid acrobat actress abundant"


def test_the_list_has_1296_words_with_prefixes_of_their_own() -> None:
    assert len(WORDS) == 6**4
    assert len(set(WORDS.values())) == 6**4
    assert all(len(prefix) == 3 and word.startswith(prefix) for prefix, word in WORDS.items())


def test_a_generated_passphrase_has_more_than_80_bits() -> None:
    assert passphrase.WORDS * math.log2(len(WORDS)) > 80


def test_generated_passphrases_are_words_of_the_list_and_never_repeat() -> None:
    made = [passphrase.generate() for _ in range(200)]
    assert len(set(made)) == 200
    for text in made:
        assert set(text.split(" ")) <= set(WORDS.values())
        assert passphrase.normalise(text) == text
        assert passphrase.is_strong(text)


@given(
    st.lists(st.sampled_from(sorted(WORDS.values())), min_size=8, max_size=8),
    st.sampled_from([" ", "-", ", ", ".", "  ", "\t", "_"]),
    st.data(),
)
def test_prefixes_any_separator_and_any_case_mean_the_same(
    words: list[str], separator: str, data: st.DataObject
) -> None:
    cut = [word[: data.draw(st.integers(3, len(word)))] for word in words]
    typed = separator.join(data.draw(st.sampled_from([part, part.upper(), part.capitalize()])) for part in cut)
    assert passphrase.normalise(f" {typed} ") == " ".join(words)


@pytest.mark.parametrize(
    "typed",
    [
        EIGHT.replace("abyss", "abyssinia"),  # more than the word
        EIGHT.replace("abyss", "ab"),  # less than a prefix
        EIGHT.replace("abyss", "xxx"),  # no word
        EIGHT + " acid",  # nine
        EIGHT.rsplit(" ", 1)[0],  # seven
    ],
)
def test_what_is_not_eight_words_stays_as_it_was_typed(typed: str) -> None:
    assert passphrase.normalise(f" {typed}\n") == typed


@given(st.text(min_size=1))
def test_normalising_twice_changes_nothing(typed: str) -> None:
    once = passphrase.normalise(typed)
    assert passphrase.normalise(once) == once


def test_letters_composed_differently_by_another_device_are_the_same() -> None:
    chosen = "мой длинный ёжик живёт в чайнике"
    assert passphrase.normalise(unicodedata.normalize("NFD", chosen)) == passphrase.normalise(chosen)


@pytest.mark.parametrize(
    ("typed", "strong"),
    [
        (EIGHT, True),
        ("aar abd aby aca aci acr act abu", True),
        ("acid acid acid acid acid acid acid acid", False),
        ("Moja babuschka kocht um 4", True),
        ("nineteen letters xx", False),
        ("ababababababababababababab", False),
        ("мой ёжик живёт в чайнике", True),
        ("x" * 300, False),
        ("".join(chr(33 + n % 90) for n in range(257)), False),
        ("", False),
    ],
)
def test_strength_is_length_and_variety(typed: str, strong: bool) -> None:
    assert passphrase.is_strong(typed) is strong
