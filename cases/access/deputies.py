"""The deputy: a caseworker to whom the coordinators' root is sealed ahead, for the day when none of them is there."""

from datetime import timedelta
from typing import Final

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access import freezing, roster, rotation
from cases.access.actor import Actor, Forged, today
from cases.access.models import Membership
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.verdict import ALLOWED, Refused, Verdict
from cases.keys.keyring import signing_seed
from cases.keys.pairs import verify_key_of

SHOWN_FOR: Final = timedelta(days=30)  # at least so long, where nobody else is there to take note


@transaction.atomic
def name(*, membership: Membership, by: Actor) -> None:
    """Make a caseworker the deputy: from now on their keyring holds the lead root in reserve."""
    roster.lock(by)
    freezing.require_thawed(by)
    row = roster.lock_member(membership, by)
    if row.role != RoleName.CASEWORKER:
        raise Refused(_("Only a caseworker can be deputy: they hold the keys of the cases already."))
    row.is_deputy = True
    roster.seal_keyring(row, by.keyring.team)
    row.save()
    log.record(EventKind.MEMBER, by=by, detail=f"deputy {row.user_id}")


@transaction.atomic
def unname(*, membership: Membership, by: Actor) -> None:
    """Have the deputy be none. They held the lead root, so the team gets new roots."""
    roster.lock(by)
    row = roster.lock_member(membership, by)
    if not row.is_deputy:
        raise Refused(_("This person is not the deputy."))
    row.is_deputy = False
    log.record(EventKind.MEMBER, by=by, detail=f"not deputy {row.user_id}")
    rotation.begin(by=by, why="deputy changed", change=row)


@transaction.atomic
def step_in(*, reason: str, by: Actor) -> None:
    """Become coordinator with the root that lay in reserve. Everybody in the team sees it."""
    roster.lock(by)
    row, keys = by.membership, by.keyring.team
    if row is None or not row.is_deputy or keys.reserve is None:
        raise Refused(_("You are not the deputy of this team."))
    if verify_key_of(signing_seed(keys.reserve)) != keys.verify_key:
        raise Forged
    row.role, row.is_deputy, row.stepped_in_on = RoleName.COORDINATOR.value, False, today(by)
    roster.seal_keyring(row, msgspec.structs.replace(keys, lead=keys.reserve, reserve=None))
    row.save()
    log.record(EventKind.MEMBER, by=by, detail=f"deputy stepped in: {reason}")
    by.renew()


def may_take_note(row: Membership, by: Actor) -> Verdict:
    """Another coordinator may take note at once; the person themselves after a month of being seen."""
    if row.user_id != by.user.pk:
        return ALLOWED
    if row.stepped_in_on is not None and today(by) >= row.stepped_in_on + SHOWN_FOR:
        return ALLOWED
    return Verdict(False, _("Another coordinator takes note of this, or you yourself after 30 days."))


@transaction.atomic
def take_note(*, membership: Membership, by: Actor) -> None:
    """Take the notice that somebody stepped in off everybody's page; they stay coordinator."""
    row = roster.lock_member(membership, by)
    may_take_note(row, by).require()
    row.stepped_in_on = None
    row.save(update_fields=["stepped_in_on"])
    log.record(EventKind.MEMBER, by=by, detail=f"noted that {row.user_id} stepped in")
