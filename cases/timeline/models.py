"""The readable story of a case: numbered, immutable, sealed entries."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec
import pgtrigger
from django.db import models

from cases import vault
from cases.base.dates import PartialDate


class EntryKind(StrEnum):
    """What an entry tells."""

    LOGGED = "logged"
    CONTACT = "contact"
    CHANGED = "changed"
    NOTE = "note"
    DETAINED = "detained"
    RELEASED = "released"
    ASSESSED = "assessed"
    REVIEWED = "reviewed"
    OVERRIDDEN = "overridden"
    LOWERED = "lowered"  # from critical, by two: asked, agreed, refused, taken back, void
    ASSIGNED = "assigned"
    ACCESS = "access"
    APPLICATION = "application"
    MOVED = "moved"
    DEADLINE = "deadline"
    RESTRICTED = "restricted"
    SHARED = "shared"
    FILE = "file"
    TESTIMONY = "testimony"
    ROUTE = "route"
    REFERRAL = "referral"


class EntryBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an entry says: the day it is about, the instant it was written, who wrote it, and what."""

    kind: EntryKind
    at: datetime
    by: str
    on: PartialDate | date | None = None
    note: str = ""
    data: dict[str, Any] = {}


class Entry(models.Model):
    """One entry of a case's timeline."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    body = vault.SealedField(EntryBody, step=256)

    class Meta:
        db_table = "timeline_entry"
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="entry_numbered"),)
        triggers = (pgtrigger.Protect(name="immutable", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return str(self.number)
