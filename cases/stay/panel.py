"""The stay of one person as their page shows it: what is left, the last lawful day, how sure, what decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.base.dates import PartialDate
from cases.countries import catalogue, words
from cases.countries.daycount import Doubt, Ground, Permit, StayCount, Visit, count
from cases.countries.fact import Confidence, in_force, value_of
from cases.countries.profile import Profile
from cases.countries.words import Word
from cases.people.dossier import Dossier
from cases.people.words import PAPERS
from cases.risk.facts import Wanted
from cases.stay import doors

ENDS_SOON = 14


class Gap(StrEnum):
    """Why nothing can be counted."""

    NO_PROFILE = "no_profile"
    VISA_NEEDED = "visa_needed"
    RULE_NOT_KNOWN = "rule_not_known"
    ENTRY_NOT_KNOWN = "entry_not_known"
    LEFT = "left"


GAPS: Final[dict[Gap, Word]] = {
    Gap.NO_PROFILE: _("Nobody has described this country yet, so its rule of stay is not known."),
    Gap.VISA_NEEDED: _("This country asks for a visa: the stay ends when the visa or the permit says."),
    Gap.RULE_NOT_KNOWN: _("How long one may stay in this country is not known."),
    Gap.ENTRY_NOT_KNOWN: _("Ask for the day of entry: without it nothing can be counted."),
    Gap.LEFT: _("By the entries and exits in the case, the person is not in the country."),
}
DOUBTS: Final[dict[Doubt, Word]] = {
    Doubt.INEXACT_DATE: _("A date is not exact: the reading that ends the stay earlier counts."),
    Doubt.EXIT_UNKNOWN: _("An exit is missing: every day until the next entry counts as a day of stay."),
    Doubt.EXIT_BEFORE_ENTRY: _("An exit lies before its entry and is not counted: correct it."),
    Doubt.RULE_UNCONFIRMED: _("The country's rule is not confirmed by two sources."),
    Doubt.COUNTING_UNKNOWN: _("How the days are counted is not known: all days of the past year count."),
    Doubt.TWO_READINGS: _("The rule can be read in two ways: the one that ends the stay earlier counts."),
}
DECIDED_BY: Final[dict[Ground | None, Word]] = {
    Ground.RULE: _("the country's rule, counted from the entries in the case"),
    Ground.PERMIT: _("a permit"),
    None: _("the day entered in the case"),
}
# What border guards of the shared database see.
SEEN_AT_BORDERS = frozenset({Wanted.INTERSTATE, Wanted.INTERNATIONAL})


@dataclass(frozen=True, slots=True)
class StayPanel:
    """What `templates/stay/_panel.html` shows."""

    country: str
    rule: str  # "90 days within any 180"
    allowed: int | None
    rule_stale: bool
    count: StayCount | None
    gap: Word
    doubts: tuple[Word, ...]
    stated: PartialDate | None  # the last lawful day as somebody entered it
    last_day: date | None  # the earlier of the counted and the stated one
    decided_by: Word
    days_left: int | None  # below zero: the stay is over
    sure: str  # as the component `deadline` takes it
    register_by: date | None
    register_unverified: bool
    papers: tuple[tuple[Word, doors.Door], ...] | None  # None: not known
    papers_unknown: tuple[Word, ...]
    exit_doubtful: bool

    @property
    def tone(self) -> str:
        """The tone of the panel: nothing, soon over, over."""
        if self.days_left is None or self.days_left > ENDS_SOON:
            return ""
        return "warn" if self.days_left >= 0 else "critical"

    @property
    def overdue(self) -> int:
        """Days since the last lawful day."""
        return max(0, -(self.days_left or 0))

    @property
    def holds_none(self) -> bool:
        """Whether the person is known to hold no paper at all."""
        return self.papers == () and not self.papers_unknown


def build(country: str, dossier: Dossier, on: date, permits: Sequence[Permit] = ()) -> StayPanel:
    """Put together what is known of a person's stay in a country on a day."""
    profile, visits, facts = catalogue.get(country), _visits(country, dossier), dossier.facts
    gap, counted = _count(profile, visits, on, permits)
    ends = [day for day in (counted and counted.last_lawful_day, _stated(facts.stay_ends_on)) if day]
    last_day = min(ends, default=None)
    by_count = counted is not None and last_day == counted.last_lawful_day
    terms = profile.stay_terms(on) if profile else None
    register_by, unverified = _registration(profile, visits, on)
    held = facts.papers
    return StayPanel(
        country=country,
        rule=words.terms(terms) if terms else "",
        allowed=terms.days if terms else None,
        rule_stale=profile is not None and any(profile.is_stale(row, on) for row in profile.stay_days),
        count=counted,
        gap=GAPS[gap] if gap else "",
        doubts=tuple(DOUBTS[doubt] for doubt in counted.doubts) if counted else (),
        stated=facts.stay_ends_on,
        last_day=last_day,
        decided_by=DECIDED_BY[counted.ground if counted and by_count else None],
        days_left=(last_day - on).days if last_day else None,
        sure="firm" if by_count and counted and counted.firm else "",
        register_by=register_by,
        register_unverified=unverified,
        papers=None if held is None else _papers(doors.doors(held, catalogue.all(), on, outside=country)),
        papers_unknown=tuple(PAPERS[kind] for kind in facts.papers_unknown),
        exit_doubtful=facts.exit_refused is True or facts.wanted in SEEN_AT_BORDERS,
    )


def _visits(country: str, dossier: Dossier) -> list[Visit]:
    """Return the stays in the country; the entry among the facts is one of them, if no stay holds it yet."""
    found = [
        Visit(stay.entered_on, stay.left_on) for stay in dossier.stays if stay.country == country and stay.entered_on
    ]
    latest = dossier.facts.entered_on
    if latest is not None and latest not in {visit.entered for visit in found}:
        found.append(Visit(latest))
    return found


def _count(
    profile: Profile | None, visits: list[Visit], on: date, permits: Sequence[Permit]
) -> tuple[Gap | None, StayCount | None]:
    if profile is None:
        return Gap.NO_PROFILE, None
    if value_of(profile.visa_required, on):
        return Gap.VISA_NEEDED, None
    terms = profile.stay_terms(on)
    if terms is None:
        return Gap.RULE_NOT_KNOWN, None
    if not visits:
        return Gap.ENTRY_NOT_KNOWN, None
    counted = count(terms, visits, on, permits)
    return (None, counted) if counted.present else (Gap.LEFT, None)


def _stated(day: PartialDate | None) -> date | None:
    return day.earliest() if day else None


def _registration(profile: Profile | None, visits: list[Visit], on: date) -> tuple[date | None, bool]:
    """Return the day by which the latest entry had to be registered; the day of entry is the first."""
    row = in_force(profile.registration_days, on) if profile else None
    if row is None or not visits:
        return None, False
    entered = max(visit.entered.earliest() for visit in visits)
    return entered + timedelta(days=row.value - 1), row.confidence is Confidence.UNVERIFIED


def _papers(found: tuple[doors.Door, ...]) -> tuple[tuple[Word, doors.Door], ...]:
    return tuple((PAPERS[door.kind], door) for door in found)
