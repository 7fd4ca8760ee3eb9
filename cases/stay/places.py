"""Countries and border posts as people write them: codes, names in three languages and every Russian case. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec
from babel import Locale

LANGUAGES = ("en", "ru", "fr")
LONGEST_ENDING = 3
SHORTEST_STEM = 4
_CYRILLIC = re.compile("[а-я]")
_VOWELS = "аяоеиыьу"
_ADJECTIVES = ("ая", "яя", "ии", "ыи", "ои", "ое", "ие", "ые")  # folded, "й" reads "и"
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015_/,;:.()\"'«»“”’]+")
_ISO = re.compile("[A-Z]{2}")
# What CLDR lists beside the countries of ISO 3166.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


class Found(msgspec.Struct, frozen=True):
    """A country found among words, by its own name or by that of a border post."""

    code: str
    first: int  # the place of its first word
    words: int
    post: bool


class _Name(msgspec.Struct, frozen=True):
    code: str
    stems: tuple[str, ...]
    post: bool

    def fits(self, words: Sequence[str]) -> bool:
        return len(words) >= len(self.stems) and all(map(_is_form, words, self.stems))


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: dict[str, tuple[str, ...]]
    posts: dict[str, tuple[str, ...]]


def fold(text: str) -> str:
    """Return text in small letters without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))


def split(text: str) -> list[str]:
    """Return the words of a text as they stand there."""
    return [word for word in _SEPARATORS.split(text) if word]


def country_of(text: str) -> str | None:
    """Return the code of the country that a text names; None when it names none, or says more."""
    words = split(text)
    exact = next((found for found in find(words) if not found.post), None)
    return exact.code if exact and exact.words == len(words) else None


def find(words: Sequence[str]) -> Iterator[Found]:
    """Yield the countries that words name, from left to right; of several names the longest counts."""
    folded = [fold(word) for word in words]
    place = 0
    while place < len(words):
        found = _code(words, place) or _named(folded, place)
        if found:
            yield found
        place += found.words if found else 1


def _code(words: Sequence[str], place: int) -> Found | None:
    """A code of two letters is one in capitals, or alone: "in" and "de" are words as well."""
    word = words[place]
    meant = word if len(words) > 1 else word.upper()
    return Found(meant, place, 1, post=False) if _ISO.fullmatch(meant) and meant in codes() else None


def _named(folded: list[str], place: int) -> Found | None:
    fitting = [name for name in _index().get(folded[place][:2], ()) if name.fits(folded[place:])]
    best = max(fitting, key=lambda name: (len(name.stems), sum(map(len, name.stems)), not name.post), default=None)
    return Found(best.code, place, len(best.stems), best.post) if best else None


def _is_form(word: str, stem: str) -> bool:
    """Whether a word is a stem, or in Cyrillic one of its forms."""
    if not stem.endswith("*"):
        return word == stem
    stem = stem[:-1]
    return word.startswith(stem) and len(word) - len(stem) <= LONGEST_ENDING


def _stem(word: str) -> str:
    if not _CYRILLIC.search(word):
        return word
    bare = word[:-2] if word.endswith(_ADJECTIVES) else word[:-1] if word[-1] in _VOWELS else word
    return f"{bare}*" if len(bare) >= SHORTEST_STEM else word


@cache
def codes() -> frozenset[str]:
    """Return the codes of all countries."""
    return frozenset(code for code in map(str, Locale("en").territories) if _ISO.fullmatch(code)) - _NO_COUNTRY


@cache
def _index() -> dict[str, list[_Name]]:
    """Return every name by its first two letters."""
    index: dict[str, list[_Name]] = {}
    for name in _names():
        index.setdefault(name.stems[0][:2], []).append(name)
    return index


def _names() -> Iterator[_Name]:
    file = msgspec.toml.decode((Path(__file__).parent / "places.toml").read_bytes(), type=_File)
    for language in LANGUAGES:
        territories = Locale(language).territories
        yield from (_Name(code, _stems(territories[code]), post=False) for code in codes() if code in territories)
    for post, listed in ((False, file.names), (True, file.posts)):
        for code, names in listed.items():
            yield from (_Name(code, _stems(name), post) for name in names)


def _stems(name: str) -> tuple[str, ...]:
    return tuple(_stem(fold(word)) for word in split(name))
