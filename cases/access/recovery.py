"""The recovery card: a key code for who forgot the passphrase, ten codes, and a code that locks the account.

The key code opens a second wrap of the private key. It has 128 random bits, so nobody finds it by trying, and what is
tried costs nothing: no queue can be filled with it that its owner would have to wait in.
"""

import hmac
from typing import Final

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cases.access import nobody, proof, spare, throttle, trail
from cases.access.actor import Actor
from cases.access.models import Membership, User
from cases.access.newphrase import renew
from cases.audit import log
from cases.audit.models import AlertKind, EventKind
from cases.base.verdict import Refused
from cases.keys import envelope, paper
from cases.keys.derive import digest, hkdf

KEY_BYTES: Final = 16
LOCK_BYTES: Final = 8
_STEP: Final = 64


class Card(msgspec.Struct, frozen=True):
    """What stands on a card."""

    key_code: str
    codes: list[str]
    lock_code: str


@transaction.atomic
def make_card(*, by: Actor) -> Card:
    """Make a card; an earlier one ends."""
    key, lock_code, codes = paper.new_secret(KEY_BYTES), paper.new_secret(LOCK_BYTES), spare.new_codes()
    user = by.user
    user.recovery_box = envelope.lock(_card_key(key), by.keyring.private_key, _place(user), epoch=0, step=_STEP)
    user.lock_hash = _lock_hash(lock_code)
    spare.store(user, codes)
    user.save(update_fields=["recovery_box", "lock_hash", "spare_codes_box"])
    trail.tell_teams(EventKind.KEY, user, "recovery card made")
    return Card(paper.write(key), [spare.spelled(code) for code in codes], paper.write(lock_code))


def is_current(card: Card, user: User) -> bool:
    """Tell whether no other card was made since."""
    return _lock_hash(paper.read(card.lock_code, LOCK_BYTES)) == bytes(user.lock_hash or b"")


def recover(*, handle: str, key: bytes, code: str, chosen: str) -> tuple[User, bytes] | None:
    """Give an account a new passphrase and unlock it, for whoever has the card and a code; return the private key too.

    Returns None whatever was wrong, at the same cost. The codes are tried in a queue that only the card opens.
    Raises `throttle.Busy`.
    """
    user = nobody.find(handle)
    private_key = _open(user, key)
    if private_key is None:
        return None
    queue = throttle.Queue(f"recover {user.pk}", known=True)
    with throttle.queued(queue):
        user = User.objects.select_for_update().get(pk=user.pk)
        if not _has_second_factor(user) or not proof.code_is_right(user, private_key, code):
            trail.tell_teams(EventKind.LOGIN_FAILED, user, "recovery card")
            return None
        renew(user, private_key, chosen)
    throttle.forgive(queue)
    trail.tell_teams(EventKind.KEY, user, "new passphrase by recovery card")
    return user, private_key


@transaction.atomic
def lock(*, handle: str, code: bytes) -> None:
    """Lock an account in an emergency: its sessions end, and nothing but card or coordinator opens it again.

    Says nothing about whether there was such an account, or whether the code was right.
    """
    user = nobody.find(handle)
    right = hmac.compare_digest(_lock_hash(code), bytes(user.lock_hash or nobody.nobody().lock_hash or b""))
    if right and not user.locked:
        User.objects.filter(pk=user.pk).update(locked=True, session_epoch=F("session_epoch") + 1)
        trail.tell_teams(EventKind.KEY, user, "locked by card")
        trail.alert_teams(AlertKind.LOCKED, user)


@transaction.atomic
def unlock(*, membership: Membership, by: Actor) -> None:
    """Open a locked account of a colleague whose voice was heard."""
    row = Membership.objects.select_for_update(of=("user",)).select_related("user").get(pk=membership.pk)
    if row.team_id != by.own_team.pk or row.state != Membership.State.ACTIVE:
        raise Refused(_("This person is not in the team."))
    if not row.user.locked:
        raise Refused(_("This account is not locked."))
    row.user.locked = False
    row.user.save(update_fields=["locked"])
    log.record(EventKind.MEMBER, by=by, detail=f"unlocked {row.user_id}")


def _open(user: User, key: bytes) -> bytes | None:
    box = user.recovery_box or nobody.nobody().recovery_box
    try:
        return envelope.unlock(_card_key(key), bytes(box or b""), _place(user))
    except envelope.Tampered:
        return None


def _has_second_factor(user: User) -> bool:
    return settings.DEMO or user.totp_box is not None


def _card_key(key: bytes) -> bytes:
    return hkdf(key, "casetracker/recovery")


def _lock_hash(code: bytes) -> bytes:
    return digest(b"casetracker/lock" + code)


def _place(user: User) -> envelope.Place:
    return envelope.Place("access.User", "recovery_box", str(user.id), "")
