"""Key pairs: X25519 to seal to somebody, Ed25519 to sign for a team, and short fingerprints to read aloud."""

import base64
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.public import PrivateKey
from nacl.signing import SigningKey, VerifyKey

from cases.keys.derive import digest


@dataclass(frozen=True, slots=True)
class Pair:
    """An X25519 pair, 32 bytes each."""

    private: bytes
    public: bytes


def new_pair() -> Pair:
    """Make a random pair."""
    private = PrivateKey.generate()
    return Pair(bytes(private), bytes(private.public_key))


def pair_from(seed: bytes) -> Pair:
    """Make the pair that belongs to a 32-byte derived key."""
    private = PrivateKey(seed)
    return Pair(bytes(private), bytes(private.public_key))


def verify_key_of(seed: bytes) -> bytes:
    """Return the public half of the Ed25519 key made from `seed`."""
    return bytes(SigningKey(seed).verify_key)


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature."""
    return bytes(SigningKey(seed).sign(message).signature)


def is_signed(verify_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the holder of `verify_key` signed `message`."""
    try:
        VerifyKey(verify_key).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def fingerprint(public_key: bytes) -> str:
    """Return eight characters (40 bits) for two people to compare by voice, like `K3FA-9QWZ`."""
    text = base64.b32encode(digest(b"casetracker/fingerprint" + public_key)).decode()[:8]
    return f"{text[:4]}-{text[4:]}"
