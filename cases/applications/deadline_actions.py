"""The writes of dates: what a move does to deadlines, and what people do to deadlines, appointments and tasks."""

import uuid
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F

from cases import vault
from cases.access.actor import Actor
from cases.access.models import Membership, User
from cases.applications import rules
from cases.applications.daterules import Firmness
from cases.applications.docket import Close, File, Pause, Resume, Running, Start, effects
from cases.applications.models import Application, Deadline, DeadlineBody, EarlierDay
from cases.applications.publicholidays import holidays_of
from cases.applications.repetition import Rhythm, RhythmUnit, is_answered, next_day
from cases.applications.usualtasks import UsualTask
from cases.applications.work import DateKind, Outcome
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
class OpenDate:
    """A deadline that was open when it was loaded, with what is sealed in it."""

    row: Deadline
    body: DeadlineBody


def follow(
    application: Application,
    file: File,
    happening: Set[str],
    since: PartialDate,
    dates: list[OpenDate],
    *,
    by: Actor,
) -> None:
    """Close, pause, resume and open the deadlines of an application after a move; `dates` grows with the new ones."""
    known = {one.row.pk: one for one in dates}
    running = [
        Running(key, one.body.rule, one.row.due_on, one.body.paused_on, one.body.held)
        for key, one in known.items()
        if one.body.kind == DateKind.RULE
    ]
    free = holidays_of(application.destination, since.year)
    for effect in effects(file, happening, since, running, free):
        if isinstance(effect, Close):
            _end(known[effect.key], Outcome.MET if effect.met else Outcome.ENDED, "", since.earliest(), by=by)
        elif isinstance(effect, Pause):
            _pause(known[effect.key], effect.on, by=by)
        elif isinstance(effect, Resume):
            _resume(known[effect.key], effect.due_on, by=by)
        elif effect.key is not None:
            _restart(known[effect.key], effect, by=by)
        else:
            dates.append(_start(application, effect, by=by))


def end_all(dates: Iterable[OpenDate], reason: str, *, by: Actor, on: date) -> None:
    """Close dates that no longer matter, with the reason somebody gave."""
    for one in dates:
        _end(one, Outcome.ENDED, reason, on, by=by)


def lock_case(pk: uuid.UUID) -> Case:
    """Let nobody else write below a case before this transaction ends; what is sealed in it stays where it is."""
    return Case.objects.select_for_update().only("pk", "team_id").get(pk=pk)


@transaction.atomic
def add_date(
    *,
    case: Case,
    kind: DateKind,
    text: str,
    day: date,
    by: Actor,
    to: Membership | None = None,
    application: Application | None = None,
    rhythm: Rhythm | None = None,
    ticket: uuid.UUID | None = None,
) -> Deadline:
    """Write down an appointment, a task or another date; without an assignee it is for whoever has the case."""
    body = DeadlineBody(kind=kind, text=text, rhythm=rhythm)
    return _write_down(case, body, day, application=application, to=to, by=by, ticket=ticket)


@transaction.atomic
def add_usual(*, application: Application, tasks: Iterable[UsualTask], by: Actor, on: date) -> None:
    """Write down what is usually done at a stage: each task once for an application, however often it is asked for."""
    for task in tasks:
        day = task.due(on)
        body = DeadlineBody(kind=DateKind.TASK, usual=task.id, rhythm=task.rhythm(day))
        ticket = uuid.uuid5(application.pk, task.id)
        _write_down(application.case, body, day, application=application, by=by, ticket=ticket)


def _write_down(
    case: Case,
    body: DeadlineBody,
    day: date,
    *,
    by: Actor,
    to: Membership | None = None,
    application: Application | None = None,
    ticket: uuid.UUID | None = None,
) -> Deadline:
    rules.may_edit(by).require()
    rules.can_assign(to, case).require()
    lock_case(case.pk)
    row = Deadline(
        id=row_id(ticket, case.pk),
        case=case,
        team_id=case.team_id,
        application=application,
        due_on=day,
        assignee=_user_of(to),
    )
    if twin := Deadline.objects.filter(pk=row.pk).first():
        return twin
    _save(OpenDate(row, body), by=by, new=True)
    _tell(row, "added", "", by=by, day=day)
    return row


@transaction.atomic
def confirm_deadline(
    *, deadline: Deadline, day: date, note: str, by: Actor, on: date, version: int | None = None
) -> None:
    """A caseworker stands by a day: from now on it is firm; the day shown before is kept."""
    rules.may_edit(by).require()
    rules.needs_reason(note).require()
    one = _load(deadline, version, by=by)
    one.body = msgspec.structs.replace(
        one.body,
        firmness=Firmness.FIRM,
        latest=None,
        confirmed_by=by.user.handle,
        confirmed_on=on,
        paused_on=None,
        held=None,
        earlier=_earlier(one, note, by) if one.row.due_on != day else one.body.earlier,
    )
    one.row.due_on = day
    _save(one, by=by)
    _tell(one.row, "confirmed", note, by=by, day=day)


