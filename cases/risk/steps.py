"""The year ahead: on which day the band or rank changes, why, and how much of it may stand in clear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from cases.risk.bands import PER_BAND
from cases.risk.factors import Factors
from cases.risk.facts import Band
from cases.risk.tally import CAUTIOUS, WORST
from cases.risk.view import Quarters

FOR_GOOD = date.max
WEEK = timedelta(weeks=1)
BLOCK = timedelta(weeks=4)
REVIEWED_BY_THEN = timedelta(weeks=13)  # just over the longest time from one review to the next
BY_PEOPLE = "override"  # the cause of a change when no factor changed: an override begins or ends


class Segment(msgspec.Struct, frozen=True, array_like=True):
    """A run of days with one band and rank; `ends_on` is the first day after it."""

    starts_on: date
    ends_on: date
    band: Band
    rank: int
    cause: str = ""  # the factor that changed on its first day


class Change(msgspec.Struct, frozen=True, array_like=True):
    """The next day on which the band changes, and the factor that changes it."""

    on: date
    before: Band
    after: Band
    cause: str


def lengthen(segments: list[Segment], day: date, band: Band, rank: int, cause: str) -> None:
    """Go on from `day` with this band and rank: the running segment is cut there, unless nothing changed."""
    if segments and (segments[-1].band, segments[-1].rank) == (band, rank):
        return
    if segments:
        segments[-1] = msgspec.structs.replace(segments[-1], ends_on=day)
    segments.append(Segment(day, FOR_GOOD, band, rank, cause))


def highest(one: Sequence[Segment], other: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the higher of two years ahead, day by day, from the first day of `one`."""
    begin = one[0].starts_on
    days = sorted(
        {begin, *(max(begin, day) for segment in (*one, *other) for day in (segment.starts_on, segment.ends_on))}
    )
    joined: list[Segment] = []
    for day in days[:-1]:
        there = [segment for segment in (*one, *other) if segment.starts_on <= day < segment.ends_on]
        peak = max(there, key=lambda segment: segment.rank)
        lengthen(joined, day, peak.band, peak.rank, peak.cause if peak.starts_on == day else "")
    return tuple(joined)


def cause_of(before: Sequence[Quarters], after: Sequence[Quarters], factors: Factors) -> str:
    """Name the factor that moved most points from one day to the next."""
    moved = [
        (abs(new[case] - old[case]) * factor.points, -case, factor.id)
        for factor, old, new in zip(factors.factors, before, after, strict=True)
        if old != new
        for case in (CAUTIOUS, WORST)
    ]
    return max(moved)[2] if moved else BY_PEOPLE


def segment_on(segments: Sequence[Segment], on: date) -> Segment:
    """Return the segment of a day; a day before the first belongs to it."""
    return next(segment for segment in segments if on < segment.ends_on)


def next_change(segments: Sequence[Segment], on: date) -> Change | None:
    """Return the next change of band after a day, or None within the year known."""
    now = segment_on(segments, on)
    later = (segment for segment in segments if segment.starts_on > on and segment.band != now.band)
    change = next(later, None)
    return None if change is None else Change(change.starts_on, now.band, change.band, change.cause)


def coarsened(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Coarsen to what may stand in clear: the highest band and rank of this week, then the highest band by four weeks.

    No day is ever shown in a lower band than it is. A week or a rank of what is ahead would tell when a stay ends, and
    with it who crossed a border that many days before (docs/adr/0015-ahead-by-four-weeks.md).
    """
    monday = _monday(segments[0].starts_on)
    now = max(_within(segments, monday, monday + WEEK), key=lambda segment: segment.rank)
    clear: list[Segment] = []
    lengthen(clear, monday, now.band, now.rank, "")
    for first, after in _blocks(monday + WEEK, segments[-1].starts_on):
        band = max(segment.band for segment in _within(segments, first, after))
        lengthen(clear, first, band, now.rank + PER_BAND * (band.order - now.band.order), "")
    return tuple(clear)


def _within(segments: Sequence[Segment], first: date, after: date) -> Iterator[Segment]:
    return (segment for segment in segments if segment.starts_on < after and first < segment.ends_on)


def _blocks(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield four weeks after four weeks, the same for all cases, until one begins after `last`.

    What is farther ahead than the next review comes as one: the review will look at it again.
    """
    far = first + REVIEWED_BY_THEN
    while first < far:
        after = date.fromordinal(first.toordinal() - (first.toordinal() - 1) % BLOCK.days + BLOCK.days)
        yield first, after
        if first > last:
            return
        first = after
    yield first, FOR_GOOD


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())
