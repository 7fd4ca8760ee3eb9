"""Freezing a team in an emergency: all sessions end, and nothing is given away until two people lift it."""

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.access import roster
from cases.access.actor import Actor, today
from cases.access.models import Freeze, Membership, Team, User
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.verdict import Refused

ALONE_AFTER: Final = timedelta(days=3)  # where nobody else could ever lift it


class Frozen(Refused):
    """What was tried gives something away, and the team is frozen."""

    def __init__(self) -> None:
        super().__init__(_("The team is frozen. This waits until two coordinators have lifted it."))


def is_frozen(team: Team) -> bool:
    """Tell whether the team is frozen at this moment."""
    return Freeze.objects.filter(team=team, lifted=False).exists()


def require_thawed(actor: Actor) -> None:
    """Raise `Frozen` while the actor's team is frozen. Uncaught it becomes a page that says so."""
    if is_frozen(actor.own_team):
        raise Frozen


def open_freeze(actor: Actor) -> Freeze | None:
    """Return the freeze the actor's team is under."""
    return Freeze.objects.select_related("lift_asked_by").filter(team=actor.own_team, lifted=False).first()


@transaction.atomic
def freeze(*, by: Actor) -> None:
    """Freeze the team: every session of every member ends, the actor's too. Twice is once."""
    team = roster.lock(by)  # what others are giving away at this moment is through, or will meet the freeze
    if is_frozen(team):
        return
    Freeze.objects.create(team=team, day=today(by))
    inside = Membership.objects.filter(team=team, state=Membership.State.ACTIVE)
    User.objects.filter(pk__in=inside.values("user")).update(session_epoch=F("session_epoch") + 1)
    log.record(EventKind.MEMBER, by=by, detail="team frozen")


@transaction.atomic
def ask_to_lift(*, by: Actor) -> None:
    """Say that the freeze may end; another coordinator confirms it."""
    row = _lock(by)
    row.lift_asked_by = by.user
    row.save(update_fields=["lift_asked_by"])
    log.record(EventKind.MEMBER, by=by, detail="lifting the freeze asked for")


@transaction.atomic
def lift(*, by: Actor) -> None:
    """End the freeze that another coordinator asked to end."""
    row = _lock(by)
    if row.lift_asked_by_id is None:
        raise Refused(_("Nobody has asked to lift the freeze."))
    if row.lift_asked_by_id == by.user.pk and not may_lift_alone(row, by):
        raise Refused(_("Another coordinator confirms this."))
    _end(row, by, "freeze lifted")


@transaction.atomic
def lift_with_paper(*, by: Actor) -> None:
    """End the freeze alone, with the team's paper key in hand (see `paperkey`, which has tried it)."""
    _end(_lock(by), by, "freeze lifted with the paper key")


def may_lift_alone(row: Freeze, by: Actor) -> bool:
    """Tell whether who asked may also confirm: after some days, when there is no one else and no paper key."""
    others = roster.active(by.own_team).filter(role=RoleName.COORDINATOR.value).exclude(user=by.user.pk)
    return by.own_team.recovery_public is None and today(by) >= row.day + ALONE_AFTER and not others.exists()


def banner(request: HttpRequest) -> dict[str, Any]:
    """Give templates `frozen`: whether a banner stands on every page (a context processor)."""
    actor = getattr(request, "actor", None)
    return {"frozen": actor is not None and actor.membership is not None and actor.membership.frozen}


def _lock(by: Actor) -> Freeze:
    roster.lock(by)
    row = Freeze.objects.filter(team=by.own_team, lifted=False).first()
    if row is None:
        raise Refused(_("The team is not frozen any more."))
    return row


def _end(row: Freeze, by: Actor, said: str) -> None:
    row.lifted = True
    row.save(update_fields=["lifted"])
    log.record(EventKind.MEMBER, by=by, detail=said)
