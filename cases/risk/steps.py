"""The year ahead: on which day the band or rank changes, why, and the coarser weeks that may stand in clear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from cases.risk.factors import catalogue
from cases.risk.facts import Band
from cases.risk.tally import CAUTIOUS, WORST
from cases.risk.view import Quarters

FOR_GOOD = date.max
WEEK = timedelta(weeks=1)
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


def cause_of(before: Sequence[Quarters], after: Sequence[Quarters]) -> str:
    """Name the factor that moved most points from one day to the next."""
    moved = [
        (abs(new[case] - old[case]) * factor.points, -case, factor.id)
        for factor, old, new in zip(catalogue().factors, before, after, strict=True)
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


def weekly(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Coarsen to weeks: a week has the highest rank of its days, so no day is ever shown lower than it is."""
    weeks: list[Segment] = []
    monday = _monday(segments[0].starts_on)
    last = _monday(segments[-1].starts_on) + WEEK
    while monday <= last:
        days = [segment for segment in segments if segment.starts_on < monday + WEEK and monday < segment.ends_on]
        peak = max(days, key=lambda segment: segment.rank)
        lengthen(weeks, monday, peak.band, peak.rank, "")
        monday += WEEK
    return tuple(weeks)


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())
