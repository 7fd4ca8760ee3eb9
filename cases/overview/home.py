"""The page of the day: what needs this person now, the most urgent first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from cases import vault
from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.applications.queries import CLIMBS_AFTER, due_before, due_on_shared, missed_by_others
from cases.applications.rows import DateRow
from cases.base import clock
from cases.overview.rare import Rare
from cases.people import ended, sharing_queries
from cases.people import queries as people
from cases.people.models import OPEN_STAGES, Case, Stage
from cases.people.queries import Row
from cases.watch.clocks import hours_since
from cases.watch.models import Detention, DetentionBody

MOST: Final = 10
CLIMBED: Final = 3
AHEAD: Final = timedelta(days=7)
URGENT: Final = (F("rank").desc(),)


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody in detention, and since when."""

    case: Case
    alias: str
    body: DetentionBody

    @property
    def hours(self) -> int:
        """Full hours since the detention."""
        return hours_since(self.body.since, clock.now())


@dataclass(frozen=True, slots=True)
class Part:
    """One section: at most ten rows, and whether there are more behind the link to the whole list."""

    rows: Sequence[Any]
    more: bool


@dataclass(frozen=True, slots=True)
class Work:
    """Everything the page shows."""

    detained: Part
    dates: Part
    missed: Sequence[DateRow]
    offers: Part
    ended: Sequence[Case]
    reviews: Part
    silences: Part
    new: Part
    mine: Part
    shared: Part

    @property
    def is_quiet(self) -> bool:
        """Whether nothing asks for anything today."""
        asking = (self.detained, self.dates, self.reviews, self.silences, self.new, self.offers)
        return not any(part.rows for part in asking) and not self.ended and not self.missed


def work(actor: Actor, on: date, held: Sequence[Detention], there_is: Rare) -> Work:
    """Collect the day's work over what the actor may see, opened in one go; `held` is who is in detention."""
    partners, held = there_is.partners and actor.sees_whole_team, held[: MOST + 1]
    missed = missed_by_others(actor, on - CLIMBS_AFTER, CLIMBED) if actor.can(Permission.RISK_SIGN) else []
    most = MOST - len(missed)  # what climbs takes the place of other dates: the page stays as long as it was
    dates = _dates(actor, on + AHEAD, partners=partners)
    more, dates = len(dates) > most, dates[:most]
    ranked, own = people.listed(actor, on, team=people.RANKED), people.listed(actor, on)
    queries = (_reviews(ranked, actor, on), _silences(ranked, actor, on), _new(own, actor), _mine(own, actor))
    lists = [*(_some(query) for query in queries), _some(_shared(actor, on)) if partners else []]
    cases = _cases([*(row.case for row in (*held, *dates)), *(case for found in lists for case in found)])
    faces = [people.face(case, actor) for case in cases]
    opened: list[Any] = vault.open_many(
        [*faces, *(row.body for row in (*held, *dates, *missed))], by=actor, why="my work"
    )
    names = {case.pk: face.alias for case, face in zip(cases, opened, strict=False)}
    bodies = iter(opened[len(cases) :])
    return Work(
        _part(held, lambda row: Held(row.case, names[row.case.pk], next(bodies))),
        Part([DateRow(row, next(bodies), names[row.case.pk]) for row in dates], more=more),
        [DateRow(row, next(bodies)) for row in missed],
        _part(_some(sharing_queries.offers(actor)) if partners else [], lambda offer: offer),
        ended.waiting(actor, partners=partners) if there_is.over or partners else [],
        *(_part(found, lambda case: Row(case, names[case.pk], on)) for found in lists),
    )


def _some(query: QuerySet[Any]) -> list[Any]:
    return list(query[: MOST + 1])


def _part(found: Sequence[Any], make: Callable[[Any], Any]) -> Part:
    rows = [make(row) for row in found]
    return Part(rows[:MOST], more=len(rows) > MOST)


def _cases(cases: Iterable[Case]) -> list[Case]:
    return list({case.pk: case for case in cases}.values())


def _dates(actor: Actor, day: date, *, partners: bool) -> list[Any]:
    """The own team's dates and those of shared cases, the longest overdue first."""
    dates = _some(due_before(actor, day))
    if partners:
        dates += _some(due_on_shared(actor, day))
    return sorted(dates, key=lambda row: (row.due_on, str(row.pk)))[: MOST + 1]


def _shared(actor: Actor, on: date) -> QuerySet[Case]:
    """Cases of other teams that this one works on too."""
    return sharing_queries.shared(actor, on).filter(stage__in=OPEN_STAGES)


def _reviews(cases: QuerySet[Case], actor: Actor, on: date) -> QuerySet[Case]:
    """Cases whose review is due, for those who review."""
    if not actor.can(Permission.RISK_REVIEW):
        return Case.objects.none()
    due = cases.annotate(review_on=F("standing__review_on")).filter(
        _followed(actor), review_on__lte=on, stage__in=OPEN_STAGES
    )
    return due.order_by(*URGENT, "review_on", "code")


def _silences(cases: QuerySet[Case], actor: Actor, on: date) -> QuerySet[Case]:
    """Cases of which nothing was heard for too long."""
    return cases.filter(_followed(actor), people.silent(on)).order_by(*URGENT, "quiet_from", "code")


def _new(cases: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    """New cases that nobody follows, for those who assign."""
    if not actor.can(Permission.CASE_ASSIGN):
        return Case.objects.none()
    return cases.filter(stage=Stage.NEW, assignee=None).order_by(*URGENT, "-week_created", "code")


def _mine(cases: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    """The actor's cases: assigned ones for members, all they see for activists."""
    cases = cases.filter(stage__in=OPEN_STAGES)
    if actor.sees_whole_team:
        cases = cases.filter(assignee=actor.user)
    return cases.order_by(*URGENT, "code")


def _followed(actor: Actor) -> Q:
    """Keep what is this person's to see to: a coordinator answers for all, a caseworker for their own and nobody's."""
    if actor.can(Permission.RISK_SIGN) or not actor.sees_whole_team:
        return Q()
    return Q(assignee=actor.user) | Q(assignee=None)
