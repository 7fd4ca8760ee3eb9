"""T16: where the audit cannot be written, nothing is shown and nothing is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.people.models import Case
from casetracker.embedded import superuser
from tests import factories

REFUSES = """
    CREATE FUNCTION refuse_events() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
    CREATE TRIGGER unwritable BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_events();
"""
WRITABLE = "DROP TRIGGER unwritable ON audit_event; DROP FUNCTION refuse_events();"
SECRET = "Зиганшин"


@contextmanager
def unwritable(postgres: Path) -> Iterator[None]:
    """The audit takes nothing."""
    name = str(connection.settings_dict["NAME"])
    with superuser(postgres, name) as cursor:
        cursor.execute(REFUSES)
    try:
        yield
    finally:
        with superuser(postgres, name) as cursor:
            cursor.execute(WRITABLE)


@pytest.mark.django_db(transaction=True)
def test_without_the_audit_no_page_opens_anything_and_no_act_is_done(postgres: Path) -> None:
    group = factories.group()
    case = factories.case(group.caseworker, alias=SECRET, legal_name=f"Фархад {SECRET}")
    client: Client = group.caseworker.client(raise_request_exception=False)
    code, version, entries = case.code, Case.objects.get().version, case.entries.count()
    pages = ("", "edit/", "logged/", "risk/", "name/", "contact/")
    urls = [f"/cases/{code}/{page}" for page in pages] + ["/", "/cases/", "/risk/", "/deadlines/", "/applications/"]
    open_before = [url for url in urls if SECRET in client.get(url).content.decode()]
    assert len(open_before) >= 5
    with unwritable(postgres):
        for url in urls:
            answer = client.get(url)
            assert SECRET not in answer.content.decode(), url
            assert answer.status_code == 500 or url not in open_before, url
        revealed = client.post(reverse("people:reveal", args=[code]))
        assert revealed.status_code == 500
        assert SECRET not in revealed.content.decode()
        found = client.post("/search/", {"text": SECRET})
        assert found.status_code == 500
        noted = client.post(f"/cases/{code}/note/", {"day": "20.11.2026", "note": "is well"})
        assert noted.status_code == 500
        assert client.post("/cases/new/", {"category": "deserter", "country": "KZ"}).status_code == 500
    assert Case.objects.get().version == version
    assert Case.objects.get().entries.count() == entries
    assert SECRET in client.get(f"/cases/{code}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_without_the_audit_nobody_logs_in(postgres: Path) -> None:
    group = factories.group()
    typed = {"handle": group.activist.user.handle, "passphrase": factories.PASSPHRASE, "code": group.activist.code()}
    client = Client(raise_request_exception=False)
    with unwritable(postgres):
        assert client.post("/login/", typed).status_code == 500
        assert client.get("/").headers["Location"].startswith("/login/")
