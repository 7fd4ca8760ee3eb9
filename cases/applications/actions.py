"""The writes of an application: open it, move it, take a move back, correct it, note something, keep its details."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from django.db import transaction

from cases import vault
from cases.access.actor import Actor
from cases.applications import refusals, rules, undoing, workflow
from cases.applications.catalogue import procedures
from cases.applications.deadline_actions import OpenDate, end_all, follow, lock_case
from cases.applications.docket import File
from cases.applications.models import Application, ApplicationBody, DeadlineBody, Move, MoveBody, Trace
from cases.applications.procedure import AllowedMove, Procedure, parse_regime
from cases.applications.work import CORRECTION, Details, Paper, RefusalReason, Report, Vetting
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
    """A locked application, what is sealed in it, and its open dates; also as they were when it was opened."""

    row: Application
    body: ApplicationBody
    dates: list[OpenDate]
    was: ApplicationBody = field(init=False)
    before: dict[uuid.UUID, tuple[date | None, DeadlineBody]] = field(init=False)

    def __post_init__(self) -> None:
        self.was = self.body
        self.before = {one.row.pk: (one.row.due_on, one.body) for one in self.dates}

    @property
    def procedure(self) -> Procedure:
        return procedures()[self.row.procedure]

    @property
    def trace(self) -> Trace:
        return undoing.trace_of(self.was, self.body, self.before, self.dates)


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
    follows: Application | None = None,
    ticket: uuid.UUID | None = None,
) -> Application:
    """Open an application at its first step, or take it up at the last one that happened.

    `made_on` is the day of the act that decides which law applies, where it was before that step. It appeals `follows`
    or goes on from it. A `ticket` is the id of the new row: the same form sent twice opens one application.
    """
    rules.may_edit(by).require()
    rules.can_take_up(procedure, report, on).require()
    rules.can_apply(procedure.regime, made_on or report.on).require()
    rules.can_follow(follows, case).require()
    lock_case(case.pk)
    row = Application(id=row_id(ticket, case.pk), case=case, team_id=case.team_id, week_opened=clock.monday_of(on))
    if twin := Application.objects.filter(pk=row.pk).first():
        return twin
    move = _named(workflow.entries(procedure), report.move)
    row.destination, row.procedure, row.stage = procedure.destination, procedure.id, move.to or ""
    row.closed = row.stage in workflow.ends(procedure)
    events = dict.fromkeys(move.events, report.counted_from)
    body = ApplicationBody(
        details,
        regime=procedure.regime_name,
        last_on=report.on,
        events=events,
        refusals=_refusals((), "", row.stage, report),
        follows=follows.pk if follows else None,
    )
    vault.seal(row, "body", body, by=by)
    row.save(force_insert=True)
    refusals.recount(row, (), body.refusals)
    _follow(_Open(row, body, []), move, report, by=by)
    _write_history(row, report, source="", refusal="".join(body.refusals), by=by)
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
    events = file.body.events | dict.fromkeys(known.events, report.counted_from)
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
    """Put the application where it really stands; the history keeps the mistake.

    A stage it has come from is reached by taking back all that came after, deadlines too. To any other stage it goes
    as it is: no deadline opens or closes.
    """
    rules.may_edit(by).require()
    row = _lock(application)
    if twin := _twin(row, ticket):
        return twin
    file = _load(row, version, by=by)
    rules.can_correct(file.procedure, row.stage, stage, report, on=on).require()
    moves = undoing.since(undoing.in_force(undoing.history_of(row, by=by)), stage)
    if moves:
        return _take_back(file, moves, report, by=by, on=on, ticket=ticket)
    return _arrive(file, stage, report, leftover, by=by, on=on, ticket=ticket)


@transaction.atomic
def undo(
    *,
    application: Application,
    report: Report,
    by: Actor,
    on: date,
    version: int | None = None,
    ticket: uuid.UUID | None = None,
) -> Move:
    """Take the last move back: dates it opened end, dates it closed open again, and the history keeps it all."""
    rules.may_edit(by).require()
    row = _lock(application)
    if twin := _twin(row, ticket):
        return twin
    file = _load(row, version, by=by)
    moves = undoing.in_force(undoing.history_of(row, by=by))
    rules.can_undo(len(moves), report, on=on).require()
    return _take_back(file, moves[-1:], report, by=by, on=on, ticket=ticket)


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
def keep_details(
    *,
    application: Application,
    details: Details,
    by: Actor,
    family: tuple[str, ...] | None = None,
    refusal: RefusalReason | None = None,
    version: int | None = None,
) -> None:
    """Keep reference number, lawyer, how our own work stands, a lasting note, who of the family is on it.

    `refusal` is why the last refusal was made, known better by now; where there was none it is left alone.
    """
    row, body = _to_write(application, version, by=by)
    changes: dict[str, Any] = {"details": details}
    if family is not None:
        changes["family"] = family
    if refusal and body.refusals:
        changes["refusals"] = (*body.refusals[:-1], refusal.value)
        refusals.recount(row, body.refusals, changes["refusals"])
    _store(row, msgspec.structs.replace(body, **changes), by=by)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail="application details")


@transaction.atomic
def keep_papers(*, application: Application, papers: tuple[Paper, ...], by: Actor, version: int | None = None) -> None:
    """Keep the checklist of documents."""
    row, body = _to_write(application, version, by=by)
    _store(row, msgspec.structs.replace(body, papers=papers), by=by)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail="application papers")


@transaction.atomic
def vet(*, application: Application, vetting: Vetting, by: Actor, version: int | None = None) -> None:
    """Keep what the coordinators know of a possible exclusion: nobody else opens it, whoever holds the case's key."""
    rules.may_vet(by, application).require()
    row, body = _to_write(application, version, by=by)
    box = vault.seal_for_leads(row, "vetting", vetting, by=by)
    _store(row, msgspec.structs.replace(body, vetting=box), by=by)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail="application vetting")


