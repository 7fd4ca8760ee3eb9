"""The search page: finds across scripts, only in scope, leaves one line in the audit and nothing in an address."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.audit import log
from cases.audit.models import Event
from tests.factories import Group, case, group, restricted_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Group:
    return group()


def found(client: Client, text: str) -> list[str]:
    """Return the codes found, best first."""
    response = client.post("/search/", {"text": text})
    assert response.status_code == 200
    return [row.case.code for row in response.context["found"] or ()]


def test_a_result_shows_code_alias_name_band_and_country(team: Group) -> None:
    row = case(team.coordinator, legal_name="Зиганшин Ринат", alias="Волк")
    page = team.caseworker.client().post("/search/", {"text": "Rinat Ziganchine"}).content.decode()
    for shown in (row.code, "Волк", "Зиганшин Ринат", "High", "Kazakhstan"):
        assert shown in page


def test_a_name_an_activist_sealed_is_found_by_members(team: Group) -> None:
    row = case(team.activist, legal_name="Щербаков Илья")
    assert found(team.caseworker.client(), "Chtcherbakov") == [row.code]


def test_the_beginning_of_a_code_finds_the_case_first(team: Group) -> None:
    row = case(team.caseworker, legal_name="Иванов")
    case(team.caseworker, legal_name="Петров")
    assert found(team.caseworker.client(), row.code.lower()[:5])[0] == row.code


def test_a_whole_code_leads_to_its_case(team: Group) -> None:
    row = case(team.caseworker, legal_name="Иванов")
    response = team.caseworker.client().post("/search/", {"text": row.code.lower().replace("-", " ")})
    assert response.headers["Location"] == f"/cases/{row.code}/"


def test_another_teams_code_leads_nowhere(team: Group) -> None:
    row = case(group().coordinator, legal_name="Иванов")
    assert found(team.caseworker.client(), row.code) == []


def test_the_list_of_cases_offers_the_search_to_those_who_may(team: Group) -> None:
    assert 'action="/search/"' in team.caseworker.client().get("/cases/").content.decode()
    assert 'action="/search/"' not in team.activist.client().get("/cases/").content.decode()


def test_a_restricted_case_is_found_by_coordinators_and_named_people_only(team: Group) -> None:
    row = restricted_case(team.activist, legal_name="Цыренов Баир")
    assert found(team.coordinator.client(), "Tsyrenov") == [row.code]
    caseworker = team.caseworker.client()
    assert found(caseworker, "Tsyrenov") == []
    assert found(caseworker, row.code) == []


def test_another_teams_people_are_not_found(team: Group) -> None:
    case(group().coordinator, legal_name="Зиганшин Ринат")
    assert found(team.coordinator.client(), "Зиганшин") == []


def test_an_activist_may_not_search(team: Group) -> None:
    client = team.activist.client()
    assert client.get("/search/").status_code == 403
    assert client.post("/search/", {"text": "Иванов"}).status_code == 403


def test_a_search_leaves_one_event_that_names_what_was_shown_and_counts_the_rest(team: Group) -> None:
    shown = case(team.caseworker, legal_name="Зиганшин Ринат")
    case(team.caseworker, legal_name="Петров Пётр")
    client = team.caseworker.client()
    before = set(Event.objects.values_list("pk", flat=True))
    found(client, "Ziganshin")
    (event,) = Event.objects.exclude(pk__in=before)
    body = log.read(event, team.coordinator.actor.keyring.audit_pair.private)
    assert (body.cases, body.detail) == ((str(shown.pk),), "search: 1 of 2")


def test_an_empty_search_says_so_at_the_field_and_opens_nothing(team: Group) -> None:
    client = team.caseworker.client()
    before = Event.objects.count()
    response = client.post("/search/", {"text": " \u200b "})
    assert response.context["form"].errors["text"]
    assert Event.objects.count() == before


def test_a_query_in_the_address_is_not_searched_for(team: Group) -> None:
    case(team.caseworker, legal_name="Зиганшин Ринат", alias="Волк")
    assert "Волк" not in team.caseworker.client().get("/search/?text=Зиганшин").content.decode()


@pytest.mark.parametrize("text", ["🐺", "Зиг\u202eанш", "а" * 101, "%_\\", "'; --", "ا ب", "1"])
def test_odd_texts_never_break_the_page(team: Group, text: str) -> None:
    case(team.caseworker, legal_name="Зиганшин Ринат", alias="🐺")
    assert team.caseworker.client().post("/search/", {"text": text}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_cases(team: Group) -> None:
    client = team.caseworker.client()
    case(team.caseworker, legal_name="Иванов Иван")
    with CaptureQueriesContext(connection) as for_one:
        found(client, "Иванов")
    for number in range(5):
        case(team.caseworker, legal_name=f"Иванов Иван {number}")
    with CaptureQueriesContext(connection) as for_six:
        found(client, "Иванов")
    assert len(for_six) == len(for_one)
