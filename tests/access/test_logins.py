"""Where somebody is logged in: day and kind of browser, sealed; and one button that ends it all."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from cases.access.models import Login
from cases.base import clock
from tests import clocks, factories
from tests.access.rescue import events, join_also, log_in, told
from tests.factories import Group

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 14; SM-G991B) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
AGENTS = {
    "Firefox on Windows": "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Chrome on Android": PHONE,
    "Safari on iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
    "Firefox on iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) FxiOS/120.0 Safari/605",
    "Edge on Windows": "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/120.0 Safari/537.36 Edg/120.0",
    "Yandex on Linux": "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 YaBrowser/24.1 Safari/537.36",
    "Safari on macOS": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15",
    "A browser on another system": "curl/8.0",
}


def _rows(client: Client) -> list[tuple[str, bool]]:
    return [(row.label, row.is_this) for row in client.get("/account/").context["logins"]]


@pytest.mark.parametrize(("label", "agent"), AGENTS.items(), ids=AGENTS)
def test_a_browser_is_named_coarsely(group: Group, label: str, agent: str) -> None:
    assert _rows(group.activist.client(headers={"user-agent": agent})) == [(label, True)]


def test_the_newest_is_first_and_this_one_is_marked(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = group.activist.client(headers={"user-agent": PHONE})
    clocks.forward(monkeypatch, minutes=5)
    desk = group.activist.client(headers={"user-agent": AGENTS["Firefox on Windows"]})
    assert _rows(phone) == [("Firefox on Windows", False), ("Chrome on Android", True)]
    assert _rows(desk) == [("Firefox on Windows", True), ("Chrome on Android", False)]


def test_nothing_of_the_browser_is_stored_in_clear(group: Group) -> None:
    group.activist.client(headers={"user-agent": PHONE})
    body = bytes(Login.objects.get().body)
    for word in (b"Chrome", b"Android", b"SM-G991B", b"Mozilla"):
        assert word not in body


def test_all_labels_are_equally_long(group: Group) -> None:
    for agent in AGENTS.values():
        group.activist.client(headers={"user-agent": agent})
    assert len({len(bytes(row.body)) for row in Login.objects.all()}) == 1


def test_ten_hours_later_a_login_is_gone_from_the_list_and_in_time_from_the_table(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    group.activist.client()
    clocks.forward(monkeypatch, hours=11)
    assert len(_rows(group.activist.client())) == 1
    clocks.forward(monkeypatch, hours=48)
    group.caseworker.client()
    assert not Login.objects.filter(user=group.activist.user).exists()


def test_logging_out_takes_it_off_the_list(group: Group) -> None:
    stays, goes = group.activist.client(), group.activist.client()
    assert len(_rows(stays)) == 2
    goes.post("/logout/")
    assert _rows(stays) == [("A browser on another system", True)]


def test_nobody_elses_are_shown(group: Group) -> None:
    group.caseworker.client()
    assert len(_rows(group.activist.client())) == 1


def test_ending_all_ends_this_one_too_and_asks_before(group: Group) -> None:
    clients = [group.activist.client(), group.activist.client()]
    colleague = group.caseworker.client()
    assert "End all your sessions?" in clients[0].get("/account/sessions/end/").content.decode()
    assert clients[0].get("/account/").status_code == 200
    assert clients[0].post("/account/sessions/end/").headers["Location"] == "/login/"
    for client in clients:
        assert client.get("/account/").headers["Location"].startswith("/login/")
    assert colleague.get("/account/").status_code == 200
    assert not Login.objects.filter(user=group.activist.user).exists()
    assert log_in(Client(), group.activist).status_code == 302


def test_a_row_of_an_ended_epoch_is_neither_shown_nor_kept(group: Group) -> None:
    group.activist.client()
    Login.objects.update(epoch=0)
    client = group.activist.client()
    assert len(_rows(client)) == 1
    assert Login.objects.count() == 1


def test_logins_are_in_the_audit_of_every_team(group: Group) -> None:
    other, third = factories.group(), factories.group()
    join_also(group.activist, other)
    since = events()
    client = group.activist.client()
    log_in(Client(), group.activist, passphrase="x" * 30)
    client.post("/account/sessions/end/")
    user = str(group.activist.user.pk)
    for team in (group, other):
        assert told(team, since) == [("login", user, ""), ("login_failed", user, ""), ("logout", user, "all sessions")]
    assert told(third, since) == []


def test_the_day_is_that_of_where_the_team_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past eight in the evening in London is the next day in Almaty."""
    evening = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: evening)
    client = factories.group(zone="Asia/Almaty").activist.client()
    assert [row.day for row in client.get("/account/").context["logins"]] == [date(2026, 11, 23)]
