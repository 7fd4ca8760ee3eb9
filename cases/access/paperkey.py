"""The paper key of a team: an X25519 key on paper, to which the roots are sealed; for when no coordinator is left."""

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access import freezing, roster, rotation
from cases.access.actor import Actor
from cases.access.models import Membership, Team, User
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock
from cases.base.verdict import Refused
from cases.keys import envelope, keyring, paper
from cases.keys.keyring import TeamKeys
from cases.keys.pairs import Pair, new_pair, pair_from

BYTES = 32


@transaction.atomic
def make(*, by: Actor) -> str:
    """Make the team's paper key and return it as it is written on paper; an earlier one ends."""
    team = roster.lock(by)
    freezing.require_thawed(by)
    keys, pair = by.keyring.team, new_pair()
    team.recovery_public = pair.public
    rotation.seal_recovery(team, keys)
    roster.publish_keys(team, keys)
    log.record(EventKind.KEY, by=by, detail="paper key made")
    by.renew()
    return paper.write(pair.private)


@transaction.atomic
def drill(*, key: bytes, by: Actor) -> None:
    """Try the paper key on the team's keys as they are today, show nothing, and record that it was tried."""
    keys = _open(by.own_team, pair_from(key))
    mine = by.keyring.team
    if (keys.epoch, keys.root, keys.lead) != (mine.epoch, mine.root, mine.lead):
        raise Refused(_("The paper key opens, but not the keys the team uses today. Make a new paper key now."))
    log.record(EventKind.KEY, by=by, detail="paper key tried: it works")


@transaction.atomic
def lift_freeze(*, key: bytes, by: Actor) -> None:
    """End a freeze alone: the paper key stands for the second coordinator."""
    _open(by.own_team, pair_from(key))
    freezing.lift_with_paper(by=by)


@transaction.atomic
def recover(*, key: bytes, by: Actor) -> Membership:
    """Make the person who types the paper key a coordinator, of the team whose key it is and where they have a place.

    Everybody in the team sees it until a coordinator takes note.
    """
    pair = pair_from(key)
    team = _team_of(pair, by.user)
    keys = _open(team, pair)
    row = Membership.objects.select_for_update(of=("self",)).select_related("user", "team").get(team=team, user=by.user)
    if row.state == Membership.State.ACTIVE and row.role == RoleName.COORDINATOR:
        raise Refused(_("You are a coordinator of this team already."))
    row.role, row.state = RoleName.COORDINATOR.value, Membership.State.ACTIVE
    row.is_deputy = row.is_returning = False
    row.stepped_in_on = clock.today(team.zone)
    roster.seal_keyring(row, keys)
    row.save()
    actor = Actor(user=by.user, membership=row, private_key=b"")
    log.record(EventKind.MEMBER, by=actor, detail="became coordinator with the paper key")
    return row


def is_current(written: str, team: Team) -> bool:
    """Tell whether a paper key that waits to be put on paper is still the team's."""
    return pair_from(paper.read(written, BYTES)).public == bytes(team.recovery_public or b"")


def _team_of(pair: Pair, user: User) -> Team:
    """Lock and return the team this key belongs to, among those where the person waits or works."""
    places = user.memberships.exclude(state=Membership.State.REMOVED).values("team")
    team = Team.objects.select_for_update().filter(pk__in=places, recovery_public=pair.public).first()
    if team is None:
        raise Refused(_("This is a paper key, but of no team you belong to. A newer one may have ended it."))
    return team


def _open(team: Team, pair: Pair) -> TeamKeys:
    """Open the roots in memory. They are believed when the team's public keys come from them."""
    if team.recovery_public is None:
        raise Refused(_("This team has no paper key."))
    if bytes(team.recovery_public) != pair.public:
        raise Refused(_("This is a paper key, but not this team's present one. A newer one may have ended it."))
    box, place = bytes(team.recovery_box or b""), rotation.recovery_place(team)
    try:
        keys = msgspec.msgpack.decode(envelope.unbox(pair.private, box, place), type=TeamKeys)
    except (envelope.Tampered, msgspec.DecodeError) as error:
        raise Refused(_("The paper key is right, but what it opens was damaged. Make a new paper key now.")) from error
    if keys.root is None or keyring.team_pair(keys.root).public != bytes(team.box_public or b""):
        raise Refused(_("The paper key opens, but not the keys the team uses today. Make a new paper key now."))
    return keys
