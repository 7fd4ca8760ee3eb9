"""What the engine takes from a country's profile."""

from datetime import date

import pytest

from cases.countries import catalogue
from cases.risk.country import CountryRisk, country_risk

TODAY = date(2026, 11, 22)


def shipped(code: str, on: date = TODAY) -> CountryRisk:
    return country_risk(code, catalogue.get(code), on)


def test_a_country_nobody_described_is_unknown_not_safe() -> None:
    country = country_risk("ZW", None, TODAY)
    assert (country.removals, country.cis_legal_assistance, country.russian_base) == (None, None, None)
    assert country.road_open


def test_kazakhstan_counts_its_hand_overs_two_years_each() -> None:
    country = shipped("KZ")
    assert country.removals is not None
    assert date(2028, 1, 31) in country.removals  # the man expelled in January 2026
    assert country.cis_legal_assistance
    assert country.russian_base


def test_an_earlier_day_does_not_know_later_hand_overs() -> None:
    assert shipped("KZ", date(2022, 12, 1)).removals in {(), (date.min,)}
    assert shipped("KZ", date(2023, 1, 10)).removals == (date(2024, 12, 30),)


def test_looked_for_and_none_found_is_not_the_same_as_not_researched() -> None:
    assert shipped("RS").removals == ()
    assert shipped("TR").removals is None


def test_every_shipped_profile_can_be_read() -> None:
    for profile in catalogue.all():
        assert country_risk(profile.code, profile, TODAY).code == profile.code


@pytest.mark.parametrize(
    ("country", "feared"),
    [
        (CountryRisk(code="RS", removals=(), cis_legal_assistance=False), False),
        (CountryRisk(code="GE", removals=(), cis_legal_assistance=True), True),
        (CountryRisk(code="TR", removals=None, cis_legal_assistance=False), True),
        (CountryRisk(code="FR", removals=None, cis_legal_assistance=None), False),
    ],
)
def test_a_hand_over_is_feared_unasked_where_it_happens_or_nobody_knows(country: CountryRisk, feared: bool) -> None:
    assert country.road_open is feared
