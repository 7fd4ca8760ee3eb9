"""What the page of the day shows but rarely: one statement tells which of it there is at all.

Each would be a query of its own, put together on every visit to find nothing on most days.
"""

from datetime import date
from typing import Final, NamedTuple

from django.db import connection

from cases.access.actor import Actor
from cases.watch.news import FRESH

_ASKED: Final = """
SELECT EXISTS (SELECT FROM access_team_grant WHERE team_id = %(team)s OR giver_id = %(team)s),
    EXISTS (SELECT FROM access_grant g JOIN people_case c ON c.id = g.case_id
        WHERE c.team_id = %(team)s AND g.until < %(on)s),
    EXISTS (SELECT FROM audit_alert WHERE team_id = %(team)s AND NOT seen),
    EXISTS (SELECT FROM risk_incident WHERE team_id = %(team)s AND NOT withdrawn AND day > %(fresh)s AND day <= %(on)s)
        OR EXISTS (SELECT FROM watch_lowering WHERE team_id = %(team)s AND NOT settled)"""


class Rare(NamedTuple):
    """Whether the team has any of it, whoever may see it."""

    partners: bool  # cases went between the team and another, either way
    over: bool  # somebody's access to a case has ended
    alerts: bool  # alerts that nobody has looked at
    news: bool  # fresh incidents, or somebody waits for a second signature


def rare(actor: Actor, on: date) -> Rare:
    """Tell what there is, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, {"team": actor.own_team.pk, "on": on, "fresh": on - FRESH})
        return Rare(*cursor.fetchone())
