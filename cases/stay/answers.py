"""How long somebody may stay in a country, asked for one day: what counts, what is left, and what is in doubt. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.countries.daycount import DAY, Doubt, Ground, StayCount, carried_on, count, count_by_permits
from cases.countries.fact import in_force, value_of
from cases.countries.profile import Profile, StayTerms
from cases.people.dossier import Dossier, PermitKind
from cases.stay.window import Window, window


class Gap(StrEnum):
    """Why nothing can be counted."""

    NO_PROFILE = "no_profile"
    VISA_NEEDED = "visa_needed"
    RULE_NOT_KNOWN = "rule_not_known"
    ENTRY_NOT_KNOWN = "entry_not_known"
    LEFT = "left"


class Missing(StrEnum):
    """What a case leaves open, so that an answer is not firm."""

    ENTRY_UNKNOWN = "entry_unknown"
    PERMIT_INCOMPLETE = "permit_incomplete"
    VISA_DAYS_UNKNOWN = "visa_days_unknown"
    RULE_MAY_HAVE_CHANGED = "rule_may_have_changed"


class Decider(StrEnum):
    """What decides the last lawful day."""

    RULE = "rule"
    PERMIT = "permit"
    TOLD = "told"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer for one country on one day."""

    country: str
    on: date
    terms: StayTerms | None
    visa_needed: bool
    rule_stale: bool
    count: StayCount | None  # of entries, rule and permits
    entering: StayCount | None  # of somebody who is not there: what an entry on that day would allow
    gap: Gap | None
    doubts: tuple[Doubt | Missing, ...]
    last_day: date | None  # the earliest of what is counted, told, and set by a refusal
    decider: Decider | None
    told: date | None  # the last lawful day as somebody wrote it down, carried on by permits
    window: Window | None

    @property
    def firm(self) -> bool:
        """Whether what is counted decides, and nothing about it is in doubt."""
        counted = self.decider in (Decider.RULE, Decider.PERMIT)
        return counted and not self.doubts

    @property
    def days_left(self) -> int | None:
        """Days until the last lawful day; below zero once it is past."""
        return (self.last_day - self.on).days if self.last_day else None

    @property
    def days_over(self) -> int:
        """Days since the last lawful day."""
        return max(0, -(self.days_left or 0))


def answer(country: str, dossier: Dossier, profile: Profile | None, on: date) -> Answer:
    """Answer how long somebody may stay in a country, as things stand on a day."""
    terms = profile.stay_terms(on) if profile else None
    visa_needed = profile is not None and value_of(profile.visa_required, on) is True
    found, gap = _count(country, dossier, profile, None if visa_needed else terms, on)
    counted = found if gap is None else None
    decided = sorted(_ends(country, dossier, counted, on), key=lambda pair: pair[0])
    last_day, decider = decided[0] if decided else (None, None)
    told = next((day for day, what in decided if what is Decider.TOLD), None)
    visits, permits = dossier.visits(country), dossier.permits_of(country)
    return Answer(
        country=country,
        on=on,
        terms=terms,
        visa_needed=visa_needed,
        rule_stale=profile is not None and any(profile.is_stale(row, on) for row in profile.stay_days),
        count=counted,
        entering=found if gap is Gap.LEFT else None,
        gap=gap,
        doubts=tuple(_doubts(country, dossier, profile, counted)),
        last_day=last_day,
        decider=decider,
        told=told,
        window=window(terms, visits, permits, on, found) if terms and found and visits and not visa_needed else None,
    )


def countries_of(dossier: Dossier) -> list[str]:
    """Return the countries of which the case tells a stay or a paper: the present one first, then the latest."""
    told = [stay.country for stay in reversed(dossier.told_stays)]
    told += [permit.country for permit in dossier.permits if permit.allows]
    return list(dict.fromkeys(code for code in (dossier.facts.country, *told) if code))


def _count(
    country: str, dossier: Dossier, profile: Profile | None, terms: StayTerms | None, on: date
) -> tuple[StayCount | None, Gap | None]:
    """Count by the rule, or else by permits alone; who is not there is counted too, for the picture of the window."""
    visits, permits = dossier.visits(country), dossier.permits_of(country)
    if not visits and country == dossier.facts.country:
        return None, _gap(profile, terms, on) or Gap.ENTRY_NOT_KNOWN
    counted = count(terms, visits, on, permits) if terms else count_by_permits(visits, on, permits)
    if counted is None:
        return None, _gap(profile, terms, on)
    return counted, None if counted.present else Gap.LEFT


def _gap(profile: Profile | None, terms: StayTerms | None, on: date) -> Gap | None:
    if profile is None:
        return Gap.NO_PROFILE
    if value_of(profile.visa_required, on):
        return Gap.VISA_NEEDED
    return Gap.RULE_NOT_KNOWN if terms is None else None


def _ends(country: str, dossier: Dossier, counted: StayCount | None, on: date) -> Iterator[tuple[date, Decider]]:
    """Yield each day that may be the last lawful one, with what says so."""
    if counted:
        yield counted.last_lawful_day, Decider.PERMIT if counted.ground is Ground.PERMIT else Decider.RULE
    if country != dossier.facts.country:
        return
    if stated := dossier.facts.stay_ends_on:
        visits, permits = dossier.visits(country), dossier.permits_of(country)
        entered = max((visit.entered.earliest() for visit in visits if not visit.left), default=stated.earliest() - DAY)
        yield carried_on(stated.earliest(), permits, visits, entered, lambda day: day <= on), Decider.TOLD
    if leave_by := dossier.leave_by(country):
        yield leave_by.earliest(), Decider.REFUSAL


def _doubts(
    country: str, dossier: Dossier, profile: Profile | None, counted: StayCount | None
) -> Iterator[Doubt | Missing]:
    yield from counted.doubts if counted else ()
    papers = [permit for permit in dossier.permits if permit.country == country]
    allowing = [permit for permit in papers if permit.kind is not PermitKind.REGISTRATION]
    on_visa = counted is not None and counted.ground is Ground.PERMIT
    days = in_force(profile.stay_days, counted.last_lawful_day) if profile and counted and not on_visa else None
    found = {
        Missing.ENTRY_UNKNOWN: any(stay.country == country and not stay.entered_on for stay in dossier.stays),
        Missing.PERMIT_INCOMPLETE: any(permit.allows is None for permit in allowing),
        Missing.VISA_DAYS_UNKNOWN: on_visa
        and any(permit.kind is PermitKind.VISA and permit.days is None for permit in papers),
        Missing.RULE_MAY_HAVE_CHANGED: days is not None and days.may_have_changed_since is not None,
    }
    yield from (missing for missing, holds in found.items() if holds)
