"""T7: a session ends when it should, and neither its cookie nor its row brings it back.

The cookie alone is worth nothing without the row, the row alone nothing without the cookie; what ends a session ends
what waits beside it for a PIN.
"""

import threading
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from cases.access.models import Membership, User
from cases.vault.models import StoredSession
from cases.vault.sessions import SessionStore
from tests import clocks, factories
from tests.access.rescue import NEW, PIN, card_of, log_in, recover, with_pin
from tests.factories import PASSPHRASE, Group, Person

pytestmark = pytest.mark.django_db
COOKIE: Final = settings.SESSION_COOKIE_NAME
Rows = dict[bytes, tuple[bytes, Any]]


@pytest.fixture
def group() -> Group:
    return factories.group()


@pytest.fixture
def member(group: Group) -> Person:
    """Somebody with a PIN, so that each login writes both rows."""
    return with_pin(group.caseworker)


def _cookie(client: Client) -> str:
    return client.cookies[COOKIE].value


def _with(cookie: str) -> Client:
    """Another browser, into which a cookie was copied."""
    client = Client()
    client.cookies[COOKIE] = cookie
    return client


def _opens(client: Client) -> bool:
    """Whether a page of the team opens, with the PIN if that is asked for."""
    answer = client.get("/team/")
    if answer.status_code == 302 and answer.headers["Location"].startswith("/pin/"):
        client.post("/pin/", {"pin": PIN})
        answer = client.get("/team/")
    return bool(answer.status_code == 200)


def _rows() -> Rows:
    return {bytes(row.id): (bytes(row.body), row.expires_at) for row in StoredSession.objects.all()}


def _put_back(rows: Rows) -> None:
    """What somebody can do who copied the table, and writes it."""
    StoredSession.objects.all().delete()
    restored = [StoredSession(id=key, body=body, expires_at=at) for key, (body, at) in rows.items()]
    StoredSession.objects.bulk_create(restored)


# A new cookie wherever somebody rises -------------------------------------------------------------------


def test_a_cookie_planted_before_the_login_is_worth_nothing_after_it(member: Person) -> None:
    client = Client()
    planted = client.session
    planted["planted"] = "by somebody else"
    planted.save()
    client.cookies[COOKIE] = planted.session_key or ""
    log_in(client, member)
    assert _cookie(client) != planted.session_key
    assert "planted" not in client.session
    assert dict(SessionStore(planted.session_key)) == {}


def test_logging_in_again_gives_a_new_cookie_too(member: Person) -> None:
    client = member.client()
    copied = _cookie(client)
    log_in(client, member)
    assert not _opens(_with(copied))
    assert _opens(client)


def _prove(client: Client, person: Person) -> None:
    client.post("/account/prove/", {"passphrase": PASSPHRASE, "code": person.code()})


def _change(client: Client, person: Person) -> None:
    given = {"current": PASSPHRASE, "code": person.code(), "suggested": "x", "passphrase": NEW, "again": NEW}
    assert client.post("/account/passphrase/", given).status_code == 302


@pytest.mark.parametrize("rise", [_prove, _change])
def test_whoever_copied_the_cookie_does_not_rise_with_its_owner(
    member: Person, rise: Callable[[Client, Person], None]
) -> None:
    client = member.client()
    thief = _with(_cookie(client))
    rise(client, member)
    assert _opens(client)
    assert not _opens(thief)


