"""What one country offers and threatens: its rules of stay, its papers, its record, its prospects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from cases.base.dates import PartialDate
from cases.base.text import Text
from cases.countries.checklist import Item
from cases.countries.fact import (
    STALE_AFTER_DAYS,
    Confidence,
    Key,
    Source,
    Sourced,
    Value,
    in_force,
    value_of,
    weakest,
)
from cases.countries.removal import Removal, RemovalTier, WayOut

Days = Annotated[int, msgspec.Meta(ge=1, le=3660)]


class StayRule(StrEnum):
    """How the days of a stay without a visa are counted."""

    ROLLING = "rolling"  # `days` within any `window_days`
    PER_ENTRY = "per_entry"
    PER_YEAR = "per_year"
    CONTINUOUS_WITHIN_WINDOW = "continuous_within_window"
    CONTINUOUS_WITHOUT_PERMIT = "continuous_without_residence_permit"


class Prospect(StrEnum):
    """The researcher's reading of how deserters and draft evaders fare when they ask for asylum."""

    NONE = "none"
    POOR = "poor"
    FAIR = "fair"
    GOOD = "good"


class Senseless(ValueError):
    """A rule of stay that cannot be: why, for pages in `fault`, for whoever writes the files in words."""

    def __init__(self, fault: str, words: str) -> None:
        super().__init__(words)
        self.fault = fault


class StayTerms(msgspec.Struct, frozen=True, kw_only=True):
    """The rule of stay in force on a day, put together from its values."""

    rule: StayRule | None  # None: the number of days is known, the way of counting is not
    days: int
    window_days: int | None = None  # only where the rule has one
    confidence: Confidence

    def __post_init__(self) -> None:
        window = self.window_days or (365 if self.rule in {None, StayRule.PER_YEAR} else None)
        if self.rule in _WINDOWED and self.window_days is None:
            raise Senseless("no_window", f"stay_rule `{self.rule}` needs stay_window_days")
        if window is not None and self.days >= window:
            raise Senseless("no_limit", f"{self.days} days of stay within {window} are no limit")


_WINDOWED = frozenset({StayRule.ROLLING, StayRule.CONTINUOUS_WITHIN_WINDOW})
_COUNTED_IN_WINDOW = _WINDOWED | {StayRule.PER_YEAR}


class Place(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place to keep away from."""

    name: Text


class Group(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation that helps there; names stay as they are."""

    name: str
    note: Text | None = None
    url: Annotated[str, msgspec.Meta(pattern=r"^https://[^\s]+$")] | None = None


class Note(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact that fits no other field."""

    text: Text


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One country. An empty field means "not known"; rows of one field are its history."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
    name: Text
    sources: dict[Key, Source]

    visa_required: tuple[Value[bool], ...] = ()
    stay_rule: tuple[Value[StayRule], ...] = ()
    stay_days: tuple[Value[Days], ...] = ()
    stay_window_days: tuple[Value[Days], ...] = ()
    extended_stay_days: tuple[Value[Days], ...] = ()
    registration_days: tuple[Value[Days], ...] = ()
    internal_passport_accepted: tuple[Value[bool], ...] = ()
    nonbiometric_passport_accepted: tuple[Value[bool], ...] = ()

    extradition_basis: tuple[Value[Text], ...] = ()
    cis_legal_assistance: tuple[Value[bool], ...] = ()
    csto: tuple[Value[bool], ...] = ()
    eaeu: tuple[Value[bool], ...] = ()
    council_of_europe: tuple[Value[bool], ...] = ()

    asylum_prospect: tuple[Value[Prospect], ...] = ()  # its `note` is the reason
    asylum_steps: tuple[Note, ...] = ()
    documented_removals: tuple[Value[bool], ...] = ()  # False: looked for, none found; empty: not researched
    removals: tuple[Removal, ...] = ()
    ways_out: tuple[WayOut, ...] = ()
    russian_bases: tuple[Place, ...] = ()
    monitored_cities: tuple[Place, ...] = ()
    groups: tuple[Group, ...] = ()
    notes: tuple[Note, ...] = ()
    checklist: tuple[Item, ...] = ()  # what differs from the list for every country

    def facts(self) -> Iterator[tuple[str, Sourced]]:
        """Yield every sourced fact with the name of its field."""
        for field in self.__struct_fields__:
            rows = getattr(self, field)
            if isinstance(rows, tuple):
                yield from ((field, row) for row in rows if isinstance(row, Sourced))

    def as_of(self, fact: Sourced) -> PartialDate | None:
        """Return the newest day for which somebody vouches for a fact; None when nobody gave one."""
        if fact.last_verified:
            return PartialDate.of(fact.last_verified)
        days = [day for key in fact.sources if (day := self.sources[key].day)]
        return max(days, key=PartialDate.latest, default=None)

    def is_stale(self, fact: Sourced, on: date) -> bool:
        """Whether a fact must be checked again before anybody relies on it."""
        if isinstance(fact, Value) and fact.may_have_changed_since and fact.may_have_changed_since <= on:
            return True
        return is_old(self.as_of(fact), on)

    def newest(self) -> PartialDate | None:
        """Return the newest day any of its facts speaks of: the age of the whole profile."""
        days = [day for _, fact in self.facts() if (day := self.as_of(fact))]
        return max(days, key=PartialDate.latest, default=None)

    def stay_terms(self, on: date) -> StayTerms | None:
        """Return the rule of stay on a day; None when even the number of days is not known."""
        days = in_force(self.stay_days, on)
        if days is None:
            return None
        rule = in_force(self.stay_rule, on)
        window = in_force(self.stay_window_days, on) if rule and rule.value in _COUNTED_IN_WINDOW else None
        used = [part for part in (days, rule, window) if part is not None]
        return StayTerms(
            rule=rule.value if rule else None,
            days=days.value,
            window_days=window.value if window else None,
            confidence=weakest(*(part.confidence for part in used)),
        )

    def turning_days(self) -> list[date]:
        """Return the days on which the rule of stay may change, and one before all of them."""
        rows: list[Value[Any]] = [*self.stay_rule, *self.stay_days, *self.stay_window_days]
        ends = [row.valid_to + timedelta(days=1) for row in rows if row.valid_to and row.valid_to < date.max]
        return sorted({date.min, *(row.valid_from for row in rows if row.valid_from), *ends})

    def removal_tier(self, on: date) -> RemovalTier:
        """Return what the record of hand-overs says on a day; the engine weighs it."""
        if any(removal.counts_on(on) for removal in self.removals):
            return RemovalTier.RECENT
        if any(removal.happened_by(on) and removal.to_russia for removal in self.removals):
            return RemovalTier.DOCUMENTED
        documented = value_of(self.documented_removals, on)
        if documented is None:
            return RemovalTier.NOT_RESEARCHED
        return RemovalTier.DOCUMENTED if documented else RemovalTier.NONE_FOUND


def is_old(known: PartialDate | None, on: date) -> bool:
    """Whether what was known on a day has to be checked again; without a day it always has."""
    return known is None or known.latest() + timedelta(days=STALE_AFTER_DAYS) < on
