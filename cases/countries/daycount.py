"""How long somebody may stay: the days used and the last lawful day, from entries, exits and the country's rule.

The day of entry and the day of exit are both days of stay. Where a date or a rule can be read in two ways, the reading
that ends the stay earlier counts, and the result says that it is not firm.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from cases.base.dates import PartialDate
from cases.countries.fact import Confidence
from cases.countries.profile import StayRule, StayTerms

DAY = timedelta(days=1)

# Where only the number of days is known, every day of the past year counts: no known rule is stricter.
UNKNOWN_RULE_WINDOW = 365
LEAP_YEAR = 366


class Visit(msgspec.Struct, frozen=True):
    """One entry and its exit; without an exit the person has not left, as far as anybody knows."""

    entered: PartialDate
    left: PartialDate | None = None


class Permit(msgspec.Struct, frozen=True):
    """A time for which a paper allows the stay, both days included, or so many days within it."""

    starts: PartialDate
    ends: PartialDate
    days: int | None = None


class Doubt(StrEnum):
    """Why a last lawful day is not firm."""

    INEXACT_DATE = "inexact_date"
    EXIT_UNKNOWN = "exit_unknown"  # a later entry shows that there was an exit
    EXIT_BEFORE_ENTRY = "exit_before_entry"
    RULE_UNCONFIRMED = "rule_unconfirmed"
    COUNTING_UNKNOWN = "counting_unknown"
    TWO_READINGS = "two_readings"


class Ground(StrEnum):
    """What decides the last lawful day."""

    RULE = "rule"
    PERMIT = "permit"


class StayCount(msgspec.Struct, frozen=True, kw_only=True):
    """The answer for one day."""

    present: bool  # otherwise: what an entry on that day would allow
    used: int
    left: int  # after that day when present, from that day on when not; 0 once the last lawful day is past
    last_lawful_day: date
    ground: Ground
    doubts: tuple[Doubt, ...]

    @property
    def firm(self) -> bool:
        """Whether nothing about the answer is in doubt."""
        return not self.doubts


class _Span(msgspec.Struct, frozen=True):
    first: date
    last: date


class _Reading(msgspec.Struct, frozen=True):
    used: int
    last: date


def count(terms: StayTerms, visits: Sequence[Visit], on: date, permits: Sequence[Permit] = ()) -> StayCount:
    """Return days used, days left and the last lawful day, as things stand on `on`."""
    return _count(terms, visits, on, permits)


def count_by_permits(visits: Sequence[Visit], on: date, permits: Sequence[Permit]) -> StayCount | None:
    """Return the same where no rule allows a day; None when the permits do not allow the stay either."""
    answer = _count(None, visits, on, permits)
    return answer if answer.ground is Ground.PERMIT else None


def days_used(terms: StayTerms, visits: Sequence[Visit], on: date) -> int:
    """Return how many of the days allowed are used up by the evening of `on`."""
    return count(terms, visits, on).used


def last_lawful_day(terms: StayTerms, visits: Sequence[Visit], on: date) -> date:
    """Return the last day on which the stay is lawful if the person does not leave."""
    return count(terms, visits, on).last_lawful_day


def last_days(terms: StayTerms, visits: Sequence[Visit], entries: Iterable[date]) -> list[date]:
    """Return for each day of entry the last day of a stay that the rule allows after these visits."""
    spans = [_span(visit) for visit in visits]
    found = []
    for day in entries:
        *past, current = _merged([*(span for span in spans if span.first <= day), _Span(day, date.max)])
        readings = _readings(terms, past, _Span(current.first, date.max), day, day)
        found.append(min(reading.last for reading in readings))
    return found


def carried_on(
    last: date, permits: Sequence[Permit], visits: Sequence[Visit], entered: date, begun: Callable[[date], bool]
) -> date:
    """Return the last lawful day of a stay begun on `entered` once permits carry on what ends on `last`.

    A permit that follows after a gap counts from the day on which it has `begun`.
    """
    past = _merged([_span(visit) for visit in visits if visit.entered.earliest() < entered and visit.left])
    return _carried_on(last, permits, past, _Span(entered, date.max), begun)[0]


def runs(visits: Sequence[Visit], on: date) -> list[tuple[date, date]]:
    """Return the first and last day of each run of days in the country up to a day; visits that touch are one run."""
    spans = _merged([_span(visit) for visit in visits if visit.entered.earliest() <= on])
    return [(span.first, min(span.last, on)) for span in spans]


def _count(terms: StayTerms | None, visits: Sequence[Visit], on: date, permits: Sequence[Permit]) -> StayCount:
    known = [(span, visit) for visit in visits if (span := _span(visit)).first <= on]
    spans = [span for span, _visit in known]
    present = any(span.last >= on for span in spans)
    if not present:
        spans.append(_Span(on, date.max))
    *past, current = _merged(spans)
    run = _Span(current.first, date.max)
    entry = max(span.first for span in spans if span.last >= on)
    readings = _readings(terms, past, run, entry, on)
    strictest = min(readings, key=lambda reading: reading.last)
    last, ground = _carried_on(strictest.last, permits, past, run, lambda day: day <= on)
    used = max(reading.used for reading in readings) - (0 if present else 1)
    left = max(0, (last - on).days + (0 if present else 1))
    doubts = _doubts(terms, known, permits, two_readings=any(r.last != strictest.last for r in readings))
    return StayCount(present=present, used=used, left=left, last_lawful_day=last, ground=ground, doubts=doubts)


def _readings(terms: StayTerms | None, past: list[_Span], run: _Span, entry: date, on: date) -> list[_Reading]:
    """Count by every reading the rule allows, each taking `run` to go on without end."""
    if terms is None:
        return [_Reading((on - run.first).days + 1, run.first - DAY)]
    days, window = terms.days, terms.window_days or UNKNOWN_RULE_WINDOW
    spans = [*(span for span in past if span.last >= run.first - max(window, LEAP_YEAR) * DAY), run]
    match terms.rule:
        case None | StayRule.ROLLING:
            return [_rolling(days, window, spans, run, on)]
        case StayRule.PER_ENTRY:
            return [_from_day(days, entry, on)]
        case StayRule.CONTINUOUS_WITHOUT_PERMIT:
            return [_from_day(days, run.first, on)]
        case StayRule.CONTINUOUS_WITHIN_WINDOW:
            # Whether earlier stays inside the window count too is not said by the sources.
            return [_from_day(days, run.first, on), _rolling(days, window, spans, run, on)]
        case StayRule.PER_YEAR:
            calendar = _per_year(days, spans, run, on)
            return [calendar, _rolling(days, window, spans, run, on)] if terms.window_days else [calendar]


def _from_day(days: int, first: date, on: date) -> _Reading:
    return _Reading((on - first).days + 1, first + (days - 1) * DAY)


def _rolling(days: int, window: int, spans: list[_Span], run: _Span, on: date) -> _Reading:
    def used(day: date) -> int:
        return _days_between(spans, day - (window - 1) * DAY, day)

    # While the stay goes on, each day adds itself and drops at most one: the sum never falls, so halving finds its end.
    lawful = bisect_right(range(window), days, key=lambda offset: used(run.first + offset * DAY))
    return _Reading(used(on), run.first + (lawful - 1) * DAY)


def _per_year(days: int, spans: list[_Span], run: _Span, on: date) -> _Reading:
    def used(day: date) -> int:
        return _days_between(spans, date(day.year, 1, 1), day)

    last = _year_end(run.first, days, used)
    return _Reading(used(on), last)


def _year_end(first: date, days: int, used: Callable[[date], int]) -> date:
    """Return the last lawful day of a stay from `first` on, when the count starts anew each January."""
    last = first + max(-1, days - used(first)) * DAY
    new_year = date(first.year + 1, 1, 1)
    return last if last < new_year - DAY else _year_end(new_year, days, used)


def _days_between(spans: list[_Span], first: date, last: date) -> int:
    return sum(max(0, (min(span.last, last) - max(span.first, first)).days + 1) for span in spans)


def _span(visit: Visit) -> _Span:
    first = visit.entered.earliest()
    last = visit.left.latest() if visit.left else date.max
    return _Span(first, last if last >= first else date.max)


def _merged(spans: list[_Span]) -> list[_Span]:
    """Join spans that touch or overlap, so that no day counts twice."""
    joined: list[_Span] = []
    for span in sorted(spans, key=lambda span: span.first):
        if joined and span.first - DAY <= joined[-1].last:
            joined[-1] = _Span(joined[-1].first, max(joined[-1].last, span.last))
        else:
            joined.append(span)
    return joined


def _carried_on(
    last: date, permits: Sequence[Permit], past: list[_Span], run: _Span, begun: Callable[[date], bool]
) -> tuple[date, Ground]:
    """Carry the last lawful day on through permits in force or following without a gap."""
    ground = Ground.RULE
    for time in sorted((_allowed(permit, past, run) for permit in permits), key=lambda time: time.first):
        if time.last > last and (time.first <= last + DAY or begun(time.first)):
            last, ground = time.last, Ground.PERMIT
    return last, ground


def _allowed(permit: Permit, past: list[_Span], run: _Span) -> _Span:
    """Return the time a permit surely allows; of its days, those of earlier stays are used up."""
    first, last = permit.starts.latest(), permit.ends.earliest()
    if permit.days is not None:
        begins = max(run.first, permit.starts.earliest())
        last = min(last, begins + (permit.days - _days_between(past, permit.starts.earliest(), last) - 1) * DAY)
    return _Span(first, last)


def _doubts(
    terms: StayTerms | None,
    known: Sequence[tuple[_Span, Visit]],
    permits: Sequence[Permit],
    *,
    two_readings: bool,
) -> tuple[Doubt, ...]:
    dates = [day for _span, visit in known for day in (visit.entered, visit.left) if day]
    dates += [day for permit in permits for day in (permit.starts, permit.ends)]
    latest = max((span.first for span, _visit in known), default=None)
    found = {
        Doubt.INEXACT_DATE: not all(day.exact for day in dates),
        Doubt.EXIT_UNKNOWN: any(not visit.left and span.first != latest for span, visit in known),
        Doubt.EXIT_BEFORE_ENTRY: any(visit.left and span.last == date.max for span, visit in known),
        Doubt.RULE_UNCONFIRMED: terms is not None and terms.confidence is not Confidence.CONFIRMED,
        Doubt.COUNTING_UNKNOWN: terms is not None and terms.rule is None,
        Doubt.TWO_READINGS: two_readings,
    }
    return tuple(doubt for doubt, holds in found.items() if holds)