@transaction.atomic
def move_deadline(*, deadline: Deadline, to: date, reason: str, by: Actor, version: int | None = None) -> None:
    """Put a date off or bring it forward, for a reason; the earlier day is kept."""
    rules.may_edit(by).require()
    one = _load(deadline, version, by=by)
    rules.can_put_off(one.row, to, reason).require()
    one.body = msgspec.structs.replace(one.body, earlier=_earlier(one, reason, by), paused_on=None, held=None)
    one.row.due_on = to
    _save(one, by=by)
    _tell(one.row, "moved", reason, by=by, day=to)


@transaction.atomic
def meet_deadline(
    *, deadline: Deadline, met_on: date, note: str, by: Actor, version: int | None = None, last: bool = False
) -> None:
    """What the date was for is done; what comes again opens for its next day, unless this was the `last` time."""
    one = _load(deadline, version, by=by)
    rules.may_meet(by, one.row, one.body.kind).require()
    _end(one, Outcome.MET, note, met_on, by=by)
    if not last:
        _open_next(one, met_on, by=by)
    _tell(one.row, "met", note, by=by, day=met_on)


@transaction.atomic
def await_sign(*, case: Case, rhythm: Rhythm, by: Actor, on: date, ticket: uuid.UUID | None = None) -> bool:
    """Expect signs of life from now on, instead of those awaited before; return False where that was sent before."""
    lock_case(case.pk)
    if Deadline.objects.filter(pk=row_id(ticket, case.pk)).exists():
        return False
    end_all(signs_awaited(case, by=by), "", by=by, on=on)
    _write_down(case, DeadlineBody(kind=DateKind.CHECK_IN, rhythm=rhythm), rhythm.start, by=by, ticket=ticket)
    return True


def signs_awaited(case: Case, *, by: Actor) -> list[OpenDate]:
    """Return the signs of life that are awaited from a person, locked."""
    rows = list(Deadline.objects.select_for_update().filter(case=case, done=False))
    for row in rows:
        row.case = case
    bodies = vault.open_many([row.body for row in rows], by=by, why="signs of life")
    return [OpenDate(row, its) for row, its in zip(rows, bodies, strict=True) if its.kind == DateKind.CHECK_IN]


@transaction.atomic
def hear(*, case: Case, day: date, every: int | None, by: Actor) -> date | None:
    """Close what hearing from a person on a day stands for; return when the next sign of life is due, if one is.

    `every` is how many days apart they come by now. What is still more than half of that away stays open.
    """
    lock_case(case.pk)
    return min(filter(None, (_hear(one, day, every, by=by) for one in signs_awaited(case, by=by))), default=None)


def _hear(one: OpenDate, day: date, every: int | None, *, by: Actor) -> date | None:
    due, rhythm = one.row.due_on, one.body.rhythm
    if due is None or rhythm is None or not is_answered(due, day, rhythm.every):
        return due
    agreed = Rhythm(every, RhythmUnit.DAYS, due) if every and every != rhythm.every else rhythm
    one.body = msgspec.structs.replace(one.body, rhythm=agreed if every else None)
    _end(one, Outcome.MET, "", day, by=by)
    log.record(EventKind.CHANGED, by=by, cases=[one.row.case_id], detail="deadline met")
    return _open_next(one, day, by=by)


@transaction.atomic
def waive_deadline(*, deadline: Deadline, reason: str, by: Actor, on: date, version: int | None = None) -> None:
    """Give up a date that still binds: a coordinator's word, with a reason."""
    rules.may_waive(by, deadline).require()
    one = _load(deadline, version, by=by)
    rules.needs_reason(reason).require()
    _end(one, Outcome.WAIVED, reason, on, by=by)
    _tell(one.row, "waived", reason, by=by, day=on)


@transaction.atomic
def assign_deadline(*, deadline: Deadline, to: Membership | None, by: Actor, version: int | None = None) -> None:
    """Give a date to a colleague, or back to whoever has the case."""
    rules.may_edit(by).require()
    rules.can_assign(to, deadline.case).require()
    one = _load(deadline, version, by=by)
    one.row.assignee = _user_of(to)
    _save(one, by=by)
    log.record(EventKind.CHANGED, by=by, cases=[deadline.case_id], detail="deadline assigned")


