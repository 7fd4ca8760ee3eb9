"""Finds the Chromium that the browser tests drive; `python -m tests.chromium` installs it where apt-get can."""

import os
import shutil
import subprocess
import sys
from typing import Final

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Root needs --no-sandbox; the rest keeps a test browser from looking for the world outside.
FLAGS: Final = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
MISSING: Final = "NO CHROMIUM: the browser tests are left out. Install Chromium to run them."


def find() -> str | None:
    """Return the browser's path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


def main() -> int:
    """Install Chromium when it is missing and can be; CI does not go on without it."""
    if find() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        subprocess.run(["apt-get", "install", "-qq", "--no-install-recommends", "chromium"], check=False, env=quiet)
    if find() is not None:
        return 0
    sys.stderr.write(f"\n*** {MISSING}\n\n")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
