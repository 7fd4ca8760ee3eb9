"""A month of dates: scoped, the same few queries for any number, bounded on each day, and light."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cases.applications.deadline_actions import add_date, meet_deadline
from cases.applications.models import Deadline
from cases.applications.month import Month
from cases.applications.work import DateKind
from cases.people.models import Case
from tests import factories
from tests.applications import desk
from tests.factories import Group, Person

PAGE_BYTES = 60_000


@pytest.fixture
def team(db: None) -> Group:
    return factories.group()


def due(row: Case, day: date, by: Person, text: str = "call") -> Deadline:
    return add_date(case=row, kind=DateKind.TASK, text=text, day=day, by=by.actor)


def shown(client: Client, query: str = "?m=2026-12") -> dict[date, tuple[list[str], int]]:
    """The days that have anything: the texts on it, and how many more."""
    month = client.get(f"/deadlines/month/{query}").context["month"]
    return {
        day.day: ([row.text for row in day.rows], day.more) for week in month.weeks for day in week if day.count
    }  # fmt: skip


def test_a_month_shows_its_days_and_no_others(team: Group) -> None:
    row = factories.case(team.caseworker)
    for day in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1)):
        due(row, day, team.caseworker, f"on {day:%d.%m.}")
    assert shown(team.caseworker.client()) == {
        date(2026, 12, 1): (["on 01.12."], 0),
        date(2026, 12, 31): (["on 31.12."], 0),
    }


def test_a_full_day_shows_three_and_says_how_many_more(team: Group) -> None:
    row = factories.case(team.caseworker)
    for _ in range(5):
        due(row, date(2026, 12, 24), team.caseworker)
    client = team.caseworker.client()
    assert shown(client) == {date(2026, 12, 24): (["call"] * 3, 2)}
    page = client.get("/deadlines/month/?m=2026-12").content.decode()
    assert "+ 2 more" in page
    assert "/deadlines/?day=2026-12-24" in page
    assert len(client.get("/deadlines/?day=2026-12-24").context["page"].rows) == 5


def test_it_shows_what_its_reader_may_see(team: Group) -> None:
    mine, theirs = factories.case(team.activist), factories.case(team.caseworker)
    hidden = factories.restricted_case(team.coordinator)
    for row, text in ((mine, "mine"), (theirs, "theirs"), (hidden, "hidden")):
        due(row, date(2026, 12, 2), team.coordinator, text)
    day = date(2026, 12, 2)
    assert shown(team.activist.client()) == {day: (["mine"], 0)}
    assert sorted(shown(team.caseworker.client())[day][0]) == ["mine", "theirs"]
    assert sorted(shown(team.coordinator.client())[day][0]) == ["hidden", "mine", "theirs"]
    assert shown(factories.group().coordinator.client()) == {}


def test_what_is_done_is_gone(team: Group) -> None:
    row = due(factories.case(team.caseworker), date(2026, 12, 2), team.caseworker)
    meet_deadline(deadline=row, met_on=date(2026, 11, 20), note="", by=team.caseworker.actor)
    client = team.caseworker.client()
    assert shown(client) == {}
    assert "Nothing is due in this month." in client.get("/deadlines/month/?m=2026-12").content.decode()


def test_filters_narrow_it_and_stay_when_the_month_changes(team: Group) -> None:
    application = desk.opened(factories.case(team.caseworker), "de_asylum", "lodged", "2026-11-01", by=team.caseworker)
    due(factories.case(team.caseworker, country="FR"), date(2026, 12, 2), team.caseworker, "of a case")
    add_date(
        case=application.case, kind=DateKind.TASK, text="of an application", day=date(2026, 12, 2),
        by=team.caseworker.actor, application=application, to=team.coordinator.membership,
    )  # fmt: skip
    client, day = team.caseworker.client(), date(2026, 12, 2)
    who = team.coordinator.user.pk
    for query, expected in {
        "about=application": ["of an application"],
        "about=case": ["of a case"],
        "country=FR": ["of a case"],
        "procedure=de_asylum": ["of an application"],
        f"assignee={who}": ["of an application"],
        "about=dreamt": ["of a case", "of an application"],
    }.items():
        assert sorted(shown(client, f"?m=2026-12&{query}")[day][0]) == expected, query
    page = client.get("/deadlines/month/?m=2026-12&about=case").content.decode()
    assert "?m=2027-01&amp;about=case" in page
    assert "?m=2026-11&amp;about=case" in page


def test_the_list_is_narrowed_to_dates_of_applications_or_of_cases(team: Group) -> None:
    application = desk.opened(factories.case(team.caseworker), "de_asylum", "lodged", "2026-11-01", by=team.caseworker)
    due(application.case, date(2026, 11, 21), team.caseworker, "of the case")
    client = team.caseworker.client()

    def texts(query: str) -> list[str]:
        return [row.text for row in client.get(f"/deadlines/?when=all&{query}").context["page"].rows]

    assert texts("about=case") == ["of the case"]
    assert "of the case" not in texts("about=application")
    assert sorted(texts("")) == sorted(texts("about=case") + texts("about=application"))


@pytest.mark.parametrize("query", ["", "?m=", "?m=dreamt", "?m=2026-13", "?m=0001-01", "?m=9999-12", "?m=2026-12-01"])
def test_what_is_no_month_leads_to_that_of_today(team: Group, query: str) -> None:
    client = team.caseworker.client()
    answer = client.get(f"/deadlines/month/{query}")
    assert answer.status_code == 200
    assert answer.context["month"].first == answer.context["today"].replace(day=1)


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_before_and_after_are_the_neighbours(day: date) -> None:
    month = Month(day.replace(day=1), [])
    assert month.before.day == month.after.day == 1
    assert (month.first - month.before).days in (28, 29, 30, 31)
    assert (month.after - month.first).days in (28, 29, 30, 31)


def test_more_dates_take_no_more_queries_and_a_full_month_stays_light(team: Group) -> None:
    client = team.coordinator.client()
    client.post("/language/", {"language": "ru", "next": "/"})
    text = "Позвонить адвокату и спросить, когда заседание"
    row, counts = factories.case(team.coordinator), []
    for number in (1, 3):
        for day, _more in product(range(31), range(number)):
            due(row, date(2026, 12, 1) + timedelta(days=day), team.coordinator, text)
        client.get("/deadlines/month/?m=2026-12")
        with CaptureQueriesContext(connection) as found:
            page = client.get("/deadlines/month/?m=2026-12")
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert len(page.content) < PAGE_BYTES
    assert page.context["month"].count > 100


def test_from_a_date_one_comes_back_to_the_month(team: Group) -> None:
    row = due(factories.case(team.caseworker), date(2026, 12, 2), team.caseworker)
    client = team.caseworker.client()
    page = client.get("/deadlines/month/?m=2026-12").content.decode()
    assert f"/deadlines/{row.pk}/?from=month&amp;m=2026-12" in page
    sent = {"day": "2026-11-20", "note": "", "version": "1"}
    answer = client.post(f"/deadlines/{row.pk}/done/?from=month&m=2026-12", sent)
    assert answer["Location"] == "/deadlines/month/?m=2026-12"
