"""The cookie is the key of its session: the table alone opens nothing, and nothing else opens the table."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from cases.base import clock
from cases.vault.models import StoredSession
from cases.vault.sessions import SessionStore
from tests import clocks, factories
from tests.factories import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return factories.group()


def _stored(**values: Any) -> str:
    """The cookie of a stored session."""
    session = SessionStore()
    session.update(values)
    session.save()
    assert session.session_key is not None
    return session.session_key


def test_what_was_stored_comes_back_with_the_cookie() -> None:
    assert dict(SessionStore(_stored(name="value", number=3))) == {"name": "value", "number": 3}


def test_the_table_holds_neither_cookie_nor_content() -> None:
    cookie = _stored(name="a value to look for")
    row = StoredSession.objects.get()
    stored = bytes(row.id) + bytes(row.body)
    assert cookie.encode() not in stored
    assert b"a value to look for" not in stored
    assert b"name" not in stored


def test_the_cookie_has_256_random_bits() -> None:
    cookies = {_stored() for _ in range(20)}
    assert len(cookies) == 20
    assert all(len(cookie) == 43 for cookie in cookies)


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "x" * 42 + "\0", "é" * 43])
def test_another_cookie_opens_an_empty_session_and_is_not_taken_over(cookie: str) -> None:
    _stored(name="value")
    session = SessionStore(cookie)
    assert dict(session) == {}
    session["mine"] = 1
    session.save()
    assert session.session_key != cookie


def test_the_body_of_another_row_does_not_open() -> None:
    mine, theirs = _stored(who="me"), _stored(who="them")
    rows = {bytes(row.id): bytes(row.body) for row in StoredSession.objects.all()}
    for identity in rows:
        other = next(body for key, body in rows.items() if key != identity)
        StoredSession.objects.filter(id=identity).update(body=other)
    assert dict(SessionStore(mine)) == {}
    assert dict(SessionStore(theirs)) == {}


def test_a_changed_body_does_not_open() -> None:
    cookie = _stored(name="value")
    body = bytearray(StoredSession.objects.get().body)
    body[-1] ^= 1
    StoredSession.objects.update(body=bytes(body))
    assert dict(SessionStore(cookie)) == {}


def test_an_expired_row_is_dead_and_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = _stored(name="value")
    clocks.forward(monkeypatch, seconds=settings.SESSION_IDLE_SECONDS + 1)
    assert dict(SessionStore(cookie)) == {}
    SessionStore.clear_expired()
    assert not StoredSession.objects.exists()


def test_a_new_cookie_leaves_the_old_one_dead() -> None:
    cookie = _stored(name="value")
    session = SessionStore(cookie)
    session.cycle_key()
    assert session.session_key != cookie
    assert dict(SessionStore(session.session_key)) == {"name": "value"}
    assert dict(SessionStore(cookie)) == {}


def test_the_table_is_kept_out_of_the_write_ahead_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'vault_session'")
        assert cursor.fetchone() == ("u",)


def test_login_gives_a_new_cookie(group: Group) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key or ""
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    given = {"handle": group.activist.user.handle, "passphrase": factories.PASSPHRASE, "code": group.activist.code()}
    client.post("/login/", given)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    assert dict(SessionStore(planted)) == {}


def test_the_dump_of_a_logged_in_session_does_not_hold_the_private_key(group: Group) -> None:
    group.activist.client()
    body = bytes(StoredSession.objects.get().body)
    assert group.activist.private_key not in body
    assert group.activist.private_key.hex().encode() not in body


def test_logging_out_kills_the_session_and_tells_the_browser(group: Group) -> None:
    client = group.activist.client()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.post("/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Location"] == "/login/"
    assert not StoredSession.objects.exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert client.get("/account/").headers["Location"].startswith("/login/")


def test_a_row_put_back_after_logout_serves_nobody_for_long(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.activist.client()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    kept = StoredSession.objects.get()
    client.post("/logout/")
    clocks.forward(monkeypatch, seconds=settings.SESSION_IDLE_SECONDS + 1)
    kept.expires_at = clock.now() + timedelta(days=1)
    kept.save(force_insert=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert client.get("/account/").headers["Location"].startswith("/login/")


def test_half_an_hour_of_silence_ends_a_session(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.activist.client()
    for _ in range(4):
        clocks.forward(monkeypatch, minutes=20)
        assert client.get("/account/").status_code == 200
    clocks.forward(monkeypatch, minutes=31)
    assert client.get("/account/").headers["Location"].startswith("/login/")


def test_ten_hours_end_a_session_however_busy(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.activist.client()
    for _ in range(29):
        clocks.forward(monkeypatch, minutes=20)
        assert client.get("/account/").status_code == 200
    clocks.forward(monkeypatch, minutes=21)
    assert client.get("/account/").headers["Location"].startswith("/login/")


def test_a_disabled_account_is_out_on_the_next_click(group: Group) -> None:
    client = group.activist.client()
    type(group.activist.user).objects.filter(pk=group.activist.user.pk).update(is_active=False)
    assert client.get("/account/").headers["Location"].startswith("/login/")


@pytest.mark.parametrize("change", [{"session_epoch": 2}, {"password": "vault$8,1,1$salt$another"}])
def test_one_number_or_a_new_passphrase_ends_all_sessions(group: Group, change: dict[str, Any]) -> None:
    clients = [group.activist.client(), group.activist.client()]
    type(group.activist.user).objects.filter(pk=group.activist.user.pk).update(**change)
    for client in clients:
        assert client.get("/account/").headers["Location"].startswith("/login/")


def test_the_cookie_is_closed_to_scripts_and_gone_with_the_browser(group: Group) -> None:
    cookie = group.activist.client().cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["expires"] == ""
    assert cookie["max-age"] == ""
