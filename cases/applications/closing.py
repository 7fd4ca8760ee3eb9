"""Moving a case to another stage: nothing is closed over an open date without a reason."""

import uuid
from datetime import date

from django.db import transaction

from cases import vault
from cases.access.actor import Actor
from cases.applications import rules
from cases.applications.deadline_actions import OpenDate, end_all
from cases.applications.models import Deadline
from cases.people import actions as people
from cases.people.models import Case, Stage


@transaction.atomic
def set_stage(
    *,
    case: Case,
    stage: Stage,
    reason: str,
    by: Actor,
    on: date,
    leftover: str = "",
    ticket: uuid.UUID | None = None,
) -> None:
    """Set the stage of our work. `leftover` says why dates that are still open no longer hold it up.

    With a closed case they are closed too, for that reason; with a person in safety they stay on the lists.
    """
    if people.sent_before(case, ticket):
        return
    still_open = list(Deadline.objects.select_for_update().filter(case=case, done=False))
    rules.can_set_stage(stage, len(still_open), leftover, by).require()
    if stage == Stage.CLOSED:
        bodies = vault.open_many([row.body for row in still_open], by=by, why="case closed")
        dates = [OpenDate(row, body) for row, body in zip(still_open, bodies, strict=True)]
        end_all(dates, leftover, by=by, on=on)
    said = "\n".join(filter(None, (reason, leftover if still_open else "")))
    people.set_stage(case=case, stage=stage, reason=said, by=by, on=on, ticket=ticket)
