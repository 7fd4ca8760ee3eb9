"""Starts the PostgreSQL that came with the Python packages: for `make run`, tests and benches, never for a real group.

There is no TCP port: the socket lies in a private folder, and PostgreSQL lets in the account that started it and no
other. The server is our child and stops with us; if we are killed outright, the next start ends what may be left.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote

import psutil
import psycopg2
from psycopg2 import sql

from casetracker import children
from casetracker.home import Home, Refused

MAJOR: Final = 18
DATABASE: Final = "casetracker"
_ROLES: Final = Path(__file__).with_name("roles.sql")
_START_SECONDS, _STOP_SECONDS = 60.0, 20.0
_STATUS_LINE: Final = 7  # of postmaster.pid, counted from 0

QUIET: Final = {  # a server log that repeats no value and no statement
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}
_HASTY: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """A PostgreSQL of our own, running while the block does. `hasty` gives up durability for speed: for tests."""

    def __init__(self, folder: Path, *, hasty: bool = False) -> None:
        self._folder, self._hasty = folder, hasty
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start, make roles and database where they are missing, and wait until the server answers."""
        self.home = Home(self._folder)
        try:
            self._end_leftover()
            if not (self.home.data / "PG_VERSION").exists():
                self._initialise()
            self._launch()
            make_database(self.home.socket, DATABASE)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def url(self, role: str) -> str:
        """Return the address of the database for one of the roles."""
        return f"postgresql://{role}@/{DATABASE}?host={quote(str(self.home.socket), safe='/')}"

    def environment(self) -> dict[str, str]:
        """Return what the application needs in its environment to use this server."""
        return {"DATABASE_URL": self.url("app"), "MIGRATION_DATABASE_URL": self.url("owner")}

    def reset(self) -> None:
        """Drop the database with all it holds and make an empty one."""
        with superuser(self.home.socket, "postgres") as cursor:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
        make_database(self.home.socket, DATABASE)

    def discard(self) -> None:
        """Delete the folder of a stopped server, and nothing beside it."""
        shutil.rmtree(self.home.folder)
        if self._folder.is_symlink():
            self._folder.unlink()

    def _end_leftover(self) -> None:
        """Stop a server that outlived its launcher: since we hold the lock, nobody needs it."""
        try:
            pid = int((self.home.data / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        for number in (signal.SIGINT, signal.SIGKILL):
            if _serves(pid, self.home.data):
                os.kill(pid, number)
                _wait(lambda: not _serves(pid, self.home.data), _STOP_SECONDS)

    def _initialise(self) -> None:
        data = self.home.data
        shutil.rmtree(data, ignore_errors=True)  # what an interrupted first start left
        self.home.own(data)
        command = self.home.popen(
            "initdb", f"--pgdata={data}", "--username=postgres", "--encoding=UTF8", "--locale=C", "--auth-local=peer",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth-host=reject", "--no-instructions",
            *(["--no-sync"] if self._hasty else []),
        )  # fmt: skip
        done = subprocess.run(**command, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(data, ignore_errors=True)
            raise Refused(f"PostgreSQL could not make its folder: {done.stderr.strip()}")
        (data / "pg_hba.conf").write_text("local all all peer map=launcher\n")
        (data / "pg_ident.conf").write_text("".join(f"launcher {name} all\n" for name in self.home.people))

    def _launch(self) -> None:
        settings = QUIET | (_HASTY if self._hasty else {}) | {
            "listen_addresses": "",
            "unix_socket_directories": str(self.home.socket),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }  # fmt: skip
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.home.log.open("wb") as log:
            self._process = subprocess.Popen(
                **self.home.popen("postgres", "-D", str(self.home.data), *flags),
                stdout=log,
                stderr=log,
                preexec_fn=children.outlived_by_none(signal.SIGINT),
            )
        if not _wait(self._is_ready, _START_SECONDS):
            raise Refused(f"PostgreSQL did not start:\n{self.home.log.read_text(errors='replace')}")

    def _is_ready(self) -> bool:
        """Read the status that PostgreSQL keeps in its pid file; stop waiting when it died."""
        if self._process is None or self._process.poll() is not None:
            raise Refused(f"PostgreSQL ended at once:\n{self.home.log.read_text(errors='replace')}")
        try:
            lines = (self.home.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return lines[:1] == [str(self._process.pid)] and [line.strip() for line in lines[_STATUS_LINE:]] == ["ready"]

    def _stop(self) -> None:
        """Stop the server, politely, then firmly, and leave the folder."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self._process is not None:
                self._process.send_signal(number)
                try:
                    self._process.wait(timeout=_STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    continue
                self._process = None
        self.home.close()


def make_database(socket: Path, name: str) -> None:
    """Make a database with the two roles' rights in it, unless it is there."""
    with superuser(socket, "postgres") as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with superuser(socket, name) as cursor:
        cursor.execute(_ROLES.read_text(encoding="utf-8"))


@contextmanager
def superuser(socket: Path, database: str) -> Iterator[Any]:
    """Open a cursor that may do everything, each statement for itself."""
    with closing(psycopg2.connect(dbname=database, user="postgres", host=str(socket))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def _serves(pid: int, data: Path) -> bool:
    """Tell whether a process is the server of this data directory, not a stranger that got its number."""
    try:
        return str(data) in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def main() -> int:
    """Run a command with a server beside it."""
    parser = argparse.ArgumentParser(prog="python -m casetracker.embedded", description=main.__doc__)
    parser.add_argument("--folder", type=Path, default=Path("var") / "postgres")
    parser.add_argument("command", nargs="+")
    chosen = parser.parse_args()
    children.leave_in_order()
    with Server(chosen.folder) as server:
        return children.run(chosen.command, os.environ | server.environment())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as reason:
        sys.exit(str(reason))
