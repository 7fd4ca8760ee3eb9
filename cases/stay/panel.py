"""The stay of one person as the page of their case shows it: the last lawful day, how sure it is, what decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cases.base.dates import PartialDate
from cases.countries import catalogue
from cases.countries import words as country_words
from cases.countries.daycount import StayCount
from cases.countries.fact import Confidence, in_force
from cases.countries.profile import Profile
from cases.countries.words import Word
from cases.people.dossier import Dossier, PermitKind, PermitPaper
from cases.people.words import PAPERS
from cases.risk.facts import Facts, Wanted
from cases.stay import doors
from cases.stay.answers import Answer, answer
from cases.stay.words import DECIDED_BY, DOUBTS, GAPS, PERMITS

ENDS_SOON: Final = 14
# What border guards of the shared database see.
SEEN_AT_BORDERS: Final = frozenset({Wanted.INTERSTATE, Wanted.INTERNATIONAL})
ProfileOf = Callable[[str], Profile | None]


@dataclass(frozen=True, slots=True)
class StayPanel:
    """What `templates/stay/_panel.html` shows."""

    country: str
    answer: Answer
    rule: str  # "90 days within any 180"
    gap: Word
    doubts: tuple[Word, ...]
    stated: PartialDate | None  # the last lawful day as somebody entered it
    decided_by: Word
    permits: tuple[tuple[Word, PermitPaper], ...]  # those not over yet
    register_by: date | None
    register_unverified: bool
    papers: tuple[tuple[Word, doors.Door], ...] | None  # None: not known
    papers_unknown: tuple[Word, ...]
    exit_doubtful: bool

    @property
    def count(self) -> StayCount | None:
        """What was counted."""
        return self.answer.count

    @property
    def allowed(self) -> int | None:
        """The days that the rule allows."""
        return self.answer.terms.days if self.answer.terms else None

    @property
    def by_rule(self) -> bool:
        """Whether days of the rule were counted, and not only those of a permit."""
        return self.count is not None and self.answer.terms is not None and not self.answer.visa_needed

    @property
    def rule_stale(self) -> bool:
        """Whether the rule has to be checked again."""
        return self.answer.rule_stale

    @property
    def last_day(self) -> date | None:
        """The last lawful day: the earliest of what is counted, told, and set by a refusal."""
        return self.answer.last_day

    @property
    def days_left(self) -> int | None:
        """Days until then; below zero the stay is over."""
        return self.answer.days_left

    @property
    def sure(self) -> str:
        """How sure the day is, as the component `deadline` takes it."""
        return "firm" if self.answer.firm else ""

    @property
    def differs(self) -> bool:
        """Whether what was told and what is counted are two days."""
        told, counted = self.answer.told, self.count
        return told is not None and counted is not None and told != counted.last_lawful_day

    @property
    def tone(self) -> str:
        """The tone of the panel: nothing, soon over, over."""
        if self.days_left is None or self.days_left > ENDS_SOON:
            return ""
        return "warn" if self.days_left >= 0 else "critical"

    @property
    def overdue(self) -> int:
        """Days since the last lawful day."""
        return self.answer.days_over

    @property
    def holds_none(self) -> bool:
        """Whether the person is known to hold no paper at all."""
        return self.papers == () and not self.papers_unknown


def build(country: str, dossier: Dossier, on: date, profiles: Mapping[str, Profile] | None = None) -> StayPanel:
    """Put together what is known of a person's stay in a country on a day, by these profiles or by ours."""
    known = catalogue.catalogue() if profiles is None else profiles
    profile, facts = known.get(country), dossier.facts
    found = answer(country, dossier, profile, on)
    register_by, unverified = _registration(country, dossier, profile, on)
    held = facts.papers
    return StayPanel(
        country=country,
        answer=found,
        rule=country_words.terms(found.terms) if found.terms else "",
        gap=GAPS[found.gap] if found.gap else "",
        doubts=tuple(DOUBTS[doubt] for doubt in found.doubts),
        stated=facts.stay_ends_on,
        decided_by=DECIDED_BY[found.decider] if found.decider else "",
        permits=tuple((PERMITS[paper.kind], paper) for paper in _current(country, dossier, on)),
        register_by=register_by,
        register_unverified=unverified,
        papers=None if held is None else _papers(doors.doors(held, known.values(), on, outside=country)),
        papers_unknown=tuple(PAPERS[kind] for kind in facts.papers_unknown),
        exit_doubtful=exit_doubtful(facts),
    )


def exit_doubtful(facts: Facts) -> bool:
    """Tell whether a border may hold the person back, by what is known."""
    return facts.exit_refused is True or facts.wanted in SEEN_AT_BORDERS


def _current(country: str, dossier: Dossier, on: date) -> list[PermitPaper]:
    return [
        paper for paper in dossier.permits if paper.country == country and (not paper.ends or paper.ends.latest() >= on)
    ]


def _registration(country: str, dossier: Dossier, profile: Profile | None, on: date) -> tuple[date | None, bool]:
    """Return the day by which the latest entry had to be registered, unless it was; the day of entry is the first."""
    row = in_force(profile.registration_days, on) if profile else None
    entered = max((visit.entered.earliest() for visit in dossier.visits(country)), default=None)
    if row is None or entered is None or _is_registered(country, dossier, entered):
        return None, False
    return entered + timedelta(days=row.value - 1), row.confidence is Confidence.UNVERIFIED


def _is_registered(country: str, dossier: Dossier, entered: date) -> bool:
    registrations = (
        paper for paper in dossier.permits if paper.kind is PermitKind.REGISTRATION and paper.country == country
    )
    return any(paper.starts and paper.starts.latest() >= entered for paper in registrations)


def _papers(found: tuple[doors.Door, ...]) -> tuple[tuple[Word, doors.Door], ...]:
    return tuple((PAPERS[door.kind], door) for door in found)
