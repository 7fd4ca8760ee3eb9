"""The days of a stay as a picture: the window that counts, and what of it was spent in the country. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

import msgspec

from cases.countries.daycount import DAY, UNKNOWN_RULE_WINDOW, Permit, StayCount, Visit, runs
from cases.countries.profile import StayRule, StayTerms

STEP = 2  # per cent: app.css has a class for each


class Kind(StrEnum):
    """What a bar shows."""

    STAY = "stay"
    PERMIT = "permit"


class Bar(msgspec.Struct, frozen=True):
    """One stretch of days within the window, and where it is drawn, in per cent of the width."""

    kind: Kind
    first: date
    last: date
    days: int
    before: int
    wide: int


class Window(msgspec.Struct, frozen=True):
    """The window that counts on a day."""

    first: date
    last: date
    days: int
    bars: tuple[Bar, ...]


def window(
    terms: StayTerms, visits: Sequence[Visit], permits: Sequence[Permit], on: date, counted: StayCount
) -> Window:
    """Draw the window of a rule: rolling ones end on the day asked about, others begin where they count from."""
    there = runs(visits, on)
    first, last = _frame(terms, there, on, counted)
    stays = [_bar(Kind.STAY, begin, end, first, last) for begin, end in there]
    allowed = [_bar(Kind.PERMIT, permit.starts.latest(), permit.ends.earliest(), first, last) for permit in permits]
    return Window(first, last, (last - first).days + 1, tuple(bar for bar in (*stays, *allowed) if bar))


def _frame(terms: StayTerms, there: list[tuple[date, date]], on: date, counted: StayCount) -> tuple[date, date]:
    match terms.rule:
        case StayRule.PER_YEAR if terms.window_days is None:
            return date(on.year, 1, 1), date(on.year, 12, 31)
        case StayRule.PER_ENTRY | StayRule.CONTINUOUS_WITHOUT_PERMIT:
            begun = there[-1][0] if there and counted.present else on
            return begun, max(on, begun + (terms.days - 1) * DAY)
        case _:
            return on - ((terms.window_days or UNKNOWN_RULE_WINDOW) - 1) * DAY, on


def _bar(kind: Kind, begin: date, end: date, first: date, last: date) -> Bar | None:
    begin, end = max(begin, first), min(end, last)
    if end < begin:
        return None
    whole, days = (last - first).days + 1, (end - begin).days + 1
    before = _share((begin - first).days, whole)
    return Bar(kind, begin, end, days, before, min(100 - before, max(STEP, _share(days, whole))))


def _share(days: int, whole: int) -> int:
    return min(100 - STEP, STEP * round(100 * days / whole / STEP)) if days < whole else 100