def _to_write(application: Application, version: int | None, *, by: Actor) -> tuple[Application, ApplicationBody]:
    """Lock and open an application to keep something in it; refuse a version the actor did not see."""
    rules.may_edit(by).require()
    row = _lock(application)
    if version is not None and row.version != version:
        raise Stale
    return row, vault.open(row.body, by=by, why="application details")


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
    follow(file.row, law, move.events, report.counted_from, file.dates, by=by)


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
    reasons = _refusals(file.was.refusals, source, stage, report)
    refusals.recount(row, file.was.refusals, reasons)
    file.body = msgspec.structs.replace(file.body, refusals=reasons)
    _store(row, file.body, by=by)
    _tell(row, EntryKind.MOVED, report, by=by)
    new = reasons[-1] if len(reasons) > len(file.was.refusals) else ""
    return _write_history(row, report, source=source, refusal=new, trace=file.trace, by=by, ticket=ticket)


def _take_back(
    file: _Open, moves: list[undoing.Numbered], report: Report, *, by: Actor, on: date, ticket: uuid.UUID | None
) -> Move:
    """Put the application where it stood before `moves`."""
    row, source = file.row, file.row.stage
    file.body = undoing.take_back(row, file.body, moves, report.note, by=by, on=on)
    refusals.recount(row, file.was.refusals, file.body.refusals)
    row.stage = moves[0].body.source
    row.closed = row.stage in workflow.ends(file.procedure)
    _store(row, file.body, by=by)
    _tell(row, EntryKind.MOVED, report, by=by)
    numbers = tuple(move.number for move in moves)
    return _write_history(row, report, source=source, undoes=numbers, by=by, ticket=ticket)


def _refusals(so_far: tuple[str, ...], source: str, target: str, report: Report) -> tuple[str, ...]:
    """Return the reasons of all refusals: one more for a new one, one less when one proves to be a mistake."""
    if refusals.is_new(source, target):
        return (*so_far, (report.refusal or RefusalReason.UNKNOWN).value)
    if report.move == CORRECTION and refusals.is_refused(source) and not refusals.is_refused(target):
        return so_far[:-1]
    return so_far


def _store(row: Application, body: ApplicationBody, *, by: Actor) -> None:
    vault.seal(row, "body", body, by=by)
    row.version += 1
    row.save(update_fields=["stage", "closed", "version", "body"])


def _write_history(
    row: Application,
    report: Report,
    *,
    source: str,
    by: Actor,
    refusal: str = "",
    trace: Trace | None = None,
    undoes: tuple[int, ...] = (),
    ticket: uuid.UUID | None = None,
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
        postmark=report.postmark,
        refusal=refusal,
        trace=trace,
        undoes=undoes,
    )
    vault.seal(written, "body", body, by=by)
    written.save(force_insert=True)
    return written


def _tell(row: Application, kind: EntryKind, report: Report, *, by: Actor) -> None:
    data = {"application": str(row.pk), "procedure": row.procedure, "move": report.move, "stage": row.stage}
    tell(case=row.case, kind=kind, by=by, on=report.on, note=report.note, data=data)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail=f"application {kind}")
