"""The stay clock against published examples, and on the days people remember badly."""

from datetime import date, timedelta

import pytest

from cases.base.dates import PartialDate, parse_partial
from cases.countries.daycount import (
    Doubt,
    Ground,
    Permit,
    Visit,
    count,
    count_by_permits,
    days_used,
    last_lawful_day,
)
from cases.countries.fact import Confidence
from cases.countries.profile import StayRule, StayTerms

DAY = timedelta(days=1)
ROLLING = StayTerms(rule=StayRule.ROLLING, days=90, window_days=180, confidence=Confidence.CONFIRMED)


def terms(rule: StayRule | None, days: int, window: int | None = None) -> StayTerms:
    return StayTerms(rule=rule, days=days, window_days=window, confidence=Confidence.CONFIRMED)


def visits(*pairs: tuple[str, str | None]) -> list[Visit]:
    return [Visit(parse_partial(entered), parse_partial(left) if left else None) for entered, left in pairs]


class TestPublishedExamples:
    """The worked examples of the Swiss guide to the European Commission's short-stay calculator.

    State Secretariat for Migration (SEM), "Short-stay calculator: examples 1 to 6", last changed on 1 December 2014.
    Example 3 is left out: its table carries years that cannot be meant (an entry of August 2014 before an exit of
    November 2013), and no reading of it gives the day it names.
    """

    def test_example_1_after_a_stay_of_47_days_the_new_year_allows_90(self) -> None:
        stays = visits(("2014-08-15", "2014-09-30"))
        assert days_used(ROLLING, stays, date(2014, 9, 30)) == 47
        assert count(ROLLING, stays, date(2015, 1, 1)).left == 90

    def test_example_2_two_stays_leave_time_until_13_december(self) -> None:
        stays = visits(("2014-08-15", "2014-09-30"), ("2014-11-01", None))
        answer = count(ROLLING, stays, date(2014, 11, 30))
        assert (answer.used, answer.left, answer.last_lawful_day) == (77, 13, date(2014, 12, 13))

    def test_example_4_a_stay_outside_the_window_no_longer_counts(self) -> None:
        stays = visits(("2013-06-01", "2013-07-13"), ("2013-08-15", "2013-09-30"), ("2014-01-01", None))
        assert last_lawful_day(ROLLING, stays, date(2014, 1, 30)) == date(2014, 3, 31)

    def test_example_5_nine_days_too_long(self) -> None:
        stays = visits(("2013-09-01", "2013-09-30"), ("2014-02-21", "2014-04-20"), ("2014-05-01", "2014-06-09"))
        answer = count(ROLLING, stays, date(2014, 6, 9))
        assert answer.present
        assert (date(2014, 6, 9) - answer.last_lawful_day).days == 9
        assert answer.left == 0

    def test_example_5_a_return_on_30_august_may_last_50_days(self) -> None:
        stays = visits(("2013-09-01", "2013-09-30"), ("2014-02-21", "2014-04-20"), ("2014-05-01", "2014-06-09"))
        answer = count(ROLLING, stays, date(2014, 8, 30))
        assert not answer.present
        assert answer.left == 50

    def test_example_6_164_days_in_the_window_are_74_too_many(self) -> None:
        stays = visits(("2013-06-28", "2013-08-09"), ("2013-09-19", "2014-03-01"))
        assert days_used(ROLLING, stays, date(2014, 3, 1)) - ROLLING.days == 74

    def test_the_handbook_on_visa_applications_counts_3_and_86_days_as_89(self) -> None:
        """The Commission's handbook of 2014, known to us only as quoted: 19 to 21 April and 18 June to 11 September."""
        stays = visits(("2014-04-19", "2014-04-21"), ("2014-06-18", None))
        answer = count(ROLLING, stays, date(2014, 9, 11))
        assert answer.used == 89
        assert answer.last_lawful_day == date(
            2014, 9, 12
        )  # by hand: 13 September would be the 91st, April still in reach

    @pytest.mark.parametrize("gone", [date(2024, 2, 28), date(2024, 2, 29), date(2025, 6, 1)])
    def test_90_days_away_allow_90_days_whatever_was_before(self, gone: date) -> None:
        """The Commission's user manual for the calculator says so of any uninterrupted absence of 90 days."""
        stays = [Visit(PartialDate.of(gone - 300 * DAY), PartialDate.of(gone))]
        assert count(ROLLING, stays, gone + 91 * DAY).left == 90
        assert count(ROLLING, stays, gone + 90 * DAY).left < 90


