"""A caseworker in a real browser, without scripts: a refusal arrives, and its deadline is met in time."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_a_refusal_to_the_appeal_in_a_few_clicks(page: Page) -> None:
    team = factories.group()
    case = factories.case(team.caseworker, alias="Lotus")
    page.goto("/login/")
    page.get_by_label("Handle").fill(team.caseworker.user.handle)
    page.get_by_label("Passphrase").fill(factories.PASSPHRASE)
    page.get_by_label("Code").fill(team.caseworker.code())
    page.get_by_role("main").get_by_role("button").click()

    page.goto(f"/cases/{case.code}/applications/new/")
    page.get_by_role("link", name="Appeal to the CNDA").click()
    page.get_by_role("button", name="Open the application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Appeal to the CNDA")
    expect(page.locator("#dates")).to_contain_text("check with a lawyer")

    page.get_by_role("link", name="Appeal received by the court").click()
    page.get_by_role("button", name="Record this step").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Appeal filed")
    expect(page.locator("#dates")).to_contain_text("CNDA ruling")
    page.get_by_text("2 closed dates").click()
    closed = page.locator("#dates details")
    expect(closed).to_contain_text(re.compile(r"Appeal must have reached the CNDA\s*done"))
    expect(closed).to_contain_text(re.compile(r"Ask for legal aid\s*no longer applies"))

    page.goto("/deadlines/?when=all")
    expect(page.get_by_role("row", name=case.code)).to_contain_text("the authority's limit")
