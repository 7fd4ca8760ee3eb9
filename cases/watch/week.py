"""The page a coordinator opens on Monday: who asks for a look this week, and why, each reason with its most urgent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse

from cases import vault
from cases.access.actor import Actor
from cases.base.forms import Word
from cases.people import queries as people
from cases.people.dossier import Card, Dossier
from cases.people.models import OPEN_STAGES, Case
from cases.people.rules import SILENT_AFTER_DAYS
from cases.people.words import CHANNELS
from cases.risk.facts import Band
from cases.risk.models import BandChoice
from cases.risk.score import Assessment
from cases.templatetags.display import language
from cases.watch import attention, lowering, queries
from cases.watch.attention import Why
from cases.watch.models import Lowering, LoweringBody
from cases.watch.queries import Row

SHOWN: Final = 6  # rows of a section
MOST: Final = 50  # as many are counted
URGENT: Final = ("-rank", "pk")
ORDERS: Final = {Why.DUE: ("standing__review_on", "pk")}


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a section, and whom to call about it."""

    row: Row
    reviewed_band: str
    last_contact: date | None
    channel: Word
    rhythm: int  # days without a sign of life that were agreed, or go with the band
    request: LoweringBody | None
    on: date

    @property
    def quiet_days(self) -> int | None:
        """Days since the person was heard from."""
        return (self.on - self.last_contact).days if self.last_contact else None

    @property
    def reviewed_at(self) -> str:
        """The band at the last review, in words."""
        return str(BandChoice(self.reviewed_band).label) if self.reviewed_band else ""


@dataclass(frozen=True, slots=True)
class Section:
    """One reason: its most urgent cases, and how many there are, up to fifty."""

    why: Why
    title: Word
    number: int
    lines: list[Line]

    @property
    def count(self) -> str:
        """How many, in as few characters as that takes."""
        return f"{MOST}+" if self.number > MOST else str(self.number)

    @property
    def url(self) -> str:
        """The whole list, narrowed to this reason."""
        return f"{reverse('watch:list')}?only={self.why}"

    @property
    def jump(self) -> str:
        """Where it stands on the page."""
        return f"#{self.why}"

    @property
    def tone(self) -> str:
        """How pressing it is."""
        return _TONES.get(self.why, "accent") if self.number else ""


_TONES: Final = {Why.RISEN: "critical", Why.DUE: "warn", Why.SILENT: "warn", Why.ASKED: "warn"}


def sections(actor: Actor, on: date) -> list[Section]:
    """Return the page: one query for each reason, one for the cases shown, opened in one go."""
    found = {why: list(_found(why, actor, on)[: MOST + 1]) for why in Why}
    first = {case for cases in found.values() for case in cases[:SHOWN]}
    requests = {row.case_id: row for row in lowering.waiting(actor).filter(case__in=found[Why.ASKED][:SHOWN])}
    lines = {line.row.case.pk: line for line in _lines(first, requests, actor, on)}
    return [
        Section(why, attention.WORDS[why], len(cases), [lines[case] for case in cases[:SHOWN] if case in lines])
        for why, cases in found.items()
    ]


def _found(why: Why, actor: Actor, on: date) -> QuerySet[Case, UUID]:
    order = ORDERS.get(why, URGENT)
    team = "standing__team" if why in ORDERS else people.RANKED
    cases = people.listed(actor, on, team=team).filter(attention.condition(why, actor, on), stage__in=OPEN_STAGES)
    return cases.order_by(*order).values_list("pk", flat=True)


def _lines(first: set[UUID], requests: dict[UUID, Lowering], actor: Actor, on: date) -> Iterator[Line]:
    shown = people.listed(actor, on).filter(pk__in=first).annotate(reviewed_band=F("standing__reviewed_band"))
    cases: Sequence[Any] = list(queries.with_standing(shown, actor).defer(None))
    asking = [requests[case.pk] for case in cases if case.pk in requests]
    sealed: list[Any] = [queries.assessed(case) for case in cases]
    sealed += [case.dossier for case in cases] + [row.body for row in asking]
    values: list[Any] = vault.open_many(sealed, by=actor, why="the week")
    bodies = dict(zip((row.case_id for row in asking), values[2 * len(cases) :], strict=True))
    for case, record, dossier in zip(cases, values, values[len(cases) :], strict=False):
        yield _line(case, record, dossier, bodies.get(case.pk), on)


def _line(case: Any, record: Assessment, dossier: Dossier, request: LoweringBody | None, on: date) -> Line:
    contact = dossier.contact
    return Line(
        row=queries.row_of(case, record, Card(alias=dossier.alias), on, language()),
        reviewed_band=case.reviewed_band,
        last_contact=dossier.last_contact_on or dossier.logged_on,
        channel=CHANNELS[contact.channel] if contact.channel else "",
        rhythm=contact.every_days or SILENT_AFTER_DAYS[Band(case.band)],
        request=request,
        on=on,
    )
