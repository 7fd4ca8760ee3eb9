"""The search page: finds across scripts, only in scope, leaves one line in the audit and nothing in an address."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.actor import Actor
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import Event
from cases.people.actions import log_case
from cases.people.dossier import Dossier
from cases.people.models import Case
from tests.teams import afresh, found_team, logged_in, newcomer

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


@pytest.fixture
def amina() -> Actor:
    """The coordinator."""
    return found_team("Almaty")


def log_person(by: Actor, name: str, alias: str = "", *, restricted: bool = False) -> Case:
    dossier = Dossier(alias=alias, legal_name=name)
    return log_case(dossier=dossier, category="deserter", country="KZ", by=by, on=ON, restricted=restricted)


def found(client: Client, text: str) -> list[str]:
    """Return the codes found, best first."""
    response = client.post("/search/", {"text": text})
    assert response.status_code == 200
    return [row.case.code for row in response.context["found"] or ()]


def test_a_result_shows_code_alias_name_band_and_country(amina: Actor) -> None:
    case = log_person(amina, "Зиганшин Фархад", "Волк")
    page = logged_in(amina).post("/search/", {"text": "Farhad Ziganchine"}).content.decode()
    for shown in (case.code, "Волк", "Зиганшин Фархад", "High", "Kazakhstan"):
        assert shown in page


def test_a_name_an_activist_sealed_is_found_by_members(amina: Actor) -> None:
    activist = newcomer(RoleName.ACTIVIST, amina)
    case = log_person(activist, "Щербаков Илья")
    caseworker = newcomer(RoleName.CASEWORKER, amina)
    assert found(logged_in(caseworker), "Chtcherbakov") == [case.code]


def test_the_beginning_of_a_code_finds_the_case_first(amina: Actor) -> None:
    case = log_person(amina, "Иванов")
    log_person(amina, "Петров")
    assert found(logged_in(amina), case.code.lower()[:5])[0] == case.code


def test_a_restricted_case_is_found_by_coordinators_and_named_people_only(amina: Actor) -> None:
    caseworker = newcomer(RoleName.CASEWORKER, amina)
    case = log_person(amina, "Цыренов Баир", restricted=True)
    assert found(logged_in(amina), "Tsyrenov") == [case.code]
    assert found(logged_in(caseworker), "Tsyrenov") == []
    assert found(logged_in(caseworker), case.code) == []


def test_another_teams_people_are_not_found(amina: Actor) -> None:
    other = found_team("Yerevan")
    log_person(other, "Зиганшин Фархад")
    assert found(logged_in(amina), "Зиганшин") == []


def test_an_activist_may_not_search(amina: Actor) -> None:
    activist = newcomer(RoleName.ACTIVIST, amina)
    assert logged_in(activist).get("/search/").status_code == 403
    assert logged_in(activist).post("/search/", {"text": "Иванов"}).status_code == 403


def test_a_search_leaves_one_event_that_names_what_was_shown_and_counts_the_rest(amina: Actor) -> None:
    shown = log_person(amina, "Зиганшин Фархад")
    log_person(amina, "Петров Пётр")
    client = logged_in(amina)
    before = set(Event.objects.values_list("pk", flat=True))
    found(client, "Ziganshin")
    (event,) = Event.objects.exclude(pk__in=before)
    body = log.read(event, afresh(amina).keyring.audit_pair.private)
    assert (body.cases, body.detail) == ((str(shown.pk),), "search: 1 of 2")


def test_an_empty_search_says_so_at_the_field_and_opens_nothing(amina: Actor) -> None:
    log_person(amina, "Зиганшин Фархад")
    client = logged_in(amina)
    before = Event.objects.count()
    response = client.post("/search/", {"text": " \u200b "})
    assert response.context["form"].errors["text"]
    assert Event.objects.count() == before


def test_a_query_in_the_address_is_not_searched_for(amina: Actor) -> None:
    log_person(amina, "Зиганшин Фархад")
    assert "Волк" not in logged_in(amina).get("/search/?text=Зиганшин").content.decode()


@pytest.mark.parametrize("text", ["🐺", "Зиг\u202eанш", "а" * 101, "%_\\", "'; --", "ا ب", "1"])
def test_odd_texts_never_break_the_page(amina: Actor, text: str) -> None:
    log_person(amina, "Зиганшин Фархад", "🐺")
    assert logged_in(amina).post("/search/", {"text": text}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_cases(amina: Actor) -> None:
    client = logged_in(amina)
    log_person(amina, "Иванов Иван")
    with CaptureQueriesContext(connection) as for_one:
        found(client, "Иванов")
    for number in range(5):
        log_person(amina, f"Иванов Иван {number}")
    with CaptureQueriesContext(connection) as for_six:
        found(client, "Иванов")
    assert len(for_six) == len(for_one)
