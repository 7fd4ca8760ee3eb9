"""The writes about a team's own weights: one member proposes, another agrees, and the cases wait for assessments."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.tickets import row_id
from cases.base.verdict import Refused
from cases.risk.actions import rest_on_new
from cases.risk.models import TeamFactors

_State = TeamFactors.State


def propose(*, points: Mapping[str, int], reason: str, by: Actor, on: date, ticket: UUID | None = None) -> TeamFactors:
    """Propose weights, which count once a second member agrees. The same form sent twice proposes once."""
    team = by.own_team.pk
    rows = TeamFactors.objects.filter(team=team)
    row = TeamFactors(id=row_id(ticket, team), team_id=team, points=dict(points), reason=reason, proposed_on=on)
    row.proposed_by, row.number = by.user, (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            log.record(EventKind.CHANGED, by=by, detail="weights proposed")
    except IntegrityError:
        if (sent := rows.filter(pk=row.pk).first()) is not None:
            return sent
        raise Refused(_("Somebody has proposed weights already. Agree or refuse first.")) from None
    return row


@transaction.atomic
def agree(*, number: int, by: Actor, on: date) -> None:
    """Put proposed weights in force, as the second member; the cases of the team wait for new assessments."""
    row = _proposed(number, by)
    if row.proposed_by_id == by.user.pk:
        raise Refused(_("Whoever proposed weights cannot agree to them: a second member has to look."))
    TeamFactors.objects.filter(team=row.team_id, state=_State.IN_FORCE).update(state=_State.PAST)
    _decide(row, _State.IN_FORCE, by, on)
    rest_on_new(team=row.team_id)
    log.record(EventKind.CHANGED, by=by, detail="weights in force")


@transaction.atomic
def refuse(*, number: int, by: Actor, on: date) -> None:
    """Refuse proposed weights, or take back one's own."""
    _decide(_proposed(number, by), _State.REFUSED, by, on)
    log.record(EventKind.CHANGED, by=by, detail="weights refused")


@transaction.atomic
def withdraw(*, by: Actor) -> None:
    """Go back to the published weights, unless they count already."""
    team = by.own_team.pk
    if TeamFactors.objects.filter(team=team, state=_State.IN_FORCE).update(state=_State.PAST):
        rest_on_new(team=team)
        log.record(EventKind.CHANGED, by=by, detail="weights withdrawn")


def _proposed(number: int, by: Actor) -> TeamFactors:
    rows = TeamFactors.objects.select_for_update().filter(team=by.own_team, state=_State.PROPOSED)
    row = rows.filter(number=number).first()
    if row is None:
        raise Refused(_("Somebody has decided on these weights already."))
    return row


def _decide(row: TeamFactors, state: TeamFactors.State, by: Actor, on: date) -> None:
    row.state, row.decided_by, row.decided_on = state, by.user, on
    row.save(update_fields=["state", "decided_by", "decided_on"])
