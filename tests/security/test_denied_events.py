"""T23: what was denied or failed stays in the audit, exactly once, whatever becomes of the request it belongs to."""

from typing import Any, NoReturn

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from cases.access import views
from cases.access.guard import Request, public, requires
from cases.access.permissions import Permission
from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.keys.envelope import Tampered
from casetracker.urls import urlpatterns as real
from tests import factories
from tests.factories import Group, Person


def _asked(request: Request) -> NoReturn:
    """Do something, be denied it, and fail in the way the address says."""
    log.record(EventKind.CHANGED, by=request.actor, detail="what is undone")
    match request.GET.get("then"):
        case "denied":
            raise PermissionDenied
        case "absent":
            raise Http404
        case "denied and denied":
            log.record_failure(EventKind.DENIED, by=request.actor, detail="said by the view")
            raise PermissionDenied
        case "denied and broken":
            log.record_failure(EventKind.DENIED, by=request.actor, detail="said by the view")
            raise RuntimeError
        case "tampered":
            raise Tampered
        case _:
            raise RuntimeError


@requires(Permission.ACCOUNT)
def asked(request: Request) -> HttpResponse:
    _asked(request)


@requires(Permission.TEAM_MANAGE)
def guarded(request: Request) -> HttpResponse:
    raise AssertionError("nobody comes here")


@csrf_exempt
@public
def login_that_breaks(request: HttpRequest) -> HttpResponse:
    views.login(request)
    raise RuntimeError


urlpatterns = [
    path("asked/", asked, name="asked"),
    path("guarded/", guarded, name="guarded"),
    path("login-that-breaks/", login_that_breaks, name="breaks"),
    *real,
]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


@pytest.fixture
def group() -> Group:
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] or connection.settings_dict["ATOMIC_REQUESTS"]
    return factories.group()


def said(group: Group, before: set[Any]) -> list[tuple[str, str, str]]:
    """What the audit has that it had not before: what happened, by whom, and the detail."""
    key = group.coordinator.actor.keyring.audit_pair.private
    bodies = [log.read(event, key) for event in Event.objects.exclude(pk__in=before)]
    return [(body.kind, body.user, body.detail) for body in bodies]


def events() -> set[Any]:
    return set(Event.objects.values_list("pk", flat=True))


def browser(person: Person) -> Client:
    return person.client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("url", "status", "detail"),
    [
        ("/guarded/", 403, "403 guarded"),
        ("/asked/?then=denied", 403, "403 asked"),
        ("/asked/?then=absent", 404, "404 asked"),
        ("/asked/?then=denied and denied", 403, "said by the view"),
        ("/asked/?then=denied and broken", 500, "said by the view"),
    ],
)
def test_one_event_survives_a_denial(group: Group, url: str, status: int, detail: str) -> None:
    client = browser(group.caseworker)
    before = events()
    assert client.get(url).status_code == status
    assert said(group, before) == [(EventKind.DENIED.value, str(group.caseworker.user.pk), detail)]


def test_an_act_that_broke_leaves_nothing(group: Group) -> None:
    client = browser(group.caseworker)
    before = events()
    assert client.get("/asked/").status_code == 500
    assert events() == before


def test_a_value_that_does_not_open_is_recorded_and_alerts(group: Group) -> None:
    client = browser(group.caseworker)
    before = events()
    assert client.get("/asked/?then=tampered").status_code == 409
    assert said(group, before) == [(EventKind.ALERT.value, str(group.caseworker.user.pk), "tampered: asked")]


@pytest.mark.parametrize("url", ["/login/", "/login-that-breaks/"])
def test_a_failed_login_survives(group: Group, url: str) -> None:
    before = events()
    client = Client(raise_request_exception=False)
    typed = {"handle": group.activist.user.handle, "passphrase": "not the right one at all", "code": "000000"}
    assert client.post(url, typed).status_code == (200 if url == "/login/" else 500)
    assert said(group, before) == [(EventKind.LOGIN_FAILED.value, str(group.activist.user.pk), "")]


def test_a_right_login_that_breaks_leaves_none(group: Group) -> None:
    before = events()
    client = Client(raise_request_exception=False)
    typed = {
        "handle": group.activist.user.handle,
        "passphrase": factories.PASSPHRASE,
        "code": group.activist.code(),
    }
    assert client.post("/login-that-breaks/", typed).status_code == 500
    assert events() == before


def test_a_failed_step_up_survives(group: Group) -> None:
    client = browser(group.coordinator)
    before = events()
    client.post("/account/prove/", {"passphrase": "not the right one at all", "code": "000000"})
    assert [kind for kind, _who, _detail in said(group, before)] == [EventKind.LOGIN_FAILED.value]


def test_what_failed_in_one_request_is_not_written_by_another(group: Group) -> None:
    client, other = browser(group.caseworker), browser(group.activist)
    before = events()
    client.get("/asked/?then=denied and broken")
    other.get("/account/")
    assert len(said(group, before)) == 1


def test_outside_a_request_a_failure_is_written_at_once(group: Group) -> None:
    before = events()
    log.record_failure(EventKind.DENIED, by=group.activist.actor, detail="by a command")
    assert [detail for _kind, _who, detail in said(group, before)] == ["by a command"]
