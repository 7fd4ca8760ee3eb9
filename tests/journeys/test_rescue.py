"""Bad days, in a browser without scripts: a card on paper, a lost phone, a forgotten passphrase, a lock, a pause."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from cases.access.models import User
from cases.vault.models import StoredSession
from tests import factories
from tests.access.rescue import NEW, PIN
from tests.factories import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Paper:
    """What somebody copied from the page of their card."""

    key_code: str
    codes: list[str]
    lock_code: str


@pytest.fixture(autouse=True)
def _patience(page: Page) -> None:
    page.set_default_timeout(8000)


def _log_in(page: Page, person: Person, *, passphrase: str = factories.PASSPHRASE, code: str = "") -> None:
    page.goto("/login/")
    page.get_by_label("Handle").fill(person.user.handle)
    page.get_by_label("Passphrase").fill(passphrase)
    page.get_by_label("Code").fill(code or person.code())
    page.get_by_role("button", name="Log in").click()


def _make_card(page: Page) -> Paper:
    """From the hint on the page of the day to a card on paper."""
    page.get_by_role("link", name="Make one").click()
    page.get_by_role("button", name="Make a card").click()
    large = page.locator(".fingerprint")
    paper = Paper(
        key_code=large.nth(0).inner_text(),
        codes=page.locator(".codes li").all_inner_texts(),
        lock_code=large.nth(1).inner_text(),
    )
    page.get_by_role("button", name="It is on paper").click()
    expect(page).to_have_url(re.compile("/account/$"))
    expect(page.get_by_role("main")).to_contain_text("10 codes left")
    return paper


def _log_out(page: Page) -> None:
    page.locator("summary").first.click()
    page.get_by_role("button", name="Log out").click()


def _is_in(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"//[^/]+/$"))


def test_a_card_replaces_a_lost_phone(page: Page) -> None:
    person = factories.group().activist
    _log_in(page, person)
    paper = _make_card(page)
    _log_out(page)

    _log_in(page, person, code=paper.codes[0])
    _is_in(page)
    page.goto("/account/")
    expect(page.get_by_role("main")).to_contain_text("9 codes left")
    with page.expect_response("**/join/code.png") as picture:
        page.get_by_role("link", name="Connect another").click()
    assert picture.value.status == 200
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(factories.code_now(secret))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("Codes of the old one count no more")


def test_a_card_replaces_a_forgotten_passphrase(page: Page) -> None:
    person = factories.group().activist
    _log_in(page, person)
    paper = _make_card(page)
    _log_out(page)

    page.get_by_role("link", name="I forgot my passphrase").click()
    words = page.locator(".passphrase").inner_text()
    page.get_by_label("Handle").fill(person.user.handle)
    page.get_by_label("Key code").fill(paper.key_code.lower().replace("-", " "))
    page.locator("#id_code").fill(paper.codes[1])
    page.locator("#id_passphrase").fill(words)
    page.get_by_role("button", name="Set the passphrase and go in").click()
    expect(page).to_have_url(re.compile("/account/card/$"))
    expect(page.get_by_role("main")).to_contain_text("Your new passphrase is set")
    _log_out(page)

    _log_in(page, person, passphrase=words, code=paper.codes[2])
    _is_in(page)


def test_a_lock_code_closes_an_account_until_the_card_opens_it(page: Page) -> None:
    person = factories.group().activist
    _log_in(page, person)
    paper = _make_card(page)

    page.goto("/lock/")
    page.get_by_label("Handle").fill(person.user.handle)
    page.get_by_label("Lock code").fill(paper.lock_code)
    page.get_by_role("button", name="Lock it").click()
    expect(page.get_by_role("main")).to_contain_text("If this was right, the account is locked now")
    assert User.objects.get(pk=person.user.pk).locked
    page.goto("/account/")
    expect(page).to_have_url(re.compile("/login/"))
    _log_in(page, person)
    expect(page.get_by_role("main")).to_contain_text("This did not open")

    page.goto("/recover/")
    page.get_by_label("Handle").fill(person.user.handle)
    page.get_by_label("Key code").fill(paper.key_code)
    page.locator("#id_code").fill(paper.codes[0])
    page.locator("#id_passphrase").fill(NEW)
    page.locator("#id_again").fill(NEW)
    page.get_by_role("button", name="Set the passphrase and go in").click()
    expect(page).to_have_url(re.compile("/account/card/$"))


def test_a_pin_and_a_form_outlive_a_pause(page: Page) -> None:
    team = factories.group()
    case = factories.case(team.caseworker)
    _log_in(page, team.caseworker)
    page.goto("/account/pin/")
    page.locator("#id_pin").fill(PIN)
    page.locator("#id_pin_again").fill(PIN)
    page.get_by_role("button", name="Set the PIN").click()
    page.goto(f"/cases/{case.code}/note/")
    page.get_by_label("Note").fill("Звонить вечером")

    hot = StoredSession.objects.order_by("expires_at").first()
    assert hot is not None
    hot.delete()  # as half an hour of silence does
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"/pin/\?kept=1$"))
    page.locator("#id_pin").fill("111112")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("4 tries left")
    page.locator("#id_pin").fill(PIN)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Open it again").click()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("main")).to_contain_text("Звонить вечером")


def test_all_sessions_end_from_one_browser(page: Page) -> None:
    person = factories.group().activist
    elsewhere = person.client()
    _log_in(page, person)
    page.goto("/account/")
    expect(page.get_by_role("table", name="Where you are logged in").get_by_role("row")).to_have_count(3)
    page.get_by_role("link", name="End all sessions").click()
    page.get_by_role("button", name="End all sessions").click()
    expect(page).to_have_url(re.compile("/login/$"))
    assert elsewhere.get("/account/").headers["Location"].startswith("/login/")
