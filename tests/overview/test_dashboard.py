"""The dashboard: right numbers, only over what the actor may see, in a constant number of queries."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.access.actor import Actor
from cases.access.models import Grant, Team
from cases.applications.actions import open_application
from cases.applications.catalogue import procedures
from cases.applications.deadline_actions import add_date
from cases.applications.models import Application, Deadline, RefusalCount
from cases.applications.programmes import State
from cases.applications.work import DateKind, Report, ToldBy
from cases.base import clock
from cases.base.dates import PartialDate
from cases.overview import queries
from cases.people.models import Case, Stage
from cases.risk.models import Assessment, Standing, Step
from cases.routes import programme_actions as programmes
from tests import factories
from tests.applications.desk import opened

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)  # a Sunday
MONDAY = date(2026, 11, 16)


class Desk:
    """Puts clear rows on a team's desk; their sealed parts stay empty, as no count may read them."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.made = 0

    def case(
        self,
        band: str = "medium",
        country: str = "KZ",
        *,
        stage: str = Stage.ACTIVE,
        week: date = MONDAY,
        review: date = ON,
        restricted: bool = False,
    ) -> Case:
        self.made += 1
        case = Case.objects.create(
            team=self.team,
            code=f"D{self.made:03}-{self.made:02}",
            category="deserter",
            stage=stage,
            country=country,
            week_created=week,
            restricted=restricted,
            card=b"",
            dossier=b"",
        )
        assessment = Assessment.objects.create(case=case, number=1, body=b"")
        Standing.objects.create(
            case=case, team=self.team, assessment=assessment, review_on=review, factors_version=1, little_known=False
        )
        self._step(case, "low", MONDAY - timedelta(weeks=3), MONDAY)
        self._step(case, band, MONDAY, ON + timedelta(days=1))
        self._step(case, "critical", ON + timedelta(days=1), date.max)
        return case

    def application(self, case: Case, destination: str, stage: str, *, closed: bool = False) -> Application:
        return Application.objects.create(
            case=case,
            team=self.team,
            destination=destination,
            procedure="any",
            stage=stage,
            closed=closed,
            week_opened=MONDAY,
            body=b"",
        )

    def deadline(self, case: Case, due: date, *, done: bool = False) -> Deadline:
        return Deadline.objects.create(case=case, team=self.team, due_on=due, done=done, body=b"")

    def _step(self, case: Case, band: str, starts: date, ends: date) -> None:
        Step.objects.create(case=case, team=self.team, band=band, rank=1, starts_on=starts, ends_on=ends)


@pytest.fixture
def team() -> factories.Group:
    return factories.group()


@pytest.fixture
def amina(team: factories.Group) -> Actor:
    """The coordinator of the team under test."""
    return team.coordinator.actor


@pytest.fixture
def desk(team: factories.Group) -> Desk:
    return Desk(team.team)


def counted(rows: tuple[queries.Row, ...]) -> dict[str, int]:
    return {row.label: row.count for row in rows if row.count}


def test_bands_and_countries_count_open_cases_as_of_this_week(amina: Actor, desk: Desk) -> None:
    desk.case("high", "KZ")
    desk.case("high", "AM")
    desk.case("low", "KZ")
    desk.case("high", "KZ", stage=Stage.CLOSED)
    board = queries.dashboard(amina, ON)
    assert counted(board.bands) == {"High": 2, "Low": 1}
    assert [(row.label, row.count) for row in board.countries] == [("Kazakhstan", 2), ("Armenia", 1)]
    assert board.countries[0].parts == (queries.Part("high", 1), queries.Part("low", 1))


def test_numbers_open_the_list_behind_them(amina: Actor, desk: Desk) -> None:
    case = desk.case("high", "KZ")
    desk.application(case, "FR", "draft")
    board = queries.dashboard(amina, ON)
    assert [row.url for row in board.bands if row.count] == ["/cases/?band=high"]
    assert board.countries[0].url == "/cases/?country=KZ"
    assert board.destinations[0].url == "/applications/?destination=FR"
    assert board.destinations[0].rows[0].url == "/applications/?destination=FR&stage=draft"


