"""The decision about one way for one person: recorded in the dossier, and told in the timeline."""

import uuid
from datetime import date

import msgspec
from django.db import transaction

from cases.access.actor import Actor
from cases.applications.procedure import Procedure
from cases.people import actions as people
from cases.people import needtoknow
from cases.people.dossier import Dossier, RouteChoice, RouteDecision
from cases.people.models import Case
from cases.routes import rules
from cases.timeline.actions import tell
from cases.timeline.models import EntryKind


@transaction.atomic
def decide(
    *,
    case: Case,
    procedure: Procedure,
    choice: RouteChoice,
    reason: str,
    by: Actor,
    on: date,
    version: int | None = None,
    ticket: uuid.UUID | None = None,
) -> None:
    """Record what was decided of a way, and why. What was decided before stays on record.

    `version` is how many decisions about this way the actor saw; the same form sent twice decides once.
    """
    rules.may_edit(by).require()
    needtoknow.may_decide(by, case).require()
    if people.sent_before(case, ticket):
        return
    made = RouteDecision(procedure=procedure.id, choice=choice, reason=reason, by=by.user.handle, on=on)

    def put(dossier: Dossier) -> Dossier:
        if version is not None and version != len(decisions(dossier, procedure)):
            raise people.Stale
        return msgspec.structs.replace(dossier, routes=(*dossier.routes, made))

    people.amend(case=case, change=put, by=by, on=on, why="route decided", entry=None)
    told = {"procedure": procedure.id, "choice": choice.value}
    tell(case=case, kind=EntryKind.ROUTE, by=by, on=on, note=reason, data=told, ticket=ticket)


def decisions(dossier: Dossier, procedure: Procedure) -> list[RouteDecision]:
    """Return what was decided of one way, the newest last."""
    return [one for one in dossier.routes if one.procedure == procedure.id]
