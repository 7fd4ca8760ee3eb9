"""The next route for many cases, a line each: what the growing page does, and may do again without harm."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.applications.models import Application
from cases.applications.procedure import Procedure
from cases.base.progress import Steps
from cases.base.verdict import Refused
from cases.routes import rules
from cases.routes.programme_actions import HasOne, open_next


def steps(hit: Sequence[Application], to: Procedure, *, by: Actor, on: date, ticket: uuid.UUID | None) -> Steps:
    """Open the route for one case after the other; whoever loses session or role in between stops before the next."""
    for row in hit:
        yield f"{row.case.code}: {_result(row, to, by=by, on=on, ticket=ticket)}"
        by.renew()
        if not rules.may_edit(by):
            raise PermissionDenied


def _result(row: Application, to: Procedure, *, by: Actor, on: date, ticket: uuid.UUID | None) -> str:
    try:
        open_next(hit=row, to=to, by=by, on=on, ticket=ticket)
    except HasOne as refusal:
        return str(refusal)
    except Refused as refusal:
        return _("not opened. %(why)s") % {"why": refusal}
    return _("opened")
