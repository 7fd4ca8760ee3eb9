"""How people are taken out of a country against their will, and what is on record."""

from __future__ import annotations

import calendar
from datetime import date
from enum import StrEnum

from cases.base.dates import PartialDate, parse_partial
from cases.base.text import Text
from cases.countries.fact import Sourced

RECENT_MONTHS = 24


class Way(StrEnum):
    """The ways out against a person's will, told apart because each is fought differently."""

    EXTRADITION = "extradition"
    ADMINISTRATIVE_EXPULSION = "administrative_expulsion"
    PENAL_EXPULSION = "penal_expulsion"
    INFORMAL_HANDOVER = "informal_handover"
    ABDUCTION = "abduction"
    REFUSED_EXIT = "refused_exit"
    DETAINED = "detained"
    UNKNOWN = "unknown"


class WhoActed(StrEnum):
    HOST_POLICE = "host_police"  # any authority of the host country
    RUSSIAN_MILITARY_POLICE = "russian_military_police"
    BOTH = "both"
    UNKNOWN = "unknown"


class Whom(StrEnum):
    SOLDIER = "soldier"
    ACTIVIST = "activist"
    OTHER = "other"
    MANY = "many"  # Russians in general: tells of a road, not of a hunt


class Outcome(StrEnum):
    TO_RUSSIA = "to_russia"
    TO_THIRD_COUNTRY = "to_third_country"
    PREVENTED = "prevented"
    UNKNOWN = "unknown"


class RemovalTier(StrEnum):
    """What the record says, from worst to least known."""

    RECENT = "recent"  # a person was taken to Russia within 24 months
    DOCUMENTED = "documented"  # longer ago, or not aimed at soldiers and activists
    NONE_FOUND = "none_found"  # looked for: no proof of safety
    NOT_RESEARCHED = "not_researched"


class Removal(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event on public record, told without the name of a private person."""

    on: str  # a day, a month, a year or "about"
    whom: Whom
    way: Way
    acted: WhoActed
    outcome: Outcome
    what: Text

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            parse_partial(self.on)
        except ValueError as error:
            raise ValueError(f"date {self.on!r}: {error}") from error

    @property
    def day(self) -> PartialDate:
        """When it happened, as exactly as it is known."""
        return parse_partial(self.on)

    @property
    def to_russia(self) -> bool:
        """Whether it ended in Russia."""
        return self.outcome is Outcome.TO_RUSSIA

    def happened_by(self, on: date) -> bool:
        """Whether it may have happened by a day: an assessment of an earlier day must not know it."""
        return self.day.earliest() <= on

    def counts_on(self, on: date) -> bool:
        """Whether it makes the country one that hands people over now."""
        return self.to_russia and self.whom is not Whom.MANY and self.happened_by(on) and on <= self.counts_until()

    def counts_until(self) -> date:
        """Return the last day of the 24 months after it; of a vague date, the latest day it may mean."""
        day = self.day.latest()
        year = day.year + RECENT_MONTHS // 12
        return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


class WayOut(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of one way out in this country: whether it was used, who acts, how it goes."""

    way: Way
    acted: WhoActed
    documented: bool  # used there against a Russian, by the sources named
    what: Text
