"""T5: what a stranger tries costs the same and is answered the same, whether the handle exists or not.

Work is counted, not timed: runs of Argon2id, questions to the database, openings of boxes.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.models import User
from cases.access.roles import RoleName
from cases.keys import derive, envelope, paper
from tests import factories
from tests.access.rescue import card_of, join_also, with_pin
from tests.factories import Group

pytestmark = pytest.mark.django_db
NOBODY: Final = "nobody-has-this"
WRONG: Final = "x" * 30
EVENT: Final = re.compile("audit_event|pg_logical_emit_message")


@pytest.fixture
def group() -> Group:
    return factories.group()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every run of Argon2id and every box somebody tried to open, in order."""
    done: list[str] = []
    for module, name in ((derive, "hash_secret_raw"), (envelope, "_decrypt")):
        _count(monkeypatch, module, name, done)
    return done


def _count(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, done: list[str]) -> None:
    real: Callable[..., Any] = getattr(module, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        done.append(name)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, counted)


def _handles(group: Group) -> dict[str, str]:
    """People of every kind, whom nobody must be able to tell from nobody."""
    in_two, disabled, locked = group.caseworker, group.add(RoleName.ACTIVIST), group.add(RoleName.ACTIVIST)
    join_also(in_two, factories.group())
    for person in (group.activist, disabled, locked):
        card_of(person)
    User.objects.filter(pk=disabled.user.pk).update(is_active=False)
    User.objects.filter(pk=locked.user.pk).update(locked=True)
    return {
        "with a card": group.activist.user.handle,
        "without a card": group.coordinator.user.handle,
        "in two teams": in_two.user.handle,
        "in no team": factories.operator().user.handle,
        "disabled": disabled.user.handle,
        "locked": locked.user.handle,
    }


ATTEMPTS: Final[dict[str, dict[str, str]]] = {
    "/login/": {"passphrase": WRONG, "code": "123456"},
    "/recover/": {
        "key_code": paper.write(bytes(16)),
        "code": "123456",
        "suggested": "x",
        "passphrase": "another sentence only tests would write",
        "again": "another sentence only tests would write",
    },
    "/lock/": {"lock_code": paper.write(bytes(8))},
}


def _said(answer: Any) -> str:
    page = re.sub(r"<input[^>]*>", "", answer.content.decode())
    return re.sub(r'<p class="passphrase code">[^<]*</p>', "", page)


def _asked(queries: CaptureQueriesContext) -> list[str]:
    """What kind of questions, in order. Only a known handle leaves an event; a message to nobody stands for it."""
    return ["event" if EVENT.search(query["sql"]) else query["sql"].split(" ")[0] for query in queries]


@pytest.mark.parametrize("url", ATTEMPTS)
def test_known_and_unknown_handles_cost_and_answer_the_same(group: Group, work: list[str], url: str) -> None:
    costs, answers = {}, {}
    for name, handle in {**_handles(group), "nobody": NOBODY}.items():
        work.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(url, {"handle": handle, **ATTEMPTS[url]})
        costs[name], answers[name] = (work.copy(), _asked(queries)), (answer.status_code, _said(answer))
    assert [name for name, cost in costs.items() if cost != costs["nobody"]] == []
    assert [name for name, said in answers.items() if said != answers["nobody"]] == []


def test_a_try_to_log_in_is_one_run_of_argon2id(group: Group, work: list[str]) -> None:
    for handle in (group.activist.user.handle, NOBODY):
        work.clear()
        Client().post("/login/", {"handle": handle, **ATTEMPTS["/login/"]})
        assert work == ["hash_secret_raw"]


def test_the_right_login_is_one_run_too_with_a_card_and_a_pin(group: Group, work: list[str]) -> None:
    card_of(group.activist)
    with_pin(group.activist)
    work.clear()
    group.activist.client()
    assert work.count("hash_secret_raw") == 1


def test_a_wrong_key_code_or_lock_code_costs_no_run(group: Group, work: list[str]) -> None:
    card_of(group.activist)
    for url in ("/recover/", "/lock/"):
        work.clear()
        Client().post(url, {"handle": group.activist.user.handle, **ATTEMPTS[url]})
        assert "hash_secret_raw" not in work


def test_a_wrong_code_costs_what_a_wrong_passphrase_does_not_tell(group: Group, work: list[str]) -> None:
    """Right passphrase and wrong code: one run as well, and the same words."""
    given = {"handle": group.activist.user.handle, "code": "000000"}
    answers = []
    for passphrase in (factories.PASSPHRASE, WRONG):
        work.clear()
        answers.append(_said(Client().post("/login/", {**given, "passphrase": passphrase})))
        assert work.count("hash_secret_raw") == 1
    assert answers[0] == answers[1]


def test_the_eleventh_try_is_refused_alike(group: Group, work: list[str]) -> None:
    said = set()
    for handle in (group.activist.user.handle, NOBODY):
        work.clear()
        for _ in range(11):
            answer = Client().post("/login/", {"handle": handle, **ATTEMPTS["/login/"]})
        said.add(_said(answer))
        assert work.count("hash_secret_raw") == 10
    assert len(said) == 1


def _written() -> int:
    """How much PostgreSQL has put into its write-ahead log: what is there must reach the disk before an answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'")
        return int(cursor.fetchone()[0])


def test_the_disk_is_waited_for_whether_the_handle_exists_or_not(group: Group) -> None:
    """Attempts are outside the write-ahead log; an event is not, so its stand-in must not be either."""
    for handle in (group.activist.user.handle, NOBODY):
        before = _written()
        Client().post("/login/", {"handle": handle, **ATTEMPTS["/login/"]})
        assert _written() - before > 400, handle
