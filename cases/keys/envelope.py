"""Envelopes: padded, authenticated ciphertext bound to the one place it belongs to.

An envelope is `version, algorithm, epoch, body`. The header and the place (model, field, row, team) are associated
data, so a ciphertext copied to another row, field, team or epoch does not open. Two algorithms:

* KEYED: XChaCha20-Poly1305 under a 32-byte key, random 192-bit nonce.
* BOXED: a fresh key in an X25519 sealed box, then KEYED under it: anyone may write, the key's owner reads.
"""

import struct
from dataclasses import dataclass

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

VERSION = 1
KEYED, BOXED = 1, 2
KEY_BYTES = 32
_HEADER = struct.Struct(">BBI")
_NONCE_BYTES = 24
_BOX_BYTES = KEY_BYTES + 48


class Tampered(Exception):
    """The envelope does not open here: wrong key, wrong place, or changed bytes. One message for all, on purpose."""

    def __init__(self) -> None:
        super().__init__("sealed value does not open")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an envelope belongs: model and field names, row id and team id as text."""

    model: str
    field: str
    row: str
    team: str

    def bind(self, header: bytes) -> bytes:
        """Return the associated data; every part is length-prefixed so that no two places read alike."""
        parts = (self.model, self.field, self.row, self.team)
        return header + b"".join(struct.pack(">H", len(raw := part.encode())) + raw for part in parts)


def pad(data: bytes, step: int) -> bytes:
    """Pad to the next multiple of `step` bytes (ISO/IEC 7816-4), at least one byte, so that lengths tell little."""
    filled = data + b"\x80"
    return filled + bytes(-len(filled) % step)


def unpad(data: bytes) -> bytes:
    """Undo `pad`; raise `Tampered` on padding we never wrote."""
    body, mark, rest = data.rpartition(b"\x80")
    if not mark or rest.strip(b"\x00"):
        raise Tampered
    return body


def lock(key: bytes, data: bytes, place: Place, *, epoch: int, step: int) -> bytes:
    """Seal `data` under `key` for `place`."""
    header = _HEADER.pack(VERSION, KEYED, epoch)
    return header + _encrypt(key, pad(data, step), place.bind(header))


def box(public_key: bytes, data: bytes, place: Place, *, epoch: int, step: int) -> bytes:
    """Seal `data` to the owner of `public_key` for `place`; the writer cannot open it again."""
    header = _HEADER.pack(VERSION, BOXED, epoch)
    fresh = random(KEY_BYTES)
    return (
        header + SealedBox(PublicKey(public_key)).encrypt(fresh) + _encrypt(fresh, pad(data, step), place.bind(header))
    )


def is_boxed(envelope: bytes) -> bool:
    """Tell whether the envelope was written by somebody without the key."""
    return _read_header(envelope)[0] == BOXED


def epoch_of(envelope: bytes) -> int:
    """Return the epoch of the key the envelope was sealed under."""
    return _read_header(envelope)[1]


def unlock(key: bytes, envelope: bytes, place: Place) -> bytes:
    """Open a KEYED envelope; raise `Tampered` when it is not exactly what was sealed for `place`."""
    if is_boxed(envelope):
        raise Tampered
    return unpad(_decrypt(key, envelope[_HEADER.size :], place.bind(envelope[: _HEADER.size])))


def unbox(private_key: bytes, envelope: bytes, place: Place) -> bytes:
    """Open a BOXED envelope with the private half of the key it was sealed to."""
    if not is_boxed(envelope):
        raise Tampered
    start = _HEADER.size
    try:
        fresh = SealedBox(PrivateKey(private_key)).decrypt(envelope[start : start + _BOX_BYTES])
    except (CryptoError, ValueError, TypeError) as error:
        raise Tampered from error
    return unpad(_decrypt(fresh, envelope[start + _BOX_BYTES :], place.bind(envelope[:start])))


def _read_header(envelope: bytes) -> tuple[int, int]:
    if len(envelope) < _HEADER.size:
        raise Tampered
    version, algorithm, epoch = _HEADER.unpack_from(envelope)
    if version != VERSION or algorithm not in (KEYED, BOXED):
        raise Tampered
    return algorithm, epoch


def _encrypt(key: bytes, data: bytes, bound: bytes) -> bytes:
    nonce = random(_NONCE_BYTES)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(data, bound, nonce, key)


def _decrypt(key: bytes, data: bytes, bound: bytes) -> bytes:
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(data[_NONCE_BYTES:], bound, data[:_NONCE_BYTES], key)
    except (CryptoError, ValueError, TypeError) as error:
        raise Tampered from error
