"""Keys from passphrases (one Argon2id run) and keys from keys (HKDF, RFC 5869)."""

import hashlib
import hmac
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters; `memory` in KiB. Stored per user, so that they can rise later."""

    memory: int = 65536
    passes: int = 3
    lanes: int = 4

    def __str__(self) -> str:
        return f"{self.memory},{self.passes},{self.lanes}"

    @classmethod
    def parse(cls, text: str) -> "Cost":
        """Read what `str()` wrote."""
        memory, passes, lanes = (int(part) for part in text.split(","))
        return cls(memory, passes, lanes)


@dataclass(frozen=True, slots=True)
class Derived:
    """The two halves of one Argon2id run: `verifier` proves the login, `key` opens the user's private key."""

    verifier: bytes
    key: bytes


def hkdf(secret: bytes, label: str, *, salt: bytes = b"", length: int = 32) -> bytes:
    """Derive a key from high-entropy `secret` for the purpose named by `label` (RFC 5869 with SHA-256)."""
    return expand(hmac.digest(salt or bytes(32), secret, "sha256"), label.encode(), length)


def expand(pseudorandom: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 section 2.3."""
    output, block = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(pseudorandom, block + info + bytes([counter]), "sha256")
        output += block
    return output[:length]


def from_passphrase(passphrase: str, salt: bytes, cost: Cost) -> Derived:
    """Run Argon2id once and split the result, so that no second, weaker hash of the passphrase exists."""
    raw = hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=64,
        type=Type.ID,
    )
    return Derived(verifier=hkdf(raw, "casetracker/auth"), key=hkdf(raw, "casetracker/kek"))


def digest(data: bytes) -> bytes:
    """SHA-256, for values that are random already (tokens, verifiers)."""
    return hashlib.sha256(data).digest()
