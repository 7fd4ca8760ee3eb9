"""Storing an assessment, sealed and immutable, with its clear projection. Only `people.actions` calls `assess`."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F, Model

from cases import vault
from cases.access.actor import Actor
from cases.access.permissions import Permission
from cases.audit import log
from cases.audit.models import EventKind
from cases.countries import catalogue
from cases.risk import score
from cases.risk.country import country_risk
from cases.risk.facts import Band, Facts
from cases.risk.models import Assessment, Basis, Incident, Standing, Step
from cases.risk.place import FADED_DAYS
from cases.risk.score import Assessment as AssessmentRecord
from cases.risk.steps import Segment, weekly

# Days from one review to the next, by band; and to the first look at a case nobody has reviewed.
REVIEW_DAYS = {Band.CRITICAL: 2, Band.HIGH: 7, Band.MEDIUM: 30, Band.LOW: 90}
FIRST_REVIEW_DAYS = 2
LivesIn = Callable[[str], bool | None]


class _OfTeam(Protocol):
    """A case, as far as this slice knows it."""

    pk: UUID
    team_id: UUID


def assess(*, case: _OfTeam, facts: Facts, lives_in: LivesIn, by: Actor, on: date) -> AssessmentRecord:
    """Assess the case on `on`, store the result and what lists read of it, and return it.

    `lives_in` tells whether a town is the person's; None when that is not known. A save raises
    at once. What the actor may not lower stays as high as it stood until somebody who may saves.
    """
    before = (
        Standing.objects.select_for_update(of=("self",)).select_related("assessment").filter(case_id=case.pk).first()
    )
    country = country_risk(facts.country, catalogue.get(facts.country or ""), on)
    basis, nearby = basis_of(case.team_id, facts.country), incidents(case.team_id, facts.country, lives_in, on)
    fresh = msgspec.structs.replace(score.assess(facts, country, nearby, on), by=by.user.handle)
    record = score.raise_only(fresh, _not_to_lower(before, case, by))
    standing = before or Standing(case_id=case.pk, team_id=case.team_id)
    standing.review_on = _next_review(before, facts, record.band, on)
    standing.assessment = _store(case, record, before.assessment.number + 1 if before else 1, by)
    standing.factors_version, standing.little_known = record.factors_version, record.little_known
    standing.basis = basis
    standing.save(force_insert=before is None)
    _project(case, record)
    return record


@transaction.atomic
def call_for_review(*, case: Model, by: Actor, on: date) -> None:
    """Put the case on today's list of reviews; only a review takes it off again."""
    row = Standing.objects.select_for_update().get(case_id=case.pk)
    row.review_on = min(row.review_on, on)
    row.save(update_fields=["review_on"])
    log.record(EventKind.CHANGED, by=by, cases=[case.pk], detail="marked for review")


def basis_of(team: UUID, country: str | None) -> int:
    """Return how often what assessments in a country rest on has changed for a team."""
    versions = Basis.objects.filter(team=team, country__in=("", country or "")).values_list("version", flat=True)
    return sum(versions)


def rest_on_new(*, team: UUID, country: str = "") -> None:
    """Make the team's assessments in a country, or everywhere, wait for new ones."""
    Basis.objects.update_or_create(
        team_id=team, country=country, defaults={"version": F("version") + 1}, create_defaults={"version": 1}
    )


def incidents(team: UUID, country: str | None, lives_in: LivesIn, on: date) -> tuple[score.Incident, ...]:
    """Return what happened in a country and has not faded, with whether it was where the person lives."""
    recent = Incident.objects.filter(
        team=team, country=country or "", withdrawn=False, day__gt=on - timedelta(days=FADED_DAYS), day__lte=on
    )
    return tuple(
        score.Incident(id=str(row.pk), on=row.day, near=lives_in(row.town) if row.town else None)
        for row in recent.order_by("-day", "pk")
    )


def review_again(*, case: Model, day: date) -> None:
    """Set the day of the next review; whoever calls has just reviewed the case."""
    Standing.objects.filter(case_id=case.pk).update(review_on=day)


def review_day(reviewed_on: date | None, band: Band, on: date) -> date:
    """Return the day by which somebody must look again; a band that rose since the last review makes it today."""
    if reviewed_on is None:
        return on + timedelta(days=FIRST_REVIEW_DAYS)
    return max(on, reviewed_on + timedelta(days=REVIEW_DAYS[band]))


def _next_review(before: Standing | None, facts: Facts, band: Band, on: date) -> date:
    """Return the next review day: a review of today sets it anew, any other save can only bring it nearer."""
    due = review_day(facts.reviewed_on, band, on)
    return due if before is None or facts.reviewed_on == on else min(due, before.review_on)


def _not_to_lower(before: Standing | None, case: _OfTeam, by: Actor) -> Sequence[Segment]:
    """Return what stands and the actor may not lower: for activists all of it, for caseworkers what is critical.

    Who works on another team's case counts as a caseworker there at most.
    """
    signs = by.can(Permission.RISK_SIGN) and case.team_id == by.own_team.pk
    if before is None or signs:
        return ()
    reviews = by.can(Permission.RISK_REVIEW)
    if reviews and not Step.objects.filter(case_id=before.pk, band=Band.CRITICAL).exists():
        return ()
    record: AssessmentRecord = vault.open(before.assessment.body, by=by, why="assess")
    return [segment for segment in record.segments if segment.band is Band.CRITICAL or not reviews]


def _store(case: _OfTeam, record: AssessmentRecord, number: int, by: Actor) -> Assessment:
    row = Assessment(case_id=case.pk, number=number)
    vault.seal(row, "body", record, by=by)
    row.save(force_insert=True)
    return row


def _project(case: _OfTeam, record: AssessmentRecord) -> None:
    Step.objects.filter(case_id=case.pk).delete()
    Step.objects.bulk_create(
        Step(
            case_id=case.pk,
            team_id=case.team_id,
            band=week.band.value,
            rank=week.rank,
            starts_on=week.starts_on,
            ends_on=week.ends_on,
        )
        for week in weekly(record.segments)
    )