def test_applications_by_destination_and_stage_leave_closed_ones_out(amina: Actor, desk: Desk) -> None:
    case = desk.case()
    desk.application(case, "FR", "draft")
    desk.application(case, "FR", "interview_scheduled")
    desk.application(case, "FR", "interview_scheduled")
    desk.application(case, "DE", "draft", closed=True)
    board = queries.dashboard(amina, ON)
    assert counted(board.destinations) == {"France": 3}
    assert [row.count for row in board.destinations[0].rows] == [2, 1]


def test_stage_of_a_dropped_procedure_is_counted_under_its_id(amina: Actor, desk: Desk) -> None:
    desk.application(desk.case(), "XX", "no_longer_known")
    (place,) = queries.dashboard(amina, ON).destinations
    assert (place.label, place.rows[0].label) == ("XX", "no_longer_known")


def test_programmes_that_take_nobody_stand_with_the_open_applications_they_hit(team: factories.Group) -> None:
    by, on = team.coordinator.actor, factories.TODAY
    said: dict[str, Any] = {"since": on, "source": "a letter", "note": ""}
    programmes.record(procedure=procedures()["fr_visa_asylum"], state=State.FROZEN, by=by, on=on, **said)
    programmes.record(procedure=procedures()["de_humanitarian"], state=State.OPEN, by=by, on=on, **said)
    for person in (team.coordinator, team.activist):
        opened(factories.case(person), "fr_visa_asylum", "draft", "2026-11-01", by=team.coordinator)
    assert counted(queries.dashboard(by, ON).shut) == {"France: Visa for asylum": 2}
    assert counted(queries.dashboard(team.activist.actor, ON).shut) == {"France: Visa for asylum": 1}
    page = team.activist.client().get("/dashboard/").content.decode()
    assert 'href="/programmes/fr_visa_asylum/"' in page


def test_refusals_are_counted_by_destination_and_reason_for_members(team: factories.Group) -> None:
    for place, reason, count in (("FR", "security", 2), ("FR", "papers", 1), ("DE", "other", 1), ("US", "other", 0)):
        RefusalCount.objects.create(team=team.team, destination=place, reason=reason, count=count)
    RefusalCount.objects.create(team=factories.group().team, destination="FR", reason="ties", count=9)
    rows = queries.dashboard(team.caseworker.actor, ON).refusals
    assert counted(rows) == {"France": 3, "Germany": 1}
    assert [(row.label, row.count) for row in rows[0].rows] == [
        ("Doubt about security", 2),
        ("Papers missing or not accepted", 1),
    ]
    assert queries.dashboard(team.activist.actor, ON).refusals == ()
    assert "Doubt about security" in team.caseworker.client().get("/dashboard/").content.decode()
    assert "Refusals by reason" not in team.activist.client().get("/dashboard/").content.decode()


def test_deadlines_of_fourteen_days_and_those_missed(amina: Actor, desk: Desk) -> None:
    case = desk.case()
    for days in (-3, 0, 14, 15):
        desk.deadline(case, ON + timedelta(days=days))
    desk.deadline(case, ON, done=True)
    board = queries.dashboard(amina, ON)
    assert [row.count for row in board.deadlines] == [1] + [0] * 13 + [1]
    assert board.missed == 1


def test_new_cases_of_twelve_weeks_closed_ones_too(amina: Actor, desk: Desk) -> None:
    desk.case(week=MONDAY)
    desk.case(week=MONDAY - timedelta(weeks=11), stage=Stage.CLOSED)
    desk.case(week=MONDAY - timedelta(weeks=12))
    weeks = queries.dashboard(amina, ON).weeks
    assert [row.count for row in weeks] == [1] + [0] * 10 + [1]


def test_review_is_overdue_from_the_day_after(amina: Actor, desk: Desk) -> None:
    desk.case(review=ON)
    desk.case(review=ON - timedelta(days=1))
    desk.case(review=ON - timedelta(days=1), stage=Stage.SAFE)
    assert queries.dashboard(amina, ON).overdue_reviews == 1


