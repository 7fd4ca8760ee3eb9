"""Accounts and teams come to life here: keys are born on the page, and sealed to their owner before they are stored."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.access import codes, freezing, roster, throttle
from cases.access.actor import Actor, private_key_place
from cases.access.hasher import VaultHasher
from cases.access.models import Invite, Membership, Team, User
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock
from cases.base.verdict import Refused
from cases.keys import envelope, keyring, passphrase
from cases.keys.derive import Cost, digest, from_passphrase
from cases.keys.pairs import new_pair

INVITE_HOURS = 48


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
    return team, new_link(team, RoleName.COORDINATOR, founds=True)


@transaction.atomic
def founding_link(*, team: Team, by: Actor) -> str:
    """Make a new link for a team that has no keys yet; earlier ones end. A founded team takes care of itself."""
    if team.is_founded:
        raise Refused("founded")
    Invite.objects.filter(team=team, founds=True).delete()
    log.record(EventKind.MEMBER, by=by, detail=f"founding link {team.id}")
    return new_link(team, RoleName.COORDINATOR, founds=True)


@transaction.atomic
def invite(*, role: RoleName, by: Actor, hours: int = INVITE_HOURS) -> str:
    """Make a single-use link into the actor's team; return its token, which is shown once."""
    freezing.require_thawed(by)
    token = new_link(by.own_team, role, hours=hours)
    log.record(EventKind.MEMBER, by=by, detail=f"invited {role}")
    return token


def find_invite(token: str) -> Invite | None:
    """Return the invite of a link into a team while it is valid."""
    return find_link(token).filter(renews=None).first()


@transaction.atomic
def join(*, token: str, handle: str, chosen: str, language: str) -> tuple[User, bytes]:
    """Use up an invite: make the newcomer's keys, and found the team when the link says so.

    Others wait until a coordinator has compared their fingerprint by voice. Raises `Refused` for a used link.
    """
    row = _use_up(token)
    with throttle.queued(throttle.Queue(f"join {row.pk}")):
        user, private_key = create_user(handle=handle, chosen=chosen, language=language)
    place = _take_place(row, Membership(user=user))
    _record_joined(place, user)
    return user, private_key


@transaction.atomic
def join_as(*, token: str, by: Actor) -> Membership:
    """Use up an invite with an account that exists: one person, a role of its own in each team.

    The team compares the fingerprint as it does with anybody. Who was removed from it before starts anew.
    """
    if by.user.is_operator:
        raise Refused(_("An operator's account holds no keys of teams. Log out and join with another account."))
    row = _use_up(token)
    place = Membership.objects.select_for_update().filter(user=by.user, team=row.team_id).first()
    if place is not None and place.state != Membership.State.REMOVED:
        raise Refused(_("You are in this team already, or wait to be let in."))
    place = _take_place(row, place or Membership(user=by.user))
    _record_joined(place, by.user)
    return place


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
def admit(*, membership: Membership, by: Actor) -> Membership:
    """Seal the role's keys to a waiting member and sign the roster."""
    by.lock_roots()
    freezing.require_thawed(by)
    row = _lock_waiting(membership, by)
    roster.seal_keyring(row, by.keyring.team)
    row.state, row.is_returning = Membership.State.ACTIVE, False
    row.save()
    log.record(EventKind.MEMBER, by=by, detail=f"admitted {row.user_id} as {row.role}")
    return row


@transaction.atomic
def decline(*, membership: Membership, by: Actor) -> None:
    """Turn a waiting newcomer away. Who was inside before is not turned away but removed."""
    row = _lock_waiting(membership, by)
    row.state = Membership.State.REMOVED
    row.save(update_fields=["state"])
    log.record(EventKind.MEMBER, by=by, detail=f"declined {row.user_id}")


def _lock_waiting(membership: Membership, by: Actor) -> Membership:
    row = Membership.objects.select_for_update(of=("self",)).select_related("user", "team").get(pk=membership.pk)
    if row.state != Membership.State.WAITING or row.team_id != by.own_team.pk:
        raise Refused(_("Somebody has decided about this person already."))
    return row


def new_link(
    team: Team, role: RoleName, *, hours: int = INVITE_HOURS, founds: bool = False, renews: User | None = None
) -> str:
    """Store a link that works once; return its token, of which only the hash is kept."""
    token = secrets.token_urlsafe(16)
    Invite.objects.create(
        team=team,
        role=role.value,
        token_hash=digest(token.encode()),
        expires_at=clock.now() + timedelta(hours=hours),
        founds=founds,
        renews=renews,
    )
    return token


def find_link(token: str) -> QuerySet[Invite]:
    """Return what a token leads to, if it still does."""
    valid = Invite.objects.filter(token_hash=digest(token.encode()), expires_at__gt=clock.now())
    return valid.select_related("team", "renews")


def _use_up(token: str) -> Invite:
    found = find_invite(token)
    row = Invite.objects.select_for_update().filter(pk=found.pk).first() if found else None
    if row is None:
        raise Refused(_("This link is over."))
    Invite.objects.filter(pk=row.pk).delete()
    return row


def _record_joined(place: Membership, user: User) -> None:
    newcomer = Actor(user=user, membership=place, private_key=b"")
    log.record(EventKind.MEMBER, by=newcomer, detail="joined")
    if place.state == Membership.State.ACTIVE:
        log.record(EventKind.KEY, by=newcomer, detail="team keys made")


def _take_place(link: Invite, place: Membership) -> Membership:
    """Put somebody where a link leads: inside when the team is founded by it, else to the waiting."""
    team = Team.objects.select_for_update().get(pk=link.team_id)  # of two founding links only one founds
    place.team, place.role = team, link.role
    place.state, place.is_returning = Membership.State.WAITING, False
    if link.founds and not team.is_founded:
        keys = keyring.found(team.epoch)
        roster.publish_keys(team, keys)
        roster.seal_keyring(place, keys)
        place.state = Membership.State.ACTIVE
    place.save()
    return place
