"""A browser over HTTP that keeps its cookies and its connection, and times what it is sent."""

import http.client
import time
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

import pyotp

from tests.bench import COUNT, HOST, PASSPHRASE, SECRET


class Answer(NamedTuple):
    """What came back, and how long it took."""

    seconds: float
    status: int
    body: bytes
    queries: int
    location: str


class Browser:
    """One person's browser."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}

    def get(self, path: str, *, count: bool = False) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, None, {COUNT: "1"} if count else {})

    def post(self, path: str, fields: dict[str, str], *, count: bool = False) -> Answer:
        """Send a form, with the token of the CSRF cookie."""
        body = urlencode(fields | {"csrfmiddlewaretoken": self._cookies["csrf"]})
        headers = {"Content-Type": "application/x-www-form-urlencoded"} | ({COUNT: "1"} if count else {})
        return self._ask("POST", path, body, headers)

    def login(self, handle: str) -> Answer:
        """Log in; a code counts once, so each person does this once in half a minute."""
        self.get("/login/")
        code = pyotp.TOTP(SECRET).now()
        answer = self.post("/login/", {"handle": handle, "passphrase": PASSPHRASE, "code": code})
        if answer.status != 302:
            raise RuntimeError(f"{handle} was not let in: {answer.status}")
        return answer

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        sent = {"Host": HOST, "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())} | headers
        start = time.perf_counter()
        try:
            response = self._send(method, path, body, sent)
        except ConnectionError:  # the server does not keep idle connections for long
            start = time.perf_counter()
            response = self._send(method, path, body, sent)
        content = response.read()
        seconds = time.perf_counter() - start
        for line in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        queries = int(response.headers.get(COUNT, 0))
        return Answer(seconds, response.status, content, queries, response.headers.get("Location", ""))

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except ConnectionError:
            self._connection.close()
            raise
