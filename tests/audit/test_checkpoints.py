"""Closed days: closed by coordinators in passing, chained and signed, and once."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.access import rotation
from cases.audit import checkpoints, log
from cases.audit.models import Checkpoint, Event, EventKind
from cases.base import clock
from cases.keys.keyring import Withheld
from cases.oversight.days import pinned_keys, published_keys
from tests import factories
from tests.factories import Group, Person

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 16)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> "Now":
    return Now(monkeypatch)


class Now:
    """The clock, which tests set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.set(MONDAY)

    def set(self, day: date, hour: int = 12) -> None:
        self._monkeypatch.setattr(clock, "now", lambda: at(day, hour))


@pytest.fixture
def group(now: Now) -> Group:
    now.set(MONDAY - timedelta(days=1))
    made = factories.group()
    now.set(MONDAY)
    return made


def act(by: Person, times: int = 3) -> None:
    for number in range(times):
        log.record(EventKind.CHANGED, by=by.actor, detail=f"act {number}")


def days(group: Group) -> list[date]:
    return list(Checkpoint.objects.filter(team_id=group.team.pk).order_by("day").values_list("day", flat=True))


def found(group: Group) -> list[tuple[date, int | None, list[str]]]:
    group.team.refresh_from_db()
    return [
        (day.day, day.signed, [fault.value for fault in day.faults])
        for day in checkpoints.examine(group.team.pk, published_keys(group.team))
    ]


def test_days_that_are_over_are_closed_in_their_order(group: Group, now: Now) -> None:
    for number in (0, 1, 3):  # nothing happens on the third day
        now.set(MONDAY + timedelta(days=number))
        act(group.activist)
    now.set(MONDAY + timedelta(days=4))
    act(group.activist)
    checkpoints.close_days(by=group.coordinator.actor)
    expected = [MONDAY + timedelta(days=number) for number in (-1, 0, 1, 3)]
    assert days(group) == expected
    assert [row[0] for row in found(group)] == expected
    assert [faults for _day, _signed, faults in found(group)] == [[]] * 4


def test_today_and_the_first_hour_after_midnight_stay_open(group: Group, now: Now) -> None:
    act(group.activist)
    checkpoints.close_days(by=group.coordinator.actor)
    now.set(MONDAY + timedelta(days=1), hour=0)
    checkpoints.close_days(by=group.coordinator.actor)
    assert MONDAY not in days(group)
    now.set(MONDAY + timedelta(days=1), hour=1)
    checkpoints.close_days(by=group.coordinator.actor)
    assert MONDAY in days(group)


def test_a_week_at_once_and_no_more(group: Group, now: Now) -> None:
    for number in range(10):
        now.set(MONDAY + timedelta(days=number))
        act(group.activist, 1)
    now.set(MONDAY + timedelta(days=20))
    assert len(checkpoints.close_days(by=group.coordinator.actor)) == 7
    assert len(checkpoints.close_days(by=group.coordinator.actor)) == 4
    assert {tuple(faults) for _day, _signed, faults in found(group)} == {()}


def test_nothing_to_do_costs_one_query_by_an_index(group: Group) -> None:
    checkpoints.close_days(by=group.coordinator.actor)
    actor = group.coordinator.actor
    with CaptureQueriesContext(connection) as queries:
        assert checkpoints.close_days(by=actor) == []
    assert len(queries) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of ten rows is read whole
        cursor.execute("EXPLAIN " + queries[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "audit_event_by_day" in plan
    assert "audit_checkpoint_once" in plan
    assert "Seq Scan" not in plan


def test_only_a_coordinator_signs(group: Group) -> None:
    for person in (group.caseworker, group.activist):
        with pytest.raises(Withheld):
            checkpoints.close_days(by=person.actor)
    assert days(group) == []


def test_each_team_has_its_own_days(group: Group) -> None:
    other = factories.group()
    checkpoints.close_days(by=group.coordinator.actor)
    assert days(group) == [MONDAY - timedelta(days=1)]
    assert days(other) == []
    assert found(other) == []  # everything of theirs is of today


def test_days_of_earlier_keys_are_checked_with_the_keys_of_their_time(group: Group, now: Now) -> None:
    checkpoints.close_days(by=group.coordinator.actor)
    rotation.begin(by=group.coordinator.actor, why="test")
    now.set(MONDAY + timedelta(days=1))
    checkpoints.close_days(by=group.coordinator.actor)
    assert list(Checkpoint.objects.order_by("day").values_list("epoch", flat=True)) == [1, 2]
    assert [faults for _day, _signed, faults in found(group)] == [[], []]
    group.team.refresh_from_db()
    assert pinned_keys(group.coordinator.actor) == published_keys(group.team)


def test_who_left_with_an_old_key_signs_nothing_later(group: Group, now: Now) -> None:
    left = group.coordinator.actor
    assert left.keyring.holds_lead
    rotation.begin(by=group.coordinator.actor, why="test")
    checkpoints.close_days(by=group.coordinator.actor)
    now.set(MONDAY + timedelta(days=1))
    checkpoints.close_days(by=left)
    assert found(group)[-1][2] == ["older"]


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_close_a_day_once(now: Now, monkeypatch: pytest.MonkeyPatch) -> None:
    group = factories.group()
    act(group.activist)
    now.set(MONDAY + timedelta(days=1))
    failures: list[BaseException] = []

    def close() -> None:
        try:
            checkpoints.close_days(by=group.coordinator.actor)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert days(group) == [MONDAY]
    assert found(group) == [(MONDAY, Event.objects.filter(team_id=group.team.pk).count(), [])]
