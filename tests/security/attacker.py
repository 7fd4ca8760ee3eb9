"""Another process of the server: it takes logins in several threads at once and says when each derivation ran.

Run by test_brute_force with pairs of handle and device cookie; prints the derivations' spans on the machine's clock.
"""

import json
import sys
import threading
import time
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402  # the settings come first
from django.test import Client  # noqa: E402

from cases.keys import derive  # noqa: E402

_LASTS = 0.1  # long enough for all of them to meet


def main() -> None:
    spans: list[tuple[float, float]] = []
    real = derive.hash_secret_raw  # type: ignore[attr-defined]

    def watched(*args: Any, **kwargs: Any) -> bytes:
        began = time.monotonic()
        time.sleep(_LASTS)
        raw = real(*args, **kwargs)
        spans.append((began, time.monotonic()))
        return raw

    derive.hash_secret_raw = watched  # type: ignore[attr-defined]
    threads = [threading.Thread(target=_try, args=pair) for pair in json.loads(sys.argv[1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps(spans))


def _try(handle: str, device: str) -> None:
    client = Client()
    if device:
        client.cookies["device"] = device
    client.post("/login/", {"handle": handle, "passphrase": "x" * 30, "code": "123456"})
    connection.close()


if __name__ == "__main__":
    main()
