"""A form sent twice acts once; sent with other words it means something new; with somebody else's ticket, nothing."""

from datetime import timedelta
from typing import Any, Final

import pytest
from django.apps import apps
from django.db.models import Sum
from django.test import Client

from cases.applications import actions as applications
from cases.applications import deadline_actions as dates
from cases.applications.catalogue import procedures
from cases.applications.models import Application
from cases.applications.work import DateKind, Report, ToldBy
from cases.base import clock
from cases.base.dates import PartialDate
from tests import factories
from tests.evidence import samples
from tests.factories import TODAY, Group, Person
from tests.people.conftest import NOON

pytestmark = pytest.mark.django_db
DAY: Final = TODAY.isoformat()
SOON: Final = (TODAY + timedelta(days=9)).isoformat()
PASSING: Final = {"audit_event", "vault_session", "access_device"}  # grow with every page
TABLES: Final[list[Any]] = [
    table for table in apps.get_app_config("cases").get_models() if table._meta.db_table not in PASSING
]
VERSIONED: Final = [table for table in TABLES if "version" in {field.name for field in table._meta.fields}]
# Each form that writes, below a case of an application that a detention and an override concern.
FORMS: Final[dict[str, dict[str, str]]] = {
    "/cases/{code}/contact/": {"day": DAY, "channel": "signal", "note": "is well"},
    "/cases/{code}/note/": {"day": DAY, "note": "called the lawyer"},
    "/cases/{code}/stage/": {"stage": "travelling", "reason": "on the way"},
    "/cases/{code}/assign/": {"to": "{member}"},
    "/cases/{code}/risk/review/": {"note": "looked", "next_on": ""},
    "/cases/{code}/risk/override/": {"direction": "floor", "band": "high", "until": SOON, "reason": "a hunch"},
    "/cases/{code}/risk/override/lift/": {"direction": "floor"},
    "/cases/{code}/detained/": {"place": "Astana", "actor": "", "note": "by a friend"},
    "/cases/{code}/detained/tick/": {"item": "lawyer", "done": "1"},
    "/cases/{code}/detained/end/": {"outcome": "released", "note": "out"},
    "/cases/{code}/testimony/new/": {"title": "video", "note": "not cut yet"},
    "/cases/{code}/files/{file}/about/": {"issuer": "court"},
    "/cases/{code}/files/{file}/delete/": {"reason": "wrong person"},
    "/cases/{code}/dates/new/": {"kind": "task", "text": "call", "day": SOON, "assignee": ""},
    "/cases/{code}/applications/new/?procedure=fr_visa_asylum": {"move": "draft", "on_day": DAY, "told_by": "person"},
    "/applications/{application}/note/": {"on_day": DAY, "told_by": "person", "note": "a note"},
    "/applications/{application}/move/dossier_sent/": {"on_day": DAY, "told_by": "person", "note": ""},
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def group() -> Group:
    return factories.group()


@pytest.fixture
def names(group: Group) -> dict[str, str]:
    """A case with one of each thing that forms are about."""
    row, member = _application(group.coordinator), group.caseworker.membership
    assert member is not None
    file = samples.file_on(row.case, by=group.coordinator)
    return {"code": row.case.code, "application": str(row.pk), "member": str(member.pk), "file": str(file.pk)}


def _application(by: Person) -> Application:
    report = Report(move="draft", on=PartialDate.of(TODAY), told_by=ToldBy.PERSON)
    procedure = procedures()["fr_visa_asylum"]
    return applications.open_application(
        case=factories.case(by), procedure=procedure, report=report, by=by.actor, on=TODAY
    )


def rows() -> dict[str, int]:
    """How many rows each table holds, and how often they were changed."""
    counted = {table._meta.db_table: table.objects.count() for table in TABLES}
    return counted | {table._meta.label: table.objects.aggregate(sum=Sum("version"))["sum"] or 0 for table in VERSIONED}


def opened(client: Client, url: str) -> dict[str, str]:
    """The hidden fields of a form's page."""
    page = client.get(url)
    if page.status_code != 200 or "form" not in page.context:
        return {}
    hidden = page.context["form"].hidden_fields()
    return {field.html_name: str(field.value()) for field in hidden if field.value() is not None}


@pytest.mark.parametrize("address", FORMS)
def test_a_form_sent_twice_writes_once(group: Group, names: dict[str, str], address: str) -> None:
    client = group.coordinator.client()
    _prepare(client, address, names)
    url = address.format(**names)
    typed = opened(client, url) | {name: value.format(**names) for name, value in FORMS[address].items()}
    before = rows()
    first = client.post(url, typed)
    assert first.status_code == 302, first.context["form"].errors
    once = rows()
    assert once != before
    second = client.post(url, typed)
    assert rows() == once
    assert (second.status_code, second.headers["Location"]) == (302, first.headers["Location"])


def _prepare(client: Client, address: str, names: dict[str, str]) -> None:
    code = names["code"]
    if "/tick/" in address or "/end/" in address:
        client.post(f"/cases/{code}/detained/", {})
    if "/lift/" in address:
        client.post(f"/cases/{code}/risk/override/", FORMS["/cases/{code}/risk/override/"])


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/cases/{code}/contact/", "note"),
        ("/cases/{code}/note/", "note"),
        ("/cases/{code}/dates/new/", "text"),
        ("/cases/{code}/testimony/new/", "note"),
        ("/applications/{application}/note/", "note"),
    ],
)
def test_going_back_and_sending_other_words_writes_them_too(
    group: Group, names: dict[str, str], address: str, field: str
) -> None:
    client, url = group.coordinator.client(), address.format(**names)
    typed = opened(client, url) | FORMS[address]
    client.post(url, typed)
    once = rows()
    assert client.post(url, typed | {field: "something else"}).status_code == 302
    assert rows() != once


def test_a_ticket_that_names_somebody_elses_row_is_as_good_as_any(group: Group, names: dict[str, str]) -> None:
    """It is nobody's business whether that row exists, and no reason to fail."""
    other = factories.group().coordinator
    by, row = other.actor, _application(other)
    sent = Report(move="dossier_sent", on=PartialDate.of(TODAY), told_by=ToldBy.PERSON)
    moved = applications.move(application=row, report=sent, by=by, on=TODAY)
    date = dates.add_date(case=row.case, kind=DateKind.TASK, text="call", day=TODAY, by=by)
    client = group.coordinator.client()
    taken = {
        "applications/new": row.pk,
        "dates/new": date.pk,
        "move": moved.pk,
        "applications/{application}/note": moved.pk,
    }
    for part, ticket in taken.items():
        address, typed = next(form for form in FORMS.items() if part in form[0])
        before = rows()
        assert client.post(address.format(**names), typed | {"ticket": str(ticket)}).status_code == 302, address
        assert rows() != before
