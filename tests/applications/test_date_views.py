"""Pages of dates: what is due, where it comes from, and what can be done about it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.applications.deadline_actions import add_date
from cases.applications.models import Application, Deadline
from cases.applications.work import DateKind
from tests import factories
from tests.applications import desk
from tests.factories import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.fixture
def row(team: Group) -> Application:
    """An application in Germany, lodged long ago."""
    case = factories.case(team.caseworker, alias="Lotus")
    return desk.opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)


@pytest.fixture
def client(team: Group) -> Client:
    return team.caseworker.client()


def errors(page: str) -> int:
    return page.count("invalid-feedback")


@pytest.fixture
def appeal(team: Group, row: Application) -> Deadline:
    """What is left open after the refusal: one deadline, to be checked."""
    desk.moved(row, "rejected", "2026-11-10", by=team.caseworker)
    return Deadline.objects.get(done=False)


def date_url(appeal: Deadline, name: str) -> str:
    return reverse(f"applications:{name}", args=[appeal.pk])


def test_a_date_shows_where_it_comes_from(client: Client, row: Application, appeal: Deadline) -> None:
    page = client.get(date_url(appeal, "date")).content.decode()
    for shown in (
        "the BAMF decision delivered",
        "2 weeks",
        "Keep the envelope",
        "Handbook Germany",
        "check with a lawyer",
    ):
        assert shown in page
    assert "Handbook Germany" in client.get(row.get_absolute_url()).content.decode()


def test_what_people_wrote_is_in_no_title(team: Group, client: Client) -> None:
    row = add_date(
        case=factories.case(team.caseworker),
        kind=DateKind.TASK,
        text="Call Ivan",
        day=date(2026, 12, 1),
        by=team.caseworker.actor,
    )
    page = client.get(reverse("applications:date", args=[row.pk])).content.decode()
    assert "<h1>Call Ivan</h1>" in page
    assert "Ivan" not in page.split("</title>")[0]
    assert row.case.code in page.split("</title>")[0]


def test_a_day_is_confirmed_and_then_moved_with_the_earlier_ones_kept(client: Client, appeal: Deadline) -> None:
    assert errors(client.post(date_url(appeal, "confirm"), {"day": "2026-11-25", "note": ""}).content.decode()) == 1
    firm = {"day": "2026-11-25", "note": "Frau K.", "version": "1"}
    assert client.post(date_url(appeal, "confirm"), firm).status_code == 302
    later = {"day": "2026-11-27", "note": "Court's letter", "version": "2"}
    assert client.post(date_url(appeal, "put_off"), later).status_code == 302
    page = client.get(date_url(appeal, "date")).content.decode()
    for shown in ("27 Nov 2026", "25 Nov 2026", "24 Nov 2026", "Court&#x27;s letter", "Frau K.", "firm"):
        assert shown in page
    stale = client.post(date_url(appeal, "put_off"), later | {"day": "2026-11-28"}).content.decode()
    assert "Somebody changed this while you were writing" in stale
    same = client.post(date_url(appeal, "put_off"), later | {"version": "3"}).content.decode()
    assert "This is the day it already has." in same


def test_a_date_is_given_to_a_colleague(team: Group, client: Client, appeal: Deadline) -> None:
    client.post(date_url(appeal, "assign"), {"assignee": str(team.coordinator.user.pk), "version": "1"})
    assert Deadline.objects.get(pk=appeal.pk).assignee == team.coordinator.user
    stranger = factories.group().caseworker.user.pk
    assert errors(client.post(date_url(appeal, "assign"), {"assignee": str(stranger)}).content.decode()) == 1


def test_giving_up_a_deadline_is_for_coordinators(team: Group, client: Client, appeal: Deadline) -> None:
    assert "Give up" not in client.get(date_url(appeal, "date")).content.decode()
    assert client.get(date_url(appeal, "waive")).status_code == 403
    lead = team.coordinator.client()
    assert "Give up" in lead.get(date_url(appeal, "date")).content.decode()
    assert lead.post(date_url(appeal, "waive"), {"note": "He left", "version": "1"}).status_code == 302
    assert "given up" in lead.get(date_url(appeal, "date")).content.decode()


def test_a_task_is_written_down_and_closed_by_whom_it_is_for(team: Group, client: Client) -> None:
    case = factories.case(team.activist, alias="Fox")
    typed = {"kind": "task", "text": "Позвонить", "day": "2026-11-30", "assignee": str(team.activist.user.pk)}
    assert client.post(reverse("applications:new_date", args=[case.code]), typed).status_code == 302
    task, activist = Deadline.objects.get(), team.activist.client()
    assert "Позвонить" in activist.get("/deadlines/?when=all&assignee=me").content.decode()
    assert activist.get(date_url(task, "put_off")).status_code == 403
    assert activist.post(date_url(task, "meet"), {"day": "2026-11-20", "note": ""}).status_code == 302
    assert Deadline.objects.get().done


def test_deadlines_close_from_the_list_and_return_to_it(team: Group, client: Client, row: Application) -> None:
    desk.moved(row, "rejected", "2026-11-10", by=team.caseworker)
    appeal = Deadline.objects.get(done=False)
    assert str(appeal.pk) in client.get("/deadlines/?when=all").content.decode()
    url = f"{reverse('applications:meet', args=[appeal.pk])}?from=list"
    answer = client.post(url, {"day": "2026-11-12", "note": "", "version": "1"})
    assert answer.headers["Location"] == "/deadlines/"
    assert Deadline.objects.get(pk=appeal.pk).done
    assert "already closed" in client.post(url, {"day": "2026-11-12", "version": "2"}).content.decode()
