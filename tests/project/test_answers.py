"""Every answer leaves with the same strict headers; the health check tells the truth."""

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test import Client

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}

pytestmark = pytest.mark.django_db


def headers_of(client: Client, path: str) -> Mapping[str, str]:
    response = client.get(path)
    response.close()
    return response.headers


@pytest.mark.parametrize("path", ["/healthz", "/", "/no/such/page", "/static/cases/app.css"])
def test_every_answer_has_the_strict_headers(client: Client, path: str) -> None:
    headers = headers_of(client, path)
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/healthz", "/", "/no/such/page"])
def test_no_page_is_kept_by_a_browser_or_a_proxy(client: Client, path: str) -> None:
    assert "no-store" in headers_of(client, path)["Cache-Control"]


def test_static_files_may_be_kept(client: Client) -> None:
    assert "no-store" not in headers_of(client, "/static/cases/app.css")["Cache-Control"]


def test_healthy_when_the_database_answers_and_is_up_to_date(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_pending_migrations_are_not_healthy(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases'")
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"migrations are pending")


@pytest.mark.django_db(transaction=True)
def test_a_silent_database_is_not_healthy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"the database does not answer")
