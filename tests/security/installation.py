"""A real installation on this machine: gunicorn as in production, and a PostgreSQL that keeps what it acknowledged."""

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlencode

from django.db import connection

from casetracker import children
from casetracker.embedded import DATABASE, Server
from tests import databases
from tests.factories import PASSPHRASE, Person

HOST: Final = "cases.example.org"
ROOT: Final = Path(__file__).resolve().parents[2]
_SECRET_KEY: Final = secrets.token_hex(48)
PATIENCE_SECONDS: Final = 60.0  # a server that is not back by then never will be; nothing here is timed


class Installation:
    """PostgreSQL and the application, each of which can be killed and started again."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="casetracker-installation-"))
        self.folder.chmod(0o711)
        self.log = self.folder / "application.log"
        self.server = Server(self.folder / "postgres")
        self.port = _free_port()
        self._application: subprocess.Popen[bytes] | None = None
        self._past_log = ""

    def __enter__(self) -> Self:
        self.server.__enter__()
        databases.build(self.server.home.socket, DATABASE)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.server.__exit__()
        self.server.discard()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def written(self) -> dict[str, str]:
        """What the application and PostgreSQL have written into their logs since the beginning."""
        database = self._past_log + self.server.home.log.read_text(errors="replace")
        return {"application": self.log.read_text(errors="replace"), "database": database}

    def database(self) -> AbstractContextManager[None]:
        """Let this process use the installation's database too."""
        return databases.using(self.server.home.socket, DATABASE)

    def start(self) -> None:
        """Start gunicorn and wait until it says that it is healthy."""
        with self.log.open("ab") as log:
            self._application = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "python:casetracker.gunicorn"],
                cwd=ROOT,
                env=os.environ | self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=children.outlived_by_none(signal.SIGKILL),
            )
        self.wait_until_healthy()

    def kill(self) -> None:
        """Kill the application, master and workers at once, in the middle of whatever they do."""
        if self._application is not None:
            os.killpg(self._application.pid, signal.SIGKILL)
            self._application.wait()

    def crash_database(self) -> None:
        """Stop PostgreSQL as `pg_ctl stop -m immediate` does, and start it again, which recovers."""
        number = int((self.server.home.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(number, signal.SIGQUIT)
        connection.close()
        self.server.__exit__()
        self._past_log += self.server.home.log.read_text(errors="replace")  # a start begins a new one
        self.server.__enter__()

    def wait_until_healthy(self) -> None:
        """Ask until the application answers that it, its database and its tables are well."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._is_healthy():
            if time.monotonic() > end:
                raise TimeoutError(self.log.read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def _is_healthy(self) -> bool:
        try:
            return Visitor(self.port).get("/healthz").body == "ok"
        except (OSError, http.client.HTTPException):
            return False

    def _environment(self) -> dict[str, str]:
        return {
            **self.server.environment(),
            "DJANGO_SETTINGS_MODULE": "tests.security.serving",
            "SECRET_KEY": _SECRET_KEY,
            "ALLOWED_HOSTS": HOST,
            "SECURE": "1",
            "DEMO": "",
            "DEBUG": "",
            "LOG_LEVEL": "DEBUG",  # the most that an operator can ask for
            "KDF_COST": "8,1,1",
            "BIND": f"127.0.0.1:{self.port}",
            "PYTHONPATH": str(ROOT),
        }


class Page(NamedTuple):
    """What came back."""

    status: int
    location: str
    body: str


class Visitor:
    """A browser behind the proxy, with cookies and nothing else."""

    def __init__(self, port: int, **headers: str) -> None:
        self.cookies: dict[str, str] = {}
        self._port, self._headers = port, headers

    def get(self, path: str) -> Page:
        """Fetch a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, Any]) -> Page:
        """Send a form, with the token of the cookie."""
        return self._ask("POST", path, urlencode(fields | {"csrfmiddlewaretoken": self.cookies.get("__Host-csrf", "")}))

    def log_in(self, person: Person) -> int:
        """Ask to be let in with handle, passphrase and code; return the status of the answer."""
        self.get("/login/")
        given = {"handle": person.user.handle, "passphrase": PASSPHRASE, "code": person.code()}
        return self.post("/login/", given).status

    def _ask(self, method: str, path: str, body: str | None) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
        sent = {
            "Host": HOST,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **({"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"} if body else {}),
        }
        try:
            connection.request(method, path, body, sent | self._headers)
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Page(answer.status, answer.headers.get("Location", ""), page)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
