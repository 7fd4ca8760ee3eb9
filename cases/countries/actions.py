"""The writes about countries: a newer value of a team, and taking one back. Rows stay: they are the history."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from cases.access.actor import Actor
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.tickets import row_id
from cases.countries.models import TeamValue
from cases.countries.queries import newer, standing


def draft(*, code: str, said: Mapping[str, Any], by: Actor, on: date, ticket: UUID | None = None) -> TeamValue:
    """Return the row that would be written, for whoever looks first at what it moves."""
    team = by.own_team
    return TeamValue(id=row_id(ticket, team.pk), team=team, country=code, recorded_on=on, **said)


@transaction.atomic
def record(*, row: TeamValue, by: Actor) -> None:
    """Write a newer value; those it covers are withdrawn."""
    new = newer(row)
    replaced = [one.id for one in standing(row.team_id, row.country.code) if new.covers(one)]
    TeamValue.objects.filter(pk__in=replaced).update(withdrawn_on=row.recorded_on)
    row.save(force_insert=True)
    log.record(EventKind.CHANGED, by=by, detail=f"country value recorded: {row}")


@transaction.atomic
def withdraw(*, row: TeamValue, by: Actor, on: date) -> None:
    """Stop counting a recorded value; it stays in the history."""
    TeamValue.objects.filter(pk=row.pk, team=by.own_team).update(withdrawn_on=on)
    log.record(EventKind.CHANGED, by=by, detail=f"country value withdrawn: {row}")
