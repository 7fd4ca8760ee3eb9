"""Queues for passphrase derivations: one at a time per queue, four per machine, ten per quarter of an hour.

A stranger who hammers a handle fills only the queue of strangers: a browser that has logged in before has its own.
The locks are PostgreSQL's, so they hold across all workers, and end with the transaction.
"""

import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from cases.access.models import Attempt
from cases.base import clock

WINDOW = timedelta(minutes=15)
TRIES = 10
MACHINE_SLOTS = 4
_SLOT_SPACE = 0x5107
_PATIENCE_SECONDS = 8.0
_NAP_SECONDS = 0.05


class Busy(Exception):
    """The queue is full or its tries are used up; the derivation did not run."""


@contextmanager
def queued(name: str) -> Iterator[None]:
    """Hold a place in the queue `name` and one of the machine's slots while the block derives."""
    queue = hmac.digest(settings.SECRET_KEY.encode(), name.encode(), "sha256")
    with transaction.atomic():
        _wait_for(lambda: _try_lock("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(queue[:8], signed=True)]))
        _spend(queue)
        _wait_for(_take_slot)
        yield


def forgive(name: str) -> None:
    """Empty the count after a success."""
    Attempt.objects.filter(queue=hmac.digest(settings.SECRET_KEY.encode(), name.encode(), "sha256")).delete()


def _spend(queue: bytes) -> None:
    now = clock.now()
    Attempt.objects.filter(queue=queue, started_at__lt=now - WINDOW).delete()
    attempt, _ = Attempt.objects.get_or_create(queue=queue, defaults={"started_at": now})
    if attempt.count >= TRIES:
        raise Busy
    Attempt.objects.filter(queue=queue).update(count=F("count") + 1)


def _take_slot() -> bool:
    return any(
        _try_lock("SELECT pg_try_advisory_xact_lock(%s, %s)", [_SLOT_SPACE, slot]) for slot in range(MACHINE_SLOTS)
    )


def _try_lock(sql: str, params: list[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return bool(cursor.fetchone()[0])


def _wait_for(condition: Callable[[], bool]) -> None:
    patience = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > patience:
            raise Busy
        time.sleep(_NAP_SECONDS)
