"""Writing down what happened to others, seeing whom it touches, and assessing anew what waits."""

from datetime import timedelta

import pytest
from django.test import Client

from cases.access.actor import today
from cases.base.dates import PartialDate
from cases.risk.facts import Facts
from cases.risk.models import Assessment, Incident, Standing
from cases.watch import waiting
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return factories.group()


def _typed(group: Group, **changes: str) -> dict[str, str]:
    day = today(group.caseworker.actor).strftime("%d.%m.%Y")
    typed = {"kind": "seizure", "day": day, "country": "KZ", "town": "Алматы", "acted": "both", "sure": "confirmed"}
    return typed | {"source": "a newspaper, today", "note": "In a hostel."} | changes


def _recorded(group: Group, client: Client, **changes: str) -> Incident:
    answer = client.post("/incidents/new/", _typed(group, **changes))
    assert answer.status_code == 302, answer.content.decode()
    return Incident.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_shows_whom_it_touches_those_in_the_town_first(group: Group) -> None:
    far = factories.case(group.caseworker, alias="Fern", city="Астана")
    near = factories.case(group.caseworker, alias="Lotus", city="Almaty")
    abroad = factories.case(group.caseworker, country="AM", city="Almaty")
    row = _recorded(group, group.caseworker.client())
    page = _text(group.coordinator.client(), f"/incidents/{row.pk}/")
    assert page.index(near.code) < page.index(far.code)
    assert "in this town" in page
    assert "elsewhere in the country" in page
    assert abroad.code not in page


def test_an_activist_sees_only_their_own_and_records_nothing(group: Group) -> None:
    own, other = factories.case(group.activist, city="Almaty"), factories.case(group.caseworker, city="Almaty")
    row = _recorded(group, group.caseworker.client())
    client = group.activist.client()
    page = _text(client, f"/incidents/{row.pk}/")
    assert own.code in page
    assert other.code not in page
    assert client.get("/incidents/new/").status_code == 403


def test_cases_there_wait_until_they_are_assessed_again(group: Group) -> None:
    cases = [factories.case(group.caseworker, country=country) for country in ("KZ", "KZ", "AM")]
    client = group.caseworker.client()
    row = _recorded(group, client)
    assert waiting.count(group.caseworker.actor) == 2
    assert "2 cases rest on what was known before." in _text(client, f"/incidents/{row.pk}/")
    answer = client.post("/risk/again/")
    said = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "No case waits any more." in said
    assert waiting.count(group.caseworker.actor) == 0
    assert [Assessment.objects.filter(case=case).count() for case in cases] == [2, 2, 1]


def test_a_restricted_case_waits_for_somebody_who_may_open_it(group: Group) -> None:
    factories.restricted_case(group.coordinator)
    caseworker, coordinator = group.caseworker.client(), group.coordinator.client()
    _recorded(group, caseworker)
    assert waiting.count(group.caseworker.actor) == 0
    b"".join(caseworker.post("/risk/again/").streaming_content)  # type: ignore[attr-defined]
    assert waiting.count(group.coordinator.actor) == 1
    b"".join(coordinator.post("/risk/again/").streaming_content)  # type: ignore[attr-defined]
    assert waiting.count(group.coordinator.actor) == 0


def test_withdrawn_it_stays_listed_counts_no_more_and_makes_cases_wait(group: Group) -> None:
    factories.case(group.caseworker)
    client = group.caseworker.client()
    row = _recorded(group, client)
    b"".join(client.post("/risk/again/").streaming_content)  # type: ignore[attr-defined]
    client.post(f"/incidents/{row.pk}/withdraw/")
    assert waiting.count(group.caseworker.actor) == 1
    assert "withdrawn" in _text(client, "/incidents/")


def test_a_day_that_has_not_come_is_refused_and_nothing_typed_is_lost(group: Group) -> None:
    tomorrow = (today(group.caseworker.actor) + timedelta(days=1)).strftime("%d.%m.%Y")
    answer = group.caseworker.client().post("/incidents/new/", _typed(group, day=tomorrow))
    page = answer.content.decode()
    assert "This day has not come yet." in page
    assert "In a hostel." in page
    assert not Incident.objects.exists()


def test_a_form_sent_twice_is_one_incident(group: Group) -> None:
    client, ticket = group.caseworker.client(), "3f0f0a8e-0b7e-4a7e-9d43-0d7e7b0a1c11"
    for _time in range(2):
        client.post("/incidents/new/", _typed(group, ticket=ticket))
    assert Incident.objects.count() == 1


def test_another_team_sees_nothing_of_it(group: Group) -> None:
    row = _recorded(group, group.caseworker.client())
    stranger = factories.group()
    assert stranger.coordinator.client().get(f"/incidents/{row.pk}/").status_code == 404
    assert row.source not in _text(stranger.coordinator.client(), "/incidents/")


def test_a_week_that_has_come_is_assessed_as_it_is(group: Group) -> None:
    on = today(group.caseworker.actor)
    ends = PartialDate.of(on + timedelta(days=3))
    factories.case(group.caseworker, on=on - timedelta(days=21), facts=Facts(stay_ends_on=ends, asylum_pending=False))
    factories.case(group.caseworker, on=on)
    assert waiting.count(group.caseworker.actor) == 1
    b"".join(group.caseworker.client().post("/risk/again/").streaming_content)  # type: ignore[attr-defined]
    assert waiting.count(group.caseworker.actor) == 0


def test_older_factors_make_every_case_wait(group: Group) -> None:
    factories.case(group.caseworker, country="AM")
    Standing.objects.update(factors_version=0)
    assert waiting.count(group.caseworker.actor) == 1
