"""Adds up what counts: readings to points, group by group under their caps, for each of the two axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cases.risk.factors import QUARTERS, Axis, Factors, Group, Takes
from cases.risk.readings import READINGS
from cases.risk.view import Quarters, Reading, View

BEST, CAUTIOUS, WORST = range(3)


class Total(NamedTuple):
    """The two axes from 0 to 100, and whether something is so that makes the case critical by itself."""

    removal: int
    gravity: int
    critical: bool


class _Part(NamedTuple):
    """A group ready for adding: the place and the points of each of its factors."""

    cap: int  # in quarters of a point
    strongest: bool
    sign: int
    members: tuple[tuple[int, int], ...]


class Plan(NamedTuple):
    """A set of factors ready for adding."""

    parts: tuple[_Part, ...]  # those of removal, then those of gravity
    removal_parts: int
    part_of: tuple[int, ...]  # by place of the factor
    critical: tuple[int, ...]
    readers: tuple[Callable[[View], Reading], ...]
    unknown: tuple[Quarters, ...]


@lru_cache(maxsize=64)
def plan_of(factors: Factors) -> Plan:
    """Make a set of factors ready; it is done once for each."""
    groups = sorted(factors.groups, key=lambda group: list(Axis).index(group.axis))
    order = [group.id for group in groups]
    protecting = {group.id for group in groups if group.protects}
    return Plan(
        parts=tuple(_part(group, factors) for group in groups),
        removal_parts=sum(group.axis is Axis.REMOVAL for group in groups),
        part_of=tuple(order.index(factor.group) for factor in factors.factors),
        critical=tuple(place for place, factor in enumerate(factors.factors) if factor.critical),
        readers=tuple(READINGS[factor.id] for factor in factors.factors),
        unknown=tuple(
            (4, factor.unknown, 0) if factor.group in protecting else (0, factor.unknown, 4)
            for factor in factors.factors
        ),
    )


def _part(group: Group, factors: Factors) -> _Part:
    members = ((place, factor.points) for place, factor in enumerate(factors.factors) if factor.group == group.id)
    return _Part(group.cap * QUARTERS, group.takes is Takes.STRONGEST, -1 if group.protects else 1, tuple(members))


def read(view: View, plan: Plan, place: int) -> Quarters:
    """Read one factor on the view's day; an unknown one counts from nothing to in full."""
    view.reader = place
    reading = plan.readers[place](view)
    view.reader = -1
    return plan.unknown[place] if reading is None else reading


class Tally:
    """The points of every group for one quarter number per factor."""

    __slots__ = ("_plan", "_points", "_quarters")

    def __init__(self, plan: Plan, quarters: list[int]) -> None:
        self._plan = plan
        self._quarters = quarters
        self._points = [_points(part, quarters) for part in plan.parts]

    def put(self, place: int, quarter: int) -> None:
        """Count a factor anew; only its group is added up again."""
        self._quarters[place] = quarter
        part = self._plan.part_of[place]
        self._points[part] = _points(self._plan.parts[part], self._quarters)

    def total(self) -> Total:
        """Add up the groups of each axis."""
        plan, points, quarters = self._plan, self._points, self._quarters
        removal, gravity = sum(points[: plan.removal_parts]), sum(points[plan.removal_parts :])
        critical = QUARTERS in [quarters[place] for place in plan.critical]
        return Total(max(0, removal) // QUARTERS, gravity // QUARTERS, critical)

    def total_if(self, answers: Sequence[tuple[int, int]]) -> Total:
        """Add up as if some factors, named by place, counted so many quarters."""
        before = [(place, self._quarters[place]) for place, _ in answers]
        for place, answer in answers:
            self.put(place, answer)
        supposed = self.total()
        for place, quarter in before:
            self.put(place, quarter)
        return supposed


class Ledger:
    """What every factor reads on the view's day, added up for the best, the cautious and the worst case."""

    def __init__(self, view: View) -> None:
        self.plan = plan_of(view.factors)
        self.readings = [read(view, self.plan, place) for place in range(len(self.plan.readers))]
        self._tallies = [Tally(self.plan, list(quarters)) for quarters in zip(*self.readings, strict=True)]

    def put(self, place: int, reading: Quarters) -> None:
        """Enter a factor's new reading."""
        self.readings[place] = reading
        for tally, quarter in zip(self._tallies, reading, strict=True):
            tally.put(place, quarter)

    def totals(self) -> list[Total]:
        """Return the total of each case: best, cautious, worst."""
        return [tally.total() for tally in self._tallies]


def unfold(view: View) -> Iterator[Ledger]:
    """Yield the ledger of today and of every later day on which a reading changes; `view.on` is that day."""
    ledger = Ledger(view)
    yield ledger
    while view.turns:
        day = min(view.turns)
        readers = view.turns.pop(day)
        view.on = day
        for place in readers - {-1}:
            ledger.put(place, read(view, ledger.plan, place))
        yield ledger


def _points(part: _Part, quarters: list[int]) -> int:
    """Return a group's points in quarters, below its cap; protections are negative."""
    cap, strongest, sign, members = part
    worth = [full * quarters[place] for place, full in members]
    return sign * min(cap, max(worth) if strongest else sum(worth))
