"""The ten one-time codes of a recovery card, which count in place of the six digits of an authenticator.

They are digits, because that is what a phone's keypad and every language have. Their hashes are sealed to the person:
short as the codes are, whoever wants to try them all needs the private key first.
"""

import secrets
from typing import Final

import msgspec

from cases.access.models import User
from cases.keys import envelope
from cases.keys.derive import digest

COUNT: Final = 10
DIGITS: Final = 12
_GROUP: Final = 4
_STEP: Final = 512


def new_codes() -> list[str]:
    """Make ten codes."""
    return [f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _ in range(COUNT)]


def spelled(code: str) -> str:
    """Return a code in groups of four."""
    return " ".join(code[start : start + _GROUP] for start in range(0, DIGITS, _GROUP))


def store(user: User, codes: list[str]) -> None:
    """Seal the hashes of the codes to the user; the caller saves."""
    _seal(user, [_hash(code) for code in codes])


def accept(user: User, private_key: bytes, code: str) -> bool:
    """Tell whether the code is one of the unused; it is used up then (the caller holds the row and saves)."""
    hashes = _open(user, private_key)
    if _hash(code) not in hashes:
        return False
    hashes.remove(_hash(code))
    _seal(user, hashes)
    return True


def left(user: User, private_key: bytes) -> int:
    """Count the unused codes."""
    return len(_open(user, private_key))


def _open(user: User, private_key: bytes) -> list[bytes]:
    if user.spare_codes_box is None:
        return []
    return msgspec.msgpack.decode(
        envelope.unbox(private_key, bytes(user.spare_codes_box), _place(user)), type=list[bytes]
    )


def _seal(user: User, hashes: list[bytes]) -> None:
    user.spare_codes_box = envelope.box(
        bytes(user.public_key), msgspec.msgpack.encode(hashes), _place(user), epoch=0, step=_STEP
    )


def _hash(code: str) -> bytes:
    return digest(b"casetracker/spare" + code.encode())


def _place(user: User) -> envelope.Place:
    return envelope.Place("access.User", "spare_codes_box", str(user.id), "")
