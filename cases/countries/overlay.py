"""What a team found newer than our files, laid over a profile: on a day of which both speak, its value counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec

from cases.base.text import Text
from cases.countries.fact import Confidence, Source, Value
from cases.countries.profile import Days, Profile, Prospect, Senseless, StayRule

DAY: Final = timedelta(days=1)
OWN: Final = "team-"  # how the keys of a team's sources begin; no file may use it


class Kind(StrEnum):
    """What a value of a field is."""

    DAYS = "days"
    YES_NO = "yes_no"
    RULE = "rule"
    PROSPECT = "prospect"
    TEXT = "text"


KINDS: Final[dict[str, Kind]] = {
    "visa_required": Kind.YES_NO,
    "stay_days": Kind.DAYS,
    "stay_window_days": Kind.DAYS,
    "stay_rule": Kind.RULE,
    "extended_stay_days": Kind.DAYS,
    "registration_days": Kind.DAYS,
    "internal_passport_accepted": Kind.YES_NO,
    "nonbiometric_passport_accepted": Kind.YES_NO,
    "documented_removals": Kind.YES_NO,
    "asylum_prospect": Kind.PROSPECT,
    "extradition_basis": Kind.TEXT,
    "cis_legal_assistance": Kind.YES_NO,
    "csto": Kind.YES_NO,
    "eaeu": Kind.YES_NO,
    "council_of_europe": Kind.YES_NO,
}
# The fields that together make the rule of stay: a combination without sense leaves the rule of our files in force.
TERMS: Final = ("stay_rule", "stay_days", "stay_window_days")
_TYPES: Final[dict[Kind, Any]] = {
    Kind.DAYS: Days,
    Kind.YES_NO: bool,
    Kind.RULE: StayRule,
    Kind.PROSPECT: Prospect,
    Kind.TEXT: str,
}


class Newer(msgspec.Struct, frozen=True, kw_only=True):
    """One value as a team recorded it."""

    id: UUID
    field: str
    value: object  # as it is stored: see `read`
    valid_from: date | None = None
    valid_to: date | None = None
    sources: tuple[Source, ...]
    confidence: Confidence
    note: str = ""
    recorded_on: date
    withdrawn_on: date | None = None

    @property
    def first(self) -> date:
        """The first day it speaks of."""
        return self.valid_from or date.min

    @property
    def last(self) -> date:
        """The last day it speaks of."""
        return self.valid_to or date.max

    def covers(self, other: Newer) -> bool:
        """Whether it leaves no day to another value of the field."""
        return self.field == other.field and self.first <= other.first and other.last <= self.last

    def meets_later(self, other: Newer) -> bool:
        """Whether another value of the field takes over while this one should still hold: which counts is open."""
        return self.field == other.field and self.first < other.first <= self.last < other.last

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its sources in the profile."""
        return tuple(f"{OWN}{self.id}-{number}" for number in range(1, len(self.sources) + 1))

    @property
    def row(self) -> Value[Any]:
        """The value as a row of the profile; whoever recorded it vouches for that day."""
        return Value(
            value=read(self.field, self.value),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            sources=self.keys,
            confidence=self.confidence,
            last_verified=self.recorded_on,
            note=Text(self.note, self.note, self.note) if self.note else None,
        )


def read(field: str, stored: object) -> object:
    """Return a stored value as profiles hold it; raises ValueError when it is none of this field."""
    found = msgspec.convert(stored, _TYPES[KINDS[field]])
    return Text(found, found, found) if isinstance(found, str) and KINDS[field] is Kind.TEXT else found


def own_id(row: Value[Any]) -> UUID | None:
    """Return which value of a team a row of a profile is, or None for one of ours."""
    key = next((key for key in row.sources if key.startswith(OWN)), None)
    return UUID(key.removeprefix(OWN).rpartition("-")[0]) if key else None


def lay_over(profile: Profile, newer: Iterable[Newer]) -> Profile:
    """Return the profile with a team's values in force; a rule of stay without sense leaves ours as it is."""
    standing = [one for one in newer if one.withdrawn_on is None]
    laid = _laid(profile, standing)
    if misfit(laid) is None:
        return laid
    return _laid(profile, [one for one in standing if one.field not in TERMS])


def succeeded(newer: Iterable[Newer], by: Newer) -> list[Newer]:
    """Return a team's values once another is recorded: those it covers are replaced."""
    return [*(one for one in newer if one.withdrawn_on is None and not by.covers(one)), by]


def misfit(profile: Profile) -> Senseless | None:
    """Return why the rule of stay makes no sense on some day, or nothing."""
    for day in profile.turning_days():
        try:
            profile.stay_terms(day)
        except Senseless as senseless:
            return senseless
    return None


def fits(profile: Profile, newer: Iterable[Newer]) -> Senseless | None:
    """Return why a profile with these values would make no sense, or nothing."""
    return misfit(_laid(profile, [one for one in newer if one.withdrawn_on is None]))


def _laid(profile: Profile, standing: list[Newer]) -> Profile:
    if not standing:
        return profile
    changed: dict[str, Any] = {"sources": profile.sources.copy()}
    for one in sorted(standing, key=lambda one: one.first):
        rows = changed.get(one.field, getattr(profile, one.field))
        changed[one.field] = tuple(sorted([*_around(rows, one), one.row], key=_begins))
        changed["sources"] |= zip(one.keys, one.sources, strict=True)
    return msgspec.structs.replace(profile, **changed)


def _around(rows: Iterable[Value[Any]], one: Newer) -> Iterator[Value[Any]]:
    """Yield what is left of earlier rows before and after the time a newer one speaks of."""
    for row in rows:
        begins, ends = row.valid_from or date.min, row.valid_to or date.max
        if begins < one.first:
            yield msgspec.structs.replace(row, valid_to=row.valid_to if ends < one.first else one.first - DAY)
        if ends > one.last:
            yield msgspec.structs.replace(row, valid_from=max(begins, one.last + DAY))


def _begins(row: Value[Any]) -> date:
    return row.valid_from or date.min
