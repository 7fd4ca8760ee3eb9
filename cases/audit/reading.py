"""How many dossiers a person opens within an hour: more than a set number stops them and alerts the coordinators.

A stolen session reads no faster than this. The rule: a case counts once an hour for a person, when its dossier is
opened by itself, as its page, its forms and its name do. What shows many cases, a line each, does not count: lists, my
work, the banner. A search counts as one, for it shows names. What was counted in this hour stays open, so that nobody
is stopped in the middle of a case; nor does an act count that shows nothing, such as reporting a detention.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from django.conf import settings
from django.db import connection
from django.db.models import F

from cases.audit.models import Reading
from cases.base import clock

HOUR: Final = timedelta(hours=1)
_MARK_BYTES: Final = 8
# One statement, so that parallel requests of one person cannot both take the last place. The row is theirs alone.
_SPEND: Final = """
    INSERT INTO audit_reading AS mine (user_id, started_at, seen, allowed) VALUES (%(user)s, %(now)s, %(mark)s, 0)
    ON CONFLICT (user_id) DO UPDATE SET
        started_at = CASE WHEN mine.started_at > %(past)s THEN mine.started_at ELSE excluded.started_at END,
        allowed = CASE WHEN mine.started_at > %(past)s THEN mine.allowed ELSE 0 END,
        seen = CASE WHEN mine.started_at <= %(past)s THEN excluded.seen
            WHEN position(excluded.seen IN mine.seen) > 0 THEN mine.seen
            ELSE mine.seen || excluded.seen END
    RETURNING started_at, length(seen) / %(bytes)s, allowed
"""


class _HasId(Protocol):
    id: uuid.UUID


class Reader(Protocol):
    """Who reads."""

    @property
    def user(self) -> _HasId: ...
    @property
    def sees_whole_team(self) -> bool: ...
    def mark(self, text: str) -> bytes: ...


class Spent(Exception):
    """Too many dossiers within the hour that ends at `until`."""

    def __init__(self, until: datetime, most: int) -> None:
        super().__init__("reading budget spent")
        self.until = until
        self.most = most


def spend(what: uuid.UUID, *, by: Reader) -> None:
    """Count the opening of a case, or raise `Spent`; one that was counted in this hour counts no more."""
    now = clock.now()
    values: dict[str, Any] = {
        "user": by.user.id,
        "now": now,
        "past": now - HOUR,
        "mark": by.mark(f"reading {what}")[:_MARK_BYTES],
        "bytes": _MARK_BYTES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, values)
        started_at, count, allowed = cursor.fetchone()
    most = limit(members=by.sees_whole_team) + allowed
    if count > most:
        raise Spent(started_at + HOUR, most)


def limit(*, members: bool) -> int:
    """Return how many dossiers an hour holds for an activist, or for a member."""
    activist, member = (int(part) for part in settings.READS_PER_HOUR.split(","))
    return member if members else activist


def allow(user: uuid.UUID, more: int) -> bool:
    """Let a person open `more` dossiers in the hour that runs for them; False when none does any more."""
    running = Reading.objects.filter(user_id=user, started_at__gt=clock.now() - HOUR)
    return bool(running.update(allowed=F("allowed") + more))
