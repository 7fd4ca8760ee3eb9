"""How gunicorn serves the application: threads for waiting, no access log, nothing that a person sent on any disk."""

import os
from pathlib import Path
from typing import Any

from casetracker.wsgi import refuse_mixed_data

bind = os.environ.get("BIND", "127.0.0.1:8000")
wsgi_app = "casetracker.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
preload_app = True  # a mistake in the settings shows once, at the start
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 5000
max_requests_jitter = 500

accesslog = None
errorlog = "-"
loglevel = "warning"
logger_class = "casetracker.logs.GunicornLogger"

worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 heartbeats only  # nosec B108
control_socket_disable = True
forwarded_allow_ips = ""  # no header that a client can send is believed; casetracker/wsgi.py sets the scheme


def on_starting(_server: Any) -> None:
    """Look at the database before the first request."""
    refuse_mixed_data()


def when_ready(_server: Any) -> None:
    """Say where to go, now that somebody listens there."""
    if welcome := os.environ.get("WELCOME"):
        print(welcome, flush=True)  # noqa: T201  # what `make run` is for
