"""The answer per country and for any day, from one dossier."""

from datetime import date

import pytest

from cases.countries import catalogue
from cases.countries.daycount import Doubt
from cases.people.dossier import Dossier
from cases.stay.answers import Answer, Decider, Gap, answer, countries_of
from tests.stay.told import dossier, paper, stay

LIVED = dossier(
    stay("GE", "2026-01-10", "2026-03-31"),
    stay("KZ", "2026-04-01", "2026-05-20"),
    stay("KG", "2026-05-20", "2026-08-31"),
    entered_on="2026-09-01",
    permits=(paper("FR", "2026-12-01", "2027-02-28"), paper("AM", None, "2027-01-01")),
)


def asked(country: str, on: date, case: Dossier = LIVED) -> Answer:
    return answer(country, case, catalogue.get(country), on)


def test_every_country_with_a_stay_or_a_whole_permit_is_asked_about_the_present_one_first() -> None:
    assert countries_of(LIVED) == ["KZ", "KG", "GE", "FR"]


@pytest.mark.parametrize(
    ("on", "used", "last"),
    [
        (date(2026, 4, 30), 30, date(2026, 6, 29)),
        # 83 days of autumn; of spring the window of 22 November has left nothing (it reaches back to 27 May).
        (date(2026, 11, 22), 83, date(2026, 11, 29)),
        (date(2026, 9, 1), 51, date(2026, 11, 29)),  # 50 of spring, all in reach; they fall out before they matter
        (date(2026, 12, 5), 96, date(2026, 11, 29)),
    ],
)
def test_one_country_on_any_day(on: date, used: int, last: date) -> None:
    found = asked("KZ", on)
    assert found.count is not None
    assert (found.count.used, found.last_day, found.decider) == (used, last, Decider.RULE)


def test_a_day_after_the_last_lawful_one_is_over() -> None:
    found = asked("KZ", date(2026, 12, 5))
    assert (found.days_left, found.days_over) == (-6, 6)


def test_a_country_that_was_left_says_what_an_entry_would_allow() -> None:
    found = asked("KG", date(2026, 11, 22))
    assert (found.gap, found.count, found.last_day) == (Gap.LEFT, None, None)
    assert found.entering is not None
    # Of the 104 days to 31 August, 97 lie within reach of 22 November: an entry allows none.
    assert (found.entering.used, found.entering.left) == (97, 0)
    assert found.window is not None


def test_before_the_first_entry_nobody_was_there() -> None:
    assert asked("KZ", date(2026, 3, 1)).gap is Gap.LEFT


def test_what_somebody_told_of_the_present_country_says_nothing_of_another() -> None:
    told = dossier(stay("GE", "2026-01-10"), entered_on="2026-09-01", stay_ends_on="2026-11-10")
    assert asked("KZ", date(2026, 11, 1), told).last_day == date(2026, 11, 10)
    assert asked("GE", date(2026, 3, 1), told).last_day == date(2027, 1, 9)


def test_an_exit_guessed_from_the_next_entry_makes_the_answer_unsure() -> None:
    case = dossier(stay("KZ", "2026-04-01"), stay("KG", "2026-05-20", "2026-08-31"), entered_on="2026-09-01")
    found = asked("KZ", date(2026, 9, 10), case)
    assert found.count is not None
    assert found.count.used == 60
    assert found.doubts == (Doubt.INEXACT_DATE,)


@pytest.mark.parametrize("code", [*catalogue.catalogue(), "VN", "RU"])
def test_every_country_has_an_answer_on_every_kind_of_day(code: str) -> None:
    case = dossier(
        stay(code, "2024-02-29", "2024"), stay(code, "2026-10"), country=code, permits=(paper(code, "2026", "2027-05"),)
    )
    for on in (date(2024, 2, 29), date(2026, 12, 31), date(2027, 1, 1), date(2099, 12, 31)):
        found = asked(code, on, case)
        assert found.last_day is not None or found.gap is not None
