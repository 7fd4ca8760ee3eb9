"""Lists of applications and dates: within scope, in order, page by page, in a constant number of queries."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from cases.applications import queries
from cases.applications.deadline_actions import add_date
from cases.applications.models import Deadline
from cases.applications.rows import DateRow
from cases.applications.work import DateKind
from cases.audit.models import Event
from cases.people.models import Case
from tests import factories
from tests.applications import desk
from tests.factories import TODAY, Group, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Group:
    return factories.group()


def task(case: Case, days: int, by: Person, text: str = "Ring", to: Person | None = None) -> Deadline:
    day = TODAY + timedelta(days=days)
    member = to.membership if to else None
    return add_date(case=case, kind=DateKind.TASK, text=text, day=day, by=by.actor, to=member)


def texts(rows: list[DateRow]) -> list[str]:
    return [one.text for one in rows]


def test_an_application_out_of_scope_is_not_found(team: Group) -> None:
    row = desk.opened(factories.case(team.caseworker), "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    assert queries.load_application(team.caseworker.actor, row.pk) == row
    for person in (team.activist, factories.group().coordinator, factories.operator()):
        with pytest.raises(Http404):
            queries.load_application(person.actor, row.pk)
    with pytest.raises(Http404):
        queries.load_application(team.caseworker.actor, uuid4())


def test_the_list_shows_open_applications_and_closed_ones_when_asked(team: Group) -> None:
    case = factories.case(team.caseworker, alias="Lotus")
    desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    over = desk.opened(case, "de_asylum", "lodged", "2026-09-01", by=team.caseworker)
    desk.moved(over, "granted_refugee", "2026-11-02", by=team.caseworker)

    def listed(**chosen: str) -> list[str]:
        page = queries.application_page(team.caseworker.actor, chosen, "")
        return sorted(one.row.procedure for one in page.rows)

    assert listed() == ["fr_visa_asylum"]
    assert listed(state="closed") == ["de_asylum"]
    assert listed(state="any") == ["de_asylum", "fr_visa_asylum"]
    assert listed(stage="granted_refugee") == ["de_asylum"], "whoever asks for an end means closed ones"
    assert listed(destination="FR") == ["fr_visa_asylum"]
    assert listed(destination="DE") == []
    assert listed(assignee=str(team.caseworker.user.pk)) == []
    assert listed(assignee="none") == ["fr_visa_asylum"]


def test_an_activist_sees_the_applications_of_their_cases_with_alias(team: Group) -> None:
    mine = factories.case(team.activist, alias="Fox")
    desk.opened(mine, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    desk.opened(factories.case(team.caseworker), "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    page = queries.application_page(team.activist.actor, {}, "")
    assert [(one.row.case.code, one.alias) for one in page.rows] == [(mine.code, "Fox")]


def test_pages_follow_one_another_and_miss_nothing(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    case = factories.case(team.caseworker)
    for week in (0, 0, 1, 2, 2):
        on = TODAY - timedelta(weeks=week)
        desk.opened(case, "fr_visa_asylum", "draft", "2026-10-01", by=team.caseworker, today=on)
        task(case, week, team.caseworker)
    seen: list[object] = []
    dated: list[object] = []
    after, later = "", ""
    for _ in range(3):
        page = queries.application_page(team.caseworker.actor, {}, after)
        seen += [one.row.pk for one in page.rows]
        after = page.after or "end"
        page = queries.date_page(team.caseworker.actor, {}, later, TODAY)
        dated += [one.row.pk for one in page.rows]
        later = page.after or "end"
    assert (len(seen), len(set(seen))) == (5, 5)
    assert (len(dated), len(set(dated))) == (5, 5)
    assert (after, later) == ("end", "end")


@pytest.mark.parametrize("after", ["", "x", "2026-11-20", "2026-11-20_nonsense", "_", "\0", "9" * 400])
def test_a_broken_page_key_begins_at_the_beginning(team: Group, after: str) -> None:
    task(factories.case(team.caseworker), 1, team.caseworker)
    assert len(queries.date_page(team.caseworker.actor, {}, after, TODAY).rows) == 1


def test_dates_come_by_nearness_and_are_counted(team: Group) -> None:
    case = factories.case(team.caseworker)
    for days in (-3, 0, 5, 10, 25, 60):
        task(case, days, team.caseworker, text=f"{days}")
    row = desk.opened(case, "fr_appeal_cnda", "decision_notified", "2026-11-10", by=team.caseworker)
    desk.moved(row, "legal_aid_requested", "2026-11-12", by=team.caseworker)
    actor = team.caseworker.actor

    def due(**chosen: object) -> list[str]:
        return texts(queries.date_page(actor, chosen, "", TODAY).rows)

    assert due() == ["-3", "0", "5", "10", "25"]
    assert due(when="overdue") == ["-3"]
    assert due(when="today") == ["0"]
    assert due(when="week") == ["0", "5"]
    assert due(when="all") == ["-3", "0", "5", "10", "25", "60"]
    assert due(when="paused") == ["Appeal must have reached the CNDA"]
    assert due(day=TODAY + timedelta(days=10)) == ["10"]
    assert due(country="AM") == []
    assert due(procedure="fr_appeal_cnda", when="paused") == ["Appeal must have reached the CNDA"]
    counts = queries.count_dates(actor, {}, TODAY)
    assert counts == {"overdue": 1, "today": 1, "week": 2, "fortnight": 3, "month": 4, "paused": 1}


def test_my_dates_are_my_own_and_those_of_my_cases_and_for_members_nobodys(team: Group) -> None:
    mine, nobodys = factories.case(team.caseworker), factories.case(team.caseworker)
    factories.assign(mine, team.caseworker, by=team.coordinator)
    task(mine, 1, team.caseworker, "of my case")
    task(mine, 2, team.caseworker, "for the coordinator", to=team.coordinator)
    task(nobodys, 3, team.caseworker, "nobody's")
    task(nobodys, 40, team.caseworker, "far")
    day = TODAY + timedelta(days=7)

    def due(person: Person) -> list[str]:
        return texts(queries.date_rows(queries.due_before(person.actor, day), by=person.actor, why="test"))

    assert due(team.caseworker) == ["of my case", "nobody's"]
    assert due(team.coordinator) == ["for the coordinator", "nobody's"]
    assert due(team.activist) == []


def test_dates_of_a_restricted_case_are_for_coordinators_and_those_who_were_named(team: Group) -> None:
    case = factories.restricted_case(team.activist, alias="Secret")
    row = task(case, 1, team.coordinator)
    assert texts(queries.date_page(team.coordinator.actor, {}, "", TODAY).rows) == ["Ring"]
    assert texts(queries.date_page(team.activist.actor, {}, "", TODAY).rows) == ["Ring"]
    assert queries.date_page(team.caseworker.actor, {}, "", TODAY).rows == []
    with pytest.raises(Http404):
        queries.load_date(team.caseworker.actor, row.pk)


def test_the_dates_of_a_case_are_the_next_first(team: Group) -> None:
    case = factories.case(team.caseworker)
    for days in (9, -1, 4):
        task(case, days, team.caseworker, text=f"{days}")
    rows = queries.dates_of_case(team.caseworker.actor, case.pk)
    assert texts(queries.date_rows(rows, by=team.caseworker.actor, why="test")) == ["-1", "4", "9"]


def count(read: object) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()  # type: ignore[operator]
    return len(captured)


@pytest.mark.parametrize("role", ["caseworker", "activist"])
def test_lists_take_the_same_number_of_queries_for_two_rows_and_for_four(team: Group, role: str) -> None:
    person: Person = getattr(team, role)

    def add() -> None:
        case = factories.case(person, alias="Fox")
        row = desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.coordinator)
        desk.moved(row, "closed", "2026-11-02", by=team.coordinator)
        desk.opened(case, "fr_appeal_cnda", "decision_notified", "2026-11-10", by=team.coordinator)

    def read() -> None:
        actor = person.actor
        queries.application_page(actor, {}, "")
        queries.date_page(actor, {}, "", TODAY)
        queries.count_dates(actor, {}, TODAY)

    add()
    add()  # one alone would count as reading its dossier
    two = count(read)
    add()
    add()
    assert count(read) == two


def test_one_page_leaves_one_audit_event(team: Group) -> None:
    row = desk.opened(factories.case(team.caseworker), "de_asylum", "lodged", "2026-09-01", by=team.caseworker)
    desk.moved(row, "rejected", "2026-11-10", by=team.caseworker)
    before = Event.objects.count()
    shown = queries.sheet(queries.load_application(team.caseworker.actor, row.pk), by=team.caseworker.actor)
    assert Event.objects.count() == before + 1
    assert [step.label for step in shown.steps()] == ["Lodged", "Rejected"]
    assert [one.text for one in shown.open_dates] == ["Action in the administrative court"]
    assert [one.row.due_on for one in shown.closed_dates] == [date(2027, 3, 1)]
