"""What waits on a planned journey: who hands people over is a danger even for two hours in an airport. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from cases.countries.fact import value_of
from cases.countries.profile import Profile
from cases.countries.removal import Outcome, RemovalTier, Way
from cases.people.dossier import Leg
from cases.risk.facts import Facts, Paper, PaperKind
from cases.stay.doors import Admission, Reply, admits

RUSSIA = "RU"


class Role(StrEnum):
    """What a country is on a leg."""

    ORIGIN = "origin"
    VIA = "via"
    TO = "to"


class Notice(StrEnum):
    """What to know of a country before passing through it."""

    RUSSIA = "russia"
    HANDS_OVER = "hands_over"  # within 24 months
    HANDED_OVER = "handed_over"  # longer ago
    LISTS_SHARED = "lists_shared"  # its border guards see Russia's lists, and the person is on one
    EXIT_MAY_BE_REFUSED = "exit_may_be_refused"
    NOT_RESEARCHED = "not_researched"
    NOT_DESCRIBED = "not_described"
    TRANSIT_VISA_UNKNOWN = "transit_visa_unknown"


GRAVE = frozenset({Notice.RUSSIA, Notice.HANDS_OVER, Notice.LISTS_SHARED, Notice.EXIT_MAY_BE_REFUSED})


class Stop(msgspec.Struct, frozen=True):
    """One country of a leg, with what it says to the papers carried."""

    role: Role
    country: str
    notices: tuple[Notice, ...]
    admissions: tuple[tuple[PaperKind, Admission], ...] = ()

    @property
    def is_grave(self) -> bool:
        """Whether this stop may end in Russia."""
        return not GRAVE.isdisjoint(self.notices)


class Passage(msgspec.Struct, frozen=True):
    """One leg with its stops; `on` is the day it was looked at for."""

    leg: Leg
    on: date
    stops: tuple[Stop, ...]

    @property
    def is_grave(self) -> bool:
        """Whether one of its stops may end in Russia."""
        return any(stop.is_grave for stop in self.stops)


def passages(
    legs: Sequence[Leg], facts: Facts, profile_of: Callable[[str], Profile | None], on: date
) -> tuple[Passage, ...]:
    """Look at each leg on its own day, or today's where none is told."""
    return tuple(_passage(_Road(leg, facts, leg.on.earliest() if leg.on else on), profile_of) for leg in legs)


class _Road(msgspec.Struct, frozen=True):
    """Who travels a leg, and when."""

    leg: Leg
    facts: Facts
    on: date

    @property
    def carried(self) -> list[Paper]:
        """The papers for this leg: the one named, otherwise all that are held."""
        held = [paper for paper in self.facts.papers or () if self.leg.paper in ("", paper.kind)]
        return held or ([Paper(kind=PaperKind(self.leg.paper))] if self.leg.paper else [])


def _passage(road: _Road, profile_of: Callable[[str], Profile | None]) -> Passage:
    leg = road.leg
    asked = ((Role.ORIGIN, leg.origin), (Role.VIA, leg.via), (Role.TO, leg.to))
    stops = tuple(_stop(role, country, profile_of(country), road) for role, country in asked if country)
    return Passage(leg, road.on, stops)


def _stop(role: Role, country: str, profile: Profile | None, road: _Road) -> Stop:
    if country == RUSSIA:
        return Stop(role, country, (Notice.RUSSIA,))
    notices = _notices(role, profile, road)
    if role is Role.ORIGIN or profile is None:
        return Stop(role, country, notices)
    admissions = tuple((paper.kind, admits(paper, profile, road.on)) for paper in road.carried)
    if role is Role.VIA and not any(one.reply is Reply.FREE for _kind, one in admissions):
        notices += (Notice.TRANSIT_VISA_UNKNOWN,)
    return Stop(role, country, notices, admissions)


def _notices(role: Role, profile: Profile | None, road: _Road) -> tuple[Notice, ...]:
    tier = profile.removal_tier(road.on) if profile else None
    seen = profile is None or value_of(profile.cis_legal_assistance, road.on) is not False
    lately = tier is RemovalTier.RECENT or (profile is not None and _taken_lately(profile, road.on))
    found = {
        Notice.EXIT_MAY_BE_REFUSED: role is Role.ORIGIN and road.facts.exit_refused is True,
        Notice.HANDS_OVER: lately,
        Notice.HANDED_OVER: tier is RemovalTier.DOCUMENTED and not lately,
        Notice.LISTS_SHARED: profile is not None and seen and road.facts.wanted_abroad is True,
        Notice.NOT_RESEARCHED: tier is RemovalTier.NOT_RESEARCHED,
        Notice.NOT_DESCRIBED: profile is None,
    }
    return tuple(notice for notice, holds in found.items() if holds)


def _taken_lately(profile: Profile, on: date) -> bool:
    """Whether somebody was stopped there for Russia lately, even where the outcome is not known."""
    return any(
        row.happened_by(on)
        and on <= row.counts_until()
        and row.way in (Way.EXTRADITION, Way.DETAINED, Way.REFUSED_EXIT)
        and row.outcome is not Outcome.PREVENTED
        for row in profile.removals
    )
