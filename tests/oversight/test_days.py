"""Closed days on the pages: closed in passing, checked with keys nobody can exchange, and a code to note."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from cases.audit import checkpoints, log
from cases.audit.models import Alert, Checkpoint, EventKind
from cases.base import clock
from cases.keys.keyring import found, signing_seed
from cases.keys.pairs import sign
from cases.oversight import days
from casetracker.embedded import superuser
from tests import clocks, factories
from tests.factories import Group
from tests.people.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return factories.group()


def go_by(group: Group, monkeypatch: pytest.MonkeyPatch, *, number: int) -> None:
    for _day in range(number):
        log.record(EventKind.CHANGED, by=group.activist.actor)
        clocks.forward(monkeypatch, days=1)


def words(content: bytes) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", content.decode())


@pytest.mark.parametrize("url", ["/", "/team/audit/", "/team/audit/days/"])
def test_a_coordinator_closes_days_in_passing(group: Group, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    go_by(group, monkeypatch, number=2)
    assert group.caseworker.client().get("/").status_code == 200
    assert not Checkpoint.objects.exists()
    assert group.coordinator.client().get(url).status_code == 200
    assert Checkpoint.objects.count() == 2


def test_all_well_is_said_with_the_newest_closed_day(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.coordinator.client()
    assert "No day is closed yet" in client.get("/team/audit/").content.decode()
    go_by(group, monkeypatch, number=3)
    client = group.coordinator.client()
    said = re.sub(r" +", " ", words(client.get("/team/audit/").content))
    assert "The newest 3 closed days, up to 22 Nov 2026, were checked just now" in said


@pytest.mark.django_db(transaction=True)
def test_what_does_not_fit_is_named_and_alerts(group: Group, monkeypatch: pytest.MonkeyPatch, postgres: Path) -> None:
    go_by(group, monkeypatch, number=2)
    checkpoints.close_days(by=group.coordinator.actor)
    with superuser(postgres, str(connection.settings_dict["NAME"])) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM audit_event WHERE day = (SELECT max(day) FROM audit_checkpoint)")
    client = group.coordinator.client()
    for url in ("/team/audit/", "/team/audit/days/"):
        assert "21 Nov 2026: events are missing" in re.sub(r" +", " ", words(client.get(url).content))
    go_by(group, monkeypatch, number=1)
    client = group.coordinator.client()
    for _visit in range(2):
        assert "The events of 21 Nov 2026 are not those that were signed" in words(client.get("/").content)
    assert Alert.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pages_trust_only_keys_that_follow_from_the_roots(
    group: Group, monkeypatch: pytest.MonkeyPatch, postgres: Path
) -> None:
    """Who writes the database can sign everything anew and put their own verify key there; keyrings know better."""
    go_by(group, monkeypatch, number=1)
    (row,) = checkpoints.close_days(by=group.coordinator.actor)
    actor, forger = group.coordinator.actor, found()
    assert actor.keyring.team.epoch == 1
    forged = sign(signing_seed(forger.lead or b""), checkpoints.statement(row))
    with superuser(postgres, str(connection.settings_dict["NAME"])) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_checkpoint SET signature = %s", [forged])
        cursor.execute("UPDATE access_team SET verify_key = %s", [forger.verify_key])
    group.team.refresh_from_db()
    published = checkpoints.examine(group.team.pk, days.published_keys(group.team))
    pinned = checkpoints.examine(group.team.pk, days.pinned_keys(actor))
    assert [day.faults for day in published] == [[]]
    assert [day.faults for day in pinned] == [[checkpoints.Fault.UNSIGNED]]


def test_a_month_a_page_and_the_days_before_behind_a_link(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "A_MONTH", 5)
    go_by(group, monkeypatch, number=12)
    while checkpoints.close_days(by=group.coordinator.actor):
        pass
    client = group.coordinator.client()
    url, found_days = "/team/audit/days/", []
    while url:
        checked = client.get(url).context["checked"]
        assert checked.wrong == []
        found_days += [day.day for day in checked.days]
        url = f"/team/audit/days/?before={checked.before}" if checked.before else ""
    assert found_days == [NOON.date() + timedelta(days=number) for number in reversed(range(12))]


def test_full_days_make_a_page_shorter_but_never_empty(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    go_by(group, monkeypatch, number=4)
    checkpoints.close_days(by=group.coordinator.actor)
    monkeypatch.setattr(days, "_EVENTS", 1)
    assert len(days.check(group.coordinator.actor, most=7).days) == 1
    monkeypatch.setattr(days, "_IN_PASSING", 0)
    said = words(group.coordinator.client().get("/team/audit/").content)
    assert "The newest closed day, 23 Nov 2026, has too many events" in re.sub(r" +", " ", said)


@pytest.mark.parametrize("before", ["x", "2026-13-40", "9999-12-31", "0001-01-01"])
def test_any_day_is_answered(group: Group, before: str) -> None:
    assert group.coordinator.client().get("/team/audit/days/", {"before": before}).status_code == 200


def test_a_noted_code_is_found_or_not(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    go_by(group, monkeypatch, number=2)
    client = group.coordinator.client()
    client.get("/")
    code = checkpoints.code_of(Checkpoint.objects.order_by("day")[0])
    shown = words(client.get("/team/audit/days/").content)
    assert code in shown
    assert "It is the code of 20 Nov 2026." in words(client.get("/team/audit/days/", {"code": code.lower()}).content)
    assert "No closed day has this code." in words(client.get("/team/audit/days/", {"code": "AAAA-AAAA"}).content)
