"""What `make run` does: a demonstration on this machine, with its own PostgreSQL and invented cases, until Ctrl-C."""

import argparse
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from casetracker import children
from casetracker.embedded import Server
from casetracker.home import Refused

_ROOT: Final = Path(__file__).resolve().parent.parent
_VAR: Final = _ROOT / "var"
_WELCOME: Final = """
  Case Tracker runs at  http://127.0.0.1:{port}

  Team Almaty    activist   caseworker   coordinator
  Team Yerevan   activist-b              coordinator-b
  No team        operator
  Passphrase     demo-only-not-secret

  All cases are invented. Ctrl-C stops everything; the next start keeps the data (in var/).
"""


def main() -> int:
    """Run until we are told to stop."""
    parser = argparse.ArgumentParser(prog="make run", description=main.__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    os.chdir(_ROOT)
    children.leave_in_order()
    _refuse_taken(port)
    with Server(_VAR / "postgres") as server:
        environment = os.environ | _settings(port) | server.environment() | {"WELCOME": _WELCOME.format(port=port)}
        _prepare(server, environment)
        return children.run([sys.executable, "-m", "gunicorn", "--config", "python:casetracker.gunicorn"], environment)


def _prepare(server: Server, environment: Mapping[str, str]) -> None:
    """Bring tables, texts and files up to date; fill an empty database, anew when the last try did not finish."""
    filled = server.home.folder / "filled-with-demo-data"
    if not filled.exists():
        server.reset()
    _manage(environment, "migrate", "--verbosity=0", "--no-input")
    _manage(environment, "messages", "--compile")
    _manage(environment, "collectstatic", "--verbosity=0", "--no-input", "--clear")
    if not filled.exists():
        print("Inventing the demonstration cases, once …", flush=True)  # noqa: T201
        _manage(environment, "seed_demo")
        filled.touch()


def _settings(port: int) -> dict[str, str]:
    """Return a demonstration's settings; its key stays, so that a restart logs nobody out."""
    key = _VAR / "secret-key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(48))
    return {
        "DEMO": "1",
        "DEBUG": "",
        "SECURE": "",
        "SECRET_KEY": key.read_text(),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "BIND": f"127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "casetracker.settings",
    }


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(
                f"Port {port} cannot be used: {error.strerror}. Choose another one: make run PORT={port + 10}"
            ) from None


def _manage(environment: Mapping[str, str], *command: str) -> None:
    if status := children.run([sys.executable, "manage.py", *command], environment):
        raise Refused(f"`manage.py {command[0]}` ended with status {status}; its message is above.")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as reason:
        sys.exit(f"\n{reason}\n")
