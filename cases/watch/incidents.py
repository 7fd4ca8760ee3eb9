"""What happened to others, and which cases it touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from cases import vault
from cases.access.actor import Actor
from cases.base.forms import Word
from cases.people import queries as people
from cases.people import rules
from cases.people.dossier import Dossier
from cases.people.models import OPEN_STAGES, Case
from cases.risk.models import Incident
from cases.risk.place import FADED_DAYS

PAGE: Final = 50
PLACES: Final[dict[bool | None, Word]] = {
    True: _("in this town"),
    False: _("elsewhere in the country"),
    None: _("town not known"),
}


@dataclass(frozen=True, slots=True)
class Touched:
    """A case in the country of an incident, and whether the person lives in that town."""

    case: Case
    alias: str
    near: bool | None

    @property
    def band(self) -> str:
        """The band of the day."""
        return str(getattr(self.case, "band", ""))

    @property
    def place(self) -> Word:
        """Where the person is, as far as anybody knows."""
        return PLACES[self.near]


def known(actor: Actor) -> QuerySet[Incident]:
    """Return what the team wrote down, the newest first."""
    return Incident.objects.filter(team=actor.own_team).order_by("-day", "pk")


def is_faded(incident: Incident, on: date) -> bool:
    """Tell whether it counts no more."""
    return incident.withdrawn or incident.day + timedelta(days=FADED_DAYS) <= on


def touched(incident: Incident, *, by: Actor, on: date) -> tuple[list[Touched], bool]:
    """Return the most urgent cases of the country, those in the town first, and whether there are more."""
    found = people.listed(by, on).filter(country=incident.country.code, stage__in=OPEN_STAGES)
    rows = list(found.order_by(F("rank").desc(), "code")[: PAGE + 1].defer(None))
    cases = _touched(rows[:PAGE], incident, by)
    order: Sequence[Any] = (True, None, False)
    return sorted(cases, key=lambda row: order.index(row.near)), len(rows) > PAGE


def _touched(rows: Sequence[Case], incident: Incident, by: Actor) -> list[Touched]:
    dossiers: list[Dossier] = vault.open_many([row.dossier for row in rows], by=by, why="incident")
    return [
        Touched(row, dossier.alias, rules.lives_in(dossier.city, incident.town))
        for row, dossier in zip(rows, dossiers, strict=True)
    ]
