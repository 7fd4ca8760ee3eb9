"""T17: the application can only append to the audit; what the owner of the database does to a closed day is noticed."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, ProgrammingError, connection, transaction

from cases.audit import checkpoints, log
from cases.audit.models import Checkpoint, Event, EventKind
from cases.base import clock
from casetracker.embedded import superuser
from tests import clocks, factories
from tests.factories import Group
from tests.people.conftest import NOON

pytestmark = pytest.mark.django_db
TABLES = ("audit_event", "audit_checkpoint")
ATTACKS = (
    "UPDATE {table} SET day = day - 1",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} ADD COLUMN other int",
    "DROP TABLE {table}",
    "CREATE RULE quiet AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "CREATE TRIGGER quiet BEFORE INSERT ON {table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET day = EXCLUDED.day - 1",
    "MERGE INTO {table} USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    "SET LOCAL pgtrigger.ignore = '{{cases.Event:append_only,cases.Checkpoint:append_only}}'; DELETE FROM {table}",
    "SET LOCAL session_replication_role = replica; DELETE FROM {table}",
    "SET LOCAL ROLE owner; DELETE FROM {table}",
    "GRANT DELETE ON {table} TO app; DELETE FROM {table}",
    "WITH gone AS (DELETE FROM {table} RETURNING 1) SELECT count(*) FROM gone",
    "SELECT id FROM {table} FOR UPDATE",
)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_application_can_only_append(monkeypatch: pytest.MonkeyPatch, table: str, attack: str) -> None:
    group = _three_closed_days(monkeypatch)
    rows = Event.objects if table == "audit_event" else Checkpoint.objects
    before = set(rows.values_list("pk", "day"))
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(table=table))
    assert set(rows.values_list("pk", "day")) == before
    assert _verdict() == ""
    assert group.team.is_founded


# What the owner of the database can do, and cannot hide ---------------------------------------------------

PICKED = """
    CREATE TEMP TABLE first AS SELECT day FROM audit_checkpoint ORDER BY day LIMIT 1;
    CREATE TEMP TABLE second AS SELECT day FROM audit_checkpoint ORDER BY day OFFSET 1 LIMIT 1;
    CREATE TEMP TABLE third AS SELECT day FROM audit_checkpoint ORDER BY day OFFSET 2 LIMIT 1;
    CREATE TEMP TABLE one AS SELECT id FROM audit_event WHERE day IN (TABLE second) ORDER BY id LIMIT 1;
    CREATE TEMP TABLE two AS SELECT id FROM audit_event WHERE day IN (TABLE second) ORDER BY id LIMIT 2;