class TestTheRegulation:
    """Article 6(1) and (2) of Regulation (EU) 2016/399, worked out by hand: the day of entry is the first day of stay,
    the day of exit the last; what counts are the 180 days that end with each day of the stay."""

    def test_the_day_of_entry_and_the_day_of_exit_both_count(self) -> None:
        assert days_used(ROLLING, visits(("2026-03-01", "2026-03-02")), date(2026, 3, 2)) == 2
        assert days_used(ROLLING, visits(("2026-03-01", "2026-03-01")), date(2026, 3, 1)) == 1

    def test_the_day_asked_about_is_the_180th(self) -> None:
        stays = visits(("2026-01-01", "2026-01-01"))
        assert days_used(ROLLING, stays, date(2026, 6, 29)) == 1  # 1 January is the first of 180 days
        assert days_used(ROLLING, stays, date(2026, 6, 30)) == 0

    def test_a_leap_day_is_a_day_like_any_other(self) -> None:
        assert last_lawful_day(ROLLING, visits(("2024-01-15", None)), date(2024, 2, 1)) == date(2024, 4, 13)
        assert last_lawful_day(ROLLING, visits(("2025-01-15", None)), date(2025, 2, 1)) == date(2025, 4, 14)

    def test_one_day_in_two_stays_counts_once(self) -> None:
        assert (
            days_used(ROLLING, visits(("2026-03-01", "2026-03-05"), ("2026-03-05", "2026-03-09")), date(2026, 3, 9))
            == 9
        )


class TestEachRule:
    def test_per_entry_starts_anew_at_each_entry(self) -> None:
        stays = visits(("2026-01-01", "2026-03-01"), ("2026-03-01", None))
        answer = count(terms(StayRule.PER_ENTRY, 30), stays, date(2026, 3, 10))
        assert (answer.used, answer.left, answer.last_lawful_day) == (10, 20, date(2026, 3, 30))

    def test_continuous_goes_on_when_the_person_is_back_the_next_day(self) -> None:
        stays = visits(("2026-01-01", "2026-01-31"), ("2026-02-01", None))
        answer = count(terms(StayRule.CONTINUOUS_WITHOUT_PERMIT, 90), stays, date(2026, 3, 1))
        # 31 days of January, 28 of February, 1 of March; the 90th day is 31 March.
        assert (answer.used, answer.last_lawful_day) == (60, date(2026, 3, 31))

    def test_continuous_starts_anew_after_a_day_outside(self) -> None:
        stays = visits(("2026-01-01", "2026-01-31"), ("2026-02-02", None))
        answer = count(terms(StayRule.CONTINUOUS_WITHOUT_PERMIT, 90), stays, date(2026, 3, 1))
        assert (answer.used, answer.last_lawful_day) == (28, date(2026, 5, 2))

    def test_continuous_within_window_takes_the_stricter_reading_and_says_so(self) -> None:
        rule = terms(StayRule.CONTINUOUS_WITHIN_WINDOW, 60, 180)
        alone = count(rule, visits(("2026-03-01", None)), date(2026, 3, 10))
        assert (alone.last_lawful_day, alone.firm) == (date(2026, 4, 29), True)
        after_a_month_before = count(
            rule, visits(("2026-01-01", "2026-01-30"), ("2026-03-01", None)), date(2026, 3, 10)
        )
        # 30 days in January are used already: 30 more end on 30 March.
        assert after_a_month_before.last_lawful_day == date(2026, 3, 30)
        assert after_a_month_before.doubts == (Doubt.TWO_READINGS,)

    def test_per_year_begins_again_in_january(self) -> None:
        rule = terms(StayRule.PER_YEAR, 180)
        stays = visits(("2025-01-01", "2025-03-31"), ("2025-11-01", None))
        answer = count(rule, stays, date(2025, 12, 31))
        # 90 days to March, 61 in November and December: 151. Then 180 days of 2026 end on 29 June.
        assert (answer.used, answer.last_lawful_day) == (151, date(2026, 6, 29))

    def test_per_year_with_a_window_shows_the_earlier_of_both_readings(self) -> None:
        rule = terms(StayRule.PER_YEAR, 180, 365)
        stays = visits(("2025-11-01", None))
        answer = count(rule, stays, date(2025, 12, 31))
        assert answer.last_lawful_day == date(2026, 4, 29)  # 180 days from 1 November
        assert answer.doubts == (Doubt.TWO_READINGS,)

    def test_an_unknown_way_of_counting_counts_the_whole_past_year(self) -> None:
        stays = visits(("2026-01-01", "2026-01-31"), ("2026-10-01", None))
        answer = count(terms(None, 90), stays, date(2026, 10, 1))
        assert answer.used == 32
        assert answer.doubts == (Doubt.COUNTING_UNKNOWN,)


