"""A month of dates as a calendar: its weeks, and on each day the first few dates and how many more there are."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from cases import vault
from cases.access.actor import Actor
from cases.applications import queries
from cases.applications.rows import DateRow

SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what is due on it, as much as is shown, and whether it is of this month at all."""

    day: date
    rows: list[DateRow]
    count: int
    inside: bool

    @property
    def more(self) -> int:
        """How many dates are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Month:
    """The month a day lies in."""

    first: date
    weeks: list[list[Day]]

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def count(self) -> int:
        """How many dates are due in it."""
        return sum(day.count for week in self.weeks for day in week)


def month_of(day: date, chosen: Mapping[str, Any], *, by: Actor) -> Month:
    """Read the month a day lies in. Aliases stay sealed: a code and a few words are what a square has room for."""
    weeks = Calendar().monthdatescalendar(day.year, day.month)
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    counts, found = queries.dates_by_day(by, chosen, first, last, most=SHOWN)
    bodies = vault.open_many([row.body for row in found], by=by, why="deadlines month")
    rows: dict[date | None, list[DateRow]] = defaultdict(list)
    for row, body in zip(found, bodies, strict=True):
        rows[row.due_on].append(DateRow(row, body))
    shown = [[Day(one, rows[one], counts.get(one, 0), one.month == first.month) for one in week] for week in weeks]
    return Month(first, shown)
