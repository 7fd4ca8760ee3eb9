"""The writes of an application: open it, move it, correct it, note something, keep its details."""

import uuid
from dataclasses import dataclass
from datetime import date

import msgspec
from django.db import transaction

from cases import vault
from cases.access.actor import Actor
from cases.applications import rules, workflow
from cases.applications.catalogue import procedures
from cases.applications.deadline_actions import OpenDate, end_all, follow, lock_case
from cases.applications.docket import File
from cases.applications.models import Application, ApplicationBody, Move, MoveBody
from cases.applications.procedure import AllowedMove, Procedure, parse_regime
from cases.applications.work import Details, Report
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock
from cases.base.dates import PartialDate
from cases.base.tickets import row_id
from cases.people.actions import Stale
from cases.people.models import Case
from cases.timeline.actions import tell
from cases.timeline.models import EntryKind


@dataclass(slots=True)
class _Open:
    """A locked application, what is sealed in it, and its open dates."""

    row: Application
    body: ApplicationBody
    dates: list[OpenDate]

    @property
    def procedure(self) -> Procedure:
        return procedures()[self.row.procedure]


@transaction.atomic
def open_application(
    *,
    case: Case,
    procedure: Procedure,
    report: Report,
    by: Actor,
    on: date,
    made_on: PartialDate | None = None,
    details: Details = Details(),  # noqa: B008 it is frozen
    ticket: uuid.UUID | None = None,
) -> Application:
    """Open an application at its first step, or take it up at the last one that happened.

    `made_on` is the day of the act that decides which law applies, where it was before that step. A `ticket` is the
    id of the new row: the same form sent twice opens one application.
    """
    rules.may_edit(by).require()
    rules.can_take_up(procedure, report, on).require()
    rules.can_apply(procedure.regime, made_on or report.on).require()
    lock_case(case.pk)
    row = Application(id=row_id(ticket, case.pk), case=case, team_id=case.team_id, week_opened=clock.monday_of(on))
    if twin := Application.objects.filter(pk=row.pk).first():
        return twin
    move = _named(workflow.entries(procedure), report.move)
    row.destination, row.procedure, row.stage = procedure.destination, procedure.id, move.to or ""
    row.closed = row.stage in workflow.ends(procedure)
    events = dict.fromkeys(move.events, report.on)
    body = ApplicationBody(details, regime=procedure.regime_name, last_on=report.on, events=events)
    vault.seal(row, "body", body, by=by)
    row.save(force_insert=True)
    _follow(_Open(row, body, []), move, report, by=by)
    _write_history(row, report, source="", by=by)
    _tell(row, EntryKind.APPLICATION, report, by=by)
    return row


@transaction.atomic
def move(
    *,
    application: Application,
    report: Report,
    by: Actor,
    on: date,
    version: int | None = None,
    leftover: str = "",
    ticket: uuid.UUID | None = None,
) -> Move:
    """Record a move with the day it happened and who told us; deadlines follow.

    `leftover` says why dates that stay open no longer matter, when the move ends the file. `version` is the one the
    actor saw; the same form sent twice (same `ticket`) moves once.
    """
    rules.may_edit(by).require()
    row = _lock(application)
    if twin := _twin(row, ticket):
        return twin
    file = _load(row, version, by=by)
    rules.can_move(file.procedure, row.stage, report, on=on, last=file.body.last_on).require()
    known = _named(workflow.next_moves(file.procedure, row.stage), report.move)
    events = file.body.events | dict.fromkeys(known.events, report.on)
    file.body = msgspec.structs.replace(file.body, last_on=report.on, events=events)
    _follow(file, known, report, by=by)
    return _arrive(file, known.to or row.stage, report, leftover, by=by, on=on, ticket=ticket)


@transaction.atomic
def correct(
    *,
    application: Application,
    stage: str,
    report: Report,
    by: Actor,
    on: date,
    version: int | None = None,
    leftover: str = "",
    ticket: uuid.UUID | None = None,
) -> Move:
    """Put the application where it really stands; the history keeps the mistake, and no deadline opens or closes."""
    rules.may_edit(by).require()
    row = _lock(application)
    if twin := _twin(row, ticket):
        return twin
    file = _load(row, version, by=by)
    rules.can_correct(file.procedure, row.stage, stage, report, on=on).require()
    return _arrive(file, stage, report, leftover, by=by, on=on, ticket=ticket)


