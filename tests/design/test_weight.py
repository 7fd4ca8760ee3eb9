"""Lists with fifty rows stay light for a bad line, in the language that takes the most bytes."""

from datetime import timedelta

import pytest

from cases.applications.actions import open_application
from cases.applications.catalogue import procedures
from cases.applications.deadline_actions import add_date
from cases.applications.work import DateKind, Report, ToldBy
from cases.base import clock
from cases.base.dates import PartialDate
from cases.risk.facts import Facts, Wanted
from tests import factories

pytestmark = pytest.mark.django_db

PAGE_BYTES = 60_000
LISTS = [
    "/",
    "/cases/",
    "/risk/",
    "/risk/week/",
    "/deadlines/",
    "/dashboard/",
    "/cases/new/",
    "/admin/cases/case/",
    "/team/audit/",
]
LISTS += ["/deadlines/month/", "/cases/silent/"]
LISTS += ["/applications/", "/procedures/"]


def test_full_lists_stay_light() -> None:
    team = factories.group()
    by, on = team.coordinator.actor, clock.today(team.team.zone)
    for number in range(52):
        facts = Facts(wanted=Wanted.INTERSTATE, exit_refused=True, stay_ends_on=PartialDate.of(on + timedelta(days=40)))
        row = factories.case(team.coordinator, alias=f"Серебристый Журавль {number}", on=on, facts=facts)
        application = open_application(
            case=row,
            procedure=procedures()["fr_asylum_pact"],
            report=Report(move="rejected", on=PartialDate.of(on), told_by=ToldBy.PERSON),
            by=by,
            on=on,
        )
        add_date(
            case=row, kind=DateKind.TASK, text="Позвонить адвокату", day=on, by=by, application=application
        )  # fmt: skip
    client = team.coordinator.client()
    client.post("/language/", {"language": "ru", "next": "/"})
    pages = {path: client.get(path) for path in LISTS}
    assert all('lang="ru"' in page.content.decode() for page in pages.values())
    assert {path: len(page.content) for path, page in pages.items() if len(page.content) > PAGE_BYTES} == {}
