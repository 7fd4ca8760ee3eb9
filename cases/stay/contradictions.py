"""What cannot be true among the stays, papers, refusals and legs that somebody typed, row by row. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from cases.base.dates import PartialDate
from cases.people.dossier import Leg, PermitPaper, Refusal, Stay


class Wrong(StrEnum):
    """What is wrong with a row."""

    NO_COUNTRY = "no_country"
    NO_KIND = "no_kind"
    LEFT_BEFORE_ENTRY = "left_before_entry"
    OVERLAP = "overlap"
    ENDS_BEFORE_START = "ends_before_start"
    BEFORE_REFUSAL = "before_refusal"
    LEAVE_BEFORE_EFFECT = "leave_before_effect"
    SAME_COUNTRY = "same_country"
    DAYS_OUT_OF_ORDER = "days_out_of_order"


class Found(NamedTuple):
    """A contradiction in a row, at one of its columns; `other` is the row it contradicts."""

    row: int
    column: str
    wrong: Wrong
    other: int = 0


def in_stays(stays: Mapping[int, Stay]) -> Iterator[Found]:
    """Yield what is wrong with stays; a day may be the last in one country and the first in the next."""
    for row, stay in stays.items():
        if not stay.country:
            yield Found(row, "country", Wrong.NO_COUNTRY)
        if _before(stay.left_on, stay.entered_on):
            yield Found(row, "left_on", Wrong.LEFT_BEFORE_ENTRY)
    for (one_row, one), (other_row, other) in combinations(stays.items(), 2):
        if _overlap(one, other):
            yield Found(other_row, "entered_on", Wrong.OVERLAP, one_row)


def in_permits(permits: Mapping[int, PermitPaper]) -> Iterator[Found]:
    """Yield what is wrong with permits, visas and registrations."""
    for row, permit in permits.items():
        if not permit.country:
            yield Found(row, "country", Wrong.NO_COUNTRY)
        if not permit.kind:
            yield Found(row, "kind", Wrong.NO_KIND)
        if _before(permit.ends, permit.starts):
            yield Found(row, "ends", Wrong.ENDS_BEFORE_START)


def in_refusals(refusals: Mapping[int, Refusal]) -> Iterator[Found]:
    """Yield what is wrong with refusals and their days."""
    for row, refusal in refusals.items():
        if not refusal.country:
            yield Found(row, "country", Wrong.NO_COUNTRY)
        for column in ("appeal_ends_on", "effective_on", "leave_by"):
            if _before(getattr(refusal, column), refusal.refused_on):
                yield Found(row, column, Wrong.BEFORE_REFUSAL)
        if _before(refusal.leave_by, refusal.effective_on):
            yield Found(row, "leave_by", Wrong.LEAVE_BEFORE_EFFECT)


def in_journey(legs: Mapping[int, Leg]) -> Iterator[Found]:
    """Yield what is wrong with the legs of a journey, which are typed in their order."""
    latest: PartialDate | None = None
    for row, leg in legs.items():
        if not leg.to:
            yield Found(row, "to", Wrong.NO_COUNTRY)
        elif leg.to == leg.origin:
            yield Found(row, "to", Wrong.SAME_COUNTRY)
        if _before(leg.on, latest):
            yield Found(row, "on", Wrong.DAYS_OUT_OF_ORDER)
        latest = leg.on or latest


def _overlap(one: Stay, other: Stay) -> bool:
    """Whether two stays surely share more than the day of a border."""
    begun, then = one.entered_on, other.entered_on
    if begun is None or then is None:
        return False
    if begun == then and begun.exact:
        return one.left_on == other.left_on or not (_is_day_trip(one) or _is_day_trip(other))
    first = one if begun.earliest() <= then.earliest() else other
    return _before(max(begun, then, key=PartialDate.earliest), first.left_on)


def _is_day_trip(stay: Stay) -> bool:
    return stay.left_on is not None and stay.left_on == stay.entered_on


def _before(first: PartialDate | None, second: PartialDate | None) -> bool:
    """Whether one date surely lies before another."""
    return first is not None and second is not None and first.latest() < second.earliest()
