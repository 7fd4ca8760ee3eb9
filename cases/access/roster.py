"""The roster of a team: who holds which part of its keys, signed by the coordinators; and the team's public keys."""

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.access.actor import Actor, keyring_place, keys_statement, roster_statement
from cases.access.models import Membership, Team
from cases.access.roles import ROLES, RoleName
from cases.base.verdict import Refused
from cases.keys import envelope, keyring
from cases.keys.keyring import TeamKeys, Withheld
from cases.keys.pairs import sign

_BOX_STEP = 256


def lock(by: Actor) -> Team:
    """Let nobody else change keys or roster of the actor's team before this transaction ends.

    Waits for the writes that are under way with the present keys, and has the actor act with the newest of their own:
    who lost their place meanwhile is refused. Writers of a case take the team last, so cases are locked before this.
    """
    Team.objects.select_for_update().get(pk=by.own_team.pk)
    by.renew()
    return by.own_team


def lock_member(membership: Membership, by: Actor, *, returning: bool = False) -> Membership:
    """Read and lock the place of somebody inside the actor's team, or `returning` to it; the team is locked already."""
    found = Membership.objects.select_for_update(of=("self",)).select_related("user", "team")
    row = found.filter(pk=membership.pk, team=by.own_team).exclude(state=Membership.State.REMOVED).first()
    if row is None or (row.state == Membership.State.WAITING and not (returning and row.is_returning)):
        raise Refused(_("This person is not in the team any more."))
    return row


def active(team: Team) -> QuerySet[Membership]:
    """Return who is inside, with what is signed about them."""
    return Membership.objects.filter(team=team, state=Membership.State.ACTIVE).select_related("user", "team")


def require_another_coordinator(row: Membership) -> None:
    """Refuse to take the last coordinator away: nobody could let anybody in again. The team is locked already."""
    others = active(row.team).filter(role=RoleName.COORDINATOR.value).exclude(pk=row.pk)
    if row.role == RoleName.COORDINATOR and not others.exists():
        raise Refused(
            _("This is the only coordinator. Make somebody else coordinator first, or nobody could run the team.")
        )


def held_roots(row: Membership) -> bool:
    """Tell whether the team needs new roots once this place is lost."""
    return ROLES[row.role_name].holds_root


def publish_keys(team: Team, keys: TeamKeys) -> None:
    """Put the public halves of roots on the team, signed, and save it."""
    if keys.root is None or keys.lead is None:
        raise Withheld
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


def empty(membership: Membership, state: Membership.State) -> None:
    """Take the keys of a place that is inside no more, and what they let its holder be; the caller saves."""
    membership.state = state
    membership.keyring_box = membership.signature = None
    membership.is_deputy = membership.is_returning = False
