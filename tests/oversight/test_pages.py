"""The audit as coordinators read it: in words, filtered, page by page, and with a limit on the work of one request."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from cases.access import rotation
from cases.audit import alerts, log
from cases.audit.models import Alert, AlertKind, Event, EventKind
from cases.base import clock
from cases.oversight import queries
from cases.people.models import Case
from cases.vault import rotation as rekeying
from tests import clocks, factories
from tests.factories import Group
from tests.people.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def group() -> Group:
    return factories.group()


def page(client: Client, url: str = "/team/audit/") -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def lines(client: Client, url: str = "/team/audit/") -> list[Any]:
    found: list[Any] = list(client.get(url).context["trail"].lines)
    return found


def told(client: Client, url: str = "/team/audit/") -> list[tuple[str, str]]:
    return [(line.who, line.text) for line in lines(client, url)]


def test_people_cases_and_acts_stand_in_plain_words(group: Group) -> None:
    case = factories.case(group.activist, legal_name="Фархад Зиганшин", alias="Волк")
    group.activist.client().get(f"/cases/{case.code}/")
    factories.assign(case, group.caseworker, by=group.coordinator)
    content = page(group.coordinator.client())
    plain = re.sub(r"<[^>]+>|\s+", " ", content)
    assert "the page of the case" in plain
    assert f"gave the key to {group.caseworker.user.handle}" not in plain  # members need none
    assert group.activist.user.handle in plain
    assert f'href="/cases/{case.code}/"' in content
    assert str(group.activist.user.pk) not in re.sub(r'value="[^"]*"', "", content)
    assert "Зиганшин" not in content
    assert "Волк" not in content


def test_the_newest_stand_first(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    for minutes in (1, 2, 3):
        log.record(EventKind.CHANGED, by=group.activist.actor, detail=f"act {minutes}")
        clocks.forward(monkeypatch, minutes=minutes)
    clocks.forward(monkeypatch, days=1)
    log.record(EventKind.CHANGED, by=group.activist.actor, detail="act 4")
    found = [text for _who, text in told(group.coordinator.client()) if text.startswith("act ")]
    assert found == ["act 4", "act 3", "act 2", "act 1"]


def test_pages_follow_each_other_without_gap_or_repetition(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(120):
        log.record(EventKind.CHANGED, by=group.activist.actor, detail=f"act {number}")
        if number % 40 == 0:
            clocks.forward(monkeypatch, days=1)
    client = group.coordinator.client()
    url, seen = "/team/audit/?person=" + str(group.activist.user.pk), []
    for _page in range(4):
        answer = client.get(url)
        trail = answer.context["trail"]
        assert len(trail.lines) <= queries.PAGE
        seen += [line.text for line in trail.lines if line.text.startswith("act ")]
        if trail.after is None:
            break
        url = f"/team/audit/?person={group.activist.user.pk}&after={trail.after}"
    assert sorted(seen) == sorted(f"act {number}" for number in range(120))
    assert seen == [f"act {number}" for number in reversed(range(120))]


@pytest.mark.parametrize(
    "after", ["x", "2026-13-01_1-1", "2026-11-20_1", "2026-11-20_(0,1)", "2026-11-20_999999999-9999", "0001-01-01_0-1"]
)
def test_any_word_for_the_next_page_is_answered(group: Group, after: str) -> None:
    assert group.coordinator.client().get("/team/audit/", {"after": after}).status_code == 200


def test_filters_narrow_by_person_case_kind_and_day(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    case, other = factories.case(group.activist), factories.case(group.caseworker)
    group.activist.client().get(f"/cases/{case.code}/")
    group.activist.client().get(f"/cases/{other.code}/")
    clocks.forward(monkeypatch, days=1)
    client = group.coordinator.client()
    by_person = told(client, f"/team/audit/?person={group.activist.user.pk}")
    assert {who for who, _text in by_person} == {group.activist.user.handle}
    by_case = told(client, f"/team/audit/?case={case.code.replace('-', '').lower()}")
    assert "the page of the case" in {text for _who, text in by_case}
    assert len(by_case) < len(told(client))
    refused = told(client, f"/team/audit/?case={other.code}&kind=denied")
    assert refused == [(group.activist.user.handle, f"not there, or not theirs to see: /cases/{other.code}/")]
    today = told(client, f"/team/audit/?day={(NOON + timedelta(days=1)).date()}")
    assert {who for who, _text in today} == {group.coordinator.user.handle}
    assert "No case has this code." in page(client, "/team/audit/?case=K7F-3QX")


def test_a_case_of_another_team_is_none(group: Group) -> None:
    theirs = factories.case(factories.group().activist)
    assert "No case has this code." in page(group.coordinator.client(), f"/team/audit/?case={theirs.code}")


def test_the_work_of_one_page_is_bounded_and_goes_on(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LOOKED_THROUGH", 30)
    log.record(EventKind.MEMBER, by=group.activist.actor, detail="the needle")
    for number in range(40):
        log.record(EventKind.CHANGED, by=group.caseworker.actor, detail=f"hay {number}")
    client, url = group.coordinator.client(), f"/team/audit/?kind=member&person={group.activist.user.pk}"
    first = client.get(url)
    assert first.context["trail"].lines == []
    assert "30 events were looked through, back to 20 Nov 2026" in re.sub(r"\s+", " ", first.content.decode())
    second = client.get(f"{url}&after={first.context['trail'].after}")
    assert "the needle" in [line.text for line in second.context["trail"].lines]


def test_reading_the_audit_is_in_the_audit(group: Group) -> None:
    client = group.coordinator.client()
    client.get("/team/audit/")
    assert re.fullmatch(r"the audit: \d+ of \d+", told(client)[0][1])


def test_what_was_written_before_new_keys_still_reads(group: Group) -> None:
    case = factories.case(group.activist)
    group.activist.client().get(f"/cases/{case.code}/")
    rotation.begin(by=group.coordinator.actor, why="test")
    while rekeying.go_on(by=group.coordinator.actor):
        pass
    group.activist.client().get(f"/cases/{case.code}/")
    client = group.coordinator.client()
    assert [text for _who, text in told(client)].count("the page of the case") == 2
    assert "Does not open" not in {line.kind for line in lines(client)}
    (viewer,) = [
        row
        for row in client.get(f"/cases/{case.code}/seen/").context["seen"].viewers
        if row.who == group.activist.user.handle
    ]
    assert viewer.parts == ["the page of the case"]
    assert viewer.times == 2


def test_a_forged_row_is_shown_as_one_and_breaks_nothing(group: Group) -> None:
    Event.objects.create(team_id=group.team.pk, day=NOON.date(), body=b"\x01\x02\x00\x00\x00\x01" + bytes(200))
    Event.objects.create(team_id=group.team.pk, day=NOON.date(), body=b"nothing")
    content = page(group.coordinator.client())
    assert content.count("was not written by the application") == 2


def test_an_unknown_detail_is_shown_as_it_is_with_people_by_handle(group: Group) -> None:
    detail = f"brand new act on {group.activist.user.pk}"
    log.record(EventKind.MEMBER, by=group.coordinator.actor, detail=detail)
    assert f"brand new act on {group.activist.user.handle}" in page(group.coordinator.client())


# Who has seen a case --------------------------------------------------------------------------------------


def test_who_has_seen_a_case(group: Group) -> None:
    case, other = factories.case(group.activist), factories.case(group.caseworker)
    for _time in range(2):
        group.activist.client().get(f"/cases/{case.code}/")
    group.caseworker.client().post(reverse("people:reveal", args=[case.code]))
    group.caseworker.client().get(f"/cases/{other.code}/")
    seen = group.coordinator.client().get(f"/cases/{case.code}/seen/").context["seen"]
    times = {viewer.who: viewer.times for viewer in seen.viewers}
    assert times == {group.activist.user.handle: 2, group.caseworker.user.handle: 1}
    assert group.coordinator.user.handle not in times
    assert {case.code for line in seen.lines for case in line.cases} == {case.code}
    assert seen.others == []


def test_only_coordinators_see_who_has_seen(group: Group) -> None:
    case = factories.case(group.activist)
    url = f"/cases/{case.code}/seen/"
    for person, status in ((group.activist, 403), (group.caseworker, 403), (factories.group().coordinator, 404)):
        assert person.client().get(url).status_code == status
    assert url in group.coordinator.client().get(case.get_absolute_url()).content.decode()
    assert url not in group.caseworker.client().get(case.get_absolute_url()).content.decode()


def test_a_case_is_found_by_an_index_on_its_tag(group: Group) -> None:
    case = Case.objects.get(pk=factories.case(group.activist).pk)
    with CaptureQueriesContext(connection) as asked:
        queries.seen(case, by=group.coordinator.actor)
    asked_for = next(query["sql"] for query in asked if "audit_event" in query["sql"] and "tag" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of ten rows is read whole
        cursor.execute("EXPLAIN " + asked_for)
        assert "audit_event_by_tag" in str(cursor.fetchall())


# Alerts ---------------------------------------------------------------------------------------------------


@override_settings(READS_PER_HOUR="1,1")
def test_coordinators_are_told_and_let_the_person_go_on(group: Group) -> None:
    cases = [factories.case(group.activist) for _ in range(3)]
    client = group.activist.client()
    assert [client.get(case.get_absolute_url()).status_code for case in cases] == [200, 429, 429]
    coordinator = group.coordinator.client()
    for url in ("/", "/team/audit/"):
        content = page(coordinator, url)
        assert f"{group.activist.user.handle} opened more than 1 different cases within an hour" in content
        assert content.count("let them read on") == 1
    assert "opened more than" not in group.caseworker.client().get("/").content.decode()
    for _twice in range(2):
        assert coordinator.post(f"/team/audit/alerts/{Alert.objects.get().pk}/allow/").status_code == 302
    assert [client.get(case.get_absolute_url()).status_code for case in cases] == [200, 200, 429]
    assert "opened more than" in page(coordinator, "/")  # a new limit, a new alert
    assert Alert.objects.filter(seen=False).count() == 1


@override_settings(READS_PER_HOUR="1,0")
def test_nobody_lets_themselves_go_on(group: Group) -> None:
    case = factories.case(group.activist)
    client = group.coordinator.client()
    assert client.get(case.get_absolute_url()).status_code == 429
    assert "let them read on" not in page(client)
    client.post(f"/team/audit/alerts/{Alert.objects.get().pk}/allow/")
    assert "Another coordinator decides about this." in page(client)
    assert client.get(case.get_absolute_url()).status_code == 429


def test_a_sealed_value_that_does_not_open_alerts_once(group: Group) -> None:
    case, other = factories.case(group.caseworker), factories.case(group.caseworker)
    Case.objects.filter(pk=case.pk).update(dossier=Case.objects.get(pk=other.pk).dossier.raw)
    client = group.caseworker.client(raise_request_exception=False)
    assert [client.get(case.get_absolute_url()).status_code for _twice in range(2)] == [409, 409]
    content = page(group.coordinator.client(), "/")
    assert content.count("Something sealed does not open") == 1
    assert f"/cases/{case.code}/" in content


def test_an_alert_is_marked_as_seen_once(group: Group) -> None:
    alerts.raise_alert(AlertKind.AUDIT, by=group.activist.actor, detail="2026-11-19")
    client, pk = group.coordinator.client(), Alert.objects.get().pk
    for _twice in range(2):
        assert client.post(f"/team/audit/alerts/{pk}/seen/").status_code == 302
    assert [text for _who, text in told(client)].count("an alert was marked as seen") == 1
    assert "does not fit" not in page(client, "/")
    assert factories.group().coordinator.client().post(f"/team/audit/alerts/{pk}/seen/").status_code == 404


def test_an_alert_of_an_unknown_kind_and_a_changed_one_are_shown(group: Group) -> None:
    alerts.raise_alert(AlertKind.READING, by=group.activist.actor, detail="1 2026-11-20T08:00+00:00")
    row = Alert.objects.get()
    Alert.objects.create(team_id=row.team_id, day=row.day, body=row.body)
    assert "An alert does not open" in page(group.coordinator.client(), "/")