@transaction.atomic
def pass_on(*, case: Case, giver: User, to: Membership, by: Actor, on: date) -> None:
    """Give all open dates that somebody has in a case to a colleague."""
    rules.may_edit(by).require()
    rules.can_assign(to, case).require()
    lock_case(case.pk)
    theirs = Deadline.objects.filter(case=case, assignee=giver, done=False)
    if theirs.update(assignee=to.user, version=F("version") + 1):
        tell(case=case, kind=EntryKind.DEADLINE, by=by, on=on, data={"act": "passed"})
        log.record(EventKind.CHANGED, by=by, cases=[case.pk], detail="deadlines passed on")


def _load(deadline: Deadline, version: int | None, *, by: Actor) -> OpenDate:
    """Lock and open; refuse a version the actor did not see, and a date already closed."""
    case = lock_case(deadline.case_id)
    row = Deadline.objects.select_for_update().get(pk=deadline.pk)
    row.case = case
    rules.can_close(row).require()
    if version is not None and row.version != version:
        raise Stale
    return OpenDate(row, vault.open(row.body, by=by, why="deadline changed"))


def _start(application: Application, effect: Start, *, by: Actor) -> OpenDate:
    row = Deadline(
        case_id=application.case_id, team_id=application.team_id, application=application, due_on=effect.due.on
    )
    one = OpenDate(row, DeadlineBody(kind=DateKind.RULE, rule=effect.rule, **_counted(effect)))
    _save(one, by=by, new=True)
    return one


def _restart(one: OpenDate, effect: Start, *, by: Actor) -> None:
    one.body = msgspec.structs.replace(
        one.body, earlier=_earlier(one, "", by), confirmed_by="", confirmed_on=None, paused_on=None, held=None,
        **_counted(effect),
    )  # fmt: skip
    one.row.due_on = effect.due.on
    _save(one, by=by)


def _counted(effect: Start) -> dict[str, Any]:
    latest = effect.due.latest if effect.due.latest != effect.due.on else None
    return {"counted_from": effect.since, "latest": latest, "firmness": effect.due.firmness}


def _pause(one: OpenDate, on: date, *, by: Actor) -> None:
    one.body = msgspec.structs.replace(one.body, paused_on=on, held=one.row.due_on)
    one.row.due_on = None
    _save(one, by=by)


def _resume(one: OpenDate, due_on: date, *, by: Actor) -> None:
    one.body = msgspec.structs.replace(one.body, earlier=_earlier(one, "", by), latest=None, paused_on=None, held=None)
    one.row.due_on = due_on
    _save(one, by=by)


def _end(one: OpenDate, outcome: Outcome, reason: str, on: date, *, by: Actor) -> None:
    one.body = msgspec.structs.replace(
        one.body, outcome=outcome, outcome_reason=reason, outcome_on=on, outcome_by=by.user.handle
    )
    one.row.done = True
    _save(one, by=by)


def _open_next(one: OpenDate, met_on: date, *, by: Actor) -> date | None:
    """Open a date that comes again, for the first day of its series that nothing has been done about yet."""
    body, past = one.body, [met_on, *(earlier.day for earlier in one.body.earlier)]
    day = next_day(body.rhythm, max(filter(None, (one.row.due_on, *past)))) if body.rhythm else None
    if day is None:
        return None
    row = Deadline(
        id=row_id(one.row.pk, one.row.case_id),  # of each, there is one that follows
        case=one.row.case,
        team_id=one.row.team_id,
        application_id=one.row.application_id,
        due_on=day,
        assignee_id=one.row.assignee_id,
    )
    again = DeadlineBody(kind=body.kind, text=body.text, usual=body.usual, rhythm=body.rhythm)
    _save(OpenDate(row, again), by=by, new=True)
    return day


def _earlier(one: OpenDate, reason: str, by: Actor) -> tuple[EarlierDay, ...]:
    day = one.row.due_on or one.body.held
    kept = (EarlierDay(day=day, reason=reason, by=by.user.handle, at=clock.now()),) if day else ()
    return one.body.earlier + kept


def _save(one: OpenDate, *, by: Actor, new: bool = False) -> None:
    vault.seal(one.row, "body", one.body, by=by)
    one.row.version += not new
    one.row.save(force_insert=new)


def _user_of(member: Membership | None) -> User | None:
    return member.user if member else None


def _tell(row: Deadline, act: str, note: str, *, by: Actor, day: date) -> None:
    data = {"deadline": str(row.pk), "act": act, "due_on": row.due_on.isoformat() if row.due_on else ""}
    tell(case=row.case, kind=EntryKind.DEADLINE, by=by, on=day, note=note, data=data)
    log.record(EventKind.CHANGED, by=by, cases=[row.case_id], detail=f"deadline {act}")
