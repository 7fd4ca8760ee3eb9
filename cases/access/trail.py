"""What happens to an account is recorded in every team of its person: any of them may have to act on it."""

from functools import partial
from typing import Final

from django.db import connection

from cases.access.actor import Actor
from cases.access.models import User
from cases.access.nobody import is_nobody
from cases.access.queries import memberships_of
from cases.audit import alerts, log
from cases.audit.models import AlertKind, EventKind

_AS_LONG_AS_AN_EVENT: Final = bytes(512)


def tell_teams(kind: EventKind, user: User, detail: str = "") -> None:
    """Record an event of an account; of people without a team it is sealed to themselves.

    A failure stays, whatever becomes of its request. Nothing is recorded about handles nobody has, at the same cost.
    """
    places = list(memberships_of(user))
    authors = [Actor(user=user, membership=place, private_key=b"") for place in places]
    alone = [Actor(user=user, membership=None, private_key=b"")]
    write: log.Write = partial(log.record_each, kind, by=authors or alone, detail=detail)
    if is_nobody(user):
        write = _write_nothing
    if kind is EventKind.LOGIN_FAILED:
        log.afterwards(write)
    else:
        write()


def alert_teams(kind: AlertKind, user: User) -> None:
    """Alert the coordinators of every team of a person."""
    for place in memberships_of(user):
        alerts.raise_alert(kind, by=Actor(user=user, membership=place, private_key=b""))


def _write_nothing() -> None:
    """Put a message that nobody reads into the write-ahead log.

    What else a try to log in writes is outside that log, so only an event makes the disk be waited for: some
    milliseconds, by which a stranger could tell a handle that exists from one that does not.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, '', %s)", [_AS_LONG_AS_AN_EVENT])
