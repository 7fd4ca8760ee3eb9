"""Ten tries in a quarter of an hour; a stranger's tries never cost a known browser its own."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cases.access import throttle
from cases.access.models import Attempt
from cases.access.throttle import Busy, Queue
from tests import clocks, factories
from tests.factories import PASSPHRASE, Person

pytestmark = pytest.mark.django_db


def _try(client: Client, person: Person, passphrase: str = "x" * 30) -> Any:
    given = {"handle": person.user.handle, "passphrase": passphrase, "code": person.code()}
    return client.post("/login/", given)


def _spend(queue: Queue) -> None:
    with throttle.queued(queue):
        pass


def test_the_eleventh_try_is_refused_with_the_minutes_to_wait() -> None:
    queue = Queue("somebody")
    for _ in range(throttle.TRIES):
        _spend(queue)
    with pytest.raises(Busy) as refused:
        _spend(queue)
    assert refused.value.minutes == 15
    _spend(Queue("somebody else"))


def test_the_minutes_run_down_and_the_window_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue("somebody")
    for _ in range(throttle.TRIES):
        _spend(queue)
    clocks.forward(monkeypatch, minutes=13)
    with pytest.raises(Busy) as refused:
        _spend(queue)
    assert refused.value.minutes == 2
    clocks.forward(monkeypatch, minutes=3)
    _spend(queue)


def test_a_success_empties_the_queue_and_old_windows() -> None:
    for _ in range(throttle.TRIES):
        _spend(Queue("somebody"))
    throttle.forgive(Queue("somebody"))
    _spend(Queue("somebody"))
    assert Attempt.objects.get().count == 1


def test_what_was_typed_is_not_stored() -> None:
    _spend(Queue("a-handle-typed-by-mistake-for-a-passphrase"))
    stored = bytes(Attempt.objects.get().queue)
    assert len(stored) == 32
    assert b"handle" not in stored


def test_a_known_browser_has_a_queue_of_its_own() -> None:
    assert Queue("same").key != Queue("same", known=True).key


def test_the_owner_logs_in_from_a_known_browser_whatever_strangers_do() -> None:
    person = factories.group().activist
    known = person.client()
    for _ in range(throttle.TRIES + 5):
        stranger = _try(Client(), person)
    assert "Too many tries" in stranger.content.decode()
    assert _try(known, person, PASSPHRASE).status_code == 302
    assert "Too many tries" in _try(Client(), person, PASSPHRASE).content.decode()


def test_the_answer_is_the_same_for_a_handle_nobody_has() -> None:
    for _ in range(throttle.TRIES + 1):
        answer = Client().post("/login/", {"handle": "nobody-has-this", "passphrase": "x" * 30, "code": "1"})
    assert "Too many tries. Wait 15 minutes" in answer.content.decode()


def test_a_known_browser_of_somebody_else_is_a_stranger() -> None:
    group = factories.group()
    colleague = group.caseworker.client()
    for _ in range(throttle.TRIES):
        _try(colleague, group.activist)
    assert "Too many tries" in _try(Client(), group.activist).content.decode()
    assert "Too many tries" not in _try(colleague, group.caseworker).content.decode()


class _Worker(threading.Thread):
    """Another worker, which derives in a queue until told to stop."""

    def __init__(self, queue: Queue) -> None:
        super().__init__(daemon=True)
        self.queue, self.holds, self.ends = queue, threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            with throttle.queued(self.queue):
                self.holds.set()
                self.ends.wait(20)
        finally:
            connection.close()


@pytest.fixture
def held(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[None]:
    """The queues of the parameter, each held by another worker."""
    workers = [_Worker(queue) for queue in request.param]
    for worker in workers:
        worker.start()
        assert worker.holds.wait(20)
    yield
    for worker in workers:
        worker.ends.set()
        worker.join()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "_PATIENCE_SECONDS", 0.2)


@pytest.mark.parametrize("held", [[Queue("somebody")]], indirect=True)
def test_one_derivation_at_a_time_in_a_queue(held: None, impatient: None) -> None:
    with pytest.raises(Busy) as refused:
        _spend(Queue("somebody"))
    assert refused.value.minutes == 0
    _spend(Queue("somebody else"))


@pytest.mark.parametrize("held", [[Queue(str(number)) for number in range(3)]], indirect=True)
def test_strangers_leave_one_slot_of_the_machine_to_known_browsers(held: None, impatient: None) -> None:
    with pytest.raises(Busy):
        _spend(Queue("a fourth stranger"))
    _spend(Queue("a device", known=True))


@pytest.mark.parametrize("held", [[Queue(str(number), known=True) for number in range(4)]], indirect=True)
def test_a_fifth_derivation_waits_whoever_it_is(held: None, impatient: None) -> None:
    with pytest.raises(Busy):
        _spend(Queue("a device", known=True))


@pytest.mark.parametrize("held", [[Queue(str(number)) for number in range(3)]], indirect=True)
def test_the_login_page_says_that_many_are_logging_in(held: None, impatient: None) -> None:
    answer = Client().post("/login/", {"handle": "nobody-has-this", "passphrase": "x" * 30, "code": "1"})
    assert "Many people are logging in" in answer.content.decode()
