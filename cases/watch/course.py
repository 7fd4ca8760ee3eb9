"""How the band of a case goes over half a year, as a small picture draws it: a quarter back, a quarter ahead."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from cases.risk.facts import Band
from cases.risk.score import Assessment

SIDE: Final = timedelta(weeks=12)


class Run(NamedTuple):
    """So many days in one band, before today or from today on; None before the first assessment."""

    band: Band | None
    days: int
    ahead: bool


def course(record: Assessment, on: date) -> tuple[Run, ...]:
    """Return the runs of a case, or nothing where the band neither changed nor is known to change."""
    runs = tuple(_joined(record, on))
    return runs if len({run.band for run in runs} - {None}) > 1 else ()


def _joined(record: Assessment, on: date) -> Iterator[Run]:
    starts = {point.on: point.band for point in record.trend}
    starts |= {segment.starts_on: segment.band for segment in record.segments}
    first, last = on - SIDE, on + SIDE
    cuts = sorted({first, on, last, *(day for day in starts if first < day < last)})
    parts = (Run(_band_on(starts, day), (after - day).days, day >= on) for day, after in pairwise(cuts))
    for (band, ahead), same in groupby(parts, key=attrgetter("band", "ahead")):
        yield Run(band, sum(run.days for run in same), ahead)


def _band_on(starts: dict[date, Band], day: date) -> Band | None:
    begun = [start for start in starts if start <= day]
    return starts[max(begun)] if begun else None
