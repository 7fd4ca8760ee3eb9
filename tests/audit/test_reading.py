"""What a person may read within an hour: counted by case, refused beyond the number, lifted by a coordinator."""

from datetime import timedelta

import pytest
from django.test.utils import override_settings

from cases import vault
from cases.audit import alerts, log, reading
from cases.audit.models import Alert, AlertKind, Event, EventKind, Reading
from cases.base import clock
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.watch import actions as watch
from tests import factories
from tests.factories import TODAY, Group, Person
from tests.people.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def group() -> Group:
    return factories.group()


@pytest.fixture
def three(group: Group) -> list[Case]:
    return [factories.case(group.activist, alias=f"Волк {number}") for number in range(3)]


def read(case: Case, by: Person) -> Dossier:
    dossier: Dossier = vault.open(Case.objects.get(pk=case.pk).dossier, by=by.actor, why="test")
    return dossier


@override_settings(READS_PER_HOUR="2,3")
def test_another_case_is_refused_beyond_the_number(group: Group, three: list[Case]) -> None:
    for case in three[:2]:
        read(case, group.activist)
    with pytest.raises(reading.Spent) as spent:
        read(three[2], group.activist)
    assert (spent.value.most, spent.value.until) == (2, NOON + timedelta(hours=1))


@override_settings(READS_PER_HOUR="2,3")
def test_each_case_counts_once_however_often_it_is_opened(group: Group, three: list[Case]) -> None:
    for _ in range(5):
        read(three[0], group.activist)
    read(three[1], group.activist)
    assert len(bytes(Reading.objects.get(user_id=group.activist.user.pk).seen)) == 16


@override_settings(READS_PER_HOUR="2,3")
def test_what_was_read_in_this_hour_stays_open(group: Group, three: list[Case]) -> None:
    for case in three[:2]:
        read(case, group.activist)
    for case in three[:2]:
        read(case, group.activist)


@override_settings(READS_PER_HOUR="2,3")
def test_members_may_read_more_and_each_person_for_themselves(group: Group, three: list[Case]) -> None:
    for person in (group.caseworker, group.coordinator):
        for case in three:
            read(case, person)


@override_settings(READS_PER_HOUR="1,1")
def test_the_hour_begins_anew(group: Group, three: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    read(three[0], group.activist)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=59))
    with pytest.raises(reading.Spent):
        read(three[1], group.activist)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=60))
    read(three[1], group.activist)
    with pytest.raises(reading.Spent):
        read(three[2], group.activist)


@override_settings(READS_PER_HOUR="1,1")
def test_lists_count_nothing_and_a_search_counts_as_one(group: Group, three: list[Case]) -> None:
    client = group.activist.client()
    assert client.get("/cases/").status_code == client.get("/").status_code == 200
    assert not Reading.objects.exists()
    client = group.caseworker.client()
    assert [client.post("/search/", {"text": "волк"}).status_code for _ in range(2)] == [200, 429]


@override_settings(READS_PER_HOUR="0,0")
def test_what_shows_nothing_is_never_refused(group: Group, three: list[Case]) -> None:
    """A detention is reported, and a note that was typed is kept, whatever the person has read."""
    watch.detain(case=three[0], place="", actor="", note="", by=group.activist.actor, on=TODAY)
    client = group.activist.client()
    typed = {"day": TODAY.isoformat(), "channel": "signal", "note": "is well"}
    assert client.post(f"/cases/{three[1].code}/contact/", typed).status_code == 302
    assert client.get(f"/cases/{three[1].code}/").status_code == 429


@override_settings(READS_PER_HOUR="1,1")
def test_a_page_says_until_when_and_the_coordinators_are_told_once(group: Group, three: list[Case]) -> None:
    client = group.activist.client()
    assert client.get(f"/cases/{three[0].code}/").status_code == 200
    before = set(Event.objects.values_list("pk", flat=True))
    for case in three[1:]:
        answer = client.get(f"/cases/{case.code}/")
        assert answer.status_code == 429
        assert "13:00" in answer.content.decode()  # in the zone of the team
        assert "Волк" not in answer.content.decode()
    key = group.coordinator.actor.keyring.audit_pair.private
    told = [alerts.read(alert, key) for alert in Alert.objects.filter(team_id=group.team.pk)]
    assert [(body.kind, body.user) for body in told] == [(AlertKind.READING.value, str(group.activist.user.pk))]
    bodies = [log.read(event, key) for event in Event.objects.exclude(pk__in=before)]
    denied = [body.detail for body in bodies if body.kind == EventKind.DENIED]
    assert sorted(denied) == sorted(f"429 overview:case {case.code}" for case in three[1:])
    assert [body.kind for body in bodies].count(EventKind.ALERT) == 1
    assert EventKind.OPENED.value not in {body.kind for body in bodies}


@override_settings(READS_PER_HOUR="1,1")
def test_more_can_be_allowed_for_the_hour_that_runs(
    group: Group, three: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not reading.allow(group.activist.user.pk, 1)
    read(three[0], group.activist)
    assert reading.allow(group.activist.user.pk, 1)
    read(three[1], group.activist)
    with pytest.raises(reading.Spent):
        read(three[2], group.activist)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=1))
    assert not reading.allow(group.activist.user.pk, 1)
    read(three[0], group.activist)
    with pytest.raises(reading.Spent):
        read(three[1], group.activist)


def test_the_table_does_not_say_which_cases(group: Group, three: list[Case]) -> None:
    for person in (group.activist, group.caseworker):
        read(three[0], person)
    seen = [bytes(row.seen) for row in Reading.objects.all()]
    assert len(set(seen)) == 2
    assert [len(mark) for mark in seen] == [8, 8]
    assert str(Reading.objects.first()) == "reading"
