"""The password hasher Django sees: it stores a hash of the login half of the one Argon2id run."""

import base64
import hmac
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher

from cases.keys import passphrase
from cases.keys.derive import Cost, Derived, digest, from_passphrase


class VaultHasher(BasePasswordHasher):
    """`vault$cost$salt$sha256(verifier)`. Never asks for an upgrade: re-hashing alone would orphan the private key."""

    algorithm = "vault"

    def encode(self, password: str, salt: str) -> str:
        """Encode at the present cost."""
        cost = Cost.parse(settings.KDF_COST)
        return self.join(cost, salt, from_passphrase(passphrase.normalise(password), salt.encode(), cost))

    def verify(self, password: str, encoded: str) -> bool:
        """Tell whether the passphrase is right, in constant time."""
        return self.derive(password, encoded) is not None

    def derive(self, password: str, encoded: str) -> Derived | None:
        """Run Argon2id once; return both halves when the passphrase is right, else None."""
        _, cost, salt, expected = encoded.split("$")
        derived = from_passphrase(passphrase.normalise(password), salt.encode(), Cost.parse(cost))
        right = hmac.compare_digest(base64.b64encode(digest(derived.verifier)).decode(), expected)
        return derived if right else None

    def join(self, cost: Cost, salt: str, derived: Derived) -> str:
        """Put the stored string together."""
        return f"{self.algorithm}${cost}${salt}${base64.b64encode(digest(derived.verifier)).decode()}"

    def must_update(self, encoded: str) -> bool:
        """Never."""
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to even out: every account has the same cost."""

    def decode(self, encoded: str) -> dict[str, Any]:
        """Return the parts."""
        algorithm, cost, salt, hashed = encoded.split("$")
        return {"algorithm": algorithm, "cost": cost, "salt": salt, "hash": hashed}

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        """Say nothing but the algorithm."""
        return {"algorithm": self.algorithm}
