"""The admin shows clear columns of what is in scope, and has no page but its lists."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.admin import ROWS, ScopedAdmin, site
from cases.access.roles import RoleName
from cases.applications.models import Deadline
from cases.vault.fields import MASK, SealedField
from tests import factories
from tests.access.lists import ADMINS, LISTS, PEOPLE, application, deadline, listed
from tests.factories import TODAY, Group

pytestmark = pytest.mark.django_db
NAME = "Иван Тестов"


def _lists(client: Client) -> set[str]:
    return set(re.findall(r'href="/admin/cases/(\w+)/"', client.get("/admin/").content.decode()))


def test_members_get_all_lists_and_operators_those_of_people(group: Group) -> None:
    for person in (group.activist, group.caseworker, group.coordinator):
        assert _lists(person.client()) == LISTS | PEOPLE
    operator = factories.operator().client()
    assert _lists(operator) == {"team", "user"}
    for name in LISTS | {"membership"}:
        assert operator.get(f"/admin/cases/{name}/").status_code == 403


def test_strangers_are_led_to_our_login() -> None:
    assert Client().get("/admin/").headers["Location"] == "/login/?next=/admin/"
    for name in ("login", "logout", "password_change", "jsi18n", "autocomplete"):
        assert Client().get(f"/admin/{name}/").status_code == 404


def test_there_is_no_page_to_add_change_delete_or_look_back(group: Group) -> None:
    case = factories.case(group.coordinator)
    client = group.coordinator.client()
    for tail in ("add/", f"{case.pk}/", f"{case.pk}/change/", f"{case.pk}/delete/", f"{case.pk}/history/"):
        assert client.get(f"/admin/cases/case/{tail}").status_code == 404


@pytest.mark.parametrize("name", sorted(LISTS))
def test_each_sees_their_own_scope(group: Group, name: str) -> None:
    other = factories.group()
    mine, theirs, foreign = (
        factories.case(group.activist),
        factories.case(group.caseworker),
        factories.case(other.caseworker),
    )
    for case in (mine, theirs, foreign):
        application(case)
        deadline(case)
    for person, codes in (
        (group.activist, {mine.code}),
        (group.caseworker, {mine.code, theirs.code}),
        (group.coordinator, {mine.code, theirs.code}),
        (other.activist, set()),
        (other.coordinator, {foreign.code}),
    ):
        page = listed(person.client(), name)
        assert {case.code for case in (mine, theirs, foreign) if case.code in page} == codes


def test_a_restricted_case_is_listed_for_coordinators_only(group: Group) -> None:
    case = factories.restricted_case(group.coordinator)
    assert case.code in listed(group.coordinator.client(), "case")
    assert case.code not in listed(group.caseworker.client(), "case")


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_people_see_their_own_team_only(group: Group, name: str) -> None:
    other = factories.group()
    page = listed(group.coordinator.client(), name)
    assert other.team.name not in page
    assert other.caseworker.user.handle not in page
    assert (group.team.name if name == "team" else group.caseworker.user.handle) in page


def test_an_operator_sees_every_team_and_user(group: Group) -> None:
    other = factories.group()
    client = factories.operator().client()
    for row in (group, other):
        assert row.team.name in listed(client, "team")
        assert row.activist.user.handle in listed(client, "user")


def test_nothing_sealed_is_shown_or_even_fetched(group: Group) -> None:
    case = factories.case(group.caseworker, legal_name=NAME)
    application(case)
    deadline(case)
    client = group.coordinator.client()
    sealed = {field.column for model in ADMINS for field in model._meta.fields if isinstance(field, SealedField)}
    assert sealed == {"card", "dossier", "body"}
    for name in LISTS:
        with CaptureQueriesContext(connection) as queries:
            page = listed(client, name)
        assert NAME not in page
        assert MASK not in page
        listing = [query["sql"] for query in queries if f'FROM "{_table(name)}"' in query["sql"]]
        assert listing
        assert not [sql for sql in listing for column in sealed if f'"{column}"' in sql]


def _table(name: str) -> str:
    return next(model._meta.db_table for model in ADMINS if model._meta.model_name == name)


def test_a_page_has_fifty_rows_and_counts_nothing(group: Group) -> None:
    case = factories.case(group.caseworker)
    Deadline.objects.bulk_create(Deadline(case=case, team=case.team, due_on=TODAY, body=b"") for _ in range(ROWS + 1))
    client = group.coordinator.client()
    with CaptureQueriesContext(connection) as queries:
        page = listed(client, "deadline")
    assert page.count(f">{case.code}<") == ROWS
    assert "Next page" in page
    assert not [query for query in queries if "COUNT(" in query["sql"]]
    second = listed(client, "deadline", p="2")
    assert second.count(f">{case.code}<") == 1
    assert "Next page" not in second
    assert "First page" in second


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", "1e9"])
def test_odd_page_numbers_are_answered(group: Group, number: str) -> None:
    listed(group.coordinator.client(), "case", p=number)


@pytest.mark.parametrize("name", sorted(LISTS | PEOPLE))
def test_a_list_asks_the_database_the_same_however_long(group: Group, name: str) -> None:
    client = group.coordinator.client()
    asked = []
    for _ in range(3):
        case = factories.case(group.caseworker)
        factories.assign(case, group.caseworker, by=group.coordinator)
        application(case)
        deadline(case, assignee=group.caseworker.user)
        group.add(RoleName.ACTIVIST)
        with CaptureQueriesContext(connection) as queries:
            listed(client, name)
        asked.append(len(queries))
    assert len(set(asked)) == 1


def test_every_list_is_scoped_and_its_pages_need_no_script() -> None:
    assert all(isinstance(row, ScopedAdmin) for row in ADMINS.values())
    names = {row.name for row in site.get_urls()}
    assert names == {"index", *(f"cases_{name}_changelist" for name in LISTS | PEOPLE)}


@pytest.mark.parametrize("name", ["", *(f"cases/{name}/" for name in sorted(LISTS | PEOPLE))])
def test_pages_hold_no_script_style_or_picture(group: Group, name: str) -> None:
    factories.case(group.coordinator)
    page = group.coordinator.client().get(f"/admin/{name}").content.decode()
    for forbidden in ("<script", "<style", " style=", "javascript:", "<img", "<svg", "data:"):
        assert forbidden not in page
    assert page.count("<h1") == 1