def test_activist_counts_only_cases_they_were_given(team: factories.Group, desk: Desk) -> None:
    bruno = team.activist.actor
    given, hidden = desk.case("high", review=date(2026, 1, 1)), desk.case("critical", "AM", review=date(2026, 1, 1))
    Grant.objects.create(case=given, user=bruno.user)
    for case in (given, hidden):
        desk.application(case, "FR", "draft")
        desk.deadline(case, ON)
    board = queries.dashboard(bruno, ON)
    assert counted(board.bands) == {"High": 1}
    assert counted(board.destinations) == {"France": 1}
    assert board.deadlines[0].count == board.overdue_reviews == board.weeks[-1].count == 1


def test_caseworker_does_not_count_restricted_cases_but_a_coordinator_does(team: factories.Group, desk: Desk) -> None:
    desk.case("high", restricted=True)
    assert counted(queries.dashboard(team.caseworker.actor, ON).bands) == {}
    assert counted(queries.dashboard(team.coordinator.actor, ON).bands) == {"High": 1}


def test_other_teams_are_not_counted(desk: Desk) -> None:
    dario = factories.group().coordinator.actor
    case = desk.case()
    desk.application(case, "FR", "draft")
    desk.deadline(case, ON)
    board = queries.dashboard(dario, ON)
    assert counted(board.bands + board.countries + board.destinations + board.deadlines + board.weeks) == {}
    assert (board.missed, board.overdue_reviews) == (0, 0)


def test_number_of_queries_does_not_grow(amina: Actor, desk: Desk) -> None:
    def measured() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.dashboard(amina, ON)
        return len(seen)

    case = desk.case()
    few = measured()
    for country in ("AM", "GE", "RS"):
        case = desk.case("high", country)
        desk.application(case, "FR", "draft")
        desk.deadline(case, ON)
    assert measured() == few == 7


def test_page_shows_the_numbers_and_where_they_lead(team: factories.Group, desk: Desk) -> None:
    case = desk.case("high", "KZ")
    desk.application(case, "FR", "draft")
    page = team.coordinator.client().get("/dashboard/")
    html = page.content.decode()
    assert page.status_code == 200
    for link in ("/cases/?band=high", "/cases/?country=KZ", "/applications/?destination=FR&amp;stage=draft"):
        assert f'href="{link}"' in html


@pytest.mark.parametrize("role", ["activist", "caseworker", "coordinator"])
def test_nobody_is_shown_a_number_whose_list_is_closed_to_them(team: factories.Group, role: str) -> None:
    person: factories.Person = getattr(team, role)
    factories.case(person)
    client = person.client()
    links = set(re.findall(r'<a class="stat" href="([^"]+)"', client.get("/dashboard/").content.decode()))
    assert len(links) >= 5
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_page_without_cases_says_what_to_do_next(team: factories.Group) -> None:
    html = team.activist.client().get("/dashboard/").content.decode()
    assert "/cases/new/" in html
    assert "No application is open" in html


def test_lists_behind_the_numbers_hold_as_many_rows(team: factories.Group) -> None:
    cases = [factories.case(team.coordinator, country=place) for place in ("KZ", "KZ", "AM")]
    for case, days in zip(cases, (-2, 0, 3), strict=True):
        add_date(
            case=case,
            kind=DateKind.TASK,
            text="Call",
            day=clock.today(team.team.zone) + timedelta(days=days),
            by=team.coordinator.actor,
        )
    report = Report(move="draft", on=PartialDate.of(factories.TODAY), told_by=ToldBy.PERSON)
    open_application(
        case=cases[0],
        procedure=procedures()["fr_visa_asylum"],
        report=report,
        by=team.coordinator.actor,
        on=factories.TODAY,
    )
    client, on = team.coordinator.client(), clock.today(team.team.zone)
    board = queries.dashboard(team.coordinator.actor, on)
    stages = tuple(stage for place in board.destinations for stage in place.rows)
    rows = [*board.bands, *board.countries, *board.destinations, *stages, *board.deadlines, *board.weeks]
    numbers = {row.url: row.count for row in rows if row.count}
    numbers |= {"/deadlines/?when=overdue": board.missed, "/risk/?overdue=1": board.overdue_reviews}
    assert len(numbers) >= 9
    assert {url: client.get(url).content.decode().count('<th scope="row"') for url in numbers} == numbers
