"""What a team writes down of a programme, and the next route opened where one is shut."""

import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.access.models import Team
from cases.applications import actions as applications
from cases.applications.deadline_actions import lock_case
from cases.applications.models import Application, Programme
from cases.applications.procedure import Procedure
from cases.applications.programmes import State, gate
from cases.applications.work import Report, ToldBy
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.dates import PartialDate
from cases.base.tickets import row_id
from cases.base.verdict import Refused
from cases.people.actions import Stale
from cases.routes import rules


class HasOne(Refused):
    """The case has such an application already."""


@transaction.atomic
def record(
    *,
    procedure: Procedure,
    state: State,
    since: date,
    source: str,
    note: str,
    by: Actor,
    on: date,
    version: int | None = None,
    ticket: uuid.UUID | None = None,
) -> Programme:
    """Write down that a programme was frozen, thawed or closed; what stood before stays in its history.

    `version` is the number of the change the actor saw last; the same form sent twice writes once.
    """
    rules.may_edit(by).require()
    team = Team.objects.select_for_update(no_key=True).only("pk").get(pk=by.own_team.pk)
    row = Programme(id=row_id(ticket, team.pk), team=team, procedure=procedure.id, state=state, since=since)
    if twin := Programme.objects.filter(pk=row.pk).first():
        return twin
    now = gate(by, procedure)
    if version is not None and now.number != version:
        raise Stale
    row.number, row.source, row.note, row.recorded_on = now.number + 1, source, note, on
    rules.can_record(now, row).require()
    row.save(force_insert=True)
    log.record(EventKind.CHANGED, by=by, detail="programme changed")
    return row


@transaction.atomic
def open_next(*, hit: Application, to: Procedure, by: Actor, on: date, ticket: uuid.UUID | None = None) -> Application:
    """Begin another route for the case of an application whose programme is shut, which stays as it is.

    Raises `HasOne` where the case has such an application open, so that a list worked through twice opens one.
    """
    rules.can_be_next(gate(by, to), on).require()
    lock_case(hit.case_id)
    if Application.objects.filter(case=hit.case_id, procedure=to.id, closed=False).exists():
        raise HasOne(_("has one already"))
    report = Report(move=rules.first_step(to) or "", on=PartialDate.of(on), told_by=ToldBy.OTHER)
    return applications.open_application(
        case=hit.case, procedure=to, report=report, follows=hit, by=by, on=on, ticket=ticket
    )
