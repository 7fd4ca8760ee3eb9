"""Step-up: keys, exports and members ask for passphrase and code again, and nothing posted too early is lost."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from cases.access import drafts, throttle
from cases.access.guard import proven, requires
from cases.access.models import Draft
from cases.access.permissions import Permission
from cases.audit import log
from cases.audit.models import Event, EventKind
from casetracker.urls import urlpatterns as real
from tests import clocks
from tests.factories import PASSPHRASE, Group, Person

ASK = "/account/prove/?next=%2Fkeys%2F"


@requires(Permission.TEAM_VIEW)
@proven
def keys(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} {request.POST.get('note', '')}")


urlpatterns = [path("keys/", keys), *real]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def later(group: Group, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The caseworker's browser, eleven minutes after login."""
    client = group.caseworker.client()
    clocks.forward(monkeypatch, minutes=11)
    return client


def _prove(client: Client, person: Person, url: str = ASK, **given: str) -> Any:
    return client.post(url, {"passphrase": PASSPHRASE, "code": person.code(), **given})


def test_a_login_counts_for_ten_minutes(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = group.caseworker.client()
    clocks.forward(monkeypatch, minutes=9)
    assert client.get("/keys/").content == b"GET "
    clocks.forward(monkeypatch, minutes=2)
    assert client.get("/keys/").headers["Location"] == ASK


def test_passphrase_and_code_lead_on_and_count_for_ten_minutes(
    group: Group, later: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _prove(later, group.caseworker).headers["Location"] == "/keys/"
    clocks.forward(monkeypatch, minutes=9)
    assert later.get("/keys/").status_code == 200
    clocks.forward(monkeypatch, minutes=2)
    assert later.get("/keys/").status_code == 302


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"passphrase": "x" * 30}, "passphrase", "not your passphrase"),
        ({"code": "000000"}, "code", "does not count"),
        ({"code": ""}, "code", "required"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    group: Group, later: Client, given: dict[str, str], field: str, message: str
) -> None:
    answer = _prove(later, group.caseworker, **given)
    assert message in answer.context["form"].errors[field][0]
    assert PASSPHRASE not in answer.content.decode()
    assert later.get("/keys/").status_code == 302


def test_a_code_counts_once(group: Group, later: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    code = group.caseworker.code()
    given = {"passphrase": PASSPHRASE, "code": code}
    assert later.post(ASK, given).status_code == 302
    assert later.post(ASK, given).status_code == 200


def test_the_cookie_from_before_is_dead(group: Group, later: Client) -> None:
    """Whoever copied it must not rise with its owner."""
    copied = later.cookies[settings.SESSION_COOKIE_NAME].value
    _prove(later, group.caseworker)
    assert later.cookies[settings.SESSION_COOKIE_NAME].value != copied
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = copied
    assert thief.get("/keys/").headers["Location"].startswith("/login/")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:a()", ""])
def test_it_leads_on_only_within_the_site(group: Group, later: Client, target: str) -> None:
    answer = later.post(
        "/account/prove/",
        {"passphrase": PASSPHRASE, "code": group.caseworker.code()},
        query_params={"next": target},
    )
    assert answer.headers["Location"] == "/"


def test_ten_tries_in_a_quarter_of_an_hour(group: Group, later: Client) -> None:
    for _ in range(throttle.TRIES):
        _prove(later, group.caseworker, passphrase="x" * 30)
    assert "Too many tries" in _prove(later, group.caseworker).content.decode()


def test_nobody_else_uses_up_the_tries(group: Group, later: Client) -> None:
    for _ in range(throttle.TRIES):
        Client().post("/login/", {"handle": group.caseworker.user.handle, "passphrase": "x" * 30, "code": "1"})
    assert _prove(later, group.caseworker).status_code == 302


def test_demo_mode_asks_for_the_passphrase_alone(group: Group, later: Client, settings: Any) -> None:
    settings.DEMO = True
    assert 'name="code"' not in later.get(ASK).content.decode()
    assert later.post(ASK, {"passphrase": PASSPHRASE}).headers["Location"] == "/keys/"


def test_a_failure_is_in_the_audit(group: Group, later: Client) -> None:
    before = set(Event.objects.values_list("pk", flat=True))
    _prove(later, group.caseworker, passphrase="x" * 30)
    event = Event.objects.exclude(pk__in=before).get()
    body = log.read(event, group.coordinator.actor.keyring.audit_pair.private)
    assert (body.kind, body.user) == (EventKind.LOGIN_FAILED.value, str(group.caseworker.user.pk))


def test_a_permission_is_asked_for_first(group: Group) -> None:
    @requires(Permission.TEAM_MANAGE)
    @proven
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("inside")

    assert view.permission is Permission.TEAM_MANAGE  # type: ignore[attr-defined]
    assert Client().get("/keys/").headers["Location"].startswith("/login/")


# A form posted too early ----------------------------------------------------------------------------


def test_what_was_posted_is_kept_sealed_and_sent_afterwards(group: Group, later: Client) -> None:
    led = later.post("/keys/", {"note": "Имя, которое никто не должен видеть"}).headers["Location"]
    draft = Draft.objects.get()
    assert "Имя".encode() not in bytes(draft.body)
    shown = later.get(_prove(later, group.caseworker, led).headers["Location"]).content.decode()
    assert "asks for passphrase and code first" in shown
    assert 'action="/keys/"' in shown
    again = {"note": "Имя, которое никто не должен видеть", drafts.SENT_AGAIN: str(draft.pk)}
    assert later.post("/keys/", again).content.decode() == "POST Имя, которое никто не должен видеть"


def test_the_press_of_a_button_alone_is_kept_too(group: Group, later: Client) -> None:
    led = later.post("/keys/").headers["Location"]
    assert later.get(_prove(later, group.caseworker, led).headers["Location"]).status_code == 200


def test_secrets_are_not_kept(group: Group, later: Client) -> None:
    typed = dict.fromkeys(("passphrase", "current", "code", "key_code", "lock_code", "pin"), "a secret")
    later.post("/keys/", {**typed, "note": "kept"})
    assert drafts.read(Draft.objects.get(), by=group.caseworker.actor).fields == [("note", "kept")]


def test_it_belongs_to_who_is_logged_in_whose_browser_it_ever_was(group: Group, later: Client) -> None:
    later.cookies["device"] = group.activist.client().cookies["device"].value
    later.post("/keys/", {"note": "typed"})
    assert Draft.objects.get().user == group.caseworker.user
