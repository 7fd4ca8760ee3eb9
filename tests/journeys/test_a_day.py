"""The main job from end to end, in a real browser without scripts: from a call at night to a signed review."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.factories import Group, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEGAL_NAME = "Тимур Вымышленный"


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A phone of 360 px, without scripts."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="en-GB", viewport={"width": 360, "height": 740}
    )
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def _hurry(phone: Page, page: Page) -> None:
    phone.set_default_timeout(8000)
    page.set_default_timeout(8000)


def log_in(page: Page, person: Person) -> None:
    page.goto("/login/")
    page.get_by_label("Handle").fill(person.user.handle)
    page.get_by_label("Passphrase").fill(factories.PASSPHRASE)
    page.get_by_label("Code").fill(person.code())
    page.get_by_role("main").get_by_role("button").click()


def log_a_case(phone: Page, team: Group) -> str:
    """The activist logs what is known; return the code of the case."""
    log_in(phone, team.activist)
    phone.get_by_role("link", name="Log a case").first.click()
    phone.get_by_label("Category").select_option(label="Deserter")
    phone.get_by_label("Country they are in").select_option(label="Kazakhstan")
    phone.get_by_label("Alias").fill("Сойка")
    phone.get_by_label("Name in the papers").fill(LEGAL_NAME)
    phone.get_by_label("On the interstate list").select_option("yes")
    phone.get_by_role("button", name="Log the case").click()
    expect(phone).to_have_url(re.compile("/logged/$"))
    found = re.search(r"/cases/([^/]+)/logged/", phone.url)
    assert found is not None
    return found[1]


def test_a_case_goes_from_a_phone_to_a_signed_review(phone: Page, page: Page) -> None:
    team = factories.group()
    code = log_a_case(phone, team)
    main = phone.get_by_role("main")
    expect(main).to_contain_text("Critical")
    expect(main.get_by_role("link").filter(has_text="?")).to_have_count(3)

    phone.goto(f"/cases/{code}/")
    phone.get_by_role("link", name="Log a contact").click()
    phone.get_by_label("Channel").select_option("signal")
    phone.get_by_label("What was said").fill("Всё тихо")
    phone.get_by_role("main").get_by_role("button").click()
    expect(phone.locator("#timeline")).to_contain_text("Всё тихо")

    phone.get_by_role("link", name="Detained now").click()
    phone.get_by_role("button", name="Detained now").click()
    expect(phone.get_by_role("main")).to_contain_text("UNHCR")

    log_in(page, team.coordinator)
    expect(page.get_by_role("table", name="Detained now")).to_contain_text(code)
    page.goto("/dashboard/")
    expect(page.get_by_role("region", name="Detained now").get_by_role("link", name=code)).to_be_visible()
    page.goto("/risk/")
    row = page.get_by_role("row", name=code)
    expect(row).to_contain_text("Critical")
    expect(row).to_contain_text("in detention")

    page.goto(f"/cases/{code}/risk/")
    page.get_by_label("Note").first.fill("Spoke to the lawyer.")
    page.get_by_role("button", name="Sign the review").click()
    expect(page.get_by_role("main")).to_contain_text("Spoke to the lawyer.")

    page.goto("/risk/?print=1")
    expect(page.get_by_role("table")).to_contain_text("Сойка")
    assert LEGAL_NAME not in page.content()
    page.get_by_label(re.compile("names", re.IGNORECASE)).check()
    page.get_by_role("main").get_by_role("button").first.click()
    assert LEGAL_NAME in page.content()


def test_a_colleague_without_access_finds_nothing(phone: Page, page: Page) -> None:
    team = factories.group()
    code = log_a_case(phone, team)
    stranger = factories.group().caseworker
    log_in(page, stranger)
    answer = page.goto(f"/cases/{code}/")
    assert answer is not None
    assert answer.status == 404
    assert "Сойка" not in page.content()
