"""Tasks that come again: on which days. Pure."""

from datetime import date, timedelta
from enum import StrEnum

import msgspec

from cases.applications.daterules import last_day
from cases.applications.procedure import Span


class RhythmUnit(StrEnum):
    """What a rhythm is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Rhythm(msgspec.Struct, frozen=True):
    """Every so many days, weeks or months from a first day.

    Every day is counted from the first: after a short month the 31st comes back, and what was done late moves nothing.
    """

    every: int
    unit: RhythmUnit
    start: date
    until: date | None = None


def next_day(rhythm: Rhythm, after: date) -> date | None:
    """Return the first day of the series that lies after a day, None when the series is over."""
    step = max(0, _steps_before(rhythm, after))
    while (day := _day(rhythm, step)) <= after:
        step += 1
    return day if rhythm.until is None or day <= rhythm.until else None


def is_answered(due: date, heard: date, every: int) -> bool:
    """Tell whether hearing from somebody stands for the sign of life due on a day: in the half before it, or later.

    So nobody is silent for longer than one rhythm and a half without its being noticed.
    """
    return heard > due - timedelta(days=(every + 1) // 2)


def _day(rhythm: Rhythm, step: int) -> date:
    return last_day(rhythm.start, Span(rhythm.every * step, rhythm.unit.value))


def _steps_before(rhythm: Rhythm, after: date) -> int:
    """Return a number of steps that surely leads to no later day than `after`."""
    if rhythm.unit is RhythmUnit.MONTHS:
        months = (after.year - rhythm.start.year) * 12 + after.month - rhythm.start.month
        return months // rhythm.every - 1
    length = timedelta(days=rhythm.every * (7 if rhythm.unit is RhythmUnit.WEEKS else 1))
    return (after - rhythm.start) // length
