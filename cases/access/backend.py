"""Logging in: one Argon2id run proves the passphrase and opens the private key."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from cases.access import proof, sessions, throttle
from cases.access.actor import Actor, private_key_place
from cases.access.devices import device_of
from cases.access.hasher import VaultHasher
from cases.access.models import User
from cases.audit import log
from cases.audit.models import EventKind
from cases.keys import envelope
from cases.keys.derive import Derived

_NOBODY_SALT = "0" * 22


class VaultBackend(BaseBackend):
    """The only authentication backend. The user it returns carries `unlocked`, the private key, for the login view."""

    def authenticate(self, request: HttpRequest | None, **given: Any) -> User | None:
        """Return the user of a handle, passphrase and code, or None. Unknown handles cost the same.

        Raises `throttle.Busy` when the queue is full or its tries are used up.
        """
        handle = str(given.get("handle", "")).strip().lower()
        user = User.objects.filter(handle=handle, is_active=True).first()
        queue = _queue(request, user, handle)
        with throttle.queued(queue):
            derived = _derive(user, str(given.get("passphrase", "")))
        if user is None:
            return None
        private_key = _open(user, derived, str(given.get("code", "")))
        if private_key is None:
            _record_failure(user)
            return None
        throttle.forgive(queue)
        user.unlocked = private_key
        return user

    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session while the account is active."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def _queue(request: HttpRequest | None, user: User | None, handle: str) -> throttle.Queue:
    device = device_of(request) if request is not None else None
    if device is not None and user is not None and device.user_id == user.pk:
        return throttle.Queue(str(device.pk), known=True)
    return throttle.Queue(handle)


def _derive(user: User | None, passphrase: str) -> Derived | None:
    hasher = VaultHasher()
    if user is None:
        hasher.derive(passphrase, f"vault${settings.KDF_COST}${_NOBODY_SALT}$-")
        return None
    return hasher.derive(passphrase, user.password)


def _open(user: User, derived: Derived | None, code: str) -> bytes | None:
    """Return the private key when passphrase and code are both right."""
    if derived is None:
        return None
    private_key = envelope.unlock(derived.key, bytes(user.private_key_box), private_key_place(user.id))
    return private_key if proof.code_is_right(user, private_key, code) else None


def _record_failure(user: User) -> None:
    """Tell the coordinators; nothing is written about handles nobody has."""
    place = sessions.memberships_of(user).first()
    log.record(EventKind.LOGIN_FAILED, by=Actor(user=user, membership=place, private_key=b""))
