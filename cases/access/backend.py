"""Logging in: one Argon2id run proves the passphrase and opens the private key."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from cases.access import nobody, proof, throttle, trail
from cases.access.actor import private_key_place
from cases.access.devices import device_of
from cases.access.models import User
from cases.audit.models import EventKind
from cases.keys import envelope
from cases.keys.derive import Derived


class VaultBackend(BaseBackend):
    """The only authentication backend. The user it returns carries `unlocked`, the private key, for the login view."""

    def authenticate(self, request: HttpRequest | None, **given: Any) -> User | None:
        """Return the user of a handle, passphrase and code, or None. Unknown handles cost the same.

        Raises `throttle.Busy` when the queue is full or its tries are used up.
        """
        handle = str(given.get("handle", "")).strip().lower()
        user = nobody.find(handle)
        queue = _queue(request, user, handle)
        with throttle.queued(queue):
            derived = proof.derive(user, str(given.get("passphrase", "")))
        private_key = _open(user, derived, str(given.get("code", "")))
        if private_key is None:
            trail.tell_teams(EventKind.LOGIN_FAILED, user)
            return None
        throttle.forgive(queue)
        user.unlocked = private_key
        return user

    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session while the account is active and nobody has locked it."""
        return User.objects.filter(pk=user_id, is_active=True, locked=False).first()


def _queue(request: HttpRequest | None, user: User, handle: str) -> throttle.Queue:
    device = device_of(request) if request is not None else None
    if device is not None and device.user_id == user.pk:
        return throttle.Queue(str(device.pk), known=True)
    return throttle.Queue(handle)


def _open(user: User, derived: Derived | None, code: str) -> bytes | None:
    """Return the private key when passphrase and code are both right, and the account is not locked."""
    if derived is None or user.locked:
        return None
    private_key = envelope.unlock(derived.key, bytes(user.private_key_box), private_key_place(user.id))
    return private_key if proof.code_is_right(user, private_key, code) else None
