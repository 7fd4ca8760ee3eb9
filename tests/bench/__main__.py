"""`python -m tests.bench --cases 10000 --cases 100000`: load, serve as in production, measure, print."""

import argparse
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from casetracker import children
from casetracker.embedded import DATABASE, Server, superuser
from tests.bench import HOST, report

_START_SECONDS: Final = 30.0
_SEALED: Final = 10_000  # cases sealed as the product does it; more are copies of their rows
_SET_UP: Final = "import django; django.setup()"
Environment = Mapping[str, str]


def main() -> None:
    """Measure one size after the other."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("--cases", type=int, action="append", help="how many cases; may be given again")
    parser.add_argument("--folder", type=Path, default=Path("var") / "bench")
    parser.add_argument("--keep", action="store_true", help="measure what was loaded last time")
    chosen = parser.parse_args()
    children.leave_in_order()
    measured: dict[int, list[dict[str, Any]]] = {}
    keys: list[str] = []
    risk: list[str] = []
    with Server(chosen.folder) as server:
        environment = os.environ | _settings() | server.environment()
        for cases in chosen.cases or [10_000, 100_000]:
            if not chosen.keep:
                _load(server, cases, environment)
            measured[cases] = _measure(environment, "measure", "[vars(page) for page in measure({port})]")
            _say("", *report.table(cases, measured[cases]), "")
            risk = risk or _measure(environment, "risk", "measure({port})")
            keys = keys or _measure(environment, "keys", "measure({port})")
    _say(*report.growth(measured), "", *risk, *keys)


def _settings() -> Environment:
    """Return the settings of a real installation behind an onion address, which needs no TLS."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DEMO": "",
        "DEBUG": "",
        "SECURE": "",
        "SECRET_KEY": secrets.token_hex(48),
        "ALLOWED_HOSTS": HOST,
        "PYTHONPATH": str(Path.cwd()),
    }


def _load(server: Server, cases: int, environment: Environment) -> None:
    server.reset()
    start, folder = time.monotonic(), str(server.home.socket)
    for command in (
        ["manage.py", "migrate", "--verbosity=0", "--no-input"],
        ["manage.py", "messages", "--compile"],
        ["manage.py", "collectstatic", "--verbosity=0", "--no-input"],
        ["-c", f"{_SET_UP}; from tests.bench.load import load; load({min(cases, _SEALED)})"],
        ["-c", f"{_SET_UP}; from tests.bench.multiply import multiply; multiply({cases // _SEALED}, {folder!r})"],
    ):
        if children.run([sys.executable, *command], environment):
            sys.exit(f"{' '.join(command)} failed")
    with superuser(server.home.socket, DATABASE) as cursor:  # what autovacuum does within minutes; `app` may not
        cursor.execute("VACUUM ANALYZE")
    _say(f"Loaded {cases:,} cases in {time.monotonic() - start:.0f} seconds.")


def _measure(environment: Environment, module: str, what: str) -> Any:
    """Run the measurements of a module against a server, in a process of their own; return what they found."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _serving(port, environment):
        said = f"import json; print(json.dumps({what.format(port=port)}))"
        command = [sys.executable, "-c", f"{_SET_UP}; from tests.bench.{module} import measure; {said}"]
        answer = subprocess.run(command, env=dict(environment), stdout=subprocess.PIPE, check=True)
    return json.loads(answer.stdout)


@contextmanager
def _serving(port: int, environment: Environment) -> Iterator[None]:
    """Run gunicorn as the product does, with two workers."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:casetracker.gunicorn"]
    server = subprocess.Popen(command, env={**environment, "BIND": f"127.0.0.1:{port}", "WORKERS": "2"})
    try:
        _wait_for(port)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)  # noqa: T201  # what the command is for


if __name__ == "__main__":
    main()
