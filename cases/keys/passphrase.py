"""Passphrases people can write down, read aloud and type on a phone.

Eight words of 1,296 are 82.7 bits. The list is the EFF's second short list (Joseph Bonneau, Electronic Frontier
Foundation, 2016, CC BY 3.0 US): every word has a prefix of three letters of its own, so three letters suffice.
"""

import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path

WORDS = 8
MIN_CHOSEN = 20
MAX_LENGTH = 256
_PREFIX = 3


@cache
def word_list() -> dict[str, str]:
    """Return the words by their three-letter prefix."""
    text = (Path(__file__).parent / "words.txt").read_text(encoding="ascii")
    return {word[:_PREFIX]: word for word in text.split()}


def generate() -> str:
    """Make a passphrase."""
    words = list(word_list().values())
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def normalise(typed: str) -> str:
    """Return the one form that is derived from.

    Eight words of the list may be typed as prefixes, with any separator and in any case. Anything else was chosen by
    a person and stays as typed but for the blanks around it, and for letters that devices compose differently.
    """
    parts = [part for part in re.split(r"[^a-z]+", typed.lower()) if part]
    words = [word_list().get(part[:_PREFIX], "") for part in parts]
    if len(parts) == WORDS and all(word and word.startswith(part) for word, part in zip(words, parts, strict=True)):
        return " ".join(words)
    return unicodedata.normalize("NFC", typed).strip()


def is_strong(typed: str) -> bool:
    """Tell whether a passphrase may be used: eight words of the list, or long enough; some variety in either."""
    text = normalise(typed)
    words = text.split(" ")
    if len(words) == WORDS and all(word_list().get(word[:_PREFIX]) == word for word in words):
        return len(set(words)) > WORDS // 2
    return MIN_CHOSEN <= len(text) <= MAX_LENGTH and len(set(text)) >= MIN_CHOSEN // 2
