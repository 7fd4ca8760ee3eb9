"""Writing the audit. Any process may append; only coordinators, who hold the lead root, can read."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Final, Protocol

import msgspec

from cases.audit.models import Event, EventKind
from cases.base import clock
from cases.keys import envelope

_STEP = 256
Write = Callable[[], object]
_waiting: Final[ContextVar[list[Write] | None]] = ContextVar("written after the request", default=None)


class _HasKey(Protocol):
    id: uuid.UUID
    public_key: bytes | memoryview


class _HasAudit(Protocol):
    id: uuid.UUID
    audit_public: bytes | memoryview | None
    epoch: int


class Author(Protocol):
    """Who acts: an actor with a user and, except for operators, a team."""

    @property
    def user(self) -> _HasKey: ...
    @property
    def team(self) -> _HasAudit | None: ...


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event says, sealed."""

    at: datetime
    kind: str
    user: str
    cases: tuple[str, ...] = ()
    detail: str = ""


def record(
    kind: EventKind, *, by: Author, cases: Iterable[uuid.UUID] = (), detail: str = "", tag: bytes | None = None
) -> Event:
    """Append an event inside the caller's transaction: when it cannot be written, the act did not happen.

    It is sealed to the team's lead root; events of people without a team to their own key.
    """
    event = _sealed(kind, by, cases=cases, detail=detail, tag=tag)
    event.save(force_insert=True)
    return event


def record_each(kind: EventKind, *, by: Iterable[Author], detail: str = "") -> None:
    """Append the same event for each of several authors in one statement: one person, in each of their teams."""
    Event.objects.bulk_create([_sealed(kind, author, detail=detail) for author in by])


def record_failure(kind: EventKind, *, by: Author, cases: Iterable[uuid.UUID] = (), detail: str = "") -> None:
    """Record what was denied or failed: unlike `record` it stays, whatever becomes of the act it belongs to."""
    afterwards(partial(record, kind, by=by, cases=list(cases), detail=detail))


def afterwards(write: Write) -> None:
    """Have something written after the request's transaction, however it ends; outside a request, now.

    A second connection inside the request would wait for the first, which waits for the request.
    """
    waiting = _waiting.get()
    if waiting is None:
        write()
    else:
        waiting.append(write)


@contextmanager
def outliving() -> Iterator[list[Write]]:
    """Collect what waits for the end of a request; whoever opens the block does the writes after it."""
    waiting: list[Write] = []
    token = _waiting.set(waiting)
    try:
        yield waiting
    finally:
        _waiting.reset(token)


def read(event: Event, private_key: bytes) -> Body:
    """Open an event with the private half of the audit pair."""
    return msgspec.msgpack.decode(envelope.unbox(private_key, bytes(event.body), place_of(event)), type=Body)


def place_of(event: Event) -> envelope.Place:
    """Where an event's body belongs."""
    return envelope.Place("audit.Event", "body", str(event.id), str(event.team_id or ""))


def _sealed(
    kind: EventKind, by: Author, *, cases: Iterable[uuid.UUID] = (), detail: str = "", tag: bytes | None = None
) -> Event:
    team = by.team if by.team is not None and by.team.audit_public else None
    reader = bytes(team.audit_public) if team and team.audit_public else bytes(by.user.public_key)
    event = Event(team_id=by.team.id if by.team else None, day=clock.now().date(), tag=tag)
    body = Body(
        at=clock.now(),
        kind=kind.value,
        user=str(by.user.id),
        cases=tuple(str(case) for case in cases),
        detail=detail,
    )
    event.body = envelope.box(
        reader, msgspec.msgpack.encode(body), place_of(event), epoch=team.epoch if team else 0, step=_STEP
    )
    return event
