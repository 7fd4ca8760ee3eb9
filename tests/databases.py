"""Databases beside the one that pytest-django empties: for what is built once and looked at by many tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from casetracker.embedded import make_database


def build(socket: Path, name: str) -> None:
    """Make a database with the tables in it, as the owner of the tables."""
    make_database(socket, name)
    with using(socket, name, "owner"):
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def using(socket: Path, name: str, role: str = "app") -> Iterator[None]:
    """Let this process use another database, in one of its roles."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST=str(socket), NAME=name, USER=role)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
