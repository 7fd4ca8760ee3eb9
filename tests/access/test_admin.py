"""The admin shows clear columns of what is in scope, answers what it offers, and changes through actions only."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.admin import ROWS, ScopedAdmin, site
from cases.access.roles import RoleName
from cases.access.sessions import memberships_of
from cases.applications.models import Application, Deadline
from cases.audit import log
from cases.audit.models import Event
from cases.people.models import Case
from cases.risk.models import Standing
from cases.vault.fields import MASK, SealedField
from tests import factories
from tests.factories import TODAY, Group, Person

pytestmark = pytest.mark.django_db
NAME = "Иван Тестов"
LISTS = {"case", "standing", "assessment", "application", "deadline"}
PEOPLE = {"team", "user", "membership"}
ADMINS = site._registry  # noqa: SLF001  # Django offers no other way to list them


@pytest.fixture
def group() -> Group:
    return factories.group()


def _list(client: Client, name: str, **query: str) -> str:
    answer = client.get(f"/admin/cases/{name}/", query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def _lists(client: Client) -> set[str]:
    return set(re.findall(r'href="/admin/cases/(\w+)/"', client.get("/admin/").content.decode()))


def _deadline(case: Case, **values: Any) -> Deadline:
    return Deadline.objects.create(case=case, team=case.team, due_on=TODAY, body=b"", **values)


def _application(case: Case) -> Application:
    return Application.objects.create(
        case=case,
        team=case.team,
        destination="FR",
        procedure="fr_visa_asylum",
        stage="draft",
        week_opened=TODAY,
        body=b"",
    )


def test_members_get_all_lists_and_operators_those_of_people(group: Group) -> None:
    for person in (group.activist, group.caseworker, group.coordinator):
        assert _lists(person.client()) == LISTS | PEOPLE
    operator = factories.operator().client()
    assert _lists(operator) == {"team", "user"}
    for name in LISTS | {"membership"}:
        assert operator.get(f"/admin/cases/{name}/").status_code == 403


def test_strangers_are_led_to_our_login() -> None:
    assert Client().get("/admin/").headers["Location"] == "/login/?next=/admin/"
    for path in (
        "/admin/login/",
        "/admin/logout/",
        "/admin/password_change/",
        "/admin/jsi18n/",
        "/admin/autocomplete/",
    ):
        assert Client().get(path).status_code == 404


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
        _application(case)
        _deadline(case)
    for person, codes in (
        (group.activist, {mine.code}),
        (group.caseworker, {mine.code, theirs.code}),
        (group.coordinator, {mine.code, theirs.code}),
        (other.activist, set()),
        (other.coordinator, {foreign.code}),
    ):
        page = _list(person.client(), name)
        assert {case.code for case in (mine, theirs, foreign) if case.code in page} == codes


def test_a_restricted_case_is_listed_for_coordinators_only(group: Group) -> None:
    case = factories.restricted_case(group.coordinator)
    assert case.code in _list(group.coordinator.client(), "case")
    assert case.code not in _list(group.caseworker.client(), "case")


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_people_see_their_own_team_only(group: Group, name: str) -> None:
    other = factories.group()
    page = _list(group.coordinator.client(), name)
    assert other.team.name not in page
    assert other.caseworker.user.handle not in page
    assert (group.team.name if name == "team" else group.caseworker.user.handle) in page


def test_an_operator_sees_every_team_and_user(group: Group) -> None:
    other = factories.group()
    client = factories.operator().client()
    for row in (group, other):
        assert row.team.name in _list(client, "team")
        assert row.activist.user.handle in _list(client, "user")


def test_nothing_sealed_is_shown_or_even_fetched(group: Group) -> None:
    case = factories.case(group.caseworker, legal_name=NAME)
    _application(case)
    _deadline(case)
    client = group.coordinator.client()
    sealed = {field.column for model in ADMINS for field in model._meta.fields if isinstance(field, SealedField)}
    assert sealed == {"card", "dossier", "body"}
    for name in LISTS:
        with CaptureQueriesContext(connection) as queries:
            page = _list(client, name)
        assert NAME not in page
        assert MASK not in page
        listing = [query["sql"] for query in queries if f'FROM "{_table(name)}"' in query["sql"]]
        assert listing
        assert not [sql for sql in listing for column in sealed if f'"{column}"' in sql]


def _table(name: str) -> str:
    return next(model._meta.db_table for model in ADMINS if model._meta.model_name == name)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("user", {"password__startswith": "vault"}),
        ("user", {"memberships__team__name": "falcon"}),
        ("user", {"handle__startswith": "a"}),
        ("membership", {"user__password__startswith": "vault"}),
        ("membership", {"team__id__exact": "00000000-0000-0000-0000-000000000000"}),
        ("case", {"dossier__gt": "a"}),
        ("case", {"assignee__password__startswith": "v"}),
        ("case", {"team__memberships__user__handle": "x"}),
        ("case", {"pk__in": "1"}),
        ("case", {"o": "1"}),
        ("case", {"all": ""}),
        ("case", {"_to_field": "id"}),
        ("case", {"_popup": "1"}),
        ("case", {"_facets": "True"}),
        ("deadline", {"case__dossier__isnull": "True"}),
    ],
)
def test_lookups_that_are_not_offered_are_refused(group: Group, name: str, query: dict[str, str]) -> None:
    assert group.coordinator.client().get(f"/admin/cases/{name}/", query).status_code == 400


def test_the_model_admin_itself_allows_no_other_lookup() -> None:
    for model, row in ADMINS.items():
        for field in model._meta.fields:
            assert not row.lookup_allowed(f"{field.name}__startswith", "x", HttpRequest())


def test_filters_offer_the_own_team_and_find_nothing_else(group: Group) -> None:
    other = factories.group()
    case = factories.case(group.caseworker)
    factories.assign(case, group.caseworker, by=group.coordinator)
    client = group.coordinator.client()
    assert other.caseworker.user.handle not in _list(client, "case")
    assert case.code in _list(client, "case", assignee=str(group.caseworker.user.pk))
    assert case.code not in _list(client, "case", assignee=str(group.activist.user.pk))
    assert case.code not in _list(client, "case", assignee=str(other.caseworker.user.pk))
    assert case.code not in _list(client, "case", assignee="' OR 1=1 --")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"stage": "new"}, True),
        ({"stage": "closed"}, False),
        ({"category": "deserter", "country": "KZ"}, True),
        ({"country": "AM"}, False),
        ({"country": "ZZ"}, False),
        ({"stage": ""}, True),
    ],
)
def test_cases_are_filtered(group: Group, query: dict[str, str], *, found: bool) -> None:
    case = factories.case(group.caseworker)
    assert (case.code in _list(group.coordinator.client(), "case", **query)) is found


def test_standings_are_filtered_by_band_and_review(group: Group) -> None:
    case = factories.case(group.caseworker)
    client = group.coordinator.client()
    page = _list(client, "standing")
    words = {"critical": "Critical", "high": "High", "medium": "Medium", "low": "Low"}
    band = next(value for value, word in words.items() if f">{word}<" in page.split("<tbody>")[1])
    assert case.code in _list(client, "standing", band=band)
    assert not [other for other in words if other != band and case.code in _list(client, "standing", band=other)]
    Standing.objects.update(review_on="2020-01-01")
    assert case.code in _list(client, "standing", review="overdue")
    assert case.code not in _list(client, "standing", review="later")


def test_deadlines_and_applications_are_filtered_by_state(group: Group) -> None:
    case = factories.case(group.caseworker)
    _application(case)
    _deadline(case, done=True)
    client = group.coordinator.client()
    assert case.code in _list(client, "application", state="open", procedure="fr_visa_asylum")
    assert case.code not in _list(client, "application", state="closed")
    assert case.code in _list(client, "deadline", state="done")
    assert case.code not in _list(client, "deadline", state="open")
    Deadline.objects.update(done=False, due_on="2020-01-01")
    assert case.code in _list(client, "deadline", state="overdue")


def test_memberships_are_filtered(group: Group) -> None:
    client = group.coordinator.client()
    body = _list(client, "membership", role="activist", state="active").split("<tbody>")[1]
    assert group.activist.user.handle in body
    assert group.caseworker.user.handle not in body


@pytest.mark.parametrize("name", sorted(LISTS))
def test_search_is_by_case_code_only(group: Group, name: str) -> None:
    case = factories.case(group.caseworker, legal_name=NAME, alias="Волк")
    _application(case)
    _deadline(case)
    client = group.coordinator.client()
    assert case.code in _list(client, name, q=f" {case.code.lower()} ")
    for term in ("Волк", "Иван", group.caseworker.user.handle, "%", case.code[:3]):
        assert f">{case.code}<" not in _list(client, name, q=term)


def test_a_page_has_fifty_rows_and_counts_nothing(group: Group) -> None:
    case = factories.case(group.caseworker)
    Deadline.objects.bulk_create(Deadline(case=case, team=case.team, due_on=TODAY, body=b"") for _ in range(ROWS + 1))
    client = group.coordinator.client()
    with CaptureQueriesContext(connection) as queries:
        page = _list(client, "deadline")
    assert page.count(f">{case.code}<") == ROWS
    assert "Next page" in page
    assert not [query for query in queries if "COUNT(" in query["sql"]]
    second = _list(client, "deadline", p="2")
    assert second.count(f">{case.code}<") == 1
    assert "Next page" not in second
    assert "First page" in second


def test_a_hidden_character_in_the_search_is_no_error(group: Group) -> None:
    _list(group.coordinator.client(), "case", q="K7F\0-3QX")


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", "1e9"])
def test_odd_page_numbers_are_answered(group: Group, number: str) -> None:
    _list(group.coordinator.client(), "case", p=number)


@pytest.mark.parametrize("name", sorted(LISTS | PEOPLE))
def test_a_list_asks_the_database_the_same_however_long(group: Group, name: str) -> None:
    client = group.coordinator.client()
    asked = []
    for _ in range(3):
        case = factories.case(group.caseworker)
        factories.assign(case, group.caseworker, by=group.coordinator)
        _application(case)
        _deadline(case, assignee=group.caseworker.user)
        group.add(RoleName.ACTIVIST)
        with CaptureQueriesContext(connection) as queries:
            _list(client, name)
        asked.append(len(queries))
    assert len(set(asked)) == 1


# Actions ------------------------------------------------------------------------------------------------


def _act(person: Person, action: str, *cases: Case, **given: str) -> Any:
    given_cases = {"_selected_action": [str(case.pk) for case in cases]}
    return person.client().post("/admin/cases/case/", {"action": action, **given_cases, **given})


def test_assigning_asks_first_and_then_assigns_with_audit(group: Group) -> None:
    cases = [factories.case(group.caseworker), factories.case(group.caseworker)]
    asked = _act(group.coordinator, "assign", *cases)
    assert asked.status_code == 200
    assert "Assign these cases?" in asked.content.decode()
    assert not Case.objects.filter(assignee__isnull=False).exists()

    before = set(Event.objects.values_list("pk", flat=True))
    to = str(memberships_of(group.activist.user).get().pk)
    done = _act(group.coordinator, "assign", *cases, confirmed="1", to=to)
    assert done.status_code == 302
    assert set(Case.objects.values_list("assignee", flat=True)) == {group.activist.user.pk}
    private_key = group.coordinator.actor.keyring.audit_pair.private
    said = [log.read(event, private_key).detail for event in Event.objects.exclude(pk__in=before)]
    assert said.count("assigned") == 2
    assert {case.pk for case in Case.objects.visible_to(group.activist.actor)} == {case.pk for case in cases}


def test_an_assignee_of_another_team_is_refused(group: Group) -> None:
    case = factories.case(group.caseworker)
    to = str(memberships_of(factories.group().activist.user).get().pk)
    answer = _act(group.coordinator, "assign", case, confirmed="1", to=to)
    assert answer.status_code == 200
    assert "valid choice" in answer.content.decode()
    assert Case.objects.get().assignee is None


def test_marking_for_review_makes_it_due_and_keeps_it_due(group: Group) -> None:
    case = factories.case(group.caseworker)
    Standing.objects.update(review_on="2099-01-01")
    asked = _act(group.coordinator, "mark_for_review", case)
    assert "Mark these cases for review?" in asked.content.decode()
    assert str(Standing.objects.get().review_on) == "2099-01-01"
    _act(group.coordinator, "mark_for_review", case, confirmed="1")
    due = Standing.objects.get().review_on
    assert case.code in _list(group.coordinator.client(), "standing", review="later")
    factories.assign(case, group.activist, by=group.coordinator)
    assert Standing.objects.get().review_on == due


@pytest.mark.parametrize("action", ["assign", "mark_for_review"])
@pytest.mark.parametrize("who", ["activist", "caseworker"])
def test_actions_are_the_coordinators(group: Group, who: str, action: str) -> None:
    person = getattr(group, who)
    case = factories.case(person)
    due = Standing.objects.get().review_on
    page = _list(person.client(), "case")
    assert 'name="action"' not in page
    _act(person, action, case, confirmed="1", to=str(memberships_of(person.user).get().pk))
    assert Case.objects.get().assignee is None
    assert Standing.objects.get().review_on == due


def test_an_action_touches_only_what_is_ticked_and_in_scope(group: Group) -> None:
    mine, foreign = factories.case(group.caseworker), factories.case(factories.group().caseworker)
    unticked = factories.case(group.caseworker)
    Standing.objects.update(review_on="2099-01-01")
    _act(group.coordinator, "mark_for_review", mine, foreign, confirmed="1", select_across="1")
    marked = {row.case_id for row in Standing.objects.exclude(review_on="2099-01-01")}
    assert marked == {mine.pk}
    assert unticked.pk not in marked


def test_nothing_ticked_is_said(group: Group) -> None:
    answer = group.coordinator.client().post("/admin/cases/case/", {"action": "mark_for_review"}, follow=True)
    assert "Tick at least one row first." in answer.content.decode()


@pytest.mark.parametrize(("ticked", "status"), [("x", 400), ("00000000-0000-0000-0000-000000000000", 200)])
def test_nonsense_ticked_is_no_failure(group: Group, ticked: str, status: int) -> None:
    given = {"action": "mark_for_review", "_selected_action": ticked}
    assert group.coordinator.client().post("/admin/cases/case/", given).status_code == status


@pytest.mark.parametrize("action", ["delete_selected", "no_such_action", ""])
def test_there_is_no_other_action(group: Group, action: str) -> None:
    case = factories.case(group.coordinator)
    _act(group.coordinator, action, case, post="yes", confirmed="1")
    assert Case.objects.filter(pk=case.pk).exists()


def test_the_admins_own_log_stays_empty(group: Group) -> None:
    case = factories.case(group.caseworker)
    _act(group.coordinator, "mark_for_review", case, confirmed="1")
    row = next(iter(ADMINS.values()))
    row.log_addition(HttpRequest(), case, "x")
    row.log_change(HttpRequest(), case, "x")
    row.log_deletions(HttpRequest(), Case.objects.all())
    assert not LogEntry.objects.exists()


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
