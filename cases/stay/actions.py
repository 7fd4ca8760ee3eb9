"""The writes of a stay: stamps into the case, and the day to leave by onto the list of dates."""

import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.applications import deadline_actions
from cases.applications.models import Deadline
from cases.applications.work import DateKind
from cases.base.tickets import row_id
from cases.people import actions as people
from cases.people.models import Case
from cases.stay.leave_by import Clock
from cases.stay.pairing import Pairing
from cases.templatetags.display import country
from cases.timeline.models import EntryKind


@transaction.atomic
def take_stamps(*, case: Case, pairing: Pairing, by: Actor, on: date) -> None:
    """Write the stays that stamps tell of into the case as it was looked at; stamps it holds already add nothing."""
    if not pairing.says_anything:
        return
    people.amend(
        case=case,
        change=pairing.kept,
        by=by,
        on=on,
        why="stamps",
        version=case.version,
        entry=(EntryKind.CHANGED, {"items": ["stays"]}),
    )


def list_leaving(*, case: Case, clock: Clock, by: Actor) -> Deadline:
    """Put the day to leave by on the list of dates; the same day of the same refusal stands there once."""
    day = clock.leave_by.day
    if day is None:
        raise ValueError("a day nobody knows")
    text = _("Leave %(country)s: last day after a refusal") % {"country": country(clock.refusal.country)}
    return deadline_actions.add_date(
        case=case, kind=DateKind.OTHER, text=text, day=day.earliest(), by=by, ticket=_ticket(clock)
    )


def listed_as(case: Case, clock: Clock) -> uuid.UUID:
    """Return the id that the day to leave by has on the list of dates, once it is there."""
    return row_id(_ticket(clock), case.pk)


def _ticket(clock: Clock) -> uuid.UUID:
    refusal = clock.refusal
    said = f"{refusal.country} {refusal.refused_on} {clock.leave_by.day}"
    return uuid.uuid5(uuid.NAMESPACE_OID, said)
