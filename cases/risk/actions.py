"""Storing an assessment, sealed and immutable, with its clear projection. Only `people.actions` calls `assess_all`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Count, F, Model, OuterRef, Q, QuerySet, Subquery

from cases import vault
from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.audit import log
from cases.audit.models import EventKind
from cases.countries import queries as countries
from cases.countries.models import TeamValue
from cases.countries.profile import Profile
from cases.risk import queries, relief, score
from cases.risk.country import CountryRisk, country_risk
from cases.risk.country import Incident as Event
from cases.risk.factors import Factors
from cases.risk.facts import Band, Facts
from cases.risk.models import Assessment, Basis, Incident, Standing, Step
from cases.risk.place import FADED_DAYS
from cases.risk.relief import Outlook
from cases.risk.score import Assessment as AssessmentRecord
from cases.risk.steps import Segment, coarsened, segment_on

# Days from one review to the next, by band; and to the first look at a case nobody has reviewed.
REVIEW_DAYS = {Band.CRITICAL: 2, Band.HIGH: 7, Band.MEDIUM: 30, Band.LOW: 90}
FIRST_REVIEW_DAYS = 2
LivesIn = Callable[[str], bool | None]


class _OfTeam(Protocol):
    """A case, as far as this slice knows it."""

    pk: UUID
    team_id: UUID


@dataclass(frozen=True, slots=True)
class Subject:
    """A case to assess: what is known, and whether a town is the person's (None when nobody knows)."""

    case: _OfTeam
    facts: Facts
    lives_in: LivesIn


def assess_all(subjects: Sequence[Subject], *, by: Actor, on: date, agreed: bool = False) -> list[AssessmentRecord]:
    """Assess cases on `on`, each once: store the results and what lists read of them, and return them in order.

    A save raises at once. What the actor may not lower stays as high as it stood until somebody who may saves; from
    critical nobody lowers alone, but only what two have `agreed` on.
    """
    before = _standings(subjects)
    earlier = _earlier(before, by)
    kept = {} if agreed else _may_not_lower(subjects, earlier, by, on)
    grounds = {where: _grounds(*where, on) for where in {_where(subject) for subject in subjects}}
    records, standings = [], []
    for subject in subjects:
        case, ground = subject.case, grounds[_where(subject)]
        record = msgspec.structs.replace(_fresh(subject, ground, on), by=by.user.handle)
        if case.pk in earlier:
            record = score.follow(record, earlier[case.pk])
        if case.pk in kept:
            record = score.raise_only(record, kept[case.pk])
        records.append(record)
        standings.append(_standing(before.get(case.pk), subject, record, ground.basis, on))
    _store(standings, records, by)
    _project(subjects, records)
    return records


def assess_with(
    profile: Profile, subjects: Sequence[Subject], *, team: UUID, country: str, on: date
) -> list[AssessmentRecord]:
    """Assess cases of a country as if its profile were this one; nothing is stored."""
    ground = replace(_grounds(team, country, on), country=country_risk(country, profile, on))
    return [_fresh(subject, ground, on) for subject in subjects]


def assess_weighed(
    subjects: Sequence[Subject], factors: Factors, *, on: date
) -> list[tuple[AssessmentRecord, AssessmentRecord]]:
    """Assess cases with the weights in force and with others; nothing is stored."""
    grounds = {where: _grounds(*where, on) for where in {_where(subject) for subject in subjects}}
    return [
        (_fresh(subject, ground, on), _fresh(subject, replace(ground, factors=factors), on))
        for subject in subjects
        for ground in [grounds[_where(subject)]]
    ]


def outlook(subject: Subject, *, on: date) -> Outlook:
    """Return what would lower a case, on what it rests on today; nothing is stored."""
    ground = _grounds(*_where(subject), on)
    return relief.outlook(subject.facts, ground.country, ground.near(subject.lives_in), on, ground.factors)


