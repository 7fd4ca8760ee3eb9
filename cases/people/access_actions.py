"""Who of the team may know of a case: access given and taken, a case restricted to named people and opened again."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.access.models import Grant, Membership, User
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.verdict import Refused
from cases.people import below, needtoknow
from cases.people.actions import give_access, sent_before
from cases.people.models import Case
from cases.timeline.actions import tell
from cases.timeline.models import EntryKind
from cases.vault import rekeying


@transaction.atomic
def give(
    *,
    case: Case,
    to: Membership,
    reason: str,
    by: Actor,
    on: date,
    until: date | None = None,
    ticket: UUID | None = None,
) -> None:
    """Let a colleague see and open the case, for good or until the end of a day; given again, the last day counts."""
    needtoknow.may_name(by, case).require()
    needtoknow.can_be_given(to, case).require()
    needtoknow.can_last_until(until, on).require()
    if sent_before(case, ticket):
        return
    give_access(case=case, to=to, by=by, until=until)
    told = {"to": to.user.handle, "until": until.isoformat() if until else ""}
    _tell(case, EntryKind.ACCESS, reason, told, by=by, on=on, ticket=ticket)


@transaction.atomic
def take(*, case: Case, user: User, reason: str, by: Actor, on: date, ticket: UUID | None = None) -> None:
    """Take the case from somebody who was given it: it gets a new key, and they follow nothing of it any more."""
    needtoknow.may_name(by, case).require()
    if sent_before(case, ticket):
        return
    taken, _rows = Grant.objects.filter(case=case, user=user).delete()
    if not taken:
        raise Refused(_("This person was not given the case, or it was taken from them already."))
    below.unassign_blind(case)
    rekeying.take_case_key(case, user=user.pk, by=by)
    _tell(case, EntryKind.ACCESS, reason, {"from": user.handle}, by=by, on=on, ticket=ticket)


@transaction.atomic
def restrict(
    *, case: Case, people: Iterable[Membership], reason: str, by: Actor, on: date, ticket: UUID | None = None
) -> None:
    """Close the case to all but coordinators and the people named; whoever else had it loses it."""
    needtoknow.may_restrict(by, case).require()
    named = list(people)
    for member in named:
        needtoknow.can_be_given(member, case).require()
    if sent_before(case, ticket):
        return
    if case.restricted:
        raise Refused(_("This case is restricted already."))
    Grant.objects.filter(case=case).exclude(user__in=[member.user_id for member in named]).delete()
    for member in named:
        give_access(case=case, to=member, by=by)
    rekeying.restrict(case, to_people=True, by=by)
    case.restricted = True
    below.unassign_blind(case)
    told = {"restricted": True, "people": [member.user.handle for member in named]}
    _tell(case, EntryKind.RESTRICTED, reason, told, by=by, on=on, ticket=ticket)


@transaction.atomic
def open_again(*, case: Case, reason: str, by: Actor, on: date, ticket: UUID | None = None) -> None:
    """Open a restricted case to the team's members again; activists keep what they were given."""
    needtoknow.may_restrict(by, case).require()
    if sent_before(case, ticket):
        return
    if not case.restricted:
        raise Refused(_("This case is open to the team already."))
    members = Membership.objects.filter(team=case.team_id).exclude(role=RoleName.ACTIVIST)
    Grant.objects.filter(case=case, user__in=members.values("user")).delete()
    rekeying.restrict(case, to_people=False, by=by)
    case.restricted = False
    _tell(case, EntryKind.RESTRICTED, reason, {"restricted": False}, by=by, on=on, ticket=ticket)


def _tell(
    case: Case, kind: EntryKind, reason: str, told: dict[str, Any], *, by: Actor, on: date, ticket: UUID | None
) -> None:
    tell(case=case, kind=kind, by=by, on=on, note=reason, data=told, ticket=ticket)
    log.record(EventKind.CHANGED, by=by, cases=[case.pk], detail="who may see the case")
