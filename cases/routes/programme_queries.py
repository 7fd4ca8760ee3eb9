"""How many applications a programme touches, and which of them were ticked; always within scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from cases.access.actor import Actor
from cases.access.scope import visible_to
from cases.applications.models import Application
from cases.applications.procedure import Procedure
from cases.applications.programmes import Gate, gates
from cases.applications.queries import applications_of
from cases.applications.rows import destination_name
from cases.routes import rules


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One programme as lists show it, with the open applications the actor may see."""

    gate: Gate
    count: int
    is_past: bool  # its law no longer applies to what is begun today

    @property
    def destination(self) -> str:
        """Where it leads."""
        return destination_name(self.gate.procedure.destination)


def programmes(actor: Actor, on: date) -> list[ProgrammeRow]:
    """Return every programme, those that are shut first, those that touch most cases before the others.

    One whose law is over is there only while somebody has an application under it.
    """
    counts = open_counts(actor)
    known = gates(actor).values()
    rows = [ProgrammeRow(one, counts.get(one.procedure.id, 0), not one.procedure.regime.admits(on)) for one in known]
    order = sorted(rows, key=lambda row: (not row.gate.is_shut, -row.count, row.destination, row.gate.procedure.id))
    return [row for row in order if row.count or not row.is_past]


def open_counts(actor: Actor) -> Mapping[str, int]:
    """Count the open applications the actor may see, by procedure."""
    mine = Application.objects.filter(visible_to(actor, prefix="case__", team="team"), closed=False)
    return dict(mine.order_by().values_list("procedure").annotate(count=Count("pk")))


def next_routes(actor: Actor, procedure: Procedure, on: date) -> list[Procedure]:
    """Return what could be opened instead of a procedure: first what its file says usually follows."""
    usual = [link.procedure for link in procedure.links]
    fit = [gate.procedure for gate in gates(actor).values() if rules.can_be_next(gate, on)]
    others = [one for one in fit if one.id != procedure.id]
    return sorted(others, key=lambda one: (one.id not in usual, destination_name(one.destination), one.id))


def ticked(actor: Actor, procedure: Procedure, chosen: Iterable[UUID]) -> list[Application]:
    """Return those of the chosen applications that are open, under this procedure, and in scope."""
    found = applications_of(actor).filter(pk__in=list(chosen), procedure=procedure.id, closed=False)
    return list(found.order_by("case__code", "pk"))
