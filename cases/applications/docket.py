"""What a move does to the deadlines of a file: closes, pauses, resumes and opens them. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from datetime import date
from uuid import UUID

import msgspec

from cases.applications.daterules import Due, due, resumed
from cases.applications.procedure import DeadlineRule, Procedure, Regime
from cases.base.dates import PartialDate


class Running(msgspec.Struct, frozen=True):
    """An open deadline of the file: of which rule, and due when; paused, it holds the day it was due."""

    key: UUID
    rule: str
    due_on: date | None
    paused_on: date | None = None
    held: date | None = None


class Close(msgspec.Struct, frozen=True):
    """The deadline was met, or no longer applies."""

    key: UUID
    met: bool


class Pause(msgspec.Struct, frozen=True):
    """The clock stands still from this day."""

    key: UUID
    on: date


class Resume(msgspec.Struct, frozen=True):
    """The rest runs on until this day."""

    key: UUID
    due_on: date


class Start(msgspec.Struct, frozen=True):
    """A rule's clock starts; `key` names a deadline already running under it, which starts anew."""

    rule: str
    due: Due
    since: PartialDate
    key: UUID | None = None


Effect = Close | Pause | Resume | Start


class File(msgspec.Struct, frozen=True):
    """What the deadlines of a file depend on: its law, and all that happened in it, this move included."""

    procedure: Procedure
    regime: Regime
    events: Mapping[str, PartialDate]


def effects(
    file: File, happening: Set[str], on: PartialDate, running: Sequence[Running], holidays: Collection[date]
) -> Iterator[Effect]:
    """Yield what follows from `happening` on that day; `running` are the open deadlines before it."""
    still: dict[str, Running] = {}
    for one in running:
        rule = file.procedure.rule(one.rule)
        if rule is None:
            continue
        if rule.closed_by(happening):
            yield Close(one.key, met=not happening.isdisjoint(rule.met_by))
            continue
        still[one.rule] = one
        yield from _suspension(rule, one, happening, on, running)
        if one.due_on and any(extension.after in happening for extension in rule.extensions):
            yield from _start(file, rule, on, one, holidays)
    for rule in file.procedure.deadlines:
        if rule.opener in happening and not _already_over(rule, file.events, happening, on):
            yield from _start(file, rule, on, still.get(rule.id), holidays)


def _suspension(
    rule: DeadlineRule, one: Running, happening: Set[str], on: PartialDate, running: Sequence[Running]
) -> Iterator[Effect]:
    pause = rule.suspension
    if pause is None:
        return
    if pause.starts in happening and one.due_on is not None and _in_time(pause.only_before, on, running):
        yield Pause(one.key, on.latest())  # of the days it may have been, the one that leaves the shortest rest
    if pause.ends in happening and one.paused_on and one.held:
        yield Resume(one.key, resumed(one.held, paused_on=one.paused_on, resumed_on=on.earliest()))


def _in_time(before: str | None, on: PartialDate, running: Sequence[Running]) -> bool:
    """Whether the deadline to ask for a suspension was still running on the latest day it may have been asked."""
    if before is None:
        return True
    return any(one.rule == before and one.due_on is not None and on.latest() <= one.due_on for one in running)


def _already_over(rule: DeadlineRule, events: Mapping[str, PartialDate], happening: Set[str], on: PartialDate) -> bool:
    """Whether what would close the deadline has happened with it, or surely after it."""
    start = _since(rule, events, on).latest()
    closers = [event for event in (*rule.met_by, *rule.ended_by) if event in events]
    return any(event in happening or events[event].earliest() > start for event in closers)


def _start(
    file: File, rule: DeadlineRule, on: PartialDate, already: Running | None, holidays: Collection[date]
) -> Iterator[Effect]:
    since = _since(rule, file.events, on)
    found = due(rule, file.regime, since, events=frozenset(file.events), holidays=holidays)
    if found:
        yield Start(rule.id, found, since, already.key if already else None)


def _since(rule: DeadlineRule, events: Mapping[str, PartialDate], on: PartialDate) -> PartialDate:
    """The day counted from; where that was never recorded, the opening day, which makes nothing firm."""
    return events.get(rule.from_event) or msgspec.structs.replace(on, about=True)
