"""The audit: anybody appends, coordinators read, nobody changes."""

import pytest
from django.db import transaction

from cases.audit import log
from cases.audit.models import Checkpoint, Event, EventKind
from cases.base import clock
from cases.keys.envelope import Tampered
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return factories.group()


def _record(group: Group, detail: str = "a detail to look for") -> Event:
    event = log.record(EventKind.CHANGED, by=group.activist.actor, cases=[group.team.pk], detail=detail)
    return Event.objects.get(pk=event.pk)


def test_a_coordinator_reads_what_an_activist_did(group: Group) -> None:
    body = log.read(_record(group), group.coordinator.actor.keyring.audit_pair.private)
    assert body.kind == EventKind.CHANGED.value
    assert body.user == str(group.activist.user.pk)
    assert body.cases == (str(group.team.pk),)
    assert body.detail == "a detail to look for"
    assert (clock.now() - body.at).total_seconds() < 60


def test_in_clear_stand_team_and_day_and_nothing_else(group: Group) -> None:
    event = _record(group)
    assert event.team_id == group.team.pk
    assert event.day == clock.now().date()
    assert event.tag is None
    stored = bytes(event.body)
    for secret in (
        b"a detail to look for",
        b"changed",
        str(group.activist.user.pk).encode(),
        group.activist.user.pk.bytes,
    ):
        assert secret not in stored


def test_short_and_long_events_look_alike(group: Group) -> None:
    assert len(bytes(_record(group, "a").body)) == len(bytes(_record(group, "a" * 60).body))


def test_nobody_else_reads_it(group: Group) -> None:
    event = _record(group)
    for private_key in (group.activist.private_key, factories.group().coordinator.actor.keyring.audit_pair.private):
        with pytest.raises(Tampered):
            log.read(event, private_key)


def test_an_event_under_another_id_or_team_is_refused(group: Group) -> None:
    private_key = group.coordinator.actor.keyring.audit_pair.private
    event, other = _record(group), _record(group)
    other.body = event.body
    with pytest.raises(Tampered):
        log.read(other, private_key)
    event.team_id = factories.group().team.pk
    with pytest.raises(Tampered):
        log.read(event, private_key)


def test_what_an_operator_does_is_sealed_to_the_operator(group: Group) -> None:
    maker = factories.operator()
    event = log.record(EventKind.MEMBER, by=maker.actor, detail="team created")
    assert event.team_id is None
    assert log.read(Event.objects.get(pk=event.pk), maker.private_key).detail == "team created"


def test_an_act_that_fails_takes_its_event_with_it(group: Group) -> None:
    before = Event.objects.count()
    with transaction.atomic():
        _record(group)
        transaction.set_rollback(True)
    assert Event.objects.count() == before


def test_models_print_nothing_of_what_they_hold(group: Group) -> None:
    event = _record(group)
    assert str(event) == str(event.pk)
    assert str(Checkpoint(day=event.day)) == str(event.day)
