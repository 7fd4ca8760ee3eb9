"""From an empty server to a team of two, in real browsers without scripts; and a form that outlives its session."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.vault.models import StoredSession
from tests import factories
from tests.factories import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def elsewhere(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Another person's browser: a phone."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="en-GB", viewport={"width": 360, "height": 740}
    )
    yield context.new_page()
    context.close()


def _log_in(page: Page, person: Person, path: str = "/login/") -> None:
    page.goto(path)
    page.get_by_label("Handle").fill(person.user.handle)
    page.get_by_label("Passphrase").fill(factories.PASSPHRASE)
    page.get_by_label("Code").fill(person.code())
    page.get_by_role("button", name="Log in").click()


def _join(page: Page, link: str, handle: str) -> None:
    """Open the link, take the suggested words by their prefixes, and connect an authenticator by its secret."""
    page.goto(link)
    words = page.locator(".passphrase").inner_text().split()
    page.get_by_label("Handle").fill(handle)
    page.locator("#id_passphrase").fill(" ".join(word[:3] for word in words))
    with page.expect_response("**/join/code.png") as picture:
        page.get_by_role("button", name="Continue").click()
    assert picture.value.status == 200
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(factories.code_now(secret))
    page.get_by_role("button", name="Continue").click()


def test_an_empty_server_becomes_a_team_of_two(page: Page, elsewhere: Page) -> None:
    _log_in(page, factories.operator())
    expect(page).to_have_url(re.compile("/operator/$"))
    page.get_by_label("Code word").fill("falcon")
    page.get_by_role("button", name="Make the team").click()
    founding = page.locator(".link").inner_text()
    page.reload()
    expect(page.locator(".link")).to_have_count(0)
    page.locator("summary").first.click()
    page.get_by_role("button", name="Log out").click()

    _join(page, founding, "founder")
    page.goto("/team/")
    expect(page.get_by_role("main")).to_contain_text("This team has only one coordinator")
    page.get_by_label("Role").select_option("coordinator")
    page.get_by_role("button", name="Make a link").click()

    _join(elsewhere, page.locator(".link").inner_text(), "second")
    expect(elsewhere).to_have_url(re.compile("/join/waiting/$"))
    heard = elsewhere.locator(".fingerprint").inner_text()

    page.goto("/team/")
    page.get_by_role("link", name="Admit").click()
    expect(page.locator(".fingerprint")).to_have_text(heard)
    page.get_by_role("button", name="All eight are the same: admit").click()
    expect(page.get_by_role("main")).not_to_contain_text("This team has only one coordinator")

    elsewhere.get_by_role("link", name="I was admitted: go on").click()
    expect(elsewhere).to_have_url(re.compile(r"//[^/]+/$"))


def test_a_form_outlives_its_session(page: Page) -> None:
    team = factories.group()
    case = factories.case(team.caseworker)
    _log_in(page, team.caseworker)
    page.goto(f"/cases/{case.code}/note/")
    page.get_by_label("Note").fill("Волнуется за брата,\nзвонить вечером")
    StoredSession.objects.all().delete()
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("main")).to_contain_text("The form you sent was kept")

    _log_in(page, team.caseworker, page.url)
    page.get_by_role("link", name="Open it again").click()
    expect(page.get_by_role("main")).to_contain_text("Волнуется за брата,")
    page.get_by_role("button", name="Send it now").click()
    expect(page).to_have_url(re.compile(f"/cases/{case.code}/"))
    expect(page.get_by_role("main")).to_contain_text("звонить вечером")
    page.goto("/account/")
    expect(page.get_by_role("main")).not_to_contain_text("Kept forms")


def test_logging_out_leaves_nothing_to_go_back_to(page: Page) -> None:
    _log_in(page, factories.group().caseworker)
    page.goto("/team/")
    page.locator("summary").first.click()
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(re.compile("/login/$"))
    assert settings.SESSION_COOKIE_NAME not in {cookie.get("name") for cookie in page.context.cookies()}
    page.go_back()
    expect(page).to_have_url(re.compile("/login/"))
