"""The stay clock against published examples, and on the days people remember badly."""

from datetime import date, timedelta

import pytest

from cases.base.dates import parse_partial
from cases.countries.daycount import Doubt, Ground, Permit, Visit, count, days_used, last_lawful_day
from cases.countries.fact import Confidence
from cases.countries.profile import StayRule, StayTerms

DAY = timedelta(days=1)
ROLLING = StayTerms(rule=StayRule.ROLLING, days=90, window_days=180, confidence=Confidence.CONFIRMED)


def terms(rule: StayRule | None, days: int, window: int | None = None) -> StayTerms:
    return StayTerms(rule=rule, days=days, window_days=window, confidence=Confidence.CONFIRMED)


def visits(*pairs: tuple[str, str | None]) -> list[Visit]:
    return [Visit(parse_partial(entered), parse_partial(left) if left else None) for entered, left in pairs]


class TestPublishedExamples:
    """The worked examples of the Swiss migration office's guide to the Schengen calculator (SEM, 1 December 2014)."""

    def test_two_stays_leave_time_until_13_december(self) -> None:
        stays = visits(("2014-08-15", "2014-09-30"), ("2014-11-01", None))
        answer = count(ROLLING, stays, date(2014, 11, 30))
        assert (answer.used, answer.left, answer.last_lawful_day) == (77, 13, date(2014, 12, 13))

    def test_a_stay_outside_the_window_no_longer_counts(self) -> None:
        stays = visits(("2013-06-01", "2013-07-13"), ("2013-08-15", "2013-09-30"), ("2014-01-01", None))
        assert last_lawful_day(ROLLING, stays, date(2014, 1, 30)) == date(2014, 3, 31)

    def test_nine_days_too_long(self) -> None:
        stays = visits(("2013-09-01", "2013-09-30"), ("2014-02-21", "2014-04-20"), ("2014-05-01", "2014-06-09"))
        answer = count(ROLLING, stays, date(2014, 6, 9))
        assert answer.present
        assert (date(2014, 6, 9) - answer.last_lawful_day).days == 9
        assert answer.left == 0

    def test_a_return_on_30_august_may_last_50_days(self) -> None:
        stays = visits(("2013-09-01", "2013-09-30"), ("2014-02-21", "2014-04-20"), ("2014-05-01", "2014-06-09"))
        answer = count(ROLLING, stays, date(2014, 8, 30))
        assert not answer.present
        assert answer.left == 50


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