@transaction.atomic
def note(*, application: Application, report: Report, by: Actor, on: date, ticket: uuid.UUID | None = None) -> Move:
    """Add a note to the history; whoever has the case may."""
    row = _lock(application)
    if twin := _twin(row, ticket):
        return twin
    rules.can_have_happened(report, on=on, last=None).require()
    _tell(row, EntryKind.NOTE, report, by=by)
    return _write_history(row, report, source=row.stage, by=by, ticket=ticket)


@transaction.atomic
def keep_details(*, application: Application, details: Details, by: Actor, version: int | None = None) -> None:
    """Keep reference number, lawyer, how our own work stands, and a lasting note."""
    rules.may_edit(by).require()
    row = _lock(application)
    if version is not None and row.version != version:
        raise Stale
    body = vault.open(row.body, by=by, why="application details")
    _store(row, msgspec.structs.replace(body, details=details), by=by)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail="application details")


def _lock(application: Application) -> Application:
    """Lock the case, whose timeline is numbered, then the application."""
    case = lock_case(application.case_id)
    row = Application.objects.select_for_update().get(pk=application.pk)
    row.case = case
    return row


def _twin(row: Application, ticket: uuid.UUID | None) -> Move | None:
    """Return what the same form, sent before, has already written."""
    return Move.objects.filter(pk=row_id(ticket, row.pk)).first() if ticket else None


def _load(row: Application, version: int | None, *, by: Actor) -> _Open:
    if version is not None and row.version != version:
        raise Stale
    dates = list(row.deadlines.select_for_update().filter(done=False))
    body, *rest = vault.open_many([row.body, *(one.body for one in dates)], by=by, why="application moved")
    return _Open(row, body, [OpenDate(one, its) for one, its in zip(dates, rest, strict=True)])


def _named(moves: tuple[AllowedMove, ...], name: str) -> AllowedMove:
    """Return a move that a rule has just found to be there."""
    return next(move for move in moves if move.name == name)


def _follow(file: _Open, move: AllowedMove, report: Report, *, by: Actor) -> None:
    law = File(file.procedure, parse_regime(file.body.regime), file.body.events)
    follow(file.row, law, move.events, report.on, file.dates, by=by)


def _arrive(
    file: _Open, stage: str, report: Report, leftover: str, *, by: Actor, on: date, ticket: uuid.UUID | None
) -> Move:
    """Set the stage and write history; at an end, close what is still open with the reason given, or refuse."""
    row, source = file.row, file.row.stage
    row.stage, row.closed = stage, stage in workflow.ends(file.procedure)
    if row.closed:
        still_open = [one for one in file.dates if not one.row.done]
        rules.can_end(len(still_open), leftover).require()
        end_all(still_open, leftover, by=by, on=on)
    _store(row, file.body, by=by)
    _tell(row, EntryKind.MOVED, report, by=by)
    return _write_history(row, report, source=source, by=by, ticket=ticket)


def _store(row: Application, body: ApplicationBody, *, by: Actor) -> None:
    vault.seal(row, "body", body, by=by)
    row.version += 1
    row.save(update_fields=["stage", "closed", "version", "body"])


def _write_history(
    row: Application, report: Report, *, source: str, by: Actor, ticket: uuid.UUID | None = None
) -> Move:
    written = Move(id=row_id(ticket, row.pk), case_id=row.case_id, application=row, number=row.moves.count() + 1)
    body = MoveBody(
        kind=report.move,
        source=source,
        target=row.stage,
        on=report.on,
        told_by=report.told_by,
        at=clock.now(),
        by=by.user.handle,
        note=report.note,
    )
    vault.seal(written, "body", body, by=by)
    written.save(force_insert=True)
    return written


def _tell(row: Application, kind: EntryKind, report: Report, *, by: Actor) -> None:
    data = {"application": str(row.pk), "procedure": row.procedure, "move": report.move, "stage": row.stage}
    tell(case=row.case, kind=kind, by=by, on=report.on, note=report.note, data=data)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail=f"application {kind}")
