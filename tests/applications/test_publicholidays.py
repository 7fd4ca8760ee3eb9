"""National holidays are known for countries, and for nothing else."""

from datetime import date

import pytest

from cases.applications.publicholidays import holidays_of


def test_french_holidays_hold_labour_day_of_this_year_and_new_year_of_the_next() -> None:
    known = holidays_of("FR", 2026)
    assert {date(2026, 5, 1), date(2026, 7, 14), date(2027, 1, 1)} <= known


def test_a_holiday_of_one_region_only_does_not_count() -> None:
    assert date(2026, 12, 26) not in holidays_of("FR", 2026), "second day of Christmas: Alsace and Moselle only"


@pytest.mark.parametrize("destination", ["EU", "UNHCR", "ANY"])
def test_what_is_no_country_has_no_holidays(destination: str) -> None:
    assert holidays_of(destination, 2026) == frozenset()
