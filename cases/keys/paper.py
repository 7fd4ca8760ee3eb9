"""Codes for paper: random bytes as letters and digits in groups of four, read back with the slips people make.

Crockford's base 32 leaves out I, L, O and U. The bits that fill the last group are a cyclic redundancy check: one wrong
character, or two neighbours exchanged, is always noticed, so a slip of the pen can be told from a wrong code.
"""

import secrets
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP: Final = 4
# Bits and polynomial of the check, by the number of bytes: CRC-16-CCITT, CRC-12, CRC-24 of OpenPGP.
_CHECKS: Final = {8: (16, 0x11021), 16: (12, 0x180F), 32: (24, 0x1864CFB)}
# What is written or typed in place of another: digits like letters, and Cyrillic letters that look Latin.
_SLIPS: Final = str.maketrans("OILUАВЕЗКМНОРСТУХІ", "011VABE3KMH0PCTYX1")


def new_secret(size: int) -> bytes:
    """Make the random bytes of a code."""
    return secrets.token_bytes(size)


def write(secret: bytes) -> str:
    """Return the code of 8, 16 or 32 bytes."""
    bits, _polynomial = _CHECKS[len(secret)]
    number = int.from_bytes(secret) << bits | _check(secret)
    count = (8 * len(secret) + bits) // 5
    text = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
    return "-".join(text[start : start + _GROUP] for start in range(0, count, _GROUP))


def read(typed: str, size: int) -> bytes:
    """Return the bytes of a code of this size; ValueError when it cannot be one, whoever it might belong to."""
    bits, _polynomial = _CHECKS[size]
    text = "".join(filter(str.isalnum, typed.upper().translate(_SLIPS)))
    if 5 * len(text) != 8 * size + bits or not set(text) <= set(_ALPHABET):
        raise ValueError("not a code")
    number = 0
    for letter in text:
        number = number << 5 | _ALPHABET.index(letter)
    secret = (number >> bits).to_bytes(size)
    if _check(secret) != number & (1 << bits) - 1:
        raise ValueError("not a code")
    return secret


def _check(secret: bytes) -> int:
    """The remainder of the division of polynomials over one bit each."""
    bits, polynomial = _CHECKS[len(secret)]
    rest = int.from_bytes(secret) << bits
    for place in reversed(range(bits, 8 * len(secret) + bits)):
        if rest >> place & 1:
            rest ^= polynomial << place - bits
    return rest
