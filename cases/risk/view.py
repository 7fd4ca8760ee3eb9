"""A case as it stands on one day, which remembers the later days on which an answer will change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from cases.risk.country import CountryRisk, Incident
from cases.risk.factors import Factors, catalogue
from cases.risk.facts import Facts

HORIZON_DAYS = 365

# How many quarters of a factor's points count: in the best case, in the cautious case, in the worst case.
# A reading of None means that nobody knows.
Quarters = tuple[int, int, int]
Reading = Quarters | None

NO: Quarters = (0, 0, 0)
YES: Quarters = (4, 4, 4)


class View:
    """Every question about time is asked here, so no date can matter without its day being noted in `turns`."""

    __slots__ = ("_horizon", "country", "factors", "facts", "incidents", "on", "reader", "start", "turns")

    def __init__(
        self,
        facts: Facts,
        country: CountryRisk,
        incidents: Sequence[Incident],
        on: date,
        factors: Factors | None = None,
    ) -> None:
        self.factors = factors or catalogue()
        self.facts = facts
        self.country = country
        self.incidents = incidents
        self.on = self.start = on
        self.reader = -1  # who is asking: the number of a factor, or -1 for the overrides
        self.turns: dict[date, set[int]] = {}
        self._horizon = on + timedelta(HORIZON_DAYS)

    def past(self, day: date, days: int) -> bool:
        """Whether more than `days` days have gone by since `day`."""
        return self.reached(_plus(day, days + 1))

    def after(self, day: date) -> bool:
        """Whether `day` itself is over."""
        return self.past(day, 0)

    def reached(self, day: date) -> bool:
        """Whether `day` has begun."""
        if day <= self.on:
            return True
        if day <= self._horizon:
            self.turns.setdefault(day, set()).add(self.reader)
        return False


def claim(value: bool | None) -> Reading:
    """Read a yes, a no or an unknown."""
    return None if value is None else YES if value else NO


def strongest(readings: list[Quarters]) -> Quarters:
    """Return the highest of each case."""
    best, cautious, worst = zip(*readings, strict=True)
    return max(best), max(cautious), max(worst)


def weakest(readings: list[Quarters]) -> Quarters:
    """Return the lowest of each case."""
    best, cautious, worst = zip(*readings, strict=True)
    return min(best), min(cautious), min(worst)


def _plus(day: date, days: int) -> date:
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max
