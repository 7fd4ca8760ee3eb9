"""Closed days: the keys to check them with, and as much of the check as one page has time for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Final

from django.db.models import QuerySet

from cases.access.actor import Actor
from cases.access.models import PastKeys, Team
from cases.audit import checkpoints
from cases.audit.checkpoints import Day
from cases.audit.models import Checkpoint
from cases.keys.keyring import Keyring, Withheld, signing_seed
from cases.keys.pairs import verify_key_of

A_WEEK: Final = 7
A_MONTH: Final = 31
_EVENTS: Final = 20_000  # read again for one page, in about half a second
_IN_PASSING: Final = 5_000


@dataclass(frozen=True, slots=True)
class Checked:
    """The days that were checked, the newest first; `before` them, or else of `too_full` days, some were left out."""

    days: list[Day]
    before: date | None = None
    too_full: date | None = None

    @property
    def wrong(self) -> list[Day]:
        """The days that do not fit."""
        return [day for day in self.days if day.faults]

    @property
    def last(self) -> Day | None:
        """The newest closed day."""
        return next((day for day in self.days if day.signed is not None), None)


def published_keys(team: Team) -> Mapping[int, bytes]:
    """Return a team's verify keys by epoch as the database has them: whoever writes it could put others there."""
    past = PastKeys.objects.filter(team=team).values_list("epoch", "verify_key")
    return {epoch: bytes(key) for epoch, key in past} | {team.epoch: bytes(team.verify_key or b"")}


def pinned_keys(by: Actor) -> Mapping[int, bytes]:
    """Return the verify keys that follow from the roots a coordinator holds: nobody can put others there."""
    found = {}
    for epoch in range(by.keyring.team.epoch, 0, -1):
        try:
            found[epoch] = _verify_key(by.keyring_of(epoch))
        except Withheld:
            break
    return found


def check(by: Actor, *, most: int, until: date = date.max) -> Checked:
    """Check the newest days before `until`: at most so many, fewer where days are very full, and always one."""
    sizes = _sizes(by, most, until)
    return _check(by, sizes, max(1, _fitting(sizes[:most], _EVENTS)), until)


def glance(by: Actor) -> Checked:
    """Check the newest days of a week as far as that is done in passing."""
    sizes = _sizes(by, A_WEEK, date.max)
    fitting = _fitting(sizes[:A_WEEK], _IN_PASSING)
    return _check(by, sizes, fitting, date.max) if fitting or not sizes else Checked([], too_full=sizes[0][0])


def codes(by: Actor) -> dict[str, date]:
    """Return the code of every closed day."""
    return {checkpoints.code_of(row): row.day for row in _closed(by, date.max)}


def _closed(by: Actor, until: date) -> QuerySet[Checkpoint]:
    return Checkpoint.objects.filter(team_id=by.own_team.pk, day__lt=until).order_by("-day")


def _sizes(by: Actor, most: int, until: date) -> list[tuple[date, int]]:
    return list(_closed(by, until).values_list("day", "count")[: most + 1])


def _fitting(sizes: list[tuple[date, int]], events: int) -> int:
    return sum(total <= events for total in accumulate(count for _day, count in sizes))


def _check(by: Actor, sizes: list[tuple[date, int]], number: int, until: date) -> Checked:
    before = sizes[number - 1][0] if number < len(sizes) else None
    found = checkpoints.examine(by.own_team.pk, pinned_keys(by), since=before or date.min, until=until)
    return Checked(list(found)[::-1], before)


def _verify_key(keyring: Keyring) -> bytes:
    if keyring.team.lead is None:
        raise Withheld
    return verify_key_of(signing_seed(keyring.team.lead))
