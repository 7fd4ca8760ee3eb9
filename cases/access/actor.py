"""The person acting in this request: user, place in a team, and the keys opened for its length."""

import uuid
from datetime import date
from functools import cached_property

import msgspec

from cases.access.models import Membership, Team, User
from cases.access.permissions import Permission
from cases.access.roles import ROLES, Role, RoleName
from cases.base import clock
from cases.keys import envelope
from cases.keys.keyring import Keyring, TeamKeys
from cases.keys.pairs import is_signed


class Forged(Exception):
    """A public key in the database is not the one the team's coordinators signed."""

    def __init__(self) -> None:
        super().__init__("key signature does not match")


class Actor:
    """Who acts. Made by the middleware for requests, and by `unlocked` for commands run by a user who unlocks."""

    def __init__(self, *, user: User, membership: Membership | None, private_key: bytes) -> None:
        self.user = user
        self.membership = membership
        self._private_key = private_key
        self.case_keys: dict[uuid.UUID, bytes] = {}

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
        if self.role is None:
            return permission is Permission.ACCOUNT
        return permission in self.role.permissions

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

    def team_box_public(self) -> bytes:
        """Return the team's public key to seal to, after checking its signature against the pinned key."""
        team = self.own_team
        if not is_signed(self.keyring.team.verify_key, keys_statement(team), bytes(team.keys_signature or b"")):
            raise Forged
        return bytes(team.box_public or b"")

    def checked_public_key(self, membership: Membership) -> bytes:
        """Return a colleague's public key after checking the roster signature against the pinned key."""
        if not is_signed(self.keyring.team.verify_key, roster_statement(membership), bytes(membership.signature or b"")):
            raise Forged
        return bytes(membership.user.public_key)

    def _open_team_keys(self) -> TeamKeys | None:
        if self.membership is None or self.membership.keyring_box is None:
            return None
        raw = envelope.unbox(self._private_key, bytes(self.membership.keyring_box), keyring_place(self.membership))
        return msgspec.msgpack.decode(raw, type=TeamKeys)


def keyring_place(membership: Membership) -> envelope.Place:
    """Where a keyring box belongs."""
    return envelope.Place("access.Membership", "keyring_box", str(membership.id), str(membership.team_id))


def private_key_place(user_id: uuid.UUID) -> envelope.Place:
    """Where a private key's wrap belongs."""
    return envelope.Place("access.User", "private_key_box", str(user_id), "")


def keys_statement(team: Team) -> bytes:
    """What a coordinator signs about the team's public keys."""
    return b"|".join((b"keys", team.id.bytes, str(team.epoch).encode(), bytes(team.box_public or b""), bytes(team.audit_public or b"")))


def roster_statement(membership: Membership) -> bytes:
    """What a coordinator signs about one member."""
    user = membership.user
    return b"|".join((b"roster", membership.team_id.bytes, user.id.bytes, membership.role.encode(), bytes(user.public_key)))


def today(actor: Actor) -> date:
    """Return the day it is where the actor's team works."""
    return clock.today(actor.zone)
