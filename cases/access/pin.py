"""The PIN: six digits wake a session that has been idle for half an hour, within the ten hours of its login.

While the session is open its row holds the private key. Beside it waits a cold row, which the idle limit does not end:
there the private key is locked under cookie and PIN together, so that neither the cookie in a seized browser nor the
table opens it. The Argon2id run over the PIN is made when it is chosen; its result is sealed to the person, so that a
login can write the cold row without one.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, cast

import msgspec
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.crypto import constant_time_compare

from cases.access import throttle, trail
from cases.access.actor import Actor
from cases.access.models import User
from cases.audit.models import EventKind
from cases.base import clock
from cases.keys import envelope
from cases.keys.derive import Cost, digest, from_passphrase, hkdf

DIGITS: Final = 6
TRIES: Final = 5
_STEP: Final = 256


class Store(Protocol):
    """What this module asks of the session."""

    session_key: str | None
    cold: bytes | None

    def keep_cold(self, content: bytes, *, until: datetime) -> None: ...
    def hold_cold(self) -> bytes | None: ...
    def drop_cold(self) -> None: ...


class Pin(msgspec.Struct, frozen=True):
    """What is sealed to the person: the key that came from their PIN, and how."""

    salt: str
    cost: str
    key: bytes


class Cold(msgspec.Struct, frozen=True):
    """What the cold row says to whoever has the cookie; only `box` needs the PIN."""

    user: str
    hash: str  # of passphrase and session epoch: a change of either makes the row useless
    pin: bytes  # hash of the box of the PIN: so does another PIN
    salt: str
    cost: str
    box: bytes
    until: datetime
    carried: dict[str, str]  # what the session goes on with
    tries: int = TRIES


@dataclass(frozen=True, slots=True)
class Sleeper:
    """Somebody whose session a PIN can wake."""

    user: User
    cold: Cold


@dataclass(frozen=True, slots=True)
class Woken:
    """Somebody whose PIN was right."""

    user: User
    private_key: bytes
    carried: dict[str, str]


@dataclass(frozen=True, slots=True)
class Asleep:
    """A PIN was wrong; with no tries left there is nothing to wake any more."""

    tries: int


@transaction.atomic
def choose(*, digits: str, by: Actor) -> None:
    """Set the PIN, in place of an earlier one. Raises `throttle.Busy`."""
    cost, salt = Cost.parse(settings.KDF_COST), secrets.token_urlsafe(16)
    with throttle.queued(_queue(by.user)):
        key = from_passphrase(digits, salt.encode(), cost).key
    data = msgspec.msgpack.encode(Pin(salt, str(cost), key))
    by.user.pin_box = envelope.box(bytes(by.user.public_key), data, _pin_place(by.user), epoch=0, step=_STEP)
    by.user.save(update_fields=["pin_box"])
    trail.tell_teams(EventKind.KEY, by.user, "PIN chosen")


@transaction.atomic
def remove(*, by: Actor) -> None:
    """Have no PIN: idle sessions end for good."""
    by.user.pin_box = None
    by.user.save(update_fields=["pin_box"])
    trail.tell_teams(EventKind.KEY, by.user, "PIN removed")


def keep(session: SessionBase, *, by: Actor, carried: dict[str, str], until: datetime) -> None:
    """Write the cold row of a session, or make sure there is none for people without a PIN."""
    store = _store(session)
    if by.user.pin_box is None or settings.DEMO:
        store.drop_cold()
        return
    private_key, box = by.keyring.private_key, bytes(by.user.pin_box)
    pin = msgspec.msgpack.decode(envelope.unbox(private_key, box, _pin_place(by.user)), type=Pin)
    cold = Cold(
        user=str(by.user.pk),
        hash=by.user.get_session_auth_hash(),
        pin=digest(box),
        salt=pin.salt,
        cost=pin.cost,
        box=envelope.lock(_cold_key(store, pin.key), private_key, _cold_place(by.user), epoch=0, step=64),
        until=until,
        carried=carried,
    )
    store.keep_cold(msgspec.msgpack.encode(cold), until=until)


def sleeper(session: SessionBase) -> Sleeper | None:
    """Return whose session sleeps behind this cookie, if a PIN may still wake it."""
    store = _store(session)
    return _sleeper(store.cold) if store.cold is not None else None


@transaction.atomic
def wake(session: SessionBase, digits: str) -> Woken | Asleep | None:
    """Return the person when the PIN is right; None when there is nothing to wake, or another tab was faster.

    The row is locked, so that every try counts. Raises `throttle.Busy`.
    """
    found, store = sleeper(session), _store(session)
    if found is None:
        return None
    with throttle.queued(_queue(found.user)):
        held = store.hold_cold()
        found = _sleeper(held) if held is not None else None
        if found is None:
            return None
        private_key = _open(found, store, digits)
    if private_key is None:
        return _count_down(found, store)
    throttle.forgive(_queue(found.user))
    return Woken(found.user, private_key, found.cold.carried)


def _sleeper(content: bytes) -> Sleeper | None:
    cold = msgspec.msgpack.decode(content, type=Cold)
    user = User.objects.filter(pk=cold.user, is_active=True, locked=False).first()
    if user is None or user.pin_box is None or clock.now() >= cold.until:
        return None
    same = constant_time_compare(cold.hash, user.get_session_auth_hash()) and cold.pin == digest(bytes(user.pin_box))
    return Sleeper(user, cold) if same else None


def _open(found: Sleeper, store: Store, digits: str) -> bytes | None:
    cold = found.cold
    key = from_passphrase(digits, cold.salt.encode(), Cost.parse(cold.cost)).key
    try:
        return envelope.unlock(_cold_key(store, key), cold.box, _cold_place(found.user))
    except envelope.Tampered:
        return None


def _count_down(found: Sleeper, store: Store) -> Asleep:
    left = msgspec.structs.replace(found.cold, tries=found.cold.tries - 1)
    if left.tries:
        store.keep_cold(msgspec.msgpack.encode(left), until=left.until)
    else:
        store.drop_cold()
    trail.tell_teams(EventKind.LOGIN_FAILED, found.user, "PIN")
    return Asleep(left.tries)


def _cold_key(store: Store, pin_key: bytes) -> bytes:
    return hkdf((store.session_key or "").encode(), "casetracker/pin", salt=pin_key)


def _queue(user: User) -> throttle.Queue:
    return throttle.Queue(f"pin {user.pk}", known=True)


def _store(session: Any) -> Store:
    return cast(Store, session)


def _pin_place(user: User) -> envelope.Place:
    return envelope.Place("access.User", "pin_box", str(user.id), "")


def _cold_place(user: User) -> envelope.Place:
    return envelope.Place("vault.StoredSession", "cold", str(user.id), "")
