"""Real pages in a real browser: accessible in both schemes, never sideways on a phone, light, nothing blocked."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from pytest_django.live_server_helper import LiveServer

from cases.applications import actions as applications
from cases.applications import deadline_actions as dates
from cases.applications.catalogue import procedures
from cases.applications.work import DateKind, Report, ToldBy
from cases.audit import alerts
from cases.audit.models import AlertKind
from cases.base.dates import PartialDate
from cases.overview.context import PLACES
from cases.people.dossier import Consent, Permission
from cases.routes import referral_actions as referrals
from tests import factories
from tests.evidence import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ACCOUNT = (
    *("/account/", "/account/prove/", "/account/passphrase/", "/account/authenticator/", "/account/pin/"),
    *("/account/card/", "/account/sessions/end/", "/login/", "/recover/", "/lock/"),
)
PHONE, DESK = 360, 1280
PAGE_BYTES, FIRST_VISIT_REQUESTS = 60_000, 10
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def paths(live_server: LiveServer) -> list[str]:
    """A team with a case, an application and a date; return the pages its coordinator opens in a day."""
    team = factories.group()
    row = factories.case(team.coordinator, alias="Lark", on=date(2026, 11, 1))
    by, day = team.coordinator.actor, date(2026, 11, 2)
    application = applications.open_application(
        case=row,
        procedure=procedures()["fr_visa_asylum"],
        report=Report(move="draft", on=PartialDate.of(day), told_by=ToldBy.PERSON),
        by=by,
        on=day,
    )
    deadline = dates.add_date(
        case=row, kind=DateKind.APPOINTMENT, text="Lawyer", day=day + timedelta(days=9), by=by, application=application
    )
    agreed = Permission(to_services=Consent.YES, to_disclosure=Consent.YES)
    referral = referrals.begin(procedure=procedures()["fr_visa_asylum"], by=by)
    item = referrals.add(referral=referral, case=factories.case(team.coordinator, consent=agreed), by=by, on=day)
    alerts.raise_alert(AlertKind.READING, by=team.activist.actor, detail="60 2026-11-02T08:00+00:00")
    file, testimony = samples.file_on(row, by=team.coordinator), samples.statement_on(row, by=team.coordinator)
    live_server.cookie = team.coordinator.client().cookies[settings.SESSION_COOKIE_NAME].value  # type: ignore[attr-defined]
    places = [place.url for place in PLACES if by.can(place.permission)]
    return [
        *places,
        *ACCOUNT,
        "/cases/new/",
        *("/countries/KZ/", "/countries/KZ/history/", "/countries/KZ/newer/asylum_prospect/", "/countries/check/"),
        *("/countries/compare/?c=KZ&c=AM&c=GE&c=TR", f"/cases/{row.code}/countries/?c=KZ&c=AM&c=FR"),
        *("/team/audit/", "/team/audit/days/"),
        f"/cases/{row.code}/",
        f"/cases/{row.code}/seen/",
        *(f"/cases/{row.code}/risk/{path}" for path in ("history/", "lower/")),
        *(f"/cases/{row.code}/{path}" for path in ("files/", "files/new/", f"files/{file.pk}/")),
        *(f"/cases/{row.code}/testimony/{testimony.pk}/{path}" for path in ("", "change/")),
        *(f"/applications/{application.pk}/{path}" for path in ("", "step/", "papers/", "vetting/", "details/")),
        *("/procedures/", "/procedures/fr_appeal_cnda/", "/procedures/eu_ammr/"),
        f"/deadlines/{deadline.pk}/",
        *("/deadlines/month/", "/cases/silent/", "/tasks/hand-over/", "/account/calendar/", "/account/reminder/"),
        *(
            "/programmes/",
            "/programmes/fr_visa_asylum/",
            "/programmes/de_humanitarian/state/",
            "/programmes/fr_visa_asylum/next/",
        ),
        *(f"/cases/{row.code}/routes/{path}" for path in ("", "fr_visa_asylum/", "fr_visa_asylum/decide/")),
        *("/referrals/", "/referrals/new/", f"/referrals/{item.referral_id}/", f"/referrals/cases/{item.pk}/"),
        *(f"/referrals/{item.referral_id}/{path}/" for path in ("add", "submit", "paper")),
        *("/risk/weights/", "/risk/weights/new/", "/risk/calibration/", f"/cases/{row.code}/risk/"),
        f"/cases/{row.code}/contact/",
        f"/cases/{row.code}/check-in/",
        *(f"/cases/{row.code}/stay/{path}" for path in ("", "edit/", "stamps/")),
    ]


@pytest.fixture
def context(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser of this width and scheme, in which scripts run: the rules are one. Our policy stays in force."""
    width, scheme = request.param
    made = browser.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 800}, color_scheme=scheme, locale="en-GB"
    )
    yield made
    made.close()


def complaints(page: Page, path: str) -> list[str]:
    """Open a page; say what is wrong with it."""
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Permissions-Policy" not in message.text:
            said.append(message.text)

    page.on("console", listen)
    answer = page.goto(path)
    page.remove_listener("console", listen)
    assert answer is not None
    said += [f"answers {answer.status}"] if answer.status != 200 else []
    said += [f"weighs {len(answer.body())} bytes"] if len(answer.body()) > PAGE_BYTES else []
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    said += [f"is {over} px too wide"] if over > 0 else []
    said += [f"{found['id']}: {found['nodes'][0]['target']}" for found in violations(page)]
    return [f"{path}: {what}" for what in said]


def violations(page: Page) -> list[dict[str, list[dict[str, object]]]]:
    """Return what axe objects to."""
    found: list[dict[str, list[dict[str, object]]]] = Axe().run(page, options=RULES).response["violations"]
    return found


@pytest.mark.parametrize("context", [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"], indirect=True)
def test_pages_are_accessible_narrow_and_light(
    context: BrowserContext, paths: list[str], live_server: LiveServer
) -> None:
    cookie = live_server.cookie  # type: ignore[attr-defined]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    assert [complaint for path in paths for complaint in complaints(page, path)] == []


def test_first_visit_needs_few_requests(page: Page) -> None:
    answers: list[Response] = []

    def keep(answer: Response) -> None:  # playwright cannot wrap a method of a list
        answers.append(answer)

    page.on("response", keep)
    page.goto("/login/")
    assert 0 < len(answers) <= FIRST_VISIT_REQUESTS
    assert {answer.status for answer in answers} == {200}


def test_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/login/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#main"
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/#main")
