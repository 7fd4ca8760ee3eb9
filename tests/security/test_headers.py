"""Exactly these headers leave with every answer: pages, redirects, errors, files."""

import re
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from cases.access.guard import public
from casetracker.urls import urlpatterns as real
from tests.security.matrix import TABLE, Row
from tests.security.world import COORDINATOR, OPERATOR, STRANGER, World, undone

UNUSED: Final = (
    "accelerometer autoplay camera display-capture fullscreen geolocation gyroscope hid magnetometer "
    "microphone midi payment publickey-credentials-get serial usb"
)
GOLDEN: Final = {
    "Content-Security-Policy": {
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    },
    "Cache-Control": {"no-store"},
    "Cross-Origin-Embedder-Policy": {"require-corp"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
    "Permissions-Policy": {", ".join(f"{feature}=()" for feature in UNUSED.split())},
    "Referrer-Policy": {"same-origin"},
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
    "X-Robots-Tag": {"noindex, nofollow"},
}
BESIDE: Final = {"Content-Type", "Content-Length", "Content-Language", "Vary", "Location", "Allow", "Clear-Site-Data"}
INERT: Final = GOLDEN | {"Content-Security-Policy": {"sandbox", "default-src 'none'", "frame-ancestors 'none'"}}
NEUTRAL: Final = re.compile(r'attachment; filename="file-[0-9a-f]{8}\.(jpg|png|pdf)"')
OF_FILES: Final = {"Last-Modified", "ETag"}


def _headers(answer: Any) -> dict[str, set[str]]:
    return {name: set(answer.headers[name].split("; ")) for name in answer.headers if name not in BESIDE}


def _who(row: Row) -> list[str]:
    return [STRANGER, OPERATOR if row.get == frozenset({OPERATOR}) else COORDINATOR]


@pytest.mark.xdist_group("headers")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_address_answers_with_them(world: World, row: Row, method: str) -> None:
    thing = world.things[row.about][0]
    for who in _who(row):
        answer = world.ask(who, method, reverse(row.name, kwargs={**thing.kwargs, **row.extra}), dict(row.data))
        if name := answer.headers.get("Content-Disposition"):
            del answer.headers["Content-Disposition"]
            assert NEUTRAL.fullmatch(name)
            assert row.name == "evidence:download"
        assert _headers(answer) == (INERT if name else GOLDEN)


def _raising(error: BaseException) -> Any:
    @public
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


ERRORS = {400: BadRequest("secret"), 403: PermissionDenied("secret"), 404: Http404("secret"), 500: ValueError("secret")}
urlpatterns = [*(path(f"{status}/", _raising(error)) for status, error in ERRORS.items()), *real]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_errors_too_and_say_nothing_of_their_cause(status: int, language: str) -> None:
    answer = Client(raise_request_exception=False).get(f"/{status}/", headers={"accept-language": language})
    assert answer.status_code == status
    assert _headers(answer) == GOLDEN
    page = answer.content.decode()
    assert "secret" not in page
    assert "ValueError" not in page
    assert page.count("<h1") == 1


@pytest.mark.django_db
def test_an_unknown_host_is_refused_with_them() -> None:
    answer = Client(raise_request_exception=False).get("/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert _headers(answer) == GOLDEN


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["cases/app.css", "cases/print.css", "cases/favicon.png"])
def test_files_may_be_kept_and_have_the_rest(file: str) -> None:
    answer = Client().get(f"/static/{file}")
    answer.close()
    headers = {name: value for name, value in _headers(answer).items() if name not in OF_FILES}
    assert headers | {"Cache-Control": {"no-store"}} == GOLDEN
    assert headers["Cache-Control"] != {"no-store"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "file", ["", "cases/", "../manage.py", "..%2f..%2fmanage.py", "admin/js/core.js", "cases/none.css"]
)
def test_no_listing_no_way_up_and_no_script(file: str) -> None:
    assert Client().get(f"/static/{file}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "file", [".git/config", "manage.py", "pyproject.toml", "var/", "media/", "server-status", "debug"]
)
def test_nothing_of_the_project_is_served(file: str) -> None:
    assert Client().get(f"/{file}").status_code == 404


@pytest.mark.django_db
def test_over_tls_browsers_are_told_to_stay_there(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True
    answer = Client().get("/login/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in Client().get("/login/").headers


@pytest.mark.xdist_group("headers")
def test_cookies_are_closed_to_scripts_and_to_other_sites(world: World) -> None:
    with undone():
        client = world.client(COORDINATOR)
        client.post("/language/", {"language": "ru", "next": "/login/"})
        client.post("/logout/")
        client.get("/login/")
        kinds = {settings.LANGUAGE_COOKIE_NAME: "Lax", settings.CSRF_COOKIE_NAME: "Lax"}
        for name, samesite in kinds.items():
            assert client.cookies[name]["httponly"], name
            assert client.cookies[name]["samesite"] == samesite, name