@transaction.atomic
def call_for_review(*, case: Model, by: Actor, on: date) -> None:
    """Put the case on today's list of reviews; only a review takes it off again."""
    row = Standing.objects.select_for_update().get(case_id=case.pk)
    row.review_on = min(row.review_on, on)
    row.save(update_fields=["review_on"])
    log.record(EventKind.CHANGED, by=by, cases=[case.pk], detail="marked for review")


def basis_of(team: UUID, country: str | None, on: date) -> int:
    """Return how often what assessments in a country rest on has changed for a team by a day."""
    known = bases(team, on)
    return sum(known.get(where, 0) for where in {"", country or ""})


def bases(team: UUID, on: date) -> dict[str, int]:
    """Return the same by country, and under "" what changed everywhere.

    That a value of a country begins or ends on a day told beforehand is a change of that day.
    """
    turned = TeamValue.objects.filter(team=OuterRef("team"), country=OuterRef("country")).order_by().values("team")
    begun = Count("pk", filter=Q(valid_from__gt=F("recorded_on"), valid_from__lte=on))
    ended = Count("pk", filter=Q(valid_to__gte=F("recorded_on"), valid_to__lt=on))
    rows = Basis.objects.filter(team=team).annotate(turned=Subquery(turned.annotate(n=begun + ended).values("n")))
    found = rows.values_list("country", "version", "turned")
    return {country: version + (more or 0) for country, version, more in found}


def rest_on_new(*, team: UUID, country: str = "") -> None:
    """Make the team's assessments in a country, or everywhere, wait for new ones."""
    Basis.objects.update_or_create(
        team_id=team, country=country, defaults={"version": F("version") + 1}, create_defaults={"version": 1}
    )


def incidents(team: UUID, country: str | None, on: date) -> QuerySet[Incident]:
    """Return what happened in a country and has not faded, the newest first."""
    since = on - timedelta(days=FADED_DAYS)
    known = Incident.objects.filter(team=team, country=country or "", withdrawn=False, day__gt=since, day__lte=on)
    return known.order_by("-day", "pk")


def stand_by(*, case: Model, band: Band, review_on: date) -> None:
    """Note the band that somebody stood by, and the day of the next review; whoever calls has just looked."""
    Standing.objects.filter(case_id=case.pk).update(reviewed_band=band.value, review_on=review_on)


def fell_to(*, case: Model, band: Band) -> None:
    """Note the band to which two people let a case fall: from here on, up is risen."""
    Standing.objects.filter(case_id=case.pk).exclude(reviewed_band="").update(reviewed_band=band.value)


def as_found(subject: Subject, *, on: date) -> AssessmentRecord:
    """Return what the facts alone give on a day, whoever may lower the case; nothing is stored."""
    return _fresh(subject, _grounds(*_where(subject), on), on)


def review_day(reviewed_on: date | None, band: Band, on: date) -> date:
    """Return the day by which somebody must look again; a band that rose since the last review makes it today."""
    if reviewed_on is None:
        return on + timedelta(days=FIRST_REVIEW_DAYS)
    return max(on, reviewed_on + timedelta(days=REVIEW_DAYS[band]))


def _next_review(before: Standing | None, facts: Facts, band: Band, on: date) -> date:
    """Return the next review day: a review of today sets it anew, any other save can only bring it nearer."""
    due = review_day(facts.reviewed_on, band, on)
    return due if before is None or facts.reviewed_on == on else min(due, before.review_on)


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What the cases of a team in one country rest on."""

    country: CountryRisk
    incidents: Sequence[Incident]
    basis: int
    factors: Factors

    def near(self, lives_in: LivesIn) -> tuple[Event, ...]:
        """Return the incidents as one person's."""
        return tuple(
            Event(
                id=str(row.pk),
                on=row.day,
                near=lives_in(row.town) if row.town else None,
                doubtful=row.sure == Incident.Sure.UNVERIFIED,
            )
            for row in self.incidents
        )


def _where(subject: Subject) -> tuple[UUID, str | None]:
    return subject.case.team_id, subject.facts.country


