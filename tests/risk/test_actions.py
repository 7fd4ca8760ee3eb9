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
from cases.risk.facts import Band, Direction, Facts, Override, Wanted
from cases.risk.models import Assessment, Standing, Step
from cases.risk.score import Assessment as AssessmentRecord
from tests.factories import TODAY, Group, Person, case, group
from tests.risk.test_by_hand import QUIET

pytestmark = pytest.mark.django_db

NEAR = msgspec.structs.replace(QUIET, near_base=True, wanted=Wanted.FEDERAL)
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


@pytest.mark.parametrize("role", ["activist", "caseworker", "coordinator"])
def test_nobody_alone_lowers_from_critical(team: Group, role: str) -> None:
    row, person = case(team.activist, facts=msgspec.structs.replace(KNOWN, detained=True)), getattr(team, role)
    save(row, person, detained=False)
    save(row, person, lawyer_ready=True)  # a second save does not slip through either
    kept = newest(row, team.coordinator)
    assert (kept.band, kept.held) == (Band.CRITICAL, True)


def test_what_two_agreed_on_falls(team: Group) -> None:
    row = case(team.caseworker, facts=msgspec.structs.replace(KNOWN, detained=True))
    save(row, team.coordinator, detained=False)
    people.assess_again(cases=[row.pk], by=team.caseworker.actor, on=TODAY, agreed=True)
    lowered = newest(row, team.coordinator)
    assert lowered.band < Band.CRITICAL
    assert not lowered.held


def test_a_coordinator_alone_may_avert_what_is_critical_only_later(team: Group) -> None:
    """By the base and on the federal list, 56: the last two weeks of the stay would make it critical."""
    ends = PartialDate.of(TODAY + timedelta(days=60))
    row = case(team.caseworker, facts=msgspec.structs.replace(NEAR, stay_ends_on=ends))
    ahead = [segment.band for segment in newest(row, team.coordinator).segments]
    assert ahead[0] < Band.CRITICAL
    assert Band.CRITICAL in ahead
    later = PartialDate.of(TODAY + timedelta(days=600))
    save(row, team.caseworker, stay_ends_on=later)
    assert Band.CRITICAL in [segment.band for segment in newest(row, team.coordinator).segments]
    save(row, team.coordinator, stay_ends_on=later)
    assert Band.CRITICAL not in [segment.band for segment in newest(row, team.coordinator).segments]


def test_what_is_critical_until_a_day_ends_then_by_itself(team: Group) -> None:
    """A floor until the tenth day: the fall afterwards was foreseen, and no second person is asked for it."""
    until = TODAY + timedelta(days=10)
    floor = Override(direction=Direction.FLOOR, band=Band.CRITICAL, until=until, reason="seen", by="vera", set_on=TODAY)
    row = case(team.caseworker, facts=msgspec.structs.replace(KNOWN, overrides=(floor,)))
    assert newest(row, team.coordinator).band is Band.CRITICAL
    save(row, team.caseworker, on=until, lawyer_ready=True)
    assert newest(row, team.coordinator).band is Band.CRITICAL
    save(row, team.caseworker, on=until + timedelta(days=1), traceable=False)
    fallen = newest(row, team.coordinator)
    assert fallen.band < Band.CRITICAL
    assert not fallen.held


def test_the_first_band_found_after_a_review_counts_as_stood_by_and_later_saves_leave_it(team: Group) -> None:
    """A case reviewed before this was noted has a day of review and no band."""
    row = case(team.caseworker, facts=KNOWN)
    found = newest(row, team.coordinator).band
    assert Standing.objects.get(case=row).reviewed_band == found
    save(row, team.caseworker, detained=True)
    assert Standing.objects.get(case=row).reviewed_band == found


def test_a_case_nobody_reviewed_has_no_band_stood_by(team: Group) -> None:
    row = case(team.caseworker)
    save(row, team.caseworker, detained=True)
    assert Standing.objects.get(case=row).reviewed_band == ""


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
