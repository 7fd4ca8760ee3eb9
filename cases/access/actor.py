"""The person acting in this request: user, place in a team, and the keys opened for its length."""

import hmac
import uuid
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

import msgspec
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection

from cases.access.models import Membership, PastKeys, Team, User
from cases.access.permissions import Permission
from cases.access.roles import ROLES, Role, RoleName
from cases.base import clock
from cases.keys import envelope
from cases.keys.derive import hkdf
from cases.keys.keyring import Keyring, TeamKeys, Withheld
from cases.keys.pairs import is_signed


class Forged(PermissionDenied):
    """What the database says of a role or a public key is not what the team's coordinators signed."""

    def __init__(self) -> None:
        super().__init__("key signature does not match")


class Reach(IntEnum):
    """How far inside somebody is; a page asks for the last unless it lies on the way in."""

    ENROLLING = 1  # has a passphrase, but no code yet
    WAITING = 2  # nobody has admitted them, or they were removed
    INSIDE = 3


@dataclass(frozen=True, slots=True)
class CaseSecret:
    """The key of a case, the team that owns the case, and the epoch in which the key was made."""

    key: bytes
    team: uuid.UUID
    epoch: int


class Actor:
    """Who acts. Made by the middleware for requests, and by `unlocked` for commands run by a user who unlocks."""

    def __init__(self, *, user: User, membership: Membership | None, private_key: bytes) -> None:
        self.user = user
        self.membership = membership
        self._private_key = private_key
        self.case_keys: dict[uuid.UUID, CaseSecret] = {}
        self.holding: set[uuid.UUID] = set()  # cases whose key this transaction has locked
        self._past: dict[int, Keyring] = {}

    @property
    def team(self) -> Team | None:
        """The team worked in, or None for operators."""
        return self.membership.team if self.membership else None

    @property
    def own_team(self) -> Team:
        """The team worked in; only call where a permission already implies one."""
        if self.membership is None:
            raise LookupError("no team")
        return self.membership.team

    @cached_property
    def role(self) -> Role | None:
        """The role held in the team, operator outside any, None while waiting."""
        if self.membership is not None:
            return ROLES[RoleName(self.membership.role)]
        return ROLES[RoleName.OPERATOR] if self.user.is_operator else None

    def can(self, permission: Permission) -> bool:
        """Tell whether the role carries the permission. What it applies to is decided by `scope`."""
        if self.role is None or self.reach < Reach.INSIDE:
            return permission is Permission.ACCOUNT
        return permission in self.role.permissions

    @property
    def reach(self) -> Reach:
        """How far inside the person is."""
        if self.user.totp_box is None and not settings.DEMO:
            return Reach.ENROLLING
        return Reach.WAITING if self.role is None else Reach.INSIDE

    @property
    def sees_whole_team(self) -> bool:
        """True for members, who see every case that is not restricted."""
        return self.role is not None and self.role.holds_root

    @property
    def language(self) -> str:
        """The language the person reads."""
        return self.user.language

    @property
    def zone(self) -> str:
        """The time zone days are counted in."""
        return self.team.zone if self.team else "UTC"

    @cached_property
    def keyring(self) -> Keyring:
        """The keys of the role. Opened when first needed, dropped with the request."""
        return Keyring(private_key=self._private_key, team=self._open_team_keys())

    def mark(self, text: str) -> bytes:
        """Return a short mark of something that only this person's key ties to what it stands for."""
        return hmac.digest(hkdf(self._private_key, "casetracker/mark"), text.encode(), "sha256")[:16]

    def keyring_of(self, epoch: int) -> Keyring:
        """Return the keyring of an epoch of the team: each root opens the one before it.

        Raises `Withheld` when that root is not held, or is gone because everything was sealed anew.
        """
        if epoch == self.keyring.team.epoch:
            return self.keyring
        if epoch not in self._past:
            self._past[epoch] = self._open_past(epoch)
        return self._past[epoch]

    def lock_roots(self) -> None:
        """Keep the roots of the team as they are until the transaction ends, and be sure to hold the newest."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT epoch FROM access_team WHERE id = %s FOR KEY SHARE", [self.own_team.pk])
            (epoch,) = cursor.fetchone()
        if epoch != self.own_team.epoch:
            self.renew()

    def renew(self) -> None:
        """Read the own place in the team and its keys anew, after the team's roots were replaced.

        Raises `PermissionDenied` when the place is lost, or the session was ended meanwhile.
        """
        if self.membership is None:
            return
        row = Membership.objects.whole().get(pk=self.membership.pk)
        if row.state != Membership.State.ACTIVE or row.user.session_epoch != self.user.session_epoch:
            raise PermissionDenied
        self.membership = row
        self._past.clear()
        for name in ("keyring", "role"):
            self.__dict__.pop(name, None)

    def team_box_public(self) -> bytes:
        """Return the team's public key to seal to, after checking its signature against the pinned key."""
        team = self.own_team
        _require_signed(self.keyring.team, keys_statement(team), team.keys_signature)
        return bytes(team.box_public or b"")

    def team_lead_public(self) -> bytes:
        """Return the public key that only coordinators can open, checked likewise."""
        team = self.own_team
        _require_signed(self.keyring.team, keys_statement(team), team.keys_signature)
        return bytes(team.lead_public or b"")

    def checked_public_key(self, membership: Membership) -> bytes:
        """Return a colleague's public key after checking the roster signature against the pinned key."""
        _require_signed(self.keyring.team, roster_statement(membership), membership.signature)
        return bytes(membership.user.public_key)

    def _open_past(self, epoch: int) -> Keyring:
        row = PastKeys.objects.filter(team=self.own_team, epoch=epoch).first()
        if row is None:
            raise Withheld
        after = self.keyring_of(epoch + 1)
        keys = TeamKeys(
            epoch=epoch,
            verify_key=bytes(row.verify_key),
            root=_unlock(row, "root_box", after.root_chain_key) if after.holds_root else None,
            lead=_unlock(row, "lead_box", after.lead_chain_key) if after.holds_lead else None,
        )
        return Keyring(private_key=self._private_key, team=keys)

    def _open_team_keys(self) -> TeamKeys | None:
        """Open the keyring box, and hold the team's public keys and the own role to what coordinators signed."""
        row = self.membership
        if row is None or row.keyring_box is None:
            return None
        raw = envelope.unbox(self._private_key, bytes(row.keyring_box), keyring_place(row))
        keys = msgspec.msgpack.decode(raw, type=TeamKeys)
        if bytes(row.team.verify_key or b"") != keys.verify_key:
            raise Forged  # so that the fingerprint people compare by voice is that of the key they hold
        _require_signed(keys, keys_statement(row.team), row.team.keys_signature)
        _require_signed(keys, roster_statement(row), row.signature)
        return keys


