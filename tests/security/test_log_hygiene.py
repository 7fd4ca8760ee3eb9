"""After a bad day the logs of a real installation hold what went wrong and where, and nothing of whom or with what."""

import re
import socket
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from cases.access.models import User
from cases.base import clock
from casetracker.embedded import DATABASE, superuser
from tests import factories
from tests.factories import Group
from tests.security.canary import spellings
from tests.security.installation import HOST, Installation, Visitor

pytestmark = pytest.mark.xdist_group("installation")
MARKER: Final = "Qzxhygiene"
CYRILLIC: Final = "Жкщгигиена"
ADDRESS: Final = "203.0.113.77"
AGENT: Final = f"Mozilla/5.0 ({MARKER})"
CONTROL: Final = "Wqxcontrol"


@dataclass
class BadDay:
    """What was written on that day, and what must not stand in it."""

    written: dict[str, str]
    needles: dict[str, bytes] = field(default_factory=dict)


@pytest.fixture(scope="module")
def bad_day(installation: Installation) -> Iterator[BadDay]:
    """Journeys with markers in everything that people and strangers can send, and faults at every layer."""
    with installation.database():
        group = factories.group(uuid.uuid4().hex[:12])
        visitor = Visitor(
            installation.port,
            **{"User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "Referer": f"https://{HOST}/{MARKER}"},
        )
        visitor.cookies["other"] = MARKER
        _come_in(visitor, group)
        code = _work(visitor)
        _wander(visitor, code)
        _shout(installation.port)
        _break(visitor, installation, code)
        _fail_in_the_database()
        needles = {f"cookie {name}": value.encode() for name, value in visitor.cookies.items() if name != "other"}
        needles |= {
            f"handle {one.user.handle}": one.user.handle.encode() for one in (group.coordinator, group.activist)
        }
        yield BadDay(installation.written, needles | {"code of a case": code.encode()})


def _come_in(visitor: Visitor, group: Group) -> None:
    visitor.get("/login/?next=/cases/%3Fq=" + quote(CYRILLIC))
    for handle in (MARKER.lower(), f"{CYRILLIC}\0", group.activist.user.handle):
        visitor.post("/login/", {"handle": handle, "passphrase": f"{MARKER} {CYRILLIC} and more", "code": "000000"})
    visitor.log_in(group.coordinator)


def _work(visitor: Visitor) -> str:
    text = f"{MARKER} {CYRILLIC}"
    sent = {"category": "deserter", "country": "KZ", "alias": text, "legal_name": text, "story": text}
    code = visitor.post("/cases/new/", sent).location.split("/")[2]
    today = clock.today().isoformat()
    for page in ("note", "contact"):
        answer = visitor.post(f"/cases/{code}/{page}/", {"day": today, "note": text, "channel": "signal"})
        assert answer.status == 302, page
    assert code in visitor.post("/search/", {"text": text}).body
    return code


def _wander(visitor: Visitor, code: str) -> None:
    """Addresses, tokens and fields that are wrong in every way."""
    word = quote(CYRILLIC)
    for path in (
        f"/{MARKER}/",
        f"/cases/{word}/",
        f"/cases/?q={word}&code={MARKER}&after={MARKER}",
        f"/admin/cases/case/?{MARKER}={word}",
        f"/static/{MARKER}.css",
        f"/applications/{uuid.uuid4()}/?{MARKER}",
        f"/join/{MARKER}/",
        f"/cases/%00{MARKER}/",
        f"/%ff{MARKER}",
    ):
        assert visitor.get(path).status < 500, path
    assert visitor.post(f"/cases/{code}/note/", {f"{MARKER}{number}": MARKER for number in range(1_200)}).status == 400
    token = visitor.cookies.pop("__Host-csrf")
    assert visitor.post(f"/cases/{code}/note/?{MARKER}", {"note": MARKER}).status == 403
    visitor.cookies["__Host-csrf"] = token
    visitor.post("/language/", {"language": MARKER, "next": f"javascript:{MARKER}"})


def _shout(port: int) -> None:
    """Send what is not HTTP, or hardly."""
    for sent in (
        f"{MARKER}\r\n\r\n",
        f"GET /{MARKER} HTTP/9.9\r\n\r\n",
        f"GET /{MARKER} HTTP/1.1\r\nHost: {MARKER}.example\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {HOST}\r\n{MARKER}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX: {MARKER * 2_000}\r\n\r\n",
        f"GET /{MARKER * 2_000} HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
        f"POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {MARKER}\r\n\r\n",
        f"POST /login/ HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n{MARKER}\r\n",
        f"POST /login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 900\r\n\r\nhandle={MARKER}",  # and hangs up
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(sent.encode())
            line.shutdown(socket.SHUT_WR)
            while line.recv(65_536):
                pass


def _break(visitor: Visitor, installation: Installation, code: str) -> None:
    """Take a table away under people who save, and come in; psycopg2 then quotes its statement."""
    with superuser(installation.server.home.socket, DATABASE) as cursor:
        for table in ("timeline_entry", "access_user"):
            cursor.execute(f"ALTER TABLE {table} RENAME TO away")
            try:
                sent = {"day": clock.today().isoformat(), "note": MARKER, "handle": MARKER, "passphrase": MARKER}
                assert visitor.post(f"/cases/{code}/note/?{MARKER}", sent).status == 500
                assert Visitor(installation.port).get(f"/login/?{MARKER}").status == 200
            finally:
                cursor.execute(f"ALTER TABLE away RENAME TO {table}")


def _fail_in_the_database() -> None:
    """Statements whose values PostgreSQL would write down: psycopg2 puts them into the text it sends."""
    row = {"handle": MARKER, "language": "en", "public_key": b"", "private_key_box": b""}
    User.objects.create(**row)
    for wrong, fault in (
        ({}, f"Key .handle.=.{MARKER}. already exists"),
        ({"handle": f"{MARKER}2", "language": None}, f"Failing row contains .*{MARKER}2"),
        ({"handle": MARKER * 20}, "value too long"),
    ):
        with pytest.raises(DatabaseError, match=fault), transaction.atomic():
            User.objects.create(**row | wrong)
    with pytest.raises(DatabaseError, match=MARKER), connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [MARKER])


@pytest.mark.parametrize("log", ["application", "database"])
def test_nothing_that_was_sent_stands_in_a_log(bad_day: BadDay, log: str) -> None:
    text = bad_day.written[log].encode()
    sent = {spelling for word in (MARKER, MARKER.lower(), CYRILLIC, ADDRESS) for spelling in spellings(word)}
    assert [needle for needle in sent if needle in text] == []
    assert [name for name, needle in bad_day.needles.items() if needle in text] == []


@pytest.mark.parametrize("log", ["application", "database"])
def test_no_address_method_browser_or_path_stands_in_a_log(bad_day: BadDay, log: str) -> None:
    request = r"(GET|POST) /|Mozilla|HTTP/|[ '\"]/(cases|login|search|join|static|admin|applications)|\?\w+="
    found = [match[0] for match in re.finditer(rf"\d+\.\d+\.\d+\.\d+|{request}", bad_day.written[log])]
    assert found == []


def test_the_log_says_what_went_wrong_and_where(bad_day: BadDay) -> None:
    lines = [line for line in bad_day.written["application"].splitlines() if "ERROR django.request" in line]
    assert any("ProgrammingError at " in line and "cases/timeline/actions.py:" in line for line in lines)
    assert any("ProgrammingError at " in line and "cases/access/backend.py:" in line for line in lines)


def test_a_database_with_its_usual_log_would_tell(installation: Installation, bad_day: BadDay) -> None:
    """The control: with PostgreSQL's own defaults, the same fault leaves statement and value."""
    with superuser(installation.server.home.socket, DATABASE) as cursor:
        cursor.execute("SET log_min_messages = warning; SET log_min_error_statement = error")
        with pytest.raises(psycopg2.DataError):
            cursor.execute("SELECT %s::integer", [CONTROL])
    time.sleep(0.2)
    assert CONTROL in installation.written["database"]
    assert CONTROL not in bad_day.written["database"]
