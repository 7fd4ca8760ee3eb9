"""The assessments of a case, newest first, and two of them side by side with what changed in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cases import vault
from cases.access.actor import Actor
from cases.base.dates import PartialDate
from cases.base.forms import Word
from cases.overview import story
from cases.people.models import Case
from cases.risk import wording
from cases.risk.factors import Axis
from cases.risk.models import Assessment
from cases.risk.score import Assessment as AssessmentRecord
from cases.risk.wording import Reason
from cases.timeline.models import Entry, EntryBody, EntryKind
from cases.watch import words

PAGE: Final = 30
ENTRIES: Final = 200  # of the timeline, looked through for what happened in between
LONGEST_NUMBER: Final = 6  # digits
# What can move an assessment.
MOVING: Final = frozenset(
    {
        EntryKind.LOGGED,
        EntryKind.CHANGED,
        EntryKind.CONTACT,
        EntryKind.DETAINED,
        EntryKind.RELEASED,
        EntryKind.REVIEWED,
        EntryKind.OVERRIDDEN,
        EntryKind.LOWERED,
    }
)


@dataclass(frozen=True, slots=True)
class Made:
    """One assessment with its number."""

    number: int
    record: AssessmentRecord


@dataclass(frozen=True, slots=True)
class AxisPair:
    """One axis in both: points in the cautious case, and from best to worst."""

    label: Word
    before: tuple[int, int, int]
    after: tuple[int, int, int]

    @property
    def both(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """The columns of the page."""
        return self.before, self.after


@dataclass(frozen=True, slots=True)
class Difference:
    """One factor that counts otherwise; the one that does not count is None."""

    before: Reason | None
    after: Reason | None

    @property
    def name(self) -> Any:
        """The factor in a few words."""
        known = self.after or self.before
        return known.factor.brief if known else ""

    @property
    def both(self) -> tuple[Reason | None, Reason | None]:
        """The columns of the page."""
        return self.before, self.after

    @property
    def moved(self) -> int:
        """By how many points, in the cautious case."""
        return (self.after.points if self.after else 0) - (self.before.points if self.before else 0)


@dataclass(frozen=True, slots=True)
class Told:
    """What the timeline tells of the time in between."""

    text: str
    day: PartialDate | date
    by: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two assessments, the older one first."""

    before: Made
    after: Made
    told: list[Told]

    @property
    def both(self) -> tuple[Made, Made]:
        """The columns of the page."""
        return self.before, self.after

    @property
    def axes(self) -> list[AxisPair]:
        """Both axes, in both."""
        one, other = self.before.record.score, self.after.record.score
        return [
            AxisPair(words.AXES[Axis.REMOVAL], one.removal, other.removal),
            AxisPair(words.AXES[Axis.GRAVITY], one.gravity, other.gravity),
        ]

    @property
    def differences(self) -> list[Difference]:
        """The factors that count otherwise, what moved most first."""
        return differences(self.before.record, self.after.record)

    @property
    def other_factors(self) -> bool:
        """Whether the two were made with different weights, which moves points without any fact."""
        one, other = self.before.record, self.after.record
        return (one.factors_version, one.team_factors) != (other.factors_version, other.team_factors)


def listed(case: Case, *, by: Actor, before: int | None) -> tuple[list[Made], int | None]:
    """Return a page of assessments, and the number below which the next one goes on."""
    rows = Assessment.objects.filter(case=case).order_by("-number")
    found = list((rows.filter(number__lt=before) if before else rows)[: PAGE + 1])
    return _opened(found[:PAGE], by), found[PAGE - 1].number if len(found) > PAGE else None


def pair(case: Case, numbers: set[int], *, by: Actor) -> Pair | None:
    """Return two assessments side by side, or nothing where these numbers are not two of them."""
    rows = list(Assessment.objects.filter(case=case, number__in=numbers).order_by("number"))
    if len(rows) != 2:
        return None
    entries = list(Entry.objects.filter(case=case).order_by("-number")[:ENTRIES])
    below: list[Any] = [*rows, *entries]
    sealed: list[Any] = [row.body for row in below]
    one, other, *bodies = vault.open_many(sealed, by=by, why="assessments side by side")
    before, after = (Made(row.number, record) for row, record in zip(rows, (one, other), strict=True))
    return Pair(before, after, list(reversed(_between(bodies, one.on, other.on))))


def number_of(typed: str) -> int | None:
    """Return the number of an assessment as an address gives it; nonsense is none."""
    return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) <= LONGEST_NUMBER else None


def differences(before: AssessmentRecord, after: AssessmentRecord) -> list[Difference]:
    """Return what counts in one assessment and otherwise, or not at all, in the other."""
    one, other = ({reason.factor.id: reason for reason in wording.reasons(record)} for record in (before, after))
    changed = (Difference(one.get(name), other.get(name)) for name in dict.fromkeys((*one, *other)))
    moved = [one for one in changed if _counted(one.before) != _counted(one.after)]
    return sorted(moved, key=lambda difference: -abs(difference.moved))


def _counted(reason: Reason | None) -> tuple[int, int, int]:
    return (reason.counted.best, reason.counted.cautious, reason.counted.worst) if reason else (0, 0, 0)


def _between(bodies: Sequence[EntryBody], first: date, last: date) -> list[Told]:
    """Assessments know their day, not their hour: what was written on either day is told too."""
    return [
        Told(story.sentence(body), body.on or body.at.date(), body.by)
        for body in bodies
        if body.kind in MOVING and first <= _written_on(body) <= last
    ]


def _written_on(body: EntryBody) -> date:
    """Return the day of an act where the team works; an entry about a day people told has only its instant."""
    return body.on if isinstance(body.on, date) else body.at.date()


def _opened(rows: Sequence[Assessment], by: Actor) -> list[Made]:
    sealed: list[Any] = [row.body for row in rows]
    records = vault.open_many(sealed, by=by, why="history of assessments")
    return [Made(row.number, record) for row, record in zip(rows, records, strict=True)]
