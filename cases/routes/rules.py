"""Who may decide about routes, and what can be done with a programme; every refusal in words."""

from datetime import date

from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.applications import workflow
from cases.applications.catalogue import vocabulary
from cases.applications.models import Programme
from cases.applications.procedure import Procedure
from cases.applications.programmes import Gate
from cases.base.verdict import ALLOWED, Verdict

DESTINATIONS = ("visa", "asylum", "rsd", "resettlement")  # kinds of procedure that lead a person somewhere


def may_edit(by: Actor) -> Verdict:
    """Members decide which way a person goes, and write down what is closed."""
    return ALLOWED if by.can(Permission.ROUTE_EDIT) else Verdict(False, _("Your role does not allow this."))


def can_record(now: Gate, said: Programme) -> Verdict:
    """News is written down once."""
    told = ("state", "since", "source", "note")
    same = now.row is not None and all(getattr(now.row, name) == getattr(said, name) for name in told)
    return Verdict(False, _("This is how it stands already.")) if same else ALLOWED


def leads_somewhere(procedure: Procedure, on: date) -> bool:
    """Whether a procedure is a way to protection that may be begun on this day."""
    return procedure.kind in DESTINATIONS and procedure.regime.admits(on)


def can_be_next(gate: Gate, on: date) -> Verdict:
    """A route is opened for many at once only where nothing has to have happened at the authority yet."""
    procedure = gate.procedure
    if gate.is_shut:
        return Verdict(False, _("This programme takes no applications now."))
    if not leads_somewhere(procedure, on) or first_step(procedure) is None:
        return Verdict(False, _("This procedure begins with an act of the authority: open it case by case."))
    return ALLOWED


def first_step(procedure: Procedure) -> str | None:
    """Return the step with which our own preparation begins, where a file begins so."""
    stages = vocabulary().stages
    return next(
        (move.name for move in workflow.openings(procedure) if stages[move.to or ""].phase == "preparing"), None
    )