def test_the_cookie_of_a_sleeping_session_dies_when_it_is_woken(
    member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = member.client()
    thief = _with(_cookie(client))
    clocks.forward(monkeypatch, minutes=31)
    assert _opens(client)
    assert not _opens(thief)


# What ends a session -----------------------------------------------------------------------------------


def _log_out(client: Client, person: Person, group: Group) -> None:
    client.post("/logout/")


def _change_elsewhere(client: Client, person: Person, group: Group) -> None:
    _change(person.client(), person)


def _recover(client: Client, person: Person, group: Group) -> None:
    assert recover(person, card_of(person)).status_code == 302


def _lock(client: Client, person: Person, group: Group) -> None:
    Client().post("/lock/", {"handle": person.user.handle, "lock_code": card_of(person).lock_code})


def _end_all(client: Client, person: Person, group: Group) -> None:
    person.client().post("/account/sessions/end/")


def _disable(client: Client, person: Person, group: Group) -> None:
    User.objects.filter(pk=person.user.pk).update(is_active=False)


def _only_locked(client: Client, person: Person, group: Group) -> None:
    User.objects.filter(pk=person.user.pk).update(locked=True)


def _revoke(client: Client, person: Person, group: Group) -> None:
    Membership.objects.filter(user=person.user).update(state=Membership.State.REMOVED)


ENDS: Final = [_log_out, _change_elsewhere, _recover, _lock, _end_all, _disable, _only_locked, _revoke]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("asleep", [False, True])
def test_it_ends_with_the_next_click(
    group: Group, member: Person, end: Callable[..., None], monkeypatch: pytest.MonkeyPatch, *, asleep: bool
) -> None:
    client = member.client()
    if asleep:
        clocks.forward(monkeypatch, minutes=31)
        if end is _log_out:  # on the page of the PIN
            end = lambda browser, *_: browser.post("/pin/", {"end": "1"})  # noqa: E731
    cookie = _cookie(client)
    end(client, member, group)
    assert not _opens(_with(cookie))


@pytest.mark.parametrize("end", [_change_elsewhere, _recover, _lock, _end_all, _disable, _revoke])
def test_a_copy_of_its_rows_put_back_does_not_open_it(group: Group, member: Person, end: Callable[..., None]) -> None:
    client = member.client()
    cookie, copied = _cookie(client), _rows()
    end(client, member, group)
    _put_back(copied)
    assert not _opens(_with(cookie))


def test_after_logging_out_copied_rows_serve_until_the_limits_they_carry(
    member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the cookie, writes the table and hurries gets in: nothing outside the row knows of a logout.

    The limits are inside what is sealed, so setting the column forward does not stretch them.
    """
    client = member.client()
    cookie, copied = _cookie(client), _rows()
    client.post("/logout/")
    clocks.forward(monkeypatch, hours=11)
    _put_back({key: (body, at.replace(year=at.year + 1)) for key, (body, at) in copied.items()})
    assert not _opens(_with(cookie))


def test_half_an_hour_of_silence_ends_it_without_a_pin(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.activist.client()
    clocks.forward(monkeypatch, minutes=29)
    assert _opens(client)
    clocks.forward(monkeypatch, minutes=31)
    assert not _opens(client)


def test_ten_hours_end_it_however_busy(group: Group, member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [group.activist.client(), member.client()]
    for _ in range(23):
        clocks.forward(monkeypatch, minutes=25)
        assert all(map(_opens, clients))
    clocks.forward(monkeypatch, minutes=26)
    assert not any(map(_opens, clients))


def test_expired_rows_are_cleared_and_sleeping_ones_stay_until_their_ten_hours(
    group: Group, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    member.client()
    clocks.forward(monkeypatch, minutes=31)
    SessionStore.clear_expired()
    assert StoredSession.objects.count() == 1
    clocks.forward(monkeypatch, hours=10)
    SessionStore.clear_expired()
    assert not StoredSession.objects.exists()


# The rows ----------------------------------------------------------------------------------------------


def test_rows_of_two_people_exchanged_open_nothing(group: Group, member: Person) -> None:
    clients = [member.client(), with_pin(group.activist).client()]
    bodies = _rows()
    keys = list(bodies)
    for one, other in zip(keys, keys[2:] + keys[:2], strict=True):
        StoredSession.objects.filter(id=one).update(body=bodies[other][0])
    assert not any(map(_opens, clients))


def test_the_row_that_waits_does_not_stand_for_the_session(member: Person) -> None:
    client = member.client()
    bodies = _rows()
    one, other = bodies
    StoredSession.objects.filter(id=one).update(body=bodies[other][0])
    StoredSession.objects.filter(id=other).update(body=bodies[one][0])
    assert not _opens(client)


def test_the_table_holds_neither_cookie_nor_key_nor_person(member: Person) -> None:
    client = member.client()
    stored = b"".join(key + body for key, (body, _at) in _rows().items())
    assert len(_rows()) == 2
    for secret in (_cookie(client).encode(), member.private_key, member.private_key.hex().encode()):
        assert secret not in stored
    for name in (str(member.user.pk), member.user.handle, member.user.pk.hex):
        assert name.encode() not in stored
    assert member.user.pk.bytes not in stored


def test_the_cookie_alone_does_not_open_the_key_that_waits(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a seized browser and a copied table give together, without the PIN."""
    client = member.client()
    clocks.forward(monkeypatch, minutes=31)
    waiting = SessionStore(_cookie(client)).cold
    assert waiting is not None
    assert member.private_key not in waiting
    assert member.private_key.hex().encode() not in waiting


# Two tabs ----------------------------------------------------------------------------------------------


class _Tab(threading.Thread):
    """A tab of the same browser: it sends what it was given, with the cookies of the moment it was made."""

    def __init__(self, client: Client, start: threading.Barrier, digits: str) -> None:
        super().__init__(daemon=True)
        self.client, self.gate, self.digits = Client(), start, digits
        for name, morsel in client.cookies.items():
            self.client.cookies[name] = morsel.value
        self.answer: Any = None

    def run(self) -> None:
        try:
            self.gate.wait(20)
            self.answer = self.client.post("/pin/?next=/team/", {"pin": self.digits})
        finally:
            connection.close()


def _at_once(client: Client, *digits: str) -> list[_Tab]:
    gate = threading.Barrier(len(digits))
    tabs = [_Tab(client, gate, each) for each in digits]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(60)
    return tabs


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_send_the_pin_one_wakes_the_session_and_the_other_follows(
    member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = member.client()
    clocks.forward(monkeypatch, minutes=31)
    tabs = _at_once(client, PIN, PIN)
    assert [tab.answer.status_code for tab in tabs] == [302, 302]
    assert {tab.answer.headers["Location"] for tab in tabs} == {"/team/"}
    given = [tab.answer.cookies[COOKIE] for tab in tabs if COOKIE in tab.answer.cookies]
    assert len(given) == 1, "the second must not take the new cookie from the browser"
    assert _opens(_with(given[0].value))


@pytest.mark.django_db(transaction=True)
def test_eight_tabs_have_five_tries_together(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    client = member.client()
    clocks.forward(monkeypatch, minutes=31)
    tabs = _at_once(client, *["111112"] * 8)
    told = sorted(tab.answer.headers.get("Location", "wrong") for tab in tabs)
    assert told.count("wrong") == 4
    assert told.count("/login/?over=1") == 1
    assert not _opens(client)


def test_an_answer_under_way_while_the_cookie_changed_leaves_the_new_one_alone(member: Person) -> None:
    """Step-up in one tab; the other's request still carries the old cookie."""
    client = member.client()
    behind = _with(_cookie(client))
    _prove(client, member)
    answer = behind.get("/team/")
    assert answer.status_code == 302
    assert COOKIE not in answer.cookies
