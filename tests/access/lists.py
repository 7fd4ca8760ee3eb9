"""Short ways to ask the admin, and rows for its lists."""

from typing import Any

from django.test import Client

from cases.access.admin import site
from cases.applications.models import Application, Deadline
from cases.people.models import Case
from tests.factories import TODAY

LISTS = {"case", "standing", "assessment", "application", "deadline"}
PEOPLE = {"team", "user", "membership"}
ADMINS = site._registry  # noqa: SLF001  # Django offers no other way to list them


def listed(client: Client, name: str, **query: str) -> str:
    """A page of a list."""
    answer = client.get(f"/admin/cases/{name}/", query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def deadline(case: Case, **values: Any) -> Deadline:
    """A deadline, its clear columns only."""
    return Deadline.objects.create(case=case, team=case.team, due_on=TODAY, body=b"", **values)


def application(case: Case) -> Application:
    """An application likewise."""
    clear = {"destination": "FR", "procedure": "fr_visa_asylum", "stage": "draft", "week_opened": TODAY}
    return Application.objects.create(case=case, team=case.team, body=b"", **clear)
