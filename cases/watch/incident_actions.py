"""The writes about incidents, and assessing anew the cases that rest on what has changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access.actor import Actor
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.progress import Steps
from cases.people import actions as people
from cases.risk import actions as risk
from cases.risk.models import Incident
from cases.watch import waiting

BATCH = 100


def record(*, said: Mapping[str, Any], by: Actor, ticket: UUID | None = None) -> Incident:
    """Write down what happened to others, and have the cases of the country wait for new assessments.

    The same form sent twice writes it once.
    """
    row = Incident(id=ticket or uuid4(), team=by.own_team, **said)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            risk.rest_on_new(team=row.team_id, country=row.country.code)
            log.record(EventKind.CHANGED, by=by, detail="incident recorded")
    except IntegrityError:
        if not Incident.objects.filter(pk=row.pk, team=by.own_team).exists():
            raise
    return row


@transaction.atomic
def withdraw(*, incident: Incident, by: Actor) -> None:
    """Stop believing a report: it stays on record and counts no more."""
    if Incident.objects.filter(pk=incident.pk, withdrawn=False).update(withdrawn=True):
        risk.rest_on_new(team=incident.team_id, country=incident.country.code)
        log.record(EventKind.CHANGED, by=by, detail="incident withdrawn")


def assess_waiting(*, by: Actor, on: date) -> Steps:
    """Assess what waits, a batch in a transaction each; yields a line for every batch."""
    left = waiting.count(by)
    while left:
        with transaction.atomic():
            by.renew()
            by.case_keys.clear()
            people.assess_again(cases=waiting.some(by, BATCH), by=by, on=on)
            before, left = left, waiting.count(by)
        said = ngettext("%(n)d case still waits.", "%(n)d cases still wait.", left) % {"n": left}
        yield said if left else _("No case waits any more.")
        if left >= before:  # others make cases wait as fast as these are assessed
            return
