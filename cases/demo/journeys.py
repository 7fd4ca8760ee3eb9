"""Ways through procedures: for an application that stands at a given stage, the moves that brought it there."""

from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from cases.applications.daterules import last_day
from cases.applications.procedure import AllowedMove, Procedure
from cases.applications.work import ToldBy
from cases.applications.workflow import ends, next_moves, openings

_LONGEST_WAIT = 400
_TOLD = (
    *(ToldBy.PERSON,) * 4,
    *(ToldBy.LAWYER,) * 3,
    ToldBy.AUTHORITY,
    ToldBy.AUTHORITY,
    ToldBy.PARTNER,
    ToldBy.FAMILY,
)


class Step(NamedTuple):
    """One move, the day it happened, and who told the team."""

    move: str
    on: date
    told_by: ToldBy
    note: str


class Journey(NamedTuple):
    """An application's whole way so far."""

    procedure: str
    stage: str
    steps: tuple[Step, ...]
    over: bool


def journey(
    procedure: Procedure, stage: str, chance: Random, *, today: date, notes: Sequence[str] = ("",)
) -> Journey | None:
    """Lead a file of the procedure to `stage`, under the law of its first day; None where no such day exists."""
    way = _way(procedure, stage)
    days = _days(procedure, way, chance, today)
    if not days:
        return None
    steps = tuple(
        Step(move.name, day, chance.choice(_TOLD), chance.choice(notes)) for move, day in zip(way, days, strict=True)
    )
    return Journey(procedure.id, stage, steps, stage in ends(procedure))


def _way(procedure: Procedure, stage: str) -> list[AllowedMove]:
    """Return the shortest way from an opening move to the stage, breadth first."""
    queue = deque([move] for move in openings(procedure))
    seen: set[str] = set()
    while queue:
        way = queue.popleft()
        here = way[-1].to or ""
        if here == stage:
            return way
        if here not in seen:
            seen.add(here)
            queue.extend([*way, move] for move in next_moves(procedure, here) if move.to)
    raise ValueError(f"{procedure.id}: nothing leads to {stage}")


def _days(procedure: Procedure, way: Sequence[AllowedMove], chance: Random, today: date) -> list[date]:
    """Return a day for each move: the last one near its deadline, the others days or weeks apart, the first lawful."""
    days = [today - timedelta(days=_ago(procedure, way[-1], chance, today))]
    while len(days) < len(way):
        days.insert(0, days[0] - timedelta(days=chance.choice((1, 4, 9, 16, 25, 40))))
    regime = procedure.regime
    if regime.day and not regime.admits(days[0]):
        shift = regime.day - days[0] if days[0] < regime.day else regime.day - days[0] - timedelta(days=1)
        days = [min(today, day + shift) for day in days]
    return days if regime.admits(days[0]) else []


def _ago(procedure: Procedure, move: AllowedMove, chance: Random, today: date) -> int:
    """Return how many days ago the last move was: long enough that what it opened is due about now, or any time."""
    opened = [rule.span for rule in procedure.deadlines if rule.opener in move.events and rule.span]
    if opened and chance.random() < 0.7:
        length = (last_day(today, min(opened, key=lambda span: last_day(today, span))) - today).days
        ago = length - chance.randint(-6, 25)
        if 0 <= ago <= _LONGEST_WAIT:
            return ago
    return chance.choice((0, 1, 2, 5, 8, 13, 20, 30, 45, 70, 110))
