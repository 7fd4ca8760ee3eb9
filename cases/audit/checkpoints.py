"""Closed days: how many events a day had and the root over all of them, signed, and chained to the day before.

A day is closed by the first coordinator who opens a page after it; nobody else waits for that, and no event is held
up by it. A closed day from which events were cut, to which some were added, in which one was edited or exchanged, no
longer fits what was signed; nor does the day after one that was taken out whole. What is signed, part after part:

    "audit checkpoint" | team, 16 bytes | day, YYYY-MM-DD | epoch, 4 bytes | count, 4 bytes | root, 32 | previous, 32

The root is over one leaf for each event in the order of their ids: id, day, tag and sealed body (see `merkle`). The
epoch says which of the team's keys signed. `previous` is the SHA-256 of what was signed for the closed day before, and
32 zero bytes for the first.
"""

import struct
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Protocol

from django.db import models
from django.db.models import Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cases.audit import merkle
from cases.audit.models import Checkpoint, Event
from cases.base import clock
from cases.keys.derive import digest
from cases.keys.pairs import fingerprint, is_signed

DAYS_AT_ONCE: Final = 7
NOTHING_BEFORE: Final = bytes(32)
_GRACE: Final = timedelta(hours=1)  # a request that began before midnight may still write into its day
_CHUNK: Final = 2_000


class _TeamKeys(Protocol):
    @property
    def epoch(self) -> int: ...


class _Keyring(Protocol):
    @property
    def team(self) -> _TeamKeys: ...
    def sign(self, message: bytes) -> bytes: ...


class _Team(Protocol):
    id: uuid.UUID


class Signer(Protocol):
    """A coordinator: who holds the key that signs for the team."""

    @property
    def own_team(self) -> _Team: ...
    @property
    def keyring(self) -> _Keyring: ...


class Fault(models.TextChoices):
    """What does not fit on a day."""

    MISSING = "missing", _("events are missing")
    ADDED = "added", _("events were added after the day was closed")
    CHANGED = "changed", _("an event was changed or exchanged")
    UNSIGNED = "unsigned", _("the checkpoint is not signed with the team's key")
    BROKEN = "broken", _("a closed day before it was taken out or changed")
    GONE = "gone", _("the checkpoint is gone, or the events were added later: a later day is closed")
    OLDER_KEY = "older", _("the checkpoint is signed with an older key than the day before")


@dataclass(frozen=True, slots=True)
class Day:
    """What was found of one day: how many events there are, how many were signed, and what does not fit."""

    day: date
    events: int
    signed: int | None = None  # None while the day is not closed
    code: str = ""
    faults: list[Fault] = field(default_factory=list)


# Closing ------------------------------------------------------------------------------------------------


def close_days(*, by: Signer) -> list[Checkpoint]:
    """Close the oldest days that are over, a week of them at most; one indexed query when there is nothing to do.

    Two coordinators may do so at once: both sign the same, and the second writes nothing.
    """
    team = by.own_team.id
    days = list(_open_days(team))
    last = _last(team) if days else None
    closed = []
    for day in days:
        _close(team, day, last, by)
        last = Checkpoint.objects.get(team_id=team, day=day)
        closed.append(last)
    return closed


def first_open_day() -> date:
    """Return the oldest day that may still be written into."""
    return (clock.now() - _GRACE).date()


def _open_days(team: uuid.UUID) -> models.QuerySet[Event, date]:
    last = Checkpoint.objects.filter(team_id=team).order_by("-day").values("day")[:1]
    after = Coalesce(Subquery(last), Value(date.min), output_field=models.DateField())
    events = Event.objects.filter(team_id=team, day__gt=after, day__lt=first_open_day())
    return events.order_by("day").values_list("day", flat=True).distinct()[:DAYS_AT_ONCE]


def _close(team: uuid.UUID, day: date, last: Checkpoint | None, by: Signer) -> None:
    count, root = _sum(team, day)
    row = Checkpoint(team_id=team, day=day, epoch=by.keyring.team.epoch, count=count, root=root)
    row.previous = _link(last)
    row.signature = by.keyring.sign(statement(row))
    Checkpoint.objects.bulk_create([row], ignore_conflicts=True)


def _sum(team: uuid.UUID, day: date) -> tuple[int, bytes]:
    """Return count and root of a day's events."""
    events = Event.objects.filter(team_id=team, day=day).order_by("id").values_list("id", "tag", "body")
    leaves = [
        merkle.leaf(pk.bytes, day.isoformat().encode(), bytes(tag) if tag is not None else None, bytes(body))
        for pk, tag, body in events.iterator(_CHUNK)
    ]
    return len(leaves), merkle.root(leaves)


def _last(team: uuid.UUID, before: date = date.max) -> Checkpoint | None:
    return Checkpoint.objects.filter(team_id=team, day__lt=before).order_by("day").last()


# What is signed -----------------------------------------------------------------------------------------


def statement(row: Checkpoint) -> bytes:
    """Return what is signed of a checkpoint."""
    parts = (row.team_id.bytes, row.day.isoformat().encode(), struct.pack(">II", row.epoch, row.count))
    return b"".join((b"audit checkpoint", *parts, bytes(row.root), bytes(row.previous)))


def code_of(row: Checkpoint) -> str:
    """Return the short code of a checkpoint. Noted elsewhere, it proves later that the chain up to it still stands."""
    return fingerprint(statement(row))


def _link(before: Checkpoint | None) -> bytes:
    return digest(statement(before)) if before is not None else NOTHING_BEFORE


# Checking -----------------------------------------------------------------------------------------------


def examine(
    team: uuid.UUID, keys: Mapping[int, bytes], *, since: date = date.min, until: date = date.max
) -> Iterator[Day]:
    """Check each day that is over against its events, its signature and the closed day before.

    `keys` are the team's verify keys by epoch. Nothing secret is needed. `until` is the first day that is left out.
    """
    before, newest = _last(team, since), _last(team)
    rows = {row.day: row for row in Checkpoint.objects.filter(team_id=team, day__gte=since, day__lt=until)}
    for day in sorted({*rows, *_days_with_events(team, since, until)}):
        row = rows.get(day)
        count, root = _sum(team, day)
        if row is None:
            yield Day(day, count, faults=[Fault.GONE] if newest and day < newest.day else [])
            continue
        faults = [*_of_events(row, count, root), *_of_chain(row, before, keys)]
        yield Day(day, count, row.count, code_of(row), faults)
        before = row


def _days_with_events(team: uuid.UUID, since: date, until: date) -> models.QuerySet[Event, date]:
    over = Q(team_id=team, day__gte=since, day__lt=min(until, first_open_day()))
    return Event.objects.filter(over).order_by("day").values_list("day", flat=True).distinct()


def _of_events(row: Checkpoint, count: int, root: bytes) -> Iterator[Fault]:
    if count < row.count:
        yield Fault.MISSING
    elif count > row.count:
        yield Fault.ADDED
    elif root != bytes(row.root):
        yield Fault.CHANGED


def _of_chain(row: Checkpoint, before: Checkpoint | None, keys: Mapping[int, bytes]) -> Iterator[Fault]:
    if not is_signed(keys.get(row.epoch, b""), statement(row), bytes(row.signature)):
        yield Fault.UNSIGNED
    if bytes(row.previous) != _link(before):
        yield Fault.BROKEN
    if before is not None and row.epoch < before.epoch:
        yield Fault.OLDER_KEY
