"""`make run`: a taken port is explained, an interrupted first start begins again, a finished one keeps its data."""

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from casetracker import run
from casetracker.embedded import DATABASE, Server, superuser
from casetracker.home import Refused


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Path(tempfile.mkdtemp(prefix="casetracker-")), hasty=True) as server:
        yield server
    server.discard()


class Commands(list[str]):
    """Stands in for manage.py: writes down what was asked, and what a demonstration would leave in the database."""

    def __init__(self, server: Server, failing: str = "") -> None:
        super().__init__()
        self.server, self.failing = server, failing

    def __call__(self, _environment: Mapping[str, str], name: str, *_: str) -> None:
        self.append(name)
        if name == "seed_demo":
            with superuser(self.server.home.socket, DATABASE) as cursor:
                cursor.execute("CREATE TABLE half_done ()")
        if name == self.failing:
            raise Refused(name)


def test_an_interrupted_first_start_begins_with_an_empty_database(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_manage", Commands(server, failing="seed_demo"))
    with pytest.raises(Refused):
        run._prepare(server, {})  # noqa: SLF001
    monkeypatch.setattr(run, "_manage", again := Commands(server))
    run._prepare(server, {})  # noqa: SLF001  # would fail on a table that is there already
    assert again == ["migrate", "messages", "collectstatic", "seed_demo"]


def test_the_second_start_keeps_the_data(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_manage", Commands(server))
    run._prepare(server, {})  # noqa: SLF001
    monkeypatch.setattr(run, "_manage", second := Commands(server))
    run._prepare(server, {})  # noqa: SLF001
    assert second == ["migrate", "messages", "collectstatic"]
    with superuser(server.home.socket, DATABASE) as cursor:
        cursor.execute("SELECT count(*) FROM half_done")
        assert cursor.fetchone() == (0,)


def test_a_taken_port_is_explained_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "casetracker.run", "--port", str(port)], capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert f"make run PORT={port + 10}" in done.stderr