"""
FORGERIES = {
    "an event is cut": ("DELETE FROM audit_event WHERE id IN (TABLE one)", "events are missing"),
    "a day is emptied": ("DELETE FROM audit_event WHERE day IN (TABLE second)", "events are missing"),
    "an event is added": (
        "INSERT INTO audit_event (id, team_id, day, tag, body) SELECT gen_random_uuid(), team_id, day, tag, body "
        "FROM audit_event WHERE id IN (TABLE one)",
        "events were added",
    ),
    "an event is edited": (
        "UPDATE audit_event SET body = set_byte(body, 100, 255 - get_byte(body, 100)) WHERE id IN (TABLE one)",
        "an event was changed",
    ),
    "a tag is changed": (
        "UPDATE audit_event SET tag = '\\x0011223344556677' WHERE id IN (TABLE one)",
        "an event was changed",
    ),
    "a tag is taken off": ("UPDATE audit_event SET tag = NULL WHERE id IN (TABLE one)", "an event was changed"),
    "an event gets another id": (
        "UPDATE audit_event SET id = gen_random_uuid() WHERE id IN (TABLE one)",
        "an event was changed",
    ),
    "two events change places": (
        "UPDATE audit_event AS mine SET body = theirs.body FROM audit_event AS theirs "
        "WHERE mine.id IN (TABLE two) AND theirs.id IN (TABLE two) AND mine.id <> theirs.id",
        "an event was changed",
    ),
    "an event moves to another day": (
        "UPDATE audit_event SET day = (TABLE third) WHERE id IN (TABLE one)",
        "events are missing",
    ),
    "an event moves to another team": (
        "UPDATE audit_event SET team_id = gen_random_uuid() WHERE id IN (TABLE one)",
        "A team that is not there any more",
    ),
    "a checkpoint counts less": (
        "DELETE FROM audit_event WHERE id IN (TABLE one);"
        "UPDATE audit_checkpoint SET count = count - 1 WHERE day IN (TABLE second)",
        "not signed",
    ),
    "a signature is another's": (
        "UPDATE audit_checkpoint SET signature = (SELECT signature FROM audit_checkpoint WHERE day IN (TABLE first))",
        "not signed",
    ),
    "a checkpoint is taken out": (
        "DELETE FROM audit_checkpoint WHERE day IN (TABLE second)",
        "the checkpoint is gone",
    ),
    "a whole day is taken out": (
        "DELETE FROM audit_event WHERE day IN (TABLE second);DELETE FROM audit_checkpoint WHERE day IN (TABLE second)",
        "a closed day before it was taken out",
    ),
    "the first day is taken out": (
        "DELETE FROM audit_event WHERE day IN (TABLE first); DELETE FROM audit_checkpoint WHERE day IN (TABLE first)",
        "a closed day before it was taken out",
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_the_owner_does_to_a_closed_day_is_noticed(
    postgres: Path, monkeypatch: pytest.MonkeyPatch, forgery: str
) -> None:
    _three_closed_days(monkeypatch)
    assert _verdict() == ""
    statement, expected = FORGERIES[forgery]
    with _as_owner(postgres) as cursor:
        cursor.execute(statement)
    assert expected in _verdict()


@pytest.mark.django_db(transaction=True)
def test_a_cut_tail_is_noticed_by_whoever_noted_a_code(postgres: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    group = _three_closed_days(monkeypatch)
    newest = checkpoints.code_of(Checkpoint.objects.order_by("day")[2])
    assert _verdict("--noted", newest.lower()) == ""
    with _as_owner(postgres) as cursor:
        cursor.execute("DELETE FROM audit_event WHERE day IN (TABLE third)")
        cursor.execute("DELETE FROM audit_checkpoint WHERE day IN (TABLE third)")
    assert _verdict() == ""  # the database alone cannot know, and the command says so
    assert f"Code {newest} is not there" in _verdict("--noted", newest)
    assert group.team.is_founded


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attack", ATTACKS[:2])
def test_the_trigger_stops_even_the_owner_as_long_as_it_stands(
    postgres: Path, monkeypatch: pytest.MonkeyPatch, table: str, attack: str
) -> None:
    _three_closed_days(monkeypatch)
    with (
        superuser(postgres, str(connection.settings_dict["NAME"])) as cursor,
        pytest.raises(psycopg2.errors.RaiseException),
    ):
        cursor.execute("SET ROLE owner; " + attack.format(table=table))


def test_days_that_nobody_has_closed_are_named_and_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    group = _three_closed_days(monkeypatch)
    log.record(EventKind.CHANGED, by=group.activist.actor)
    clocks.forward(monkeypatch, days=1)
    said = _said()
    assert said.count("not closed yet") == 1 + 1  # the day, and the remark on what cannot be noticed
    assert "3 closed days" in said


def _three_closed_days(monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    group = factories.group()
    for _day in range(3):
        for person in (group.activist, group.caseworker, group.coordinator):
            log.record(EventKind.CHANGED, by=person.actor, tag=b"8 bytes.")
        clocks.forward(monkeypatch, days=1)
    closed = checkpoints.close_days(by=group.coordinator.actor)
    assert [row.day for row in closed] == [closed[0].day + timedelta(days=number) for number in range(3)]
    assert isinstance(closed[0].day, date)
    return group


def _said(*options: str) -> str:
    out = io.StringIO()
    call_command("verify_audit", *options, stdout=out)
    return out.getvalue()


def _verdict(*options: str) -> str:
    """What the command says when something does not fit: nothing when all is well."""
    out = io.StringIO()
    try:
        call_command("verify_audit", *options, stdout=out)
    except CommandError as error:
        return out.getvalue() if error.returncode == 1 else ""
    return ""


@contextmanager
def _as_owner(postgres: Path) -> Iterator[Any]:
    """Somebody who has the whole database in hand, triggers included."""
    with superuser(postgres, str(connection.settings_dict["NAME"])) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(PICKED)
        yield cursor
