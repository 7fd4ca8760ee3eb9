"""What the team is told on its first page: an incident of last week, and somebody who asks for a second signature."""

from datetime import date, timedelta
from typing import Final

from cases.access.actor import Actor
from cases.base.verdict import Refused
from cases.risk.facts import Band
from cases.risk.models import Incident
from cases.watch import incident_actions, lowering_actions, queries

_MANY: Final = 60
_DAYS_AGO: Final = timedelta(days=5)
_RAID: Final = {
    "country": "KG",
    "town": "Bishkek",
    "kind": Incident.Kind.RAID,
    "acted": Incident.ActedBy.HOST_POLICE,
    "sure": Incident.Sure.ONE_SOURCE,
    "source": "An invented newspaper",
    "note": "Documents checked in two hostels near the station, Russians taken aside.",
}
_REASON: Final = "Жильё сменил, двое наших видели его в пятницу. В списках розыска его больше нет, проверили дважды."


def happen(by: Actor, on: date) -> None:
    """Write down what happened to others; before the cases are logged, so that none waits for it."""
    incident_actions.record(said=_RAID | {"day": on - _DAYS_AGO}, by=by)


def ask(by: Actor, on: date) -> None:
    """Ask for the first case that is kept up only by its second signature."""
    critical = queries.listed(by, on, {"band": Band.CRITICAL.value}, limit=_MANY)
    for row in queries.opened(critical, by=by, on=on, why="second signature"):
        if row.held and _is_asked(row, by, on):
            return


def _is_asked(row: queries.Row, by: Actor, on: date) -> bool:
    try:
        lowering_actions.ask(case=row.case, reason=_REASON, by=by, on=on)
    except Refused:
        return False
    return True
