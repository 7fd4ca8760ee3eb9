"""A newer value of a country, stored together with what it means: the cases there wait for new assessments."""

import hashlib
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import transaction

from cases.access.actor import Actor
from cases.countries import actions as countries
from cases.countries import queries
from cases.countries.models import TeamValue
from cases.risk import actions as risk


class Meanwhile(Exception):
    """What counts for the country is not what it was when the moves were looked at."""


def state(team: UUID, code: str) -> str:
    """Return what stands for the values a team has in force in a country."""
    ids = sorted(str(one.id) for one in queries.standing(team, code))
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:16]


def record(*, row: TeamValue, by: Actor, seen: str) -> None:
    """Store a newer value whose moves were looked at while `seen` stood; otherwise raise `Meanwhile`."""
    if TeamValue.objects.filter(pk=row.pk, team=by.own_team).exists():
        return  # the same form sent twice
    _store(row, seen, lambda: countries.record(row=row, by=by))


def withdraw(*, row: TeamValue, by: Actor, on: date, seen: str) -> None:
    """Stop counting a value whose moves were looked at while `seen` stood; otherwise raise `Meanwhile`."""
    if row.withdrawn_on is None:
        _store(row, seen, lambda: countries.withdraw(row=row, by=by, on=on))


@transaction.atomic
def _store(row: TeamValue, seen: str, write: Callable[[], None]) -> None:
    team, code = row.team_id, row.country.code
    risk.rest_on_new(team=team, country=code)  # first: whoever records for the same country waits here
    if state(team, code) != seen:
        raise Meanwhile
    write()
