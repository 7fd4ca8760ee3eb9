"""Stored assessments: immutable, projected onto weeks, raised by anybody and lowered only by those who may."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from django.db import DatabaseError, connection, transaction

from cases import vault
from cases.base.dates import PartialDate
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.risk import actions
from cases.risk.facts import Band, Facts, Wanted
from cases.risk.models import Assessment, Standing, Step
from cases.risk.score import Assessment as AssessmentRecord
from tests.factories import TODAY, Group, Person, case, group

pytestmark = pytest.mark.django_db

KNOWN = Facts(detained=False, exit_refused=False, near_base=False, reviewed_on=TODAY)


@pytest.fixture
def team() -> Group:
    return group()


def save(row: Case, by: Person, on: date = TODAY, **facts: Any) -> None:
    """Change facts of a case, as a save does."""

    def change(dossier: Dossier) -> Dossier:
        return msgspec.structs.replace(dossier, facts=msgspec.structs.replace(dossier.facts, **facts))

    people.amend(case=row, change=change, by=by.actor, on=on, why="test")


def newest(row: Case, by: Person) -> AssessmentRecord:
    standing = Standing.objects.select_related("assessment").get(case=row)
    record: AssessmentRecord = vault.open(standing.assessment.body, by=by.actor, why="test")
    return record


def test_a_new_case_is_assessed_and_stands_on_the_list(team: Group) -> None:
    row = case(team.activist)
    standing = Standing.objects.get(case=row)
    step = Step.objects.get(case=row, starts_on__lte=TODAY, ends_on__gt=TODAY)
    assert (step.band, standing.little_known, standing.review_on) == ("high", True, TODAY + timedelta(days=2))
    assert newest(row, team.coordinator).by == team.activist.user.handle


def test_every_save_adds_an_assessment_and_replaces_the_steps(team: Group) -> None:
    row = case(team.caseworker)
    save(row, team.caseworker, stay_ends_on=PartialDate(2027, 1, 20))
    assert list(Assessment.objects.filter(case=row).values_list("number", flat=True)) == [1, 2]
    starts = list(Step.objects.filter(case=row).order_by("starts_on").values_list("starts_on", "ends_on"))
    assert all(start.weekday() == 0 for start, _ in starts)
    assert [end for _, end in starts[:-1]] == [start for start, _ in starts[1:]]


def test_the_database_refuses_to_change_an_assessment(team: Group) -> None:
    row = case(team.caseworker)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE risk_assessment SET number = 7 WHERE case_id = %s", [str(row.pk)])


def test_an_activist_raises_at_once(team: Group) -> None:
    row = case(team.activist, facts=KNOWN)
    save(row, team.activist, detained=True)
    assert newest(row, team.coordinator).band is Band.CRITICAL


def test_an_activist_does_not_lower_until_a_caseworker_looks(team: Group) -> None:
    row = case(team.activist, facts=msgspec.structs.replace(KNOWN, wanted=Wanted.FEDERAL))
    before = newest(row, team.coordinator).band
    fresh: dict[str, Any] = {"wanted": Wanted.NONE, "wanted_checked_on": PartialDate.of(TODAY)}
    save(row, team.activist, **fresh)
    kept = newest(row, team.coordinator)
    assert (kept.band, kept.held) == (before, True)
    save(row, team.activist, lawyer_ready=True)  # a second save does not slip through either
    assert newest(row, team.coordinator).band == before
    save(row, team.caseworker)
    lowered = newest(row, team.coordinator)
    assert lowered.band < before
    assert not lowered.held


def test_a_caseworker_lowers_but_not_from_critical(team: Group) -> None:
    row = case(team.caseworker, facts=msgspec.structs.replace(KNOWN, detained=True))
    save(row, team.caseworker, detained=False)
    assert newest(row, team.coordinator).band is Band.CRITICAL
    save(row, team.coordinator)
    assert newest(row, team.coordinator).band < Band.CRITICAL


def test_a_fall_foreseen_by_the_dates_needs_nobody(team: Group) -> None:
    """What goes by itself, like an override that ends, is no lowering by the activist who saves afterwards."""
    row = case(team.activist, facts=KNOWN)
    save(row, team.activist, check_in_by=PartialDate(2026, 12, 1), traceable=True)
    foreseen = newest(row, team.coordinator).segments
    later = TODAY + timedelta(days=200)
    save(row, team.activist, on=later, lawyer_ready=True)
    assert newest(row, team.coordinator).rank <= max(segment.rank for segment in foreseen)


def test_a_save_brings_the_review_nearer_but_never_puts_it_off(team: Group) -> None:
    row = case(team.caseworker, facts=KNOWN)
    actions.call_for_review(case=row, by=team.coordinator.actor, on=TODAY)
    save(row, team.caseworker, on=TODAY + timedelta(days=1), traceable=False)
    assert Standing.objects.get(case=row).review_on == TODAY


@pytest.mark.parametrize(
    ("reviewed_on", "band", "due"),
    [
        (None, Band.LOW, TODAY + timedelta(days=2)),
        (TODAY, Band.CRITICAL, TODAY + timedelta(days=2)),
        (TODAY, Band.HIGH, TODAY + timedelta(days=7)),
        (TODAY, Band.MEDIUM, TODAY + timedelta(days=30)),
        (TODAY, Band.LOW, TODAY + timedelta(days=90)),
        (TODAY - timedelta(days=20), Band.CRITICAL, TODAY),  # it rose; nobody was late
    ],
)
def test_the_rhythm_of_reviews_follows_the_band(reviewed_on: date | None, band: Band, due: date) -> None:
    assert actions.review_day(reviewed_on, band, TODAY) == due
