"""What a story of an invented case is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.applications.repetition import Rhythm
from cases.applications.work import DateKind
from cases.demo.journeys import Journey
from cases.evidence.models import FileDetails, TestimonyDetails
from cases.people.dossier import ContactChannel, Dossier
from cases.people.models import Stage
from cases.risk.facts import Band, Direction


@dataclass(frozen=True, slots=True)
class Contact:
    """The person was heard from."""

    on: date
    channel: ContactChannel
    note: str


@dataclass(frozen=True, slots=True)
class Change:
    """The team learned something: these facts, by their names."""

    on: date
    facts: Mapping[str, Any]

    @property
    def items(self) -> tuple[str, ...]:
        """The changed items, as the intake form calls them."""
        return tuple(f"facts.{name}" for name in self.facts)


@dataclass(frozen=True, slots=True)
class Review:
    """Somebody looked at the risk and stands by it."""

    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Override:
    """A coordinator holds the band up or down for a while."""

    on: date
    direction: Direction
    band: Band
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Detention:
    """The person was taken, some hours before the report."""

    on: date
    hours_ago: int
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that somebody photographed or scanned."""

    on: date
    name: str
    content: bytes
    details: FileDetails


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the person tells in public, or might."""

    on: date
    details: TestimonyDetails


Happening = Contact | Change | Review | Override | Detention


@dataclass(frozen=True, slots=True)
class Appointment:
    """A date that somebody wrote down."""

    kind: DateKind
    due_on: date
    text: str
    rhythm: Rhythm | None = None


@dataclass(frozen=True, slots=True)
class Awaited:
    """A sign of life that was agreed: how often, from which day, with which word."""

    every: int
    first: date
    code_word: str


@dataclass(frozen=True, slots=True)
class Story:
    """One case from its first day to today; `happenings` are in the order of their days.

    `kept_up` tells whether dates that went by were seen to.
    """

    logged_by: str
    logged_on: date
    country: str
    category: str
    dossier: Dossier
    stamps: str  # as somebody typed them
    restricted: bool
    assignee: str
    stage: Stage
    happenings: tuple[Happening, ...]
    journeys: tuple[Journey, ...]
    kept_up: bool
    dates: tuple[Appointment, ...]
    awaited: Awaited | None
    evidence: tuple[Sheet | Told, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """A team: who coordinates it, who logs cases, who follows them, and how many people it has where."""

    team: str
    zone: str
    coordinator: str
    caseworker: str
    activist: str
    countries: Mapping[str, int]

    @property
    def handles(self) -> tuple[str, ...]:
        """Everybody in the team, the founder first; a small team's coordinator is its caseworker too."""
        return tuple(dict.fromkeys((self.coordinator, self.caseworker, self.activist)))
