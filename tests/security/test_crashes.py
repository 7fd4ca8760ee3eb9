"""Killed and stopped under load: every acknowledged save is there, once, and no save is half there."""

import http.client
import itertools
import os
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final

import pytest
from django.db import DatabaseError, connection

from cases import vault
from cases.access.actor import Actor
from cases.applications.models import Deadline
from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.base import clock
from cases.people.models import Case
from cases.risk.models import Assessment, Standing, Step
from cases.timeline.models import Entry, EntryKind
from tests import factories
from tests.factories import Person
from tests.security.installation import PATIENCE_SECONDS, Installation, Page, Visitor

pytestmark = pytest.mark.xdist_group("installation")
KILLS: Final = int(os.environ.get("CASETRACKER_KILLS", "10"))
STOPS: Final = int(os.environ.get("CASETRACKER_STOPS", "3"))
ACTS: Final = ("note", "contact", "dates/new")  # the last is not for activists
BROKEN_OFF = (OSError, http.client.HTTPException, DatabaseError)


class Saver(threading.Thread):
    """Somebody who saves without end, and sends again whatever got no answer, as a browser's reload does."""

    def __init__(self, installation: Installation, person: Person, over: threading.Event, acts: Sequence[str]) -> None:
        super().__init__(name=person.user.handle)
        self.person, self.over, self.acts = person, over, acts
        self.visitor = Visitor(installation.port)
        self.logged: list[str] = []
        self.told: list[tuple[str, str]] = []
        self.dates: list[tuple[str, str]] = []
        self.cut_off = 0
        self.fault: BaseException | None = None
        self.chance = Random(person.user.handle)  # noqa: S311 tests need no secrecy

    def run(self) -> None:
        """Save until it is over; the last save is seen through."""
        try:
            while not self.over.is_set():
                self._save()
        except BaseException as fault:  # handed to the test
            self.fault = fault
        finally:
            connection.close()

    def _save(self) -> None:
        if not self.logged or self.chance.random() < 0.2:
            alias = f"alias {uuid.uuid4().hex}"
            page = self._send("/cases/new/", {"category": "deserter", "country": "KZ", "alias": alias})
            self.logged.append(page.location.split("/")[2])
            return
        code, text, today = self.chance.choice(self.logged), uuid.uuid4().hex, clock.today().isoformat()
        kind = self.chance.choice(self.acts)
        fields = {"note": text, "text": text, "day": today, "channel": "signal", "kind": "task"}
        self._send(f"/cases/{code}/{kind}/", fields)
        (self.dates if kind == "dates/new" else self.told).append((code, text))

    def _send(self, path: str, fields: dict[str, Any]) -> Page:
        """Send one form until it is acknowledged."""
        sent = fields | {"ticket": str(uuid.uuid4())}
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert time.monotonic() < end, path
            try:
                page = self.visitor.post(path, sent)
                if page.status == 302 and not page.location.startswith("/login/"):
                    return page
                assert page.status in (302, 403, 500, 503), (page.status, path)
                let_in = self.visitor.log_in(self.person)  # sessions do not outlive a crash of PostgreSQL
                assert let_in in (302, 500, 503), let_in  # logging in may meet the next crash
            except BROKEN_OFF:
                self.cut_off += 1
                connection.close()
                time.sleep(0.05)


@pytest.fixture(scope="module")
def savers(installation: Installation) -> Iterator[list[Saver]]:
    """Three people saving while the application is killed and PostgreSQL stopped, time and again."""
    with installation.database():
        group = factories.group()
        over = threading.Event()
        people = ((group.coordinator, ACTS), (group.caseworker, ACTS), (group.activist, ACTS[:2]))
        savers = [Saver(installation, person, over, acts) for person, acts in people]
        for saver in savers:
            saver.start()
        try:
            _strike(installation)
        finally:
            over.set()
            for saver in savers:
                saver.join()
        yield savers


def _strike(installation: Installation) -> None:
    chance = Random(KILLS)  # noqa: S311
    blows = ["kill"] * KILLS + ["stop"] * STOPS
    chance.shuffle(blows)
    for blow in blows:
        time.sleep(chance.uniform(0.3, 0.9))
        if blow == "kill":
            installation.kill()
            installation.start()
        else:
            installation.crash_database()
            installation.wait_until_healthy()
    time.sleep(0.5)


def _reader(savers: list[Saver]) -> Actor:
    return savers[0].person.actor


def test_saves_were_acknowledged_and_saves_were_cut_off(savers: list[Saver]) -> None:
    """Otherwise the rest proves nothing."""
    assert [saver.fault for saver in savers] == [None, None, None]
    assert sum(len(saver.told) for saver in savers) > KILLS + STOPS
    assert sum(saver.cut_off for saver in savers) >= KILLS


def test_every_acknowledged_save_is_there_once(savers: list[Saver]) -> None:
    reader = _reader(savers)
    codes = dict(Case.objects.values_list("pk", "code"))
    acknowledged = Counter(code for saver in savers for code in saver.logged)
    assert acknowledged == Counter(codes.values())
    entries = Entry.objects.select_related("case")
    told = Counter(
        (codes[entry.case_id], body.note)
        for entry, body in zip(
            entries, vault.open_many([row.body for row in entries], by=reader, why="test"), strict=True
        )
        if body.kind in (EntryKind.NOTE, EntryKind.CONTACT)
    )
    assert told == Counter(one for saver in savers for one in saver.told)
    dates = Deadline.objects.select_related("case")
    texts = vault.open_many([row.body for row in dates], by=reader, why="test")
    written = Counter((codes[row.case_id], body.text) for row, body in zip(dates, texts, strict=True))
    assert written == Counter(one for saver in savers for one in saver.dates)


def test_no_save_is_half_there(savers: list[Saver]) -> None:
    """Dossier, card, assessment, steps, timeline and audit of a case agree on how often it was written."""
    reader = _reader(savers)
    audit = _audit(reader)
    for case in Case.objects.all():
        vault.open_many([case.card, case.dossier], by=reader, why="test")
        entries = list(Entry.objects.filter(case=case).order_by("number"))
        kinds = Counter(body.kind for body in vault.open_many([row.body for row in entries], by=reader, why="test"))
        assert [row.number for row in entries] == list(range(1, len(entries) + 1))
        assert kinds[EntryKind.LOGGED] == audit[case.pk, "logged"] == 1
        assert kinds[EntryKind.CONTACT] == audit[case.pk, "contact"] == case.version - 1
        assert kinds[EntryKind.NOTE] == audit[case.pk, "note"]
        _assert_assessed(case)


def _assert_assessed(case: Case) -> None:
    """Each version of a case has its assessment, the standing names the newest, and the steps follow one another."""
    numbers = list(Assessment.objects.filter(case=case).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, case.version + 1))
    assert Standing.objects.get(case=case).assessment.number == case.version
    steps = list(Step.objects.filter(case=case).order_by("starts_on"))
    assert steps
    assert all(one.ends_on == following.starts_on for one, following in itertools.pairwise(steps))


def _audit(reader: Actor) -> Counter[tuple[uuid.UUID, str]]:
    """How often the audit names which change of which case."""
    private = reader.keyring.audit_pair.private
    bodies = [log.read(event, private) for event in Event.objects.filter(team_id=reader.own_team.pk)]
    return Counter(
        (uuid.UUID(case), body.detail) for body in bodies if body.kind == EventKind.CHANGED for case in body.cases
    )
