"""The writes of files and testimony: each with its line in the story of the case and its audit event."""

import uuid
from datetime import date
from typing import TypeVar

import msgspec
from django.db import transaction

from cases import vault
from cases.access.actor import Actor
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock
from cases.base.tickets import row_id
from cases.evidence import rules
from cases.evidence.consent import state_of
from cases.evidence.models import CaseFile, Chunk, FileBody, FileDetails, Testimony, TestimonyBody, TestimonyDetails
from cases.evidence.queries import room_left
from cases.evidence.receiving import Received
from cases.people.actions import Stale, sent_before
from cases.people.models import Case
from cases.timeline.actions import tell
from cases.timeline.models import EntryKind

R = TypeVar("R", CaseFile, Testimony)
_AT_ONCE = 8  # chunks of one statement

# Files --------------------------------------------------------------------------------------------------


@transaction.atomic
def add_file(
    *,
    case: Case,
    received: Received,
    name: str,
    by: Actor,
    on: date,
    details: FileDetails = FileDetails(),  # noqa: B008 it is frozen
    ticket: uuid.UUID | None = None,
) -> CaseFile:
    """Keep a sealed file; the same form sent twice (same `ticket`) keeps one."""
    sent_before(case, ticket)
    row = CaseFile(id=row_id(ticket, case.pk), case=case)
    if twin := CaseFile.objects.filter(pk=row.pk).first():
        return twin
    stream = received.stream
    room_left(case, len(stream.pieces)).require()
    body = FileBody(
        key=stream.key,
        header=stream.header,
        name=name,
        mime=received.kind.value,
        size=received.size,
        digest=received.digest,
        added_at=clock.now(),
        added_on=on,
        added_by=by.user.handle,
        as_it_came=received.as_it_came,
        details=details,
    )
    vault.seal(row, "body", body, by=by)
    row.save(force_insert=True)
    chunks = (Chunk(file=row, number=number, body=piece) for number, piece in enumerate(stream.pieces))
    Chunk.objects.bulk_create(chunks, batch_size=_AT_ONCE)
    _tell_file(row, "added", body.details, by=by, on=on, ticket=ticket)
    return row


@transaction.atomic
def describe_file(*, file: CaseFile, details: FileDetails, by: Actor, on: date, version: int | None = None) -> None:
    """Keep what is known of the document; `version` is the one the actor saw, another one raises `Stale`."""
    row = _locked(file, version)
    body: FileBody = vault.open(row.body, by=by, why="file", shown=False)
    if body.details == details:
        return
    row.version += 1
    vault.seal(row, "body", msgspec.structs.replace(body, details=details), by=by)
    row.save(update_fields=["version", "body"])
    _tell_file(row, "described", details, by=by, on=on)


@transaction.atomic
def delete_file(*, file: CaseFile, reason: str, by: Actor, on: date) -> None:
    """Destroy a file: its key and its chunks go, the story keeps that it was there and why it is gone."""
    row = _locked(file)
    body: FileBody = vault.open(row.body, by=by, why="file deleted", shown=False)
    rules.may_delete(by, row.case, body).require()
    _tell_file(row, "deleted", body.details, by=by, on=on, note=reason)
    row.delete()


def _tell_file(
    row: CaseFile,
    act: str,
    details: FileDetails,
    *,
    by: Actor,
    on: date,
    note: str = "",
    ticket: uuid.UUID | None = None,
) -> None:
    data = {"act": act, "kind": details.kind.value if details.kind else ""}
    tell(case=row.case, kind=EntryKind.FILE, by=by, on=on, note=note, data=data, ticket=ticket)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail=f"file {act}")


# Testimony ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_testimony(
    *, case: Case, details: TestimonyDetails, by: Actor, on: date, ticket: uuid.UUID | None = None
) -> Testimony:
    """Record a testimony; the same form sent twice records one."""
    rules.can_stand(details).require()
    sent_before(case, ticket)
    row = Testimony(id=row_id(ticket, case.pk), case=case)
    if twin := Testimony.objects.filter(pk=row.pk).first():
        return twin
    body = TestimonyBody(added_at=clock.now(), added_on=on, added_by=by.user.handle, details=details)
    vault.seal(row, "body", body, by=by)
    row.save(force_insert=True)
    _tell_testimony(row, "added", details, by=by, on=on, ticket=ticket)
    return row


@transaction.atomic
def change_testimony(
    *, testimony: Testimony, details: TestimonyDetails, by: Actor, on: date, version: int | None = None
) -> None:
    """Keep what became of a testimony; `version` is the one the actor saw, another one raises `Stale`."""
    rules.can_stand(details).require()
    row = _locked(testimony, version)
    body: TestimonyBody = vault.open(row.body, by=by, why="testimony", shown=False)
    if body.details == details:
        return
    row.version += 1
    vault.seal(row, "body", msgspec.structs.replace(body, details=details), by=by)
    row.save(update_fields=["version", "body"])
    _tell_testimony(row, "changed", details, by=by, on=on)


def _tell_testimony(
    row: Testimony, act: str, details: TestimonyDetails, *, by: Actor, on: date, ticket: uuid.UUID | None = None
) -> None:
    data = {"act": act, "state": state_of(details).value}
    tell(case=row.case, kind=EntryKind.TESTIMONY, by=by, on=on, data=data, ticket=ticket)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail=f"testimony {act}")


def _locked(row: R, version: int | None = None) -> R:
    """Lock the case, whose story is numbered, then the row; another version than the one seen raises `Stale`."""
    case = Case.objects.select_for_update().get(pk=row.case_id)
    found = type(row).objects.select_for_update().get(pk=row.pk)
    if version is not None and found.version != version:
        raise Stale
    found.case = case
    return found
