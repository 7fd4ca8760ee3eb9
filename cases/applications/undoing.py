"""Taking a move back: the history keeps it, and what it did to the deadlines is undone by further writes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from cases import vault
from cases.access.actor import Actor
from cases.applications.deadline_actions import OpenDate, end_all
from cases.applications.models import (
    Application,
    ApplicationBody,
    Closure,
    DateBefore,
    DeadlineBody,
    EarlierDay,
    MoveBody,
    Trace,
)
from cases.applications.work import NOTE
from cases.base import clock

# What a move may change of a deadline that stays open.
_FIELDS = tuple(name for name in DateBefore.__struct_fields__ if name in DeadlineBody.__struct_fields__)
Was = Mapping[UUID, tuple[date | None, DeadlineBody]]


class Numbered(msgspec.Struct, frozen=True):
    """A move with its number in the history."""

    number: int
    body: MoveBody


def in_force(history: Iterable[Numbered]) -> list[Numbered]:
    """Return the moves that stand, in order: no notes, nothing taken back, no taking back."""
    rows = list(history)
    undone = {number for row in rows for number in row.body.undoes}
    return [row for row in rows if row.body.kind != NOTE and row.number not in undone and not row.body.undoes]


def since(moves: Sequence[Numbered], stage: str) -> list[Numbered]:
    """Return the last moves, down to the one that left `stage`; nothing if it was never there."""
    for place in range(len(moves) - 1, 0, -1):
        if moves[place].body.source == stage:
            return list(moves[place:])
    return []


def history_of(row: Application, *, by: Actor) -> list[Numbered]:
    """Open the history of an application."""
    moves = list(row.moves.order_by("number"))
    bodies = vault.open_many([move.body for move in moves], by=by, why="application corrected", shown=False)
    return [Numbered(move.number, body) for move, body in zip(moves, bodies, strict=True)]


def trace_of(was: ApplicationBody, now: ApplicationBody, before: Was, dates: Sequence[OpenDate]) -> Trace:
    """Return what a move has changed; `before` are the deadlines that were open, as they were."""
    known = [one for one in dates if one.row.pk in before]
    return Trace(
        opened=tuple(one.row.pk for one in dates if one.row.pk not in before),
        closed=tuple(one.row.pk for one in known if one.row.done),
        changed=tuple(_changes(known, before)),
        events={event: was.events.get(event) for event in now.events if now.events[event] != was.events.get(event)},
        last_on=was.last_on,
        refusals=was.refusals,
    )


def _changes(dates: Iterable[OpenDate], before: Was) -> Iterator[DateBefore]:
    for one in dates:
        due_on, body = before[one.row.pk]
        if not one.row.done and (due_on, body) != (one.row.due_on, one.body):
            kept = {name: getattr(body, name) for name in _FIELDS}
            yield DateBefore(key=one.row.pk, then=one.row.due_on, due_on=due_on, **kept)


def take_back(
    row: Application, body: ApplicationBody, moves: Sequence[Numbered], why: str, *, by: Actor, on: date
) -> ApplicationBody:
    """Undo what moves did to deadlines, the last first, and return the record as it was before them."""
    traces = [move.body.trace for move in moves if move.body.trace]
    dates = _touched(row, traces, by=by)
    for trace in reversed(traces):
        opened = [dates[key] for key in trace.opened if key in dates and not dates[key].row.done]
        end_all(opened, why, by=by, on=on)
        for key in trace.closed:
            if key in dates:
                _reopen(dates[key], dates.values(), by=by)
        for was in trace.changed:
            if was.key in dates:
                _restore(dates[was.key], was, why, by=by)
        body = _before(body, trace)
    return body


def _before(body: ApplicationBody, trace: Trace) -> ApplicationBody:
    events = {event: day for event, day in (body.events | trace.events).items() if day is not None}
    return msgspec.structs.replace(body, events=events, last_on=trace.last_on, refusals=trace.refusals)


def _touched(row: Application, traces: Iterable[Trace], *, by: Actor) -> dict[UUID, OpenDate]:
    keys = {key for one in traces for key in (*one.opened, *one.closed, *(was.key for was in one.changed))}
    rows = list(row.deadlines.select_for_update().filter(pk__in=keys).order_by("pk"))
    bodies = vault.open_many([one.body for one in rows], by=by, why="application corrected", shown=False)
    return {one.pk: OpenDate(one, its) for one, its in zip(rows, bodies, strict=True)}


def _reopen(one: OpenDate, others: Iterable[OpenDate], *, by: Actor) -> None:
    """Open it again; how it had ended is kept. Not where another of the same rule runs meanwhile."""
    running = {other.body.rule for other in others if other.body.rule and not other.row.done}
    if not one.row.done or one.body.rule in running:
        return
    body = one.body
    ended = Closure(body.outcome, body.outcome_reason, body.outcome_on, body.outcome_by)
    one.body = msgspec.structs.replace(
        body, outcome="", outcome_reason="", outcome_on=None, outcome_by="", reopened=(*body.reopened, ended)
    )
    one.row.done = False
    _save(one, by=by)


def _restore(one: OpenDate, was: DateBefore, why: str, *, by: Actor) -> None:
    """Give it back the day it had, unless somebody has decided about it since."""
    if one.row.done or one.row.due_on != was.then:
        return
    day = one.row.due_on or one.body.held
    left = (EarlierDay(day=day, reason=why, by=by.user.handle, at=clock.now()),) if day else ()
    values = {name: getattr(was, name) for name in _FIELDS}
    one.body = msgspec.structs.replace(one.body, earlier=(*one.body.earlier, *left), **values)
    one.row.due_on = was.due_on
    _save(one, by=by)


def _save(one: OpenDate, *, by: Actor) -> None:
    vault.seal(one.row, "body", one.body, by=by)
    one.row.version += 1
    one.row.save(update_fields=["done", "due_on", "version", "body"])
