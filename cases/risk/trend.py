"""How a case's band went before today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from cases.risk.facts import Band
from cases.risk.steps import Segment

MOST = 12  # changes kept


class Point(msgspec.Struct, frozen=True, array_like=True):
    """From this day on the case stood in this band."""

    on: date
    band: Band


def carried_on(points: Sequence[Point], segments: Sequence[Segment], on: date) -> tuple[Point, ...]:
    """Return the bands up to `on`: those kept so far, and how the last year ahead really began."""
    known = list(points)
    for segment in segments:
        if segment.starts_on <= on and (not known or known[-1].band != segment.band):
            known.append(Point(segment.starts_on, segment.band))
    return tuple(known[-MOST:])
