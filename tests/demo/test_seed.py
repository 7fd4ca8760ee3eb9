"""The demonstration's data as it lies in the database: whole, varied, sealed, and never among real teams."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from cases.access.models import Grant, Team, TeamGrant, User
from cases.applications.catalogue import procedures, vocabulary
from cases.applications.models import Application, Deadline, Programme, Referral, ReferralItem
from cases.base import clock
from cases.base.verdict import Refused
from cases.demo.people_names import peoples
from cases.demo.seed import PASSPHRASE, seed
from cases.people.models import Case, Stage
from cases.risk.facts import Band
from cases.risk.models import Standing, Step
from cases.watch.models import Detention, Review
from tests.demo.demonstration import Demonstration
from tests.factories import group

HANDLES = {"activist", "caseworker", "coordinator", "activist-b", "coordinator-b", "operator"}


@pytest.fixture(scope="class")
def seeded(demonstration: Demonstration, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Look into the seeded database, for all tests of this class."""
    with django_db_blocker.unblock(), demonstration.entered():
        yield


@pytest.mark.usefixtures("seeded")
@pytest.mark.xdist_group("demonstration")
class TestSeeded:
    """One seeding serves them all: it takes half a minute."""

    def test_progress_is_told_case_by_case(self, demonstration: Demonstration) -> None:
        assert demonstration.heard == [(number, 300) for number in range(1, 301)]

    def test_two_demo_teams_hold_all_cases(self) -> None:
        assert set(Team.objects.values_list("name", "is_demo")) == {("Almaty", True), ("Yerevan", True)}
        assert Case.objects.count() == 300

    def test_the_demo_accounts_open_with_the_passphrase(self) -> None:
        assert set(User.objects.values_list("handle", flat=True)) == HANDLES
        for handle in HANDLES:
            assert authenticate(None, handle=handle, passphrase=PASSPHRASE) is not None

    def test_every_band_stands_in_both_teams(self) -> None:
        now = clock.today()
        for team in Team.objects.all():
            steps = Step.objects.filter(team=team, starts_on__lte=now, ends_on__gt=now)
            assert set(steps.values_list("band", flat=True)) == set(Band)

    def test_every_phase_of_an_application_and_most_procedures_are_there(self) -> None:
        rows = Application.objects.values_list("procedure", "stage")
        assert {vocabulary().stages[stage].phase for _, stage in rows} == {
            word.phase for word in vocabulary().stages.values()
        }
        assert len({procedure for procedure, _ in rows}) >= len(procedures()) - 3

    def test_dates_are_open_overdue_and_met(self) -> None:
        now = clock.today()
        assert Deadline.objects.filter(done=True).count() >= 20
        assert Deadline.objects.filter(done=False, due_on__lt=now).count() >= 10
        assert Deadline.objects.filter(done=False, due_on__gte=now).count() >= 50

    def test_no_date_was_forgotten_for_months(self) -> None:
        late = Deadline.objects.filter(done=False, due_on__lt=clock.today() - timedelta(days=60))
        assert list(late.values_list("due_on", "application__procedure", "application__stage")) == []

    def test_there_is_work_to_be_done(self) -> None:
        now = clock.today()
        assert Standing.objects.filter(review_on__lt=now).count() >= 20
        assert Standing.objects.filter(little_known=True).count() >= 10
        assert Case.objects.filter(quiet_from__lt=now).count() >= 20
        assert Case.objects.filter(restricted=True).count() >= 3
        assert Case.objects.filter(assignee=None, stage=Stage.NEW).exists()
        assert Review.objects.count() >= 100
        assert Detention.objects.filter(ended=False).count() == 3

    def test_the_teams_share_a_case_and_one_is_offered(self) -> None:
        kinds = TeamGrant.objects.order_by("kind").values_list("kind", "state", "giver__name", "team__name")
        assert list(kinds) == [
            ("handed", "offered", "Yerevan", "Almaty"),
            ("shared", "accepted", "Yerevan", "Almaty"),
        ]
        assert Grant.objects.filter(until__gt=clock.today()).count() == 1
        assert Grant.objects.filter(case__restricted=True, user__handle="caseworker").exists()

    def test_a_programme_is_frozen_and_cases_were_submitted_together(self) -> None:
        frozen = Programme.objects.filter(state="frozen").values("procedure")
        assert Application.objects.filter(procedure__in=frozen, closed=False).exists()
        assert sorted(Referral.objects.values_list("state", flat=True)) == ["gathering", "submitted"]
        submitted = ReferralItem.objects.filter(referral__state="submitted")
        assert submitted.count() == 4
        assert not submitted.filter(application=None).exists()
        assert ReferralItem.objects.filter(referral__state="gathering").count() == 3

    def test_no_name_stands_in_clear(self) -> None:
        names = {name for people in peoples() for name in f"{people.surnames} {people.men}".split() if len(name) > 4}
        everything = ""
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT coalesce(string_agg(lower(t::text), ' '), '') FROM {table} t")  # noqa: S608
                everything += cursor.fetchone()[0]
        assert "caseworker" in everything
        assert not [name for name in names if name.lower() in everything or name.encode().hex() in everything]

    def test_a_second_run_changes_nothing(self) -> None:
        assert seed(lambda _done, _of: None) is False
        assert Case.objects.count() == 300


@pytest.mark.django_db
def test_an_interrupted_run_leaves_nothing() -> None:
    def stop(done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with override_settings(DEMO=True), pytest.raises(KeyboardInterrupt):
        seed(stop)
    assert not Team.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_it_refuses_where_real_teams_are() -> None:
    group()
    with override_settings(DEMO=True), pytest.raises(Refused, match="real teams"):
        seed(lambda _done, _of: None)


@pytest.mark.django_db
def test_the_command_refuses_outside_demo_mode_and_says_why() -> None:
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("seed_demo")
    assert not Team.objects.exists()
