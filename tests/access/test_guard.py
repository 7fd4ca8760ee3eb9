"""Closed by default: a view says whom it lets in, or lets nobody in."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from cases.access.actor import Reach
from cases.access.guard import public, requires
from cases.access.permissions import Permission
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import Event, EventKind
from casetracker.urls import urlpatterns as real
from tests import factories
from tests.factories import Group


@requires(Permission.TEAM_MANAGE)
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


@requires(Permission.ACCOUNT, reach=Reach.WAITING)
def on_the_way(request: HttpRequest) -> HttpResponse:
    return HttpResponse("on the way")


@public
def anybody(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anybody")


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody should see this")


urlpatterns = [
    path("guarded/", guarded),
    path("on-the-way/", on_the_way),
    path("anybody/", anybody),
    path("forgotten/", forgotten),
    *real,
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_marks_are_on_the_views() -> None:
    assert (guarded.permission, guarded.reach) == (Permission.TEAM_MANAGE, Reach.INSIDE)  # type: ignore[attr-defined]
    assert on_the_way.reach is Reach.WAITING  # type: ignore[attr-defined]
    assert anybody.permission is None  # type: ignore[attr-defined]


def test_strangers_are_sent_to_the_login_page_and_back() -> None:
    assert Client().get("/guarded/?a=b").headers["Location"] == "/login/?next=/guarded/%3Fa%3Db"
    assert Client().get("/anybody/").content == b"anybody"


def test_the_permission_decides(group: Group) -> None:
    assert group.coordinator.client().get("/guarded/").content == b"inside"
    assert group.caseworker.client().get("/guarded/").status_code == 403


def test_a_view_without_a_mark_is_for_nobody(group: Group) -> None:
    assert group.coordinator.client().get("/forgotten/").status_code == 403
    assert Client().get("/forgotten/").status_code == 403


def test_the_waiting_reach_only_what_lies_on_the_way(group: Group) -> None:
    client = factories.newcomer(RoleName.COORDINATOR, by=group.coordinator).client()
    assert client.get("/on-the-way/").content == b"on the way"
    assert client.get("/guarded/").headers["Location"] == "/join/waiting/"
    assert client.get("/anybody/").content == b"anybody"


def test_a_removed_member_is_out_on_the_next_click(group: Group) -> None:
    client = group.caseworker.client()
    group.caseworker.user.memberships.update(state="removed")
    assert client.get("/guarded/").headers["Location"] == "/join/waiting/"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_only_get_head_and_post_are_spoken(group: Group, method: str) -> None:
    assert getattr(group.coordinator.client(), method)("/guarded/").status_code == 405


NO_DRAFT = "/account/drafts/00000000-0000-0000-0000-000000000000/"


@pytest.mark.parametrize(("url", "status"), [("/guarded/", 403), (NO_DRAFT, 404)])
def test_a_denial_survives_in_the_audit_without_what_was_asked_for(group: Group, url: str, status: int) -> None:
    client = group.caseworker.client()
    before = set(Event.objects.values_list("pk", flat=True))
    assert client.get(url).status_code == status
    event = Event.objects.exclude(pk__in=before).get()
    body = log.read(event, group.coordinator.actor.keyring.audit_pair.private)
    assert body.kind == EventKind.DENIED.value
    assert body.user == str(group.caseworker.user.pk)
    assert body.detail.startswith(f"{status} ")
    assert "0000" not in body.detail


def test_an_address_that_does_not_exist_is_no_denial(group: Group) -> None:
    client = group.caseworker.client()
    before = Event.objects.count()
    assert client.get("/wp-login.php").status_code == 404
    assert Event.objects.count() == before
