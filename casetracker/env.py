"""Reads settings from the environment; a secret may also come from a file named by `<NAME>_FILE`."""

import os
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return a value, or the content of the file that `<NAME>_FILE` names."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def required(name: str, why: str, example: str) -> str:
    """Return a value, or refuse to start with a paragraph that helps."""
    return text(name) or refuse(
        f"{name} is not set. {why} Set {name} in the environment, or put the value into a file and name that file in "
        f"{name}_FILE; for example {name}={example} (docs/DEPLOYMENT.md lists them all). To only try Case Tracker out, "
        f"use `make run`, which sets everything for a demonstration on this machine."
    )


def flag(name: str) -> bool:
    """Return whether a switch is on."""
    value = text(name).lower()
    if value not in _TRUE | _FALSE:
        refuse(f"{name}={value!r} is neither on (1, true, yes) nor off (0, false, no).")
    return value in _TRUE


def listed(name: str) -> list[str]:
    """Return the values of a comma-separated list."""
    return [item for part in text(name).split(",") if (item := part.strip())]


def database(url: str) -> dict[str, Any]:
    """Read `postgresql://user:password@host:port/name?option=value`.

    `?host=/folder` names the folder of a socket, `?password_file=/file` keeps the password out of the environment.
    """
    parts = urlsplit(url)
    name = parts.path.removeprefix("/")
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        refuse("A database address must read postgresql://user:password@host:5432/name; Case Tracker needs PostgreSQL.")
    options = dict(parse_qsl(parts.query))
    file = options.pop("password_file", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": Path(file).read_text(encoding="utf-8").strip() if file else unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def refuse(reason: str) -> NoReturn:
    """Stop before anything is served."""
    raise ImproperlyConfigured(reason)
