"""Writing the timeline: one call inside the transaction of the act it tells."""

import uuid
from datetime import date
from typing import Any

from django.db.models import Max, Model

from cases import vault
from cases.access.actor import Actor
from cases.base import clock
from cases.base.dates import PartialDate
from cases.timeline.models import Entry, EntryBody, EntryKind


def tell(
    *,
    case: Model,
    kind: EntryKind,
    by: Actor,
    on: PartialDate | date | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
    ticket: uuid.UUID | None = None,
) -> Entry:
    """Append an entry; `on` is the day it is about, `data` what a page needs to word it, `ticket` the id of the row."""
    last = Entry.objects.filter(case_id=case.pk).aggregate(last=Max("number"))["last"] or 0
    entry = Entry(id=ticket or uuid.uuid4(), case_id=case.pk, number=last + 1)
    body = EntryBody(kind=kind, at=clock.now(), by=by.user.handle, on=on, note=note, data=data or {})
    vault.seal(entry, "body", body, by=by)
    entry.save(force_insert=True)
    return entry
