"""Queues for passphrase derivations: one at a time per queue, four per machine, ten per quarter of an hour.

A stranger who hammers a handle fills only the queue of strangers: a browser that has logged in before has its own, and
a slot of the machine that strangers never take. The locks are PostgreSQL's, so they hold across all workers, and end
with the transaction.
"""

import hmac
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from cases.access.models import Attempt
from cases.base import clock

WINDOW = timedelta(minutes=15)
TRIES = 10
MACHINE_SLOTS = 4
_SLOT_SPACE = 0x5107
_PATIENCE_SECONDS = 8.0
_NAP_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Queue:
    """Who derives: a known browser, or whoever names a handle. The stored name is keyed, never typed text."""

    name: str
    known: bool = False

    @property
    def key(self) -> bytes:
        """The name as it is stored."""
        return hmac.digest(settings.SECRET_KEY.encode(), f"{self.known}:{self.name}".encode(), "sha256")


class Busy(Exception):
    """The derivation did not run: too many are waiting, or, with `minutes` to wait, the tries are used up."""

    def __init__(self, minutes: int = 0) -> None:
        super().__init__("busy")
        self.minutes = minutes


@contextmanager
def queued(queue: Queue) -> Iterator[None]:
    """Hold a place in the queue and one of the machine's slots while the block derives."""
    number = int.from_bytes(queue.key[:8], signed=True)
    with transaction.atomic():
        _wait_for(lambda: _try_lock("SELECT pg_try_advisory_xact_lock(%s)", [number]))
        _spend(queue)
        _wait_for(lambda: _take_slot(MACHINE_SLOTS if queue.known else MACHINE_SLOTS - 1))
        yield


def forgive(queue: Queue) -> None:
    """Empty the count after a success, and forget counts of windows gone by."""
    Attempt.objects.filter(Q(queue=queue.key) | Q(started_at__lt=clock.now() - WINDOW)).delete()


def _spend(queue: Queue) -> None:
    now = clock.now()
    Attempt.objects.filter(queue=queue.key, started_at__lt=now - WINDOW).delete()
    attempt, _ = Attempt.objects.get_or_create(queue=queue.key, defaults={"started_at": now})
    if attempt.count >= TRIES:
        raise Busy(minutes=math.ceil((attempt.started_at + WINDOW - now) / timedelta(minutes=1)))
    Attempt.objects.filter(queue=queue.key).update(count=F("count") + 1)


def _take_slot(slots: int) -> bool:
    return any(_try_lock("SELECT pg_try_advisory_xact_lock(%s, %s)", [_SLOT_SPACE, slot]) for slot in range(slots))


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
