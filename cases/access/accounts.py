"""Accounts and teams come to life here: keys are born on the page, and sealed to their owner before they are stored."""

import secrets
from datetime import timedelta

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access import codes, throttle
from cases.access.actor import Actor, keyring_place, keys_statement, private_key_place, roster_statement
from cases.access.hasher import VaultHasher
from cases.access.models import Invite, Membership, Team, User
from cases.access.roles import ROLES, RoleName
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock
from cases.base.verdict import Refused
from cases.keys import envelope, keyring, passphrase
from cases.keys.derive import Cost, digest, from_passphrase
from cases.keys.keyring import TeamKeys, Withheld
from cases.keys.pairs import new_pair, sign

INVITE_HOURS = 48
_BOX_STEP = 256


def create_user(*, handle: str, chosen: str, language: str = "en", is_operator: bool = False) -> tuple[User, bytes]:
    """Make a user with fresh keys; return the user and the private key for the session."""
    pair = new_pair()
    user = User(handle=handle, language=language, is_operator=is_operator, public_key=pair.public)
    wrap_private_key(user, pair.private, chosen)
    user.save(force_insert=True)
    return user, pair.private


def wrap_private_key(user: User, private_key: bytes, chosen: str) -> None:
    """Set verifier and wrap together, so that neither is ever without the other; the caller saves."""
    cost, salt = Cost.parse(settings.KDF_COST), secrets.token_urlsafe(16)
    derived = from_passphrase(passphrase.normalise(chosen), salt.encode(), cost)
    user.password = VaultHasher().join(cost, salt, derived)
    user.private_key_box = envelope.lock(derived.key, private_key, private_key_place(user.id), epoch=0, step=64)


@transaction.atomic
def create_team(*, name: str, zone: str, by: Actor, is_demo: bool = False) -> tuple[Team, str]:
    """Make a team without keys and the link of its first coordinator. The operator never holds a key of it."""
    team = Team.objects.create(name=name, zone=zone, is_demo=is_demo)
    log.record(EventKind.MEMBER, by=by, detail=f"team created {team.id}")
    return team, _new_invite(team, RoleName.COORDINATOR, founds=True)


@transaction.atomic
def founding_link(*, team: Team, by: Actor) -> str:
    """Make a new link for a team that has no keys yet; earlier ones end. A founded team takes care of itself."""
    if team.is_founded:
        raise Refused("founded")
    Invite.objects.filter(team=team, founds=True).delete()
    log.record(EventKind.MEMBER, by=by, detail=f"founding link {team.id}")
    return _new_invite(team, RoleName.COORDINATOR, founds=True)


@transaction.atomic
def invite(*, role: RoleName, by: Actor) -> str:
    """Make a single-use link into the actor's team; return its token, which is shown once."""
    token = _new_invite(by.own_team, role)
    log.record(EventKind.MEMBER, by=by, detail=f"invited {role}")
    return token


def find_invite(token: str) -> Invite | None:
    """Return the invite of a link while it is valid."""
    return (
        Invite.objects.select_related("team")
        .filter(token_hash=digest(token.encode()), expires_at__gt=clock.now())
        .first()
    )


@transaction.atomic
def join(*, token: str, handle: str, chosen: str, language: str) -> tuple[User, bytes]:
    """Use up an invite: make the newcomer's keys, and found the team when the link says so.

    Others wait until a coordinator has compared their fingerprint by voice. Raises `Refused` for a used link.
    """
    found = find_invite(token)
    row = Invite.objects.select_for_update().filter(pk=found.pk).first() if found else None
    if row is None:
        raise Refused("used link")
    with throttle.queued(throttle.Queue(f"join {row.pk}")):
        user, private_key = create_user(handle=handle, chosen=chosen, language=language)
    team = Team.objects.select_for_update().get(pk=row.team_id)  # of two founding links only one founds
    membership = Membership(user=user, team=team, role=row.role)
    if row.founds and not team.is_founded:
        _found(team, membership)
    membership.save(force_insert=True)
    row.delete()
    log.record(EventKind.MEMBER, by=Actor(user=user, membership=membership, private_key=private_key), detail="joined")
    return user, private_key


@transaction.atomic
def enrol(*, secret: str, code: str, by: Actor) -> bool:
    """Seal the seed of the actor's authenticator once it has shown a right code; that code is used up."""
    step = codes.matching_step(secret, code)
    if step is None:
        return False
    codes.store(by.user, codes.Seed(secret, step))
    by.user.save(update_fields=["totp_box"])
    log.record(EventKind.KEY, by=by, detail="code connected")
    return True


def set_language(*, user: User, language: str) -> None:
    """Remember the language a person reads."""
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def admit(*, membership: Membership, by: Actor) -> None:
    """Seal the role's keys to a waiting member and sign the roster."""
    row = _lock_waiting(membership, by)
    by.lock_roots()
    seal_keyring(row, by.keyring.team)
    row.state = Membership.State.ACTIVE
    row.save()
    log.record(EventKind.MEMBER, by=by, detail=f"admitted {row.user_id} as {row.role}")


@transaction.atomic
def decline(*, membership: Membership, by: Actor) -> None:
    """Turn a waiting newcomer away."""
    row = _lock_waiting(membership, by)
    row.state = Membership.State.REMOVED
    row.save(update_fields=["state"])
    log.record(EventKind.MEMBER, by=by, detail=f"declined {row.user_id}")


def _lock_waiting(membership: Membership, by: Actor) -> Membership:
    row = Membership.objects.select_for_update(of=("self",)).select_related("user", "team").get(pk=membership.pk)
    if row.state != Membership.State.WAITING or row.team_id != by.own_team.pk:
        raise Refused(_("Somebody has decided about this person already."))
    return row


def _new_invite(team: Team, role: RoleName, *, founds: bool = False) -> str:
    token = secrets.token_urlsafe(16)
    Invite.objects.create(
        team=team,
        role=role.value,
        token_hash=digest(token.encode()),
        expires_at=clock.now() + timedelta(hours=INVITE_HOURS),
        founds=founds,
    )
    return token


def _found(team: Team, membership: Membership) -> None:
    keys = keyring.found(team.epoch)
    publish_keys(team, keys)
    seal_keyring(membership, keys)
    membership.state = Membership.State.ACTIVE


def publish_keys(team: Team, keys: TeamKeys) -> None:
    """Put the public halves of new roots on the team, signed, and save it."""
    if keys.root is None or keys.lead is None:
        raise TypeError("only a coordinator makes roots")
    team.epoch = keys.epoch
    team.box_public = keyring.team_pair(keys.root).public
    team.audit_public = keyring.audit_pair(keys.lead).public
    team.lead_public = keyring.lead_pair(keys.lead).public
    team.verify_key = keys.verify_key
    team.keys_signature = sign(keyring.signing_seed(keys.lead), keys_statement(team))
    team.save()


def seal_keyring(membership: Membership, keys: TeamKeys) -> None:
    """Give a member the part of a coordinator's keys that the role has, and sign the roster; the caller saves."""
    if keys.lead is None:
        raise Withheld
    role = ROLES[membership.role_name]
    part = keyring.share(keys, root=role.holds_root, lead=role.holds_lead, deputy=membership.is_deputy)
    membership.keyring_box = envelope.box(
        bytes(membership.user.public_key),
        msgspec.msgpack.encode(part),
        keyring_place(membership),
        epoch=keys.epoch,
        step=_BOX_STEP,
    )
    membership.signature = sign(keyring.signing_seed(keys.lead), roster_statement(membership))
