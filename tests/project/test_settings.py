"""Production refuses to start without what keeps people safe, and says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from casetracker import env

GOOD = {
    "SECRET_KEY": "x" * 50,
    "DATABASE_URL": "postgresql://app:p%40ss@db:5433/casetracker?sslmode=require",
    "ALLOWED_HOSTS": "cases.example.org",
    "SECURE": "1",
}
SHOW = (
    "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
)


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    names = {"DEBUG", "DEMO", "SECURE", "SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS"}
    chosen = {name: value for name, value in (GOOD | changes).items() if value is not None}
    environment = {name: value for name, value in os.environ.items() if name not in names} | chosen
    environment["DJANGO_SETTINGS_MODULE"] = "casetracker.settings"
    return subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True, check=False)


def test_production_starts_with_strict_cookies() -> None:
    assert start().stdout == "__Host-session __Host-csrf True\n"


def test_an_onion_address_encrypts_by_itself() -> None:
    assert start(SECURE=None, ALLOWED_HOSTS="abcdef.onion").stdout == "session csrf False\n"


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"DATABASE_URL": None}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "sqlite:///x"}, "needs PostgreSQL"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name the hosts"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"SECURE": None}, "passphrases would travel in clear"),
        ({"SECURE": "maybe"}, "neither on"),
        ({"DEMO": "1"}, "DEMO excludes SECURE"),
        ({"SMTP_HOST": "mail.example.org"}, "MAIL_FROM must be the address"),
        ({"SMTP_TLS": "maybe"}, "SMTP_TLS is starttls"),
    ],
)
def test_it_refuses_to_start_and_says_why(changes: dict[str, str | None], advice: str) -> None:
    refused = start(**changes)
    assert refused.returncode == 1
    assert advice in refused.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("from-a-file\n")
    monkeypatch.setenv("SOME_KEY_FILE", str(tmp_path / "key"))
    assert env.required("SOME_KEY", "why", "example") == "from-a-file"


def test_a_database_address_is_read_whole() -> None:
    assert env.database(GOOD["DATABASE_URL"]) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "casetracker",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_address_may_name_a_socket_folder() -> None:
    read = env.database("postgresql://app@/casetracker?host=/run/a%20b")
    assert (read["HOST"], read["PORT"], read["OPTIONS"]) == ("/run/a b", "", {})
