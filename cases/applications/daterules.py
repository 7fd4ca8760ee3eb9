"""Deadline arithmetic, pure and exact; where the law leaves a choice, the shorter date."""

import calendar
from collections.abc import Collection, Set
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from cases.applications.procedure import DeadlineRule, Regime, Span
from cases.base.dates import PartialDate

_MONTHS_IN = {"months": 1, "years": 12}
_DAYS_IN = {"days": 1, "weeks": 7}
_ANY_DAY: Final = date(2001, 1, 1)  # to compare lengths
MAIL_DAYS: Final = 5
"""Working days we allow for the post; no law says so."""


class Firmness(StrEnum):
    """How far a date may be relied on."""

    FIRM = "firm"
    ONE_SOURCE = "one_source"
    CHECK = "check"
    OURS = "ours"
    """No law sets a limit: a reminder of our own."""


class Due(msgspec.Struct, frozen=True):
    """The day to act by, the latest day the law may allow, and how sure that is."""

    on: date
    latest: date
    firmness: Firmness


def last_day(start: date, span: Span, holidays: Collection[date] = frozenset()) -> date:
    """Return the last day of a span; the day of the event itself does not count.

    A last day on a Sunday or holiday is not put off: where a law does so, the earlier day is still safe.
    """
    if span.unit in _MONTHS_IN:
        return _months_later(start, span.value * _MONTHS_IN[span.unit])
    if span.unit == "hours":
        # Only the day of the event is known, so part of a day is not given away.
        return start + timedelta(days=span.value // 24)
    if span.counting == "working":
        return _working_days_later(start, span.value * (5 if span.unit == "weeks" else 1), holidays)
    return start + timedelta(days=span.value * _DAYS_IN[span.unit])


def resumed(due: date, *, paused_on: date, resumed_on: date) -> date:
    """Return the new last day after a suspension: what was left on the day it began runs on, it does not restart."""
    return resumed_on + timedelta(days=max(0, (due - paused_on).days))


def post_by(due: date, holidays: Collection[date] = frozenset()) -> date:
    """Return the day to post by what must have arrived on `due`: five working days before, by our own measure."""
    day, left = due, MAIL_DAYS
    while left:
        day -= timedelta(days=1)
        left -= _is_worked(day, holidays)
    return day


def by_postmark(day: PartialDate) -> PartialDate:
    """Return the day to count from when only the postmark of a letter is known, not the day it arrived.

    Nothing arrives before it is posted, so what is counted from the postmark ends early rather than late; it is only
    "about" the day, so that nothing counted from it is firm.
    """
    return msgspec.structs.replace(day, about=True)


def extended(rule: DeadlineRule, events: Set[str]) -> DeadlineRule:
    """Return the rule with the longest time that what has happened gives it."""
    given = [one.span for one in rule.extensions if one.after in events]
    # of one start, the longest ends last whatever the start
    return msgspec.structs.replace(rule, span=max(given, key=_length)) if given else rule


def firmness(rule: DeadlineRule, regime: Regime) -> Firmness:
    """Return how far the rule's date may be relied on; nothing is firm where the law itself is unsettled."""
    if not regime.settled or rule.confidence == "unverified":
        return Firmness.CHECK
    return Firmness.FIRM if rule.confidence == "confirmed" else Firmness.ONE_SOURCE


def due(
    rule: DeadlineRule,
    regime: Regime,
    since: PartialDate,
    *,
    events: Set[str],
    holidays: Collection[date] = frozenset(),
) -> Due | None:
    """Return the earliest plausible day of a rule, None where neither the law nor we set one.

    `events` is all that has happened in the file: some alternatives are plausible only after one of them.
    """
    rule = extended(rule, events)
    if rule.span is None:
        return _reminder(rule, since)
    others = [other.span for other in rule.alternatives if other.after is None or other.after in events]
    first, last = since.earliest(), since.latest()
    shortest = min(last_day(first, span, holidays) for span in (rule.span, *others))
    longest = last_day(last, rule.longest or rule.span, holidays)
    sure = since.exact and not others and rule.longest is None
    return Due(shortest, max(shortest, longest), firmness(rule, regime) if sure else Firmness.CHECK)


def _reminder(rule: DeadlineRule, since: PartialDate) -> Due | None:
    if rule.reminder is None:
        return None
    day = last_day(since.latest(), rule.reminder)
    return Due(day, day, Firmness.OURS)


def _months_later(start: date, months: int) -> date:
    """Same day number; where that month has no such day, its last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _working_days_later(start: date, days: int, holidays: Collection[date]) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        days -= _is_worked(day, holidays)
    return day


def _is_worked(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < 5 and day not in holidays


def _length(span: Span) -> timedelta:
    return last_day(_ANY_DAY, span) - _ANY_DAY
