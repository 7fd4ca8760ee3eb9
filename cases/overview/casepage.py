"""Everything the page of a case shows, read in few queries and opened in one go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from cases import vault
from cases.access.actor import Actor
from cases.applications.queries import applications_of_case, dates_of_case
from cases.applications.rows import ApplicationRow, DateRow
from cases.base.dates import PartialDate
from cases.base.forms import Word
from cases.base.text import Text
from cases.countries.profile import Profile
from cases.countries.queries import profiles_for
from cases.countries.sheet import Sheet, sheet
from cases.evidence.panel import EvidencePanel, count_files, testimonies_of
from cases.evidence.queries import TestimonyRow
from cases.overview import story
from cases.people import intake
from cases.people.asking import Ask, worth_asking
from cases.people.dossier import Consent, Dossier
from cases.people.items import Item
from cases.people.models import OPEN_STAGES, Case
from cases.people.rules import silent_from
from cases.risk import wording
from cases.risk.facts import Band
from cases.risk.score import Assessment
from cases.risk.steps import Change, next_change, segment_on
from cases.stay.panel import StayPanel, build
from cases.timeline.models import Entry, EntryBody
from cases.watch.course import Run, course

NEWEST: Final = 30
SHOWN: Final = 6
# Shown at the head of the page.
ELSEWHERE: Final = frozenset({"category", "country", "alias"})
CONTACT: Final = "contact"


@dataclass(frozen=True, slots=True)
class Fact:
    """One item in words; on file but not shown when it is private."""

    label: Word
    lines: list[str]
    private: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """One section of the dossier: what is known, and the labels of what is not."""

    anchor: str
    legend: Word
    known: list[Fact]
    unknown: list[Word]


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the timeline in the reader's words."""

    text: str
    note: str
    day: PartialDate | date
    by: str


@dataclass(frozen=True)
class CasePage:
    """The opened case."""

    case: Case
    dossier: Dossier
    assessment: Assessment
    applications: list[ApplicationRow]
    dates: list[DateRow]
    evidence: EvidencePanel
    entries: list[Told]
    has_older: bool
    on: date

    @property
    def band(self) -> Band:
        """The band of the day, which may have changed since the assessment."""
        return segment_on(self.assessment.segments, self.on).band

    @property
    def consent(self) -> str:
        """What the person agreed to, in a few words."""
        given = self.dossier.consent
        if Consent.NO in (given.to_services, given.to_disclosure):
            return _("details stay with us") if given.to_services is not Consent.NO else _("does not want our work")
        if given.to_services is None:
            return _("consent not asked")
        return _("agreed to our work") if given.to_disclosure is None else _("agreed that details are passed on")

    @property
    def tone(self) -> str:
        """How the risk panel is edged."""
        return {"critical": "critical", "high": "warn"}.get(self.band, "")

    @property
    def contact_url(self) -> str:
        """Where the rules of contact are edited."""
        return f"{reverse('people:edit', args=[self.case.code])}#contact"

    @property
    def check_in(self) -> DateRow | None:
        """The sign of life that is awaited next."""
        return next((row for row in self.dates if row.is_check_in), None)

    @property
    def note_url(self) -> str:
        """Where a note is written."""
        return reverse("people:note", args=[self.case.code])

    @property
    def change(self) -> Change | None:
        """The next day on which the band changes by itself."""
        return next_change(self.assessment.segments, self.on)

    @property
    def cause(self) -> Text | None:
        """Why it changes."""
        return wording.cause(self.change.cause) if self.change else None

    @property
    def course(self) -> tuple[Run, ...]:
        """How the band goes, a quarter back and a quarter ahead."""
        return course(self.assessment, self.on)

    @property
    def reasons(self) -> list[Text]:
        """What is known and weighs most."""
        return wording.main_reasons(self.assessment, limit=5)

    @property
    def asks(self) -> list[Ask]:
        """What to ask next."""
        return worth_asking(self.assessment)

    @property
    def silent(self) -> bool:
        """Whether the person should have been heard from."""
        return self.case.stage in OPEN_STAGES and silent_from(self.dossier, self.band) <= self.on

    @property
    def facts(self) -> list[Facts]:
        """The dossier, section by section."""
        return [_section(section, self.dossier) for section in intake.SECTIONS if section.anchor != CONTACT]

    @cached_property
    def stay(self) -> StayPanel:
        """How long they may stay, and which papers open which doors."""
        return build(self.case.country.code, self.dossier, self.on, self.profiles)

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The countries as they count for the case's team."""
        return profiles_for(self.case.team_id)

    @property
    def sheet(self) -> Sheet | None:
        """What the country offers and threatens."""
        profile = self.profiles.get(self.case.country.code)
        return sheet(profile, self.on) if profile else None

    @property
    def latest(self) -> list[Told]:
        """The newest entries; the others fold away."""
        return self.entries[:SHOWN]

    @property
    def earlier(self) -> list[Told]:
        """The entries that fold away."""
        return self.entries[SHOWN:]

    @property
    def contact(self) -> list[Fact]:
        """How to reach the person safely."""
        items = next(section.items for section in intake.SECTIONS if section.anchor == CONTACT)
        facts = [_fact(item, self.dossier) for item in items]
        return [fact for fact in facts if fact.lines] or facts[:1]


def load(case: Case, *, by: Actor, on: date, whole: bool = False) -> CasePage:
    """Open a case with what belongs to it: the newest entries of its timeline, or the whole of it."""
    told = Entry.objects.filter(case=case).order_by("-number")
    entries = list(told if whole else told[: NEWEST + 1])
    has_older = not whole and len(entries) > NEWEST
    del entries[NEWEST if has_older else len(entries) :]
    applications = list(applications_of_case(by, case.pk))
    dates = list(dates_of_case(by, case.pk))
    testimonies = testimonies_of(case)
    sealed: list[Any] = [case.dossier, case.standing.assessment.body]
    rows: list[Any] = [*entries, *dates, *testimonies]
    sealed += [row.body for row in rows]
    opened: Iterator[Any] = iter(vault.open_many(sealed, by=by, why="case page"))
    dossier, assessment = next(opened), next(opened)
    bodies: list[EntryBody] = list(islice(opened, len(entries)))
    dated = [DateRow(row, next(opened), dossier.alias) for row in dates]
    return CasePage(
        case=case,
        dossier=dossier,
        assessment=assessment,
        applications=[ApplicationRow(row, dossier.alias) for row in applications],
        dates=dated,
        evidence=EvidencePanel(count_files(case), [TestimonyRow(row, next(opened)) for row in testimonies]),
        has_older=has_older,
        entries=[Told(story.sentence(body), body.note, body.on or body.at.date(), body.by) for body in bodies],
        on=on,
    )


def _section(section: intake.Section, dossier: Dossier) -> Facts:
    facts = [_fact(item, dossier) for item in section.items if item.name not in ELSEWHERE]
    known = [fact for fact in facts if fact.lines]
    return Facts(section.anchor, section.legend, known, [fact.label for fact in facts if not fact.lines])


def _fact(item: Item, dossier: Dossier) -> Fact:
    lines = item.tell(item.get(dossier))
    return Fact(item.label, lines, private=item.name in intake.PRIVATE)
