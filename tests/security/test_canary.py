"""Whatever people type is nowhere on the disk once they have logged out: not in tables, write-ahead log or logs."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from cases.access.models import Team, User
from cases.applications.models import Application, Deadline
from cases.base import clock
from cases.evidence import models as evidence
from cases.evidence.models import CaseFile
from cases.people.folding import fold
from cases.people.models import Case
from cases.vault.models import StoredSession
from casetracker.embedded import DATABASE, Server, superuser
from casetracker.logs import Scrubbed
from tests import factories
from tests.evidence.samples import document, photo
from tests.factories import Group
from tests.security.canary import places, spellings
from tests.security.house import CYRILLIC, LATIN, House

pytestmark = pytest.mark.xdist_group("canary")
CONTROL = "Wqxcontrol"  # stands in clear on purpose: a search that does not find it proves nothing
OWN_PASSPHRASE = f"мой {CYRILLIC} живёт в чайнике {LATIN}"


@pytest.fixture(scope="module")
def house(django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """A server with the durability of a real one, used as the application uses it."""
    folder = Path(tempfile.mkdtemp(prefix="casetracker-canary-"))
    folder.chmod(0o711)
    before, tempfile.tempdir = dict(connection.settings_dict), str(folder)  # what is spooled is searched, too
    handler = logging.FileHandler(folder / "application.log", encoding="utf-8")
    handler.setFormatter(Scrubbed())
    loggers = [logging.getLogger(name) for name in ("", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        with Server(folder / "postgres") as server, django_db_blocker.unblock():
            connection.close()
            socket = server.home.socket
            connection.settings_dict.update(HOST=str(socket), NAME=DATABASE, USER="owner")
            call_command("migrate", verbosity=0, interactive=False)
            connection.close()
            connection.settings_dict["USER"] = "app"
            house = House(folder, server.home.data, (folder / "application.log", server.home.log))
            _live(house)
            connection.close()
            with superuser(socket, DATABASE) as cursor:
                cursor.execute("CHECKPOINT")
            yield house
    finally:
        tempfile.tempdir = None
        for logger in loggers:
            logger.removeHandler(handler)
        handler.close()
        connection.close()
        connection.settings_dict.update(before)
        shutil.rmtree(folder, ignore_errors=True)


def _live(house: House) -> None:
    """A day of the group, through the pages."""
    group = factories.group("heron")
    _join(house, group)
    client = group.coordinator.client(headers={"user-agent": house.marker().encode("ascii", "ignore").decode()})
    code = _log_a_case(house, client)
    _work_on(house, client, code)
    _apply(house, client, code)
    _keep_files(house, client, code)
    _go_wrong(house, client)
    _lose_a_session(house, group, code)
    _activist(house, group)
    house.secrets |= {
        f"key of {person.user.handle}": person.private_key for person in (group.coordinator, group.activist)
    }
    house.secrets["cookie"] = client.cookies[settings.SESSION_COOKIE_NAME].value.encode()
    client.post("/logout/")
    Team.objects.filter(pk=group.team.pk).update(zone=CONTROL)
    logging.getLogger("casetracker").error(f"fixed text with {CONTROL}")  # noqa: G004


def _join(house: House, group: Group) -> None:
    coordinator = group.coordinator.client()
    coordinator.post("/team/invite/", {"role": "activist"})
    link = coordinator.get("/team/").context["link"].url
    coordinator.post("/logout/")
    newcomer = Client()
    words = newcomer.get(link).context["suggested"]
    newcomer.post(link, {"handle": "newcomer", "passphrase": house.marker(), "again": "another", "suggested": words})
    joined = newcomer.post(
        link, {"handle": "newcomer", "passphrase": OWN_PASSPHRASE, "again": OWN_PASSPHRASE, "suggested": words}
    )
    assert joined.status_code == 302
    secret = newcomer.get("/join/code/").context["secret"].replace(" ", "")
    newcomer.post("/join/code/", {"code": factories.code_now(secret)})
    newcomer.post("/logout/")
    Client().post("/login/", {"handle": "newcomer", "passphrase": f"wrong {house.marker()}", "code": "123456"})
    house.secrets |= {"link": link.split("/")[-2].encode(), "words": words.encode(), "seed": secret.encode()}


def _log_a_case(house: House, client: Client) -> str:
    form = house.filled(client.get("/cases/new/").context["form"])
    refused = client.post("/cases/new/", form | {"country": "", "born_on": house.marker()[:30]})
    assert refused.status_code == 200
    logged = house.submit(client, "/cases/new/", country="KZ")
    return str(logged.headers["Location"].split("/")[2])


def _work_on(house: House, client: Client, code: str) -> None:
    base = f"/cases/{code}"
    later = (clock.today() + timedelta(days=9)).isoformat()
    for page in ("edit", "name", "contact", "note", "dates/new", "risk/review", "detained"):
        house.submit(client, f"{base}/{page}/")
    house.submit(client, f"{base}/risk/override/", until=later)
    house.submit(client, f"{base}/detained/end/")
    house.submit(client, f"{base}/stage/", stage="active")
    client.post(f"{base}/reveal/")
    for page in ("", "risk/", "logged/"):
        assert client.get(f"{base}/{page}").status_code == 200
    for path in ("/", "/cases/", "/risk/", "/deadlines/", "/dashboard/"):
        assert client.get(path).status_code == 200
    date = Deadline.objects.latest("pk")
    house.submit(client, f"/deadlines/{date.pk}/day/", day=later)
    house.submit(client, f"/deadlines/{date.pk}/done/")


def _apply(house: House, client: Client, code: str) -> None:
    house.submit(client, f"/cases/{code}/applications/new/?procedure=fr_visa_asylum")
    page = f"/applications/{Application.objects.latest('pk').pk}"
    house.submit(client, f"{page}/move/dossier_sent/")
    for part in ("note", "details", "correct"):
        house.submit(client, f"{page}/{part}/")
    assert client.get(f"{page}/").status_code == 200


def _keep_files(house: House, client: Client, code: str) -> None:
    """Markers in files, in their names, in what a camera writes beside them, and in a file that is refused."""
    base, (latin, number) = f"/cases/{code}", (LATIN, next(house.numbers))
    taken = (photo(latin), document(latin), document(latin, is_signed=True))
    for data in (*taken, b"<html>" + latin.encode()):
        page = client.get(f"{base}/files/new/").context["form"]
        file = SimpleUploadedFile(f"{house.marker()}.jpg", data)
        client.post(f"{base}/files/new/", house.filled(page) | {"file": file})
    assert CaseFile.objects.count() == len(taken)
    for row in CaseFile.objects.all():
        house.submit(client, f"{base}/files/{row.pk}/about/")
        assert client.get(f"{base}/files/{row.pk}/").status_code == 200
        sent: Any = client.get(f"{base}/files/{row.pk}/download/")
        assert b"".join(sent.streaming_content)
    link = f"https://example.org/{latin}{number}"
    house.submit(client, f"{base}/testimony/new/", link=link, may_publish="yes")
    house.submit(
        client, f"{base}/testimony/{evidence.Testimony.objects.get().pk}/change/", link=link, may_publish="yes"
    )
    house.submit(client, f"{base}/files/{CaseFile.objects.all()[0].pk}/delete/")
    assert client.get(f"{base}/files/").status_code == 200


def _go_wrong(house: House, client: Client) -> None:
    """Names in searches, addresses, headers and errors."""
    found = client.post("/search/", {"query": house.marker()})
    assert found.status_code == 200
    client.get("/cases/", {"q": house.marker()})
    client.get(f"/cases/{house.marker()}/")
    client.get(f"/{house.marker()}/", headers={"referer": f"http://testserver/{LATIN}"})
    client.get("/admin/cases/case/", {house.marker(): house.marker()})
    client.post("/language/", {"language": house.marker(), "next": house.marker()})
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [house.marker()])
    with pytest.raises(DatabaseError), transaction.atomic():  # whose detail holds the whole row
        User.objects.create(handle=house.marker(), language=None, public_key=b"", private_key_box=b"")  # type: ignore[misc]
    try:
        raise ValueError(house.marker())
    except ValueError:
        logging.getLogger("django.request").exception("a page about %s failed", house.marker())


def _lose_a_session(house: House, group: Group, code: str) -> None:
    client = group.caseworker.client()
    cookie = client.cookies.pop(settings.SESSION_COOKIE_NAME)
    kept = client.post(f"/cases/{code}/note/", {"note": house.marker()})
    assert kept.headers["Location"] == "/login/?kept=1"
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie.value
    client.post("/logout/")


def _activist(house: House, group: Group) -> None:
    client = group.activist.client()
    code = _log_a_case(house, client)
    house.submit(client, f"/cases/{code}/contact/")
    client.post("/logout/")


def _needles() -> set[bytes]:
    words = {word for core in (CYRILLIC, LATIN) for word in (core, core.lower(), core.upper(), fold(core))}
    return {spelling for word in words for spelling in spellings(word)}


def test_enough_was_typed(house: House) -> None:
    assert next(house.numbers) > 40
    assert Case.objects.count() == 2
    assert not StoredSession.objects.exists()


def test_a_marker_in_clear_is_found_in_table_write_ahead_log_and_log(house: House) -> None:
    found = {name for names in places(house.folder, spellings(CONTROL)).values() for name in names}
    for part in ("/base/", "/pg_wal/", "application.log"):
        assert [name for name in found if part in name], part


def test_nothing_that_was_typed_is_anywhere(house: House) -> None:
    assert places(house.folder, _needles()) == {}


def test_no_key_cookie_seed_or_link_is_anywhere(house: House) -> None:
    needles = {spelling: name for name, secret in house.secrets.items() for spelling in spellings(secret)}
    assert {needles[needle] for needle in places(house.folder, needles)} == set()


def test_no_case_code_and_no_handle_stands_in_a_log(house: House) -> None:
    text = "".join(path.read_text("utf-8", "replace") for path in house.logs)
    assert "ERROR" in text
    people = [*Case.objects.values_list("code", flat=True), *User.objects.values_list("handle", flat=True)]
    assert [word for word in people if word in text] == []
