"""What proves a person: the passphrase, by one Argon2id run, and a code that counts once."""

from django.conf import settings
from django.db import transaction

from cases.access import codes, spare
from cases.access.hasher import VaultHasher
from cases.access.models import User
from cases.keys.derive import Derived


def derive(user: User, passphrase: str) -> Derived | None:
    """Run Argon2id once, in a queue of `throttle`; return both halves when the passphrase is right."""
    return VaultHasher().derive(passphrase, user.password)


@transaction.atomic
def code_is_right(user: User, private_key: bytes, code: str) -> bool:
    """Check a code of the authenticator, or one of the card, and use it up.

    That happens under a lock: no code counts in two browsers.
    """
    if settings.DEMO or user.totp_box is None:
        return True
    digits = "".join(filter(str.isdecimal, code))
    kind, field = (spare, "spare_codes_box") if len(digits) == spare.DIGITS else (codes, "totp_box")
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not kind.accept(locked, private_key, digits):
        return False
    locked.save(update_fields=[field])
    return True
