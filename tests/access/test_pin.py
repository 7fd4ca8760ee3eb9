"""The PIN: six digits go on with a session after half an hour's silence, within ten hours of its login."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cases.access import drafts, throttle
from cases.access.models import Draft, User
from cases.access.roles import RoleName
from cases.vault.models import StoredSession
from cases.vault.sessions import SessionStore
from tests import clocks, factories
from tests.access.rescue import PIN, card_of, events, join_also, log_in, told, with_pin
from tests.factories import Group, Person

pytestmark = pytest.mark.django_db
ASKED = "/pin/?next=%2Fteam%2F"


@pytest.fixture
def member(group: Group) -> Person:
    """A caseworker with a PIN."""
    return with_pin(group.caseworker)


@pytest.fixture
def asleep(member: Person, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Their browser, idle for 31 minutes."""
    client = member.client()
    clocks.forward(monkeypatch, minutes=31)
    return client


def _wake(client: Client, digits: str = PIN, url: str = ASKED, **given: str) -> Any:
    return client.post(url, {"pin": digits, **given})


def _is_out(client: Client) -> bool:
    return client.get("/team/").headers["Location"].startswith("/login/")


# Choosing it ------------------------------------------------------------------------------------------


def test_a_pin_is_chosen_on_the_account_changed_and_removed(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.activist.client()
    assert client.post("/account/pin/", {"pin": PIN, "pin_again": PIN}).headers["Location"] == "/account/"
    assert "asked for after half an hour" in client.get("/account/").content.decode()
    clocks.forward(monkeypatch, minutes=31)
    assert _wake(client).headers["Location"] == "/team/"
    client.post("/account/pin/remove/")
    assert "none: after half an hour" in client.get("/account/").content.decode()
    clocks.forward(monkeypatch, minutes=31)
    assert _is_out(client)


@pytest.mark.parametrize(
    ("digits", "again", "field"),
    [
        ("12345", "12345", "pin"),
        ("1234567", "1234567", "pin"),
        ("12a456", "12a456", "pin"),
        ("²²²²²²", "²²²²²²", "pin"),
        ("٤٨٢٩١٣", "٤٨٢٩١٣", "pin"),
        ("000000", "000000", "pin"),
        ("123456", "123456", "pin"),
        ("987654", "987654", "pin"),
        (PIN, "482914", "pin_again"),
        (PIN, "", "pin_again"),
        ("", "", "pin"),
    ],
)
def test_what_is_no_pin_or_anybodys_is_refused(group: Group, digits: str, again: str, field: str) -> None:
    answer = group.activist.client().post("/account/pin/", {"pin": digits, "pin_again": again})
    assert field in answer.context["form"].errors
    assert User.objects.get(pk=group.activist.user.pk).pin_box is None


def test_choosing_one_asks_for_proof(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.activist.client()
    clocks.forward(monkeypatch, minutes=11)
    assert client.get("/account/pin/").headers["Location"].startswith("/account/prove/")


def test_the_pin_is_stored_neither_in_clear_nor_hashed_in_clear(group: Group, member: Person) -> None:
    box = bytes(User.objects.get(pk=member.user.pk).pin_box or b"")
    assert PIN.encode() not in box
    assert len(box) > 300  # key, salt and cost inside one box to the person


# Going on ---------------------------------------------------------------------------------------------


def test_after_half_an_hour_the_pin_is_asked_for_and_leads_on(asleep: Client) -> None:
    assert asleep.get("/team/").headers["Location"] == ASKED
    assert "Half an hour has passed" in asleep.get(ASKED).content.decode()
    assert _wake(asleep).headers["Location"] == "/team/"
    assert asleep.get("/team/").status_code == 200


def test_without_a_pin_half_an_hour_ends_the_session(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.activist.client()
    clocks.forward(monkeypatch, minutes=31)
    assert _is_out(client)
    assert client.get("/pin/").headers["Location"] == "/"


def test_what_was_sealed_opens_after_the_pin(group: Group, member: Person, asleep: Client) -> None:
    case = factories.case(member, alias="Сойка")
    _wake(asleep)
    assert "Сойка" in asleep.get(f"/cases/{case.code}/").content.decode()


def test_it_goes_on_again_and_again_within_ten_hours_of_the_login(
    member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = member.client()
    for _ in range(11):
        clocks.forward(monkeypatch, minutes=50)
        assert client.get("/team/").headers["Location"] == ASKED
        assert _wake(client).headers["Location"] == "/team/"
    clocks.forward(monkeypatch, minutes=51)
    assert _is_out(client)
    assert _wake(client).headers["Location"] == "/team/"
    assert _is_out(client)


def test_the_team_worked_in_and_the_login_stay_the_same(
    group: Group, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.group()
    join_also(member, other, RoleName.CASEWORKER)
    client = member.client()
    for place in member.user.memberships.all():
        client.post(f"/account/team/{place.pk}/")
        clocks.forward(monkeypatch, minutes=31)
        _wake(client)
        assert place.team.name in client.get("/team/").content.decode()
    assert [row.is_this for row in client.get("/account/").context["logins"]] == [True]


def test_a_woken_session_has_to_prove_itself_anew(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The PIN is for pauses, not for keys."""
    client = member.client()
    monkeypatch.setattr(settings, "SESSION_IDLE_SECONDS", 60)
    clocks.forward(monkeypatch, minutes=2)
    assert _wake(client).headers["Location"] == "/team/"
    assert client.get("/account/card/").headers["Location"].startswith("/account/prove/")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:a()"])
def test_it_leads_on_only_within_the_site(asleep: Client, target: str) -> None:
    assert asleep.post("/pin/", {"pin": PIN}, query_params={"next": target}).headers["Location"] == "/"


def test_blanks_between_the_digits_do_not_matter(asleep: Client) -> None:
    assert _wake(asleep, "482 913").status_code == 302


# Wrong ones -------------------------------------------------------------------------------------------


def test_five_wrong_ones_end_the_session(asleep: Client, member: Person) -> None:
    for left in (4, 3, 2):
        assert f"{left} tries left" in _wake(asleep, "111112").content.decode()
    assert "1 try left" in _wake(asleep, "111112").content.decode()
    over = _wake(asleep, "111112")
    assert over.headers["Location"] == "/login/?over=1"
    assert "The PIN was wrong five times" in asleep.get("/login/?over=1").content.decode()
    assert _wake(asleep).headers["Location"] == "/team/", "the right one wakes nothing now"
    assert _is_out(asleep)
    assert log_in(asleep, member).status_code == 302


def test_a_right_one_gives_five_tries_again(asleep: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        for _ in range(4):
            assert _wake(asleep, "111112").status_code == 200
        assert _wake(asleep).status_code == 302
        clocks.forward(monkeypatch, minutes=31)


def test_what_is_no_pin_costs_no_try(asleep: Client) -> None:
    for _ in range(6):
        assert _wake(asleep, "12345").status_code == 200
    assert _wake(asleep).status_code == 302


def test_ten_tries_in_a_quarter_of_an_hour_over_all_browsers(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [member.client() for _ in range(3)]
    clocks.forward(monkeypatch, minutes=31)
    for client in clients:
        for _ in range(4):
            answer = _wake(client, "111112")
    assert "Too many tries" in answer.content.decode()
    clocks.forward(monkeypatch, minutes=16)
    assert _wake(clients[2]).status_code == 302, "a try that did not run is not counted"


def test_nobody_without_the_cookie_uses_up_anything(asleep: Client, member: Person) -> None:
    for _ in range(throttle.TRIES + 1):
        assert Client().post(ASKED, {"pin": "111112"}).status_code == 302
        log_in(Client(), member, passphrase="x" * 30)
    assert _wake(asleep).headers["Location"] == "/team/"


def test_failures_and_successes_are_in_the_audit_of_every_team(group: Group, member: Person, asleep: Client) -> None:
    other = factories.group()
    join_also(member, other)
    since = events()
    _wake(asleep, "111112")
    _wake(asleep)
    user = str(member.user.pk)
    for team in (group, other):
        assert told(team, since) == [("login_failed", user, "PIN"), ("login", user, "PIN")]


# Forms ------------------------------------------------------------------------------------------------


def test_a_form_posted_after_the_pause_is_kept_and_offered_after_the_pin(member: Person, asleep: Client) -> None:
    answer = asleep.post("/cases/new/", {"alias": "Сойка", "category": "deserter", "country": "KZ"})
    assert answer.headers["Location"] == "/pin/?kept=1"
    assert "The form you sent was kept" in asleep.get("/pin/?kept=1").content.decode()
    page = asleep.post("/pin/?kept=1", {"pin": PIN}, follow=True).content.decode()
    draft = Draft.objects.get()
    assert f"/account/drafts/{draft.pk}/" in page
    assert "Сойка" in asleep.get(f"/account/drafts/{draft.pk}/").content.decode()
    sent = {"alias": "Сойка", "category": "deserter", "country": "KZ", drafts.SENT_AGAIN: str(draft.pk)}
    assert asleep.post("/cases/new/", sent).status_code == 302
    assert not Draft.objects.exists()


def test_a_form_open_in_another_tab_can_be_sent_after_the_pin(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token of forms does not change as it does with a login."""
    client = Client(enforce_csrf_checks=True)
    token = _token(client, "/login/")
    log_in(client, member, csrfmiddlewaretoken=token)
    token = _token(client, "/cases/new/")
    clocks.forward(monkeypatch, minutes=31)
    _wake(client, csrfmiddlewaretoken=_token(client, ASKED))
    sent = {"alias": "Сойка", "category": "deserter", "country": "KZ", "csrfmiddlewaretoken": token}
    assert client.post("/cases/new/", sent).headers["Location"].endswith("/logged/")


def _token(client: Client, url: str) -> str:
    return str(client.get(url).context["csrf_token"])


# What ends it -----------------------------------------------------------------------------------------


def test_logging_out_leaves_nothing_to_wake(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    client = member.client()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/logout/")
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert _is_out(client)
    assert _wake(client).headers["Location"] == "/team/"
    assert _is_out(client)


def test_the_page_of_the_pin_can_end_the_session(asleep: Client) -> None:
    assert asleep.post(ASKED, {"end": "1"}).headers["Location"] == "/login/"
    assert asleep.cookies[settings.SESSION_COOKIE_NAME].value == ""
    assert _is_out(asleep)


def test_a_full_login_on_the_same_browser_takes_its_place(group: Group, asleep: Client) -> None:
    cookie = asleep.cookies[settings.SESSION_COOKIE_NAME].value
    log_in(asleep, group.activist)
    assert group.activist.user.handle in asleep.get("/account/").content.decode()
    copied = Client()
    copied.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert _is_out(copied)


@pytest.mark.parametrize("event", ["passphrase", "end all", "locked", "disabled", "PIN changed", "PIN removed"])
def test_what_ends_sessions_ends_sleeping_ones(
    group: Group, member: Person, asleep: Client, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    other = member.client()
    if event == "passphrase":
        given = {"current": factories.PASSPHRASE, "suggested": "x", "passphrase": "y" * 5 + "another one of these"}
        other.post("/account/passphrase/", {**given, "again": given["passphrase"], "code": member.code()})
    elif event == "end all":
        other.post("/account/sessions/end/")
    elif event == "locked":
        Client().post("/lock/", {"handle": member.user.handle, "lock_code": card_of(member).lock_code})
    elif event == "disabled":
        User.objects.filter(pk=member.user.pk).update(is_active=False)
    elif event == "PIN changed":
        other.post("/account/pin/", {"pin": "594837", "pin_again": "594837"})
    else:
        other.post("/account/pin/remove/")
    assert _is_out(asleep)
    for digits in (PIN, "594837"):
        assert _wake(asleep, digits).headers["Location"] == "/team/"
        assert _is_out(asleep)


def test_a_session_that_goes_on_keeps_its_pin(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Step-up and a new passphrase give a new cookie; what waits beside the session moves along."""
    client = member.client()
    given = {"passphrase": factories.PASSPHRASE, "code": member.code()}
    assert client.post("/account/prove/", given).status_code == 302
    clocks.forward(monkeypatch, minutes=31)
    assert _wake(client).headers["Location"] == "/team/"
    new = "another sentence only tests would write"
    change = {"current": factories.PASSPHRASE, "suggested": "x", "passphrase": new, "again": new}
    client.post("/account/passphrase/", {**change, "code": member.code()})
    clocks.forward(monkeypatch, minutes=31)
    assert _wake(client).headers["Location"] == "/team/"
    assert client.get("/team/").status_code == 200


def test_demo_mode_has_no_pin(group: Group, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    client = with_pin(group.activist).client()
    assert "/account/pin/" not in client.get("/account/").content.decode()
    assert client.get("/account/pin/").status_code == 404
    clocks.forward(monkeypatch, minutes=31)
    assert _is_out(client)


def test_whoever_is_awake_is_not_asked(member: Person) -> None:
    assert member.client().get(ASKED).headers["Location"] == "/team/"


def test_the_idle_limit_is_read_from_what_is_sealed(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets the column in clear forward gains nothing, and the PIN still works."""
    client = member.client()
    _set_forward()
    clocks.forward(monkeypatch, minutes=31)
    assert client.get("/team/").headers["Location"] == ASKED
    assert _wake(client).headers["Location"] == "/team/"
    clocks.forward(monkeypatch, minutes=31)
    assert client.get("/team/").headers["Location"] == ASKED
    SessionStore.clear_expired()
    _set_forward()
    clocks.forward(monkeypatch, hours=10)
    assert _is_out(client)
    assert client.get(ASKED).headers["Location"] == "/team/", "there is nothing to wake"
    assert _wake(client).headers["Location"] == "/team/"
    assert _is_out(client)


def _set_forward() -> None:
    for row in StoredSession.objects.all():
        StoredSession.objects.filter(id=row.id).update(expires_at=row.expires_at + timedelta(days=9))
