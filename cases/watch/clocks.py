"""The clocks of a detention: what is to be done, by when, and what is done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.base.forms import Word
from cases.countries import catalogue
from cases.countries.checklist import Item
from cases.countries.words import CALLS
from cases.watch.models import ChecklistTick, DetentionBody

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Check:
    """One step of the checklist on the running clock."""

    item: Item
    call: Word
    due_at: datetime
    hours_left: int
    tick: ChecklistTick | None

    @property
    def late(self) -> bool:
        """Whether its hour is past and nobody has done it."""
        return self.tick is None and self.hours_left < 0

    @property
    def hours_late(self) -> int:
        """Full hours past its time."""
        return -self.hours_left - 1


def hours_since(since: datetime, now: datetime) -> int:
    """Return the full hours that have passed."""
    return max(0, (now - since) // HOUR)


def checks(body: DetentionBody, now: datetime) -> list[Check]:
    """Return the checklist of the country with the time left for each step, what is open first."""
    ticks = {tick.item: tick for tick in body.ticks}
    found = [_check(item, ticks.get(item.id), body.since, now) for item in catalogue.detention_checklist(body.country)]
    return sorted(found, key=lambda check: check.tick is not None)


def _check(item: Item, tick: ChecklistTick | None, since: datetime, now: datetime) -> Check:
    due_at = since + item.within_hours * HOUR
    return Check(item, CALLS[item.call], due_at, (due_at - now) // HOUR, tick)
