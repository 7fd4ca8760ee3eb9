"""What would lower the risk: each thing that can be done for the person, and what the assessment would then say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec

from cases.base.dates import PartialDate
from cases.risk.country import CountryRisk, Incident
from cases.risk.factors import Factors
from cases.risk.facts import LISTS, Band, Facts, Paper, PaperKind, WantedCheck
from cases.risk.score import Assessment, assess
from cases.risk.tally import CAUTIOUS

CERTIFICATE_DAYS = 90  # what Kazakhstan gives, and renews
STAY_DAYS = 90
TRAVEL_DAYS = 30
SIGN_OF_LIFE_DAYS = 7
PASSPORT_DAYS = 3_650


class Relief(StrEnum):
    """Something a group or a lawyer can do, or ask for."""

    RELEASED = "released"
    APPROVAL_SET_ASIDE = "approval_set_aside"
    NOTICE_DELETED = "notice_deleted"
    INTERIM_MEASURE = "interim_measure"
    WAY_OUT = "way_out"
    DAY_OF_TRAVEL = "day_of_travel"
    STAY_IN_ORDER = "stay_in_order"
    PASSPORT = "passport"
    ASYLUM_FILED = "asylum_filed"
    CERTIFICATE_RENEWED = "certificate_renewed"
    LAWYER = "lawyer"
    MOVED = "moved"
    UNTRACEABLE = "untraceable"
    HEARD_FROM = "heard_from"


class Effect(NamedTuple):
    """One thing done: the bands before and after, the points it takes off, and the day it was reckoned with."""

    relief: Relief
    before: Band
    after: Band
    removal: int
    gravity: int
    day: date | None

    @property
    def lowers(self) -> bool:
        """Whether the band falls."""
        return self.after < self.before


class Outlook(NamedTuple):
    """What would lower a case: one by one, those that lower the band most first, and all of them together."""

    effects: tuple[Effect, ...]
    together: Band

    @property
    def lowering(self) -> list[Effect]:
        """Those that lower the band."""
        return [effect for effect in self.effects if effect.lowers]

    @property
    def lesser(self) -> list[Effect]:
        """Those that take points off and leave the band."""
        return [effect for effect in self.effects if not effect.lowers]


@dataclass(frozen=True, slots=True)
class _Case:
    facts: Facts
    incidents: tuple[Incident, ...]


def outlook(
    facts: Facts, country: CountryRisk, incidents: Sequence[Incident], on: date, factors: Factors | None = None
) -> Outlook:
    """Assess the case again and again, each time with one thing done for the person."""
    case = _Case(facts, tuple(incidents))

    def judged(one: _Case) -> Assessment:
        return assess(one.facts, country, one.incidents, on, factors)

    now, effects, joined = judged(case), [], case
    for relief, (days, do) in _DOINGS.items():
        day = on + timedelta(days) if days else None
        done = do(case, day or on)
        if done is None:
            continue
        effect = _effect(relief, now, judged(done), day)
        if effect.lowers or effect.removal > 0 or effect.gravity > 0:
            effects.append(effect)
            joined = do(joined, day or on) or joined
    effects.sort(key=lambda effect: (effect.after, -effect.removal - effect.gravity))
    return Outlook(tuple(effects), judged(joined).band)


def _effect(relief: Relief, now: Assessment, then: Assessment, day: date | None) -> Effect:
    removal = now.score.removal[CAUTIOUS] - then.score.removal[CAUTIOUS]
    gravity = now.score.gravity[CAUTIOUS] - then.score.gravity[CAUTIOUS]
    return Effect(relief, now.band, then.band, removal, gravity, day)


# What each changes; None where there is nothing to do. The day is the one it lasts to, or today.


def _with(case: _Case, **facts: object) -> _Case:
    return replace(case, facts=msgspec.structs.replace(case.facts, **facts))


def _released(case: _Case, _day: date) -> _Case | None:
    """After a release the police there know the person."""
    return _with(case, detained=False, detained_on=None, stopped_before=True) if case.facts.detained else None


def _approval_set_aside(case: _Case, _day: date) -> _Case | None:
    return _with(case, extradition_approved=False) if case.facts.extradition_approved else None


def _notice_deleted(case: _Case, day: date) -> _Case | None:
    """With the notice abroad goes what border guards saw; the federal one stays where it is known."""
    facts = case.facts
    if not (facts.exit_refused or facts.wanted_abroad):
        return None
    lists = {level: facts.lists.get(level, WantedCheck(level=level)) for level in LISTS}
    federal, *abroad = lists.values()
    clean = [msgspec.structs.replace(one, listed=False, checked_on=PartialDate.of(day)) for one in abroad]
    return _with(case, exit_refused=False, wanted_lists=(federal, *clean))


def _interim_measure(case: _Case, _day: date) -> _Case | None:
    return None if case.facts.interim_measure else _with(case, interim_measure=True, interim_measure_until=None)


def _way_out(case: _Case, day: date) -> _Case | None:
    papers = case.facts.exit_papers_granted
    return None if papers else _with(case, exit_papers_granted=True, travel_on=PartialDate.of(day))


def _day_of_travel(case: _Case, day: date) -> _Case | None:
    return _with(case, travel_on=PartialDate.of(day)) if case.facts.exit_papers_granted else None


def _stay_in_order(case: _Case, day: date) -> _Case | None:
    ends = PartialDate.of(day)
    return _with(case, stay_ends_on=ends, permits=(), leave_by=None)


def _passport(case: _Case, day: date) -> _Case | None:
    others = tuple(paper for paper in case.facts.papers or () if paper.kind != PaperKind.TEN_YEAR)
    new = Paper(kind=PaperKind.TEN_YEAR, expires_on=PartialDate.of(day))
    return _with(case, papers=(*others, new), papers_unknown=())


def _asylum_filed(case: _Case, day: date) -> _Case | None:
    filed = case.facts.asylum_pending
    return None if filed else _with(case, asylum_pending=True, certificate_until=PartialDate.of(day))


def _certificate_renewed(case: _Case, day: date) -> _Case | None:
    return _with(case, certificate_until=PartialDate.of(day)) if case.facts.asylum_pending else None


def _lawyer(case: _Case, _day: date) -> _Case | None:
    return None if case.facts.lawyer_ready else _with(case, lawyer_ready=True)


def _moved(case: _Case, _day: date) -> _Case | None:
    """To a town of the same country without base and cameras, where nobody was seized."""
    away = tuple(msgspec.structs.replace(incident, near=False) for incident in case.incidents)
    return replace(_with(case, near_base=False, watched_city=False), incidents=away)


def _untraceable(case: _Case, _day: date) -> _Case | None:
    return _with(case, traceable=False)


def _heard_from(case: _Case, day: date) -> _Case | None:
    return _with(case, check_in_by=PartialDate.of(day)) if case.facts.check_in_by else None


_DOINGS: dict[Relief, tuple[int, Callable[[_Case, date], _Case | None]]] = {
    Relief.RELEASED: (0, _released),
    Relief.APPROVAL_SET_ASIDE: (0, _approval_set_aside),
    Relief.NOTICE_DELETED: (0, _notice_deleted),
    Relief.INTERIM_MEASURE: (0, _interim_measure),
    Relief.WAY_OUT: (TRAVEL_DAYS, _way_out),
    Relief.DAY_OF_TRAVEL: (TRAVEL_DAYS, _day_of_travel),
    Relief.STAY_IN_ORDER: (STAY_DAYS, _stay_in_order),
    Relief.PASSPORT: (PASSPORT_DAYS, _passport),
    Relief.ASYLUM_FILED: (CERTIFICATE_DAYS, _asylum_filed),
    Relief.CERTIFICATE_RENEWED: (CERTIFICATE_DAYS, _certificate_renewed),
    Relief.LAWYER: (0, _lawyer),
    Relief.MOVED: (0, _moved),
    Relief.UNTRACEABLE: (0, _untraceable),
    Relief.HEARD_FROM: (SIGN_OF_LIFE_DAYS, _heard_from),
}
