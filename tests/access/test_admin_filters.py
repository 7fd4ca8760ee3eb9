"""The admin answers the filters and the search it offers, and nothing else."""

import pytest
from django.http import HttpRequest

from cases.applications.models import Deadline
from cases.risk.models import Standing
from tests import factories
from tests.access.lists import ADMINS, LISTS, application, deadline, listed
from tests.factories import Group

pytestmark = pytest.mark.django_db


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
    assert other.caseworker.user.handle not in listed(client, "case")
    assert case.code in listed(client, "case", assignee=str(group.caseworker.user.pk))
    assert case.code not in listed(client, "case", assignee=str(group.activist.user.pk))
    assert case.code not in listed(client, "case", assignee=str(other.caseworker.user.pk))
    assert case.code not in listed(client, "case", assignee="' OR 1=1 --")


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
    assert (case.code in listed(group.coordinator.client(), "case", **query)) is found


def test_standings_are_filtered_by_band_and_review(group: Group) -> None:
    case = factories.case(group.caseworker)
    client = group.coordinator.client()
    page = listed(client, "standing")
    words = {"critical": "Critical", "high": "High", "medium": "Medium", "low": "Low"}
    band = next(value for value, word in words.items() if f">{word}<" in page.split("<tbody>")[1])
    assert case.code in listed(client, "standing", band=band)
    assert not [other for other in words if other != band and case.code in listed(client, "standing", band=other)]
    Standing.objects.update(review_on="2020-01-01")
    assert case.code in listed(client, "standing", review="overdue")
    assert case.code not in listed(client, "standing", review="later")


def test_deadlines_and_applications_are_filtered_by_state(group: Group) -> None:
    case = factories.case(group.caseworker)
    application(case)
    deadline(case, done=True)
    client = group.coordinator.client()
    assert case.code in listed(client, "application", state="open", procedure="fr_visa_asylum")
    assert case.code not in listed(client, "application", state="closed")
    assert case.code in listed(client, "deadline", state="done")
    assert case.code not in listed(client, "deadline", state="open")
    Deadline.objects.update(done=False, due_on="2020-01-01")
    assert case.code in listed(client, "deadline", state="overdue")


def test_memberships_are_filtered(group: Group) -> None:
    client = group.coordinator.client()
    body = listed(client, "membership", role="activist", state="active").split("<tbody>")[1]
    assert group.activist.user.handle in body
    assert group.caseworker.user.handle not in body


@pytest.mark.parametrize("name", sorted(LISTS))
def test_search_is_by_case_code_only(group: Group, name: str) -> None:
    case = factories.case(group.caseworker, legal_name="Иван Тестов", alias="Волк")
    application(case)
    deadline(case)
    client = group.coordinator.client()
    assert case.code in listed(client, name, q=f" {case.code.lower()} ")
    for term in ("Волк", "Иван", group.caseworker.user.handle, "%", case.code[:3]):
        assert f">{case.code}<" not in listed(client, name, q=term)


def test_a_hidden_character_in_the_search_is_no_error(group: Group) -> None:
    listed(group.coordinator.client(), "case", q="K7F\0-3QX")