def past_place(row: PastKeys, field: str) -> envelope.Place:
    """Where a root of an earlier epoch belongs."""
    return envelope.Place("access.PastKeys", field, f"{row.team_id}:{row.epoch}", str(row.team_id))


def _unlock(row: PastKeys, field: str, key: bytes) -> bytes | None:
    box = getattr(row, field)
    return envelope.unlock(key, bytes(box), past_place(row, field)) if box is not None else None


def keyring_place(membership: Membership) -> envelope.Place:
    """Where a keyring box belongs."""
    return envelope.Place("access.Membership", "keyring_box", str(membership.id), str(membership.team_id))


def private_key_place(user_id: uuid.UUID) -> envelope.Place:
    """Where a private key's wrap belongs."""
    return envelope.Place("access.User", "private_key_box", str(user_id), "")


def keys_statement(team: Team) -> bytes:
    """What a coordinator signs about the team's public keys."""
    return b"|".join(
        (
            b"keys",
            team.id.bytes,
            str(team.epoch).encode(),
            bytes(team.box_public or b""),
            bytes(team.audit_public or b""),
            bytes(team.lead_public or b""),
            bytes(team.recovery_public or b""),
        )
    )


def roster_statement(membership: Membership) -> bytes:
    """What a coordinator signs about one member."""
    user, rank = membership.user, membership.role + (" deputy" if membership.is_deputy else "")
    return b"|".join((b"roster", membership.team_id.bytes, user.id.bytes, rank.encode(), bytes(user.public_key)))


def _require_signed(keys: TeamKeys, statement: bytes, signature: bytes | memoryview | None) -> None:
    if not is_signed(keys.verify_key, statement, bytes(signature or b"")):
        raise Forged


def today(actor: Actor) -> date:
    """Return the day it is where the actor's team works."""
    return clock.today(actor.zone)
