"""Counts over the cases an actor may see: seven queries whatever the number of cases."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q

from cases.access.actor import Actor
from cases.access.scope import visible_to
from cases.applications.catalogue import vocabulary
from cases.applications.models import Application, Deadline
from cases.applications.procedure import Procedure
from cases.applications.programmes import gates
from cases.applications.queries import refusals
from cases.applications.rows import destination_name
from cases.applications.words import REFUSAL_REASONS
from cases.applications.work import RefusalReason
from cases.base.clock import monday_of
from cases.people.models import OPEN_STAGES, Case
from cases.risk.models import BandChoice, Standing, Step
from cases.templatetags.display import country, localized, short_day

WEEKS = 12
DAYS = 14


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one band in a bar."""

    band: str
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """A number, what it counts, and the list behind it; perhaps split by band or by stage."""

    label: str
    count: int
    url: str
    parts: tuple[Part, ...] = ()
    rows: tuple["Row", ...] = ()
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the dashboard shows."""

    bands: tuple[Row, ...]
    countries: tuple[Row, ...]
    destinations: tuple[Row, ...]
    deadlines: tuple[Row, ...]
    weeks: tuple[Row, ...]
    overdue_reviews: int
    missed: int
    shut: tuple[Row, ...]  # programmes that take nobody, with the open applications they hit
    refusals: tuple[Row, ...]  # of the whole team, so for members only


def dashboard(actor: Actor, on: date) -> Dashboard:
    """Count what the actor may see, as it stands on `on`."""
    standings = _standings(actor, on)
    days = _deadlines_by_day(actor, on)
    applications = _open_applications(actor)
    return Dashboard(
        bands=tuple(_bands(standings)),
        countries=_countries(standings),
        destinations=_destinations(applications),
        deadlines=tuple(_days(days, on)),
        weeks=tuple(_weeks(actor, on)),
        overdue_reviews=Standing.objects.filter(_open_below(actor), review_on__lt=on).count(),
        missed=sum(count for day, count in days.items() if day < on),
        shut=_shut(actor, applications),
        refusals=_refusals(actor) if actor.sees_whole_team else (),
    )


def _below(actor: Actor) -> Q:
    """Rows below visible cases; the team stands on the row too, which lets its index serve."""
    return visible_to(actor, prefix="case__", team="team")


def _open_below(actor: Actor) -> Q:
    return _below(actor) & Q(case__stage__in=OPEN_STAGES)


def _standings(actor: Actor, on: date) -> Counter[tuple[str, str]]:
    """Count open cases by country and by the band of this week."""
    steps = Step.objects.filter(_open_below(actor), starts_on__lte=on, ends_on__gt=on)
    rows = steps.order_by().values_list("case__country", "band").annotate(count=Count("pk"))
    return Counter({(place, band): count for place, band, count in rows})


def _bands(standings: Counter[tuple[str, str]]) -> Iterator[Row]:
    for band in BandChoice:
        count = sum(number for (_place, of), number in standings.items() if of == band)
        yield Row(str(band.label), count, _link("/cases/", band=band), tone=band)


def _countries(standings: Counter[tuple[str, str]]) -> tuple[Row, ...]:
    places = {place for place, _band in standings}
    rows = (
        Row(country(place), sum(part.count for part in parts), _link("/cases/", country=place), parts)
        for place in places
        for parts in [tuple(Part(band, standings[place, band]) for band in BandChoice if standings[place, band])]
    )
    return _largest_first(rows)


def _open_applications(actor: Actor) -> Counter[tuple[str, str, str]]:
    """Count open applications by destination, procedure and stage."""
    rows = Application.objects.filter(_below(actor), closed=False).order_by()
    counted = rows.values_list("destination", "procedure", "stage").annotate(count=Count("pk"))
    return Counter({(place, name, stage): count for place, name, stage, count in counted})


def _destinations(applications: Counter[tuple[str, str, str]]) -> tuple[Row, ...]:
    """Return the open applications by destination, each split by stage."""
    stages: Counter[tuple[str, str]] = Counter()
    for (place, _name, stage), count in applications.items():
        stages[place, stage] += count
    found: dict[str, list[Row]] = defaultdict(list)
    for (place, stage), count in stages.items():
        found[place].append(Row(_stage(stage), count, _link("/applications/", destination=place, stage=stage)))
    return _largest_first(
        Row(
            destination_name(place),
            sum(row.count for row in rows),
            _link("/applications/", destination=place),
            rows=_largest_first(rows),
        )
        for place, rows in found.items()
    )


def _shut(actor: Actor, applications: Counter[tuple[str, str, str]]) -> tuple[Row, ...]:
    """Return the programmes that take nobody now, with the open applications they hit."""
    hit: Counter[str] = Counter()
    for (_place, name, _stage_of), count in applications.items():
        hit[name] += count
    return _largest_first(
        Row(_programme(gate.procedure), hit[name], f"/programmes/{name}/", tone=gate.tone)
        for name, gate in gates(actor).items()
        if gate.is_shut
    )


def _refusals(actor: Actor) -> tuple[Row, ...]:
    """Return the refusals the team has seen, by destination, each split by reason."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in refusals(actor):
        found[row.destination].append(Row(str(REFUSAL_REASONS[RefusalReason(row.reason)]), row.count, ""))
    return _largest_first(
        Row(
            destination_name(place),
            sum(row.count for row in rows),
            _link("/applications/", destination=place, state="any"),
            rows=_largest_first(rows),
        )
        for place, rows in found.items()
    )


def _programme(procedure: Procedure) -> str:
    return f"{destination_name(procedure.destination)}: {localized(procedure.name)}"


def _stage(stage: str) -> str:
    word = vocabulary().stages.get(stage)
    return localized(word.label) if word else stage


def _deadlines_by_day(actor: Actor, on: date) -> dict[date, int]:
    due = Deadline.objects.filter(_below(actor), done=False, due_on__lte=on + timedelta(days=DAYS))
    return dict(due.order_by().values_list("due_on").annotate(count=Count("pk")))


def _days(counts: dict[date, int], on: date) -> Iterator[Row]:
    for ahead in range(DAYS + 1):
        day = on + timedelta(days=ahead)
        yield Row(short_day(day), counts.get(day, 0), _link("/deadlines/", day=day))


def _weeks(actor: Actor, on: date) -> Iterator[Row]:
    """Count the cases logged in each of the last weeks, closed ones too: this is the trend of arrivals."""
    mondays = [monday_of(on) - timedelta(weeks=ahead) for ahead in reversed(range(WEEKS))]
    logged = Case.objects.visible_to(actor).filter(week_created__gte=mondays[0])
    counts = dict(logged.order_by().values_list("week_created").annotate(count=Count("pk")))
    for monday in mondays:
        yield Row(short_day(monday), counts.get(monday, 0), _link("/cases/", week=monday))


def _largest_first(rows: Iterator[Row] | list[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.count, row.label)))


def _link(path: str, **filters: object) -> str:
    return f"{path}?{urlencode(filters)}"
