"""How a case's band went before today, and what changed from one assessment to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from cases.risk.facts import Band
from cases.risk.steps import Segment

if TYPE_CHECKING:
    from cases.risk.score import Assessment

MOST = 12  # changes kept


class Point(msgspec.Struct, frozen=True, array_like=True):
    """From this day on the case stood in this band."""

    on: date
    band: Band


class Changed(msgspec.Struct, frozen=True, array_like=True):
    """A factor that counted otherwise before; points in the cautious case."""

    factor: str
    before: int
    after: int


def carried_on(points: Sequence[Point], segments: Sequence[Segment], on: date) -> tuple[Point, ...]:
    """Return the bands up to `on`: those kept so far, and how the last year ahead really began."""
    known = list(points)
    for segment in segments:
        if segment.starts_on <= on and (not known or known[-1].band != segment.band):
            known.append(Point(segment.starts_on, segment.band))
    return tuple(known[-MOST:])


def band_on(points: Sequence[Point], day: date) -> Band | None:
    """Return the band of a day, or None from before anybody looked."""
    return next((point.band for point in reversed(points) if point.on <= day), None)


def changes(older: Assessment, newer: Assessment) -> list[Changed]:
    """Return the factors that count otherwise than before, the largest change first."""
    before = {one.factor: one.cautious for one in older.counted}
    after = {one.factor: one.cautious for one in newer.counted}
    found = [
        Changed(factor, before.get(factor, 0), after.get(factor, 0))
        for factor in dict.fromkeys([*after, *before])
        if before.get(factor, 0) != after.get(factor, 0)
    ]
    return sorted(found, key=lambda one: -abs(one.after - one.before))