class TestDoubt:
    @pytest.mark.parametrize(
        ("entered", "last"),
        [("2026-05", date(2026, 5, 30)), ("2026", date(2026, 1, 30)), ("~2026-05-04", date(2026, 6, 2))],
    )
    def test_a_vague_entry_is_read_as_the_earliest_day(self, entered: str, last: date) -> None:
        answer = count(terms(StayRule.PER_ENTRY, 30), visits((entered, None)), date(2026, 6, 30))
        assert answer.last_lawful_day == last
        assert Doubt.INEXACT_DATE in answer.doubts

    def test_a_vague_exit_is_read_as_the_latest_day(self) -> None:
        stays = visits(("2026-01-01", "2026-01"), ("2026-03-01", None))
        assert days_used(ROLLING, stays, date(2026, 3, 1)) == 32

    def test_a_missing_exit_counts_every_day_until_the_next_entry(self) -> None:
        stays = visits(("2026-01-01", None), ("2026-03-01", None))
        answer = count(ROLLING, stays, date(2026, 3, 1))
        assert answer.used == 60
        assert answer.doubts == (Doubt.EXIT_UNKNOWN,)

    def test_an_exit_before_its_entry_is_not_believed(self) -> None:
        answer = count(ROLLING, visits(("2026-03-01", "2026-02-01")), date(2026, 3, 10))
        assert answer.present
        assert (answer.used, answer.doubts) == (10, (Doubt.EXIT_BEFORE_ENTRY,))

    def test_only_a_confirmed_rule_is_firm(self) -> None:
        weak = StayTerms(rule=StayRule.PER_ENTRY, days=30, confidence=Confidence.ONE_SOURCE)
        assert count(weak, visits(("2026-03-01", None)), date(2026, 3, 10)).doubts == (Doubt.RULE_UNCONFIRMED,)

    def test_an_entry_after_the_day_asked_about_does_not_count(self) -> None:
        answer = count(ROLLING, visits(("2026-12-01", None)), date(2026, 11, 22))
        assert (answer.present, answer.used, answer.left) == (False, 0, 90)


class TestPermits:
    def test_a_permit_without_a_gap_carries_the_stay_on(self) -> None:
        stays, permits = (
            visits(("2026-01-01", None)),
            [Permit(parse_partial("2026-03-31"), parse_partial("2026-12-31"))],
        )
        answer = count(ROLLING, stays, date(2026, 2, 1), permits)
        assert (answer.last_lawful_day, answer.ground) == (date(2026, 12, 31), Ground.PERMIT)

    def test_a_permit_after_a_gap_helps_only_once_it_holds(self) -> None:
        stays, permits = (
            visits(("2026-01-01", None)),
            [Permit(parse_partial("2026-05-01"), parse_partial("2026-12-31"))],
        )
        before, within = (count(ROLLING, stays, day, permits) for day in (date(2026, 4, 15), date(2026, 5, 1)))
        assert before.last_lawful_day == date(2026, 3, 31)
        assert within.last_lawful_day == date(2026, 12, 31)

    def test_a_vague_end_is_read_as_the_earliest_day(self) -> None:
        permits = [Permit(parse_partial("2026-01-01"), parse_partial("2026-09"))]
        answer = count(ROLLING, visits(("2026-01-01", None)), date(2026, 2, 1), permits)
        assert answer.last_lawful_day == date(2026, 9, 1)

    def test_a_visa_for_30_days_ends_with_the_30th_wherever_they_were_spent(self) -> None:
        visa = [Permit(parse_partial("2026-01-01"), parse_partial("2026-12-31"), days=30)]
        once = count_by_permits(visits(("2026-03-01", None)), date(2026, 3, 5), visa)
        again = count_by_permits(visits(("2026-02-01", "2026-02-20"), ("2026-03-01", None)), date(2026, 3, 5), visa)
        assert once is not None
        assert again is not None
        assert (once.last_lawful_day, once.used, once.left) == (date(2026, 3, 30), 5, 25)
        assert again.last_lawful_day == date(2026, 3, 10)

    def test_where_no_rule_allows_a_day_only_permits_do(self) -> None:
        stays, on = visits(("2026-03-01", None)), date(2026, 3, 5)
        assert count_by_permits(stays, on, []) is None
        assert count_by_permits(stays, on, [Permit(parse_partial("2026-04-01"), parse_partial("2026-05-01"))]) is None
        answer = count_by_permits(stays, on, [Permit(parse_partial("2026-02-01"), parse_partial("2026-05-01"))])
        assert answer is not None
        assert (answer.last_lawful_day, answer.ground, answer.firm) == (date(2026, 5, 1), Ground.PERMIT, True)
