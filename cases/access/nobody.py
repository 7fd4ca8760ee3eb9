"""A user for handles that nobody has: what is tried on them costs what it costs on a real one, and fails."""

import secrets
import uuid
from typing import Final

from django.conf import settings

from cases.access.actor import private_key_place
from cases.access.models import User
from cases.keys import envelope

_ID: Final = uuid.UUID(int=0)


def find(handle: str) -> User:
    """Return the active user with this handle, or nobody."""
    return User.objects.filter(handle=handle.strip().lower(), is_active=True).first() or nobody()


def nobody() -> User:
    """Return a user who is in no table: nothing opens their boxes, no code is theirs."""
    box = envelope.lock(secrets.token_bytes(32), bytes(32), private_key_place(_ID), epoch=0, step=64)
    return User(
        id=_ID,
        password=f"vault${settings.KDF_COST}${'0' * 22}$-",
        private_key_box=box,
        recovery_box=box,
        lock_hash=secrets.token_bytes(32),
    )


def is_nobody(user: User) -> bool:
    """Tell them from the others, where something would be written."""
    return user.pk == _ID
