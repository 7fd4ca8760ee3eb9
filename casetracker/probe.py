"""Asks the application in this container whether it is healthy: status 0 when it is."""

import http.client
import os
import sys


def main() -> int:
    """Ask under the first name that the application answers to."""
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
    connection.request("GET", "/healthz", headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0].strip()})
    return 0 if connection.getresponse().status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main())
