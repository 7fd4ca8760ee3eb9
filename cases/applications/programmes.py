"""Whether a procedure takes applications now: what the team recorded last, or what its file says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import CharField, OuterRef, QuerySet, Subquery

from cases.access.actor import Actor
from cases.applications.catalogue import procedures
from cases.applications.models import Programme
from cases.applications.procedure import Procedure

State = Programme.State
TONES: Final = {State.OPEN: "good", State.FROZEN: "warn", State.CLOSED: "bad"}


@dataclass(frozen=True, slots=True)
class Gate:
    """How a procedure stands for a team. Without a row it is the file's word: open, unless it says otherwise."""

    procedure: Procedure
    row: Programme | None = None

    @property
    def state(self) -> State:
        """Open, frozen or closed for good."""
        if self.row is not None:
            return State(self.row.state)
        return State.FROZEN if self._suspended_since else State.OPEN

    @property
    def since(self) -> date | None:
        """The day since which it stands so; nothing where nobody said."""
        return self.row.since if self.row is not None else self._suspended_since

    @property
    def is_shut(self) -> bool:
        """Whether no application is taken now."""
        return self.state is not State.OPEN

    @property
    def tone(self) -> str:
        """How loud that is said."""
        return TONES[self.state]

    @property
    def number(self) -> int:
        """How often the team recorded a change: what two people who edit at once are told apart by."""
        return self.row.number if self.row is not None else 0

    @property
    def _suspended_since(self) -> date | None:
        regime = self.procedure.regime
        return regime.day if regime.kind == "suspended_since" else None


def gates(actor: Actor) -> Mapping[str, Gate]:
    """Return how every procedure stands for the actor's team, by its id; outside a team, as the files say."""
    newest = {row.procedure: row for row in _newest_of(actor)}
    return {name: Gate(procedure, newest.get(name)) for name, procedure in procedures().items()}


def gate(actor: Actor, procedure: Procedure) -> Gate:
    """Return how one procedure stands for the actor's team."""
    return Gate(procedure, _newest_of(actor).filter(procedure=procedure.id).first())


def history(actor: Actor, procedure: Procedure) -> list[Programme]:
    """Return what the team recorded of a procedure, the newest first."""
    return list(_recorded(actor).filter(procedure=procedure.id).order_by("-number"))


def recorded_state(actor: Actor) -> Subquery:
    """Return the state the team recorded last, for each application of a list; None where it recorded nothing."""
    of_procedure = _recorded(actor).filter(procedure=OuterRef("procedure")).order_by("-number")
    return Subquery(of_procedure.values("state")[:1], output_field=CharField())


def _newest_of(actor: Actor) -> QuerySet[Programme]:
    return _recorded(actor).order_by("procedure", "-number").distinct("procedure")


def _recorded(actor: Actor) -> QuerySet[Programme]:
    return Programme.objects.filter(team=actor.membership.team_id if actor.membership else None)
