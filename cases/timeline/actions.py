"""Writing the timeline: one call inside the transaction of the act it tells."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Model

from cases import vault
from cases.access.actor import Actor
from cases.base import clock
from cases.base.dates import PartialDate
from cases.base.tickets import row_id
from cases.timeline.models import Entry, EntryBody, EntryKind


def tell(
    *,
    case: Model,
    kind: EntryKind,
    by: Actor,
    on: PartialDate | date | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
    ticket: UUID | None = None,
) -> Entry:
    """Append an entry; `on` is the day it is about, `data` what a page needs to word it, `ticket` that of the form."""
    last = Entry.objects.filter(case_id=case.pk).aggregate(last=Max("number"))["last"] or 0
    entry = Entry(id=row_id(ticket, case.pk), case_id=case.pk, number=last + 1)
    body = EntryBody(kind=kind, at=clock.now(), by=by.user.handle, on=on, note=note, data=data or {})
    vault.seal(entry, "body", body, by=by)
    entry.save(force_insert=True)
    return entry


def is_told(*, case: Model, ticket: UUID | None) -> bool:
    """Tell whether the entry of a form stands in the timeline already."""
    return ticket is not None and Entry.objects.filter(pk=row_id(ticket, case.pk)).exists()
