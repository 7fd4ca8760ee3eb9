"""Links that are more than an invitation, and links taken back."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cases.access import accounts, freezing, roster
from cases.access.actor import Actor
from cases.access.models import Invite, Membership, Team, User
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.verdict import Refused

RENEWAL_HOURS = 24


@dataclass(frozen=True, slots=True)
class _Outsider:
    """Somebody who acts on a team without being in it: the team's coordinators read of it."""

    user: User
    team: Team


@transaction.atomic
def cancel(*, link: Invite, by: Actor) -> None:
    """End a link that nobody has used yet."""
    Invite.objects.filter(pk=link.pk, team=by.own_team).delete()
    log.record(EventKind.MEMBER, by=by, detail=f"link ended: {link.role}")


@transaction.atomic
def rescue_link(*, team: Team, by: Actor) -> str:
    """Make a link into a team with keys, for when none of its coordinators can log in any more.

    Whoever uses it waits: only a coordinator, or the team's paper key, lets them in.
    """
    if not team.is_founded:
        raise Refused(_("This team has no keys yet. Give its founding link to the first coordinator."))
    log.record(EventKind.MEMBER, by=by, detail=f"link into {team.id}")
    log.record(EventKind.MEMBER, by=_Outsider(by.user, team), detail="the operator made a link for a coordinator")
    return accounts.new_link(team, RoleName.COORDINATOR)


@transaction.atomic
def renewal_link(*, membership: Membership, by: Actor) -> str:
    """Make a link by which a colleague who lost passphrase and card makes new keys; earlier ones end.

    The one who starts this chooses nothing of it, and compares the fingerprint again before letting them in.
    """
    freezing.require_thawed(by)
    row = roster.active(by.own_team).filter(pk=membership.pk).first()
    if row is None:
        raise Refused(_("This person is not in the team any more."))
    if row.user_id == by.user.pk:
        raise Refused(_("You know your passphrase: change it on your account page."))
    Invite.objects.filter(renews=row.user_id).delete()
    log.record(EventKind.MEMBER, by=by, detail=f"link to new keys for {row.user_id}")
    return accounts.new_link(by.own_team, row.role_name, hours=RENEWAL_HOURS, renews=row.user)
