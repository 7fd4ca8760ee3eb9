"""Writing the audit. Any process may append; only coordinators, who hold the lead root, can read."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import msgspec

from cases.audit.models import Event, EventKind
from cases.base import clock
from cases.keys import envelope

_STEP = 256


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
    event.save(force_insert=True)
    return event


def read(event: Event, private_key: bytes) -> Body:
    """Open an event with the private half of the audit pair."""
    return msgspec.msgpack.decode(envelope.unbox(private_key, bytes(event.body), place_of(event)), type=Body)


def place_of(event: Event) -> envelope.Place:
    """Where an event's body belongs."""
    return envelope.Place("audit.Event", "body", str(event.id), str(event.team_id or ""))