def _grounds(team: UUID, country: str | None, on: date) -> _Grounds:
    basis = basis_of(team, country, on)  # first: what is written after this makes the case wait, seen or not
    record = country_risk(country, countries.profile_for(team, country or ""), on)
    return _Grounds(record, list(incidents(team, country, on)), basis, queries.factors_of(team))


def _fresh(subject: Subject, ground: _Grounds, on: date) -> AssessmentRecord:
    return score.assess(subject.facts, ground.country, ground.near(subject.lives_in), on, ground.factors)


def _standings(subjects: Sequence[Subject]) -> dict[UUID, Standing]:
    rows = Standing.objects.select_for_update(of=("self",)).select_related("assessment").order_by("case_id")
    return {row.case_id: row for row in rows.filter(case__in=[subject.case.pk for subject in subjects])}


def _earlier(before: Mapping[UUID, Standing], by: Actor) -> dict[UUID, AssessmentRecord]:
    """Open the assessments that stood so far."""
    sealed: list[Any] = [standing.assessment.body for standing in before.values()]
    return dict(zip(before, vault.open_many(sealed, by=by, why="assess", shown=False), strict=True))


def _may_not_lower(
    subjects: Sequence[Subject], earlier: Mapping[UUID, AssessmentRecord], by: Actor, on: date
) -> dict[UUID, list[Segment]]:
    """Return by case the days that stay as high as they were foreseen, whatever is found now.

    For activists these are all; for caseworkers, and for whoever works on another team's case, the critical ones; for
    coordinators the critical ones of a case that is critical now. What ends by its own date is not among them.
    """
    signs, own = by.can(Permission.RISK_SIGN), by.own_team.pk
    mine = {subject.case.pk for subject in subjects if signs and subject.case.team_id == own}
    bound = {
        case: [one for one in before.segments if one.band is Band.CRITICAL or not by.can(Permission.RISK_REVIEW)]
        for case, before in earlier.items()
        if case not in mine or segment_on(before.segments, on).band is Band.CRITICAL
    }
    return {case: segments for case, segments in bound.items() if segments}


def _standing(before: Standing | None, subject: Subject, record: AssessmentRecord, basis: int, on: date) -> Standing:
    case = subject.case
    row = before or Standing(case_id=case.pk, team_id=case.team_id)
    row.review_on = _next_review(before, subject.facts, record.band, on)
    number = before.assessment.number + 1 if before else 1
    row.assessment = Assessment(case_id=case.pk, number=number)
    row.factors_version, row.little_known = record.factors_version, record.little_known
    row.basis = basis
    if subject.facts.reviewed_on and not row.reviewed_band:
        row.reviewed_band = record.band.value
    return row


def _store(standings: Sequence[Standing], records: Sequence[AssessmentRecord], by: Actor) -> None:
    """Write the assessments, then what points at them."""
    made = [standing.assessment for standing in standings]
    with vault.holding(*(row.case_id for row in made), by=by):
        for row, record in zip(made, records, strict=True):
            vault.seal(row, "body", record, by=by)
    Assessment.objects.bulk_create(made)
    for standing in standings:
        standing.assessment_id = standing.assessment.pk
    Standing.objects.bulk_create(  # one statement for old and new; `bulk_update` took half the time of a batch
        standings,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["assessment", "review_on", "factors_version", "little_known", "basis", "reviewed_band"],
    )


def _project(subjects: Sequence[Subject], records: Sequence[AssessmentRecord]) -> None:
    Step.objects.filter(case__in=[subject.case.pk for subject in subjects]).delete()
    Step.objects.bulk_create(
        Step(
            case_id=subject.case.pk,
            team_id=subject.case.team_id,
            band=step.band.value,
            rank=step.rank,
            starts_on=step.starts_on,
            ends_on=step.ends_on,
        )
        for subject, record in zip(subjects, records, strict=True)
        for step in coarsened(record.segments)
    )
