"""Logging in: one Argon2id run proves the passphrase and opens the private key."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from cases.access import codes, throttle
from cases.access.actor import private_key_place
from cases.access.devices import device_of
from cases.access.hasher import VaultHasher
from cases.access.models import User
from cases.keys import envelope
from cases.keys.derive import Derived

_NOBODY_SALT = "0" * 22


class VaultBackend(BaseBackend):
    """The only authentication backend. The user it returns carries `unlocked`, the private key, for the login view."""

    def authenticate(
        self, request: HttpRequest | None, handle: str = "", passphrase: str = "", code: str = "", **_: Any
    ) -> User | None:
        """Return the user, or None. Raises `throttle.Busy` when the queue is full. Unknown handles cost the same."""
        handle = handle.strip().lower()
        user = User.objects.filter(handle=handle, is_active=True).first()
        queue = _queue(request, user, handle)
        with throttle.queued(queue):
            derived = _derive(user, passphrase)
        if user is None or derived is None:
            return None
        private_key = envelope.unlock(derived.key, bytes(user.private_key_box), private_key_place(user.id))
        if not _code_is_right(user, private_key, code):
            return None
        throttle.forgive(queue)
        user.unlocked = private_key  # type: ignore[attr-defined]
        return user

    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session while the account is active."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def _queue(request: HttpRequest | None, user: User | None, handle: str) -> str:
    device = device_of(request) if request is not None and user is not None else None
    known = device is not None and user is not None and device.user_id == user.pk
    return f"device:{device.pk}" if known and device else f"handle:{handle}"


def _derive(user: User | None, passphrase: str) -> Derived | None:
    hasher = VaultHasher()
    if user is None:
        hasher.derive(passphrase, f"vault${settings.KDF_COST}${_NOBODY_SALT}$-")
        return None
    return hasher.derive(passphrase, user.password)


def _code_is_right(user: User, private_key: bytes, code: str) -> bool:
    if settings.DEMO or user.totp_box is None:
        return True
    if not codes.accept(user, private_key, code):
        return False
    user.save(update_fields=["totp_box"])
    return True
