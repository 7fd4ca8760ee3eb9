"""What the country a person is in offers and threatens, as the page of their case shows it."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from cases.countries import catalogue
from cases.countries.sheet import sheet

ON = date(2026, 11, 22)


def html(code: str) -> str:
    profile = catalogue.get(code)
    context = {"sheet": sheet(profile, ON) if profile else None, "code": code}
    return " ".join(render_to_string("countries/_panel.html", context).split())


def test_it_gives_the_prospect_with_its_reason_its_source_and_its_age() -> None:
    told = html("KZ")
    assert "Eleven Russian deserters were refused up to 5 February 2026" in told
    assert "as of 5 Feb 2026" in told
    assert '<a href="/countries/KZ/#source-' in told


def test_it_tells_the_ways_out_apart_and_who_acts() -> None:
    told = html("AM")
    assert "Russian military police of the base in Gyumri" in told
    assert "The country&#x27;s own authorities" in told


def test_it_names_the_ways_out_of_which_nothing_is_known() -> None:
    assert "Administrative expulsion, Expulsion as a criminal penalty, Informal hand-over" in html("AM")


def test_a_prospect_without_a_reason_says_so() -> None:
    assert "The reason is not known." in html("AM")
    assert "The reason is not known." not in html("KZ")


def test_a_country_nobody_described_is_no_sign_of_safety() -> None:
    assert "That is no sign of safety." in html("VN")


@pytest.mark.parametrize("code", list(catalogue.catalogue()))
def test_every_profile_can_be_shown(code: str) -> None:
    assert len(html(code)) < 12_000
