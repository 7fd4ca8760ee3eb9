"""Leaving and coming back, for each rule by hand; and what is said with it every time."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.countries import catalogue
from cases.countries.daycount import Visit, count
from cases.countries.fact import Confidence
from cases.countries.profile import Profile, StayRule, StayTerms
from cases.risk.facts import Facts, Paper, PaperKind, Wanted
from cases.stay.planner import Danger, Return, dangers, plan
from tests.stay.told import day, permit, visit

ON = date(2026, 11, 22)


def terms(rule: StayRule | None, days: int, window: int | None = None) -> StayTerms:
    return StayTerms(rule=rule, days=days, window_days=window, confidence=Confidence.CONFIRMED)


ROLLING = terms(StayRule.ROLLING, 90, 180)


class TestEachRule:
    def test_rolling_days_come_back_only_when_the_window_has_passed_them(self) -> None:
        """90 days from 1 January end on 31 March; the window has passed 1 January on 30 June."""
        found = plan(ROLLING, [visit("2026-01-01")], date(2026, 3, 31), back=date(2026, 4, 1))
        assert found.back == Return(date(2026, 4, 1), 0, date(2026, 3, 31))
        assert found.useful == Return(date(2026, 6, 30), 90, date(2026, 9, 27))
        assert found.whole == found.useful

    def test_rolling_days_not_used_are_kept_for_later(self) -> None:
        """30 days used by 30 January: back on 1 April, 60 are left until 30 May; 31 May is the 91st in its window."""
        found = plan(ROLLING, [visit("2026-01-01")], date(2026, 1, 30), back=date(2026, 4, 1))
        assert found.back == Return(date(2026, 4, 1), 60, date(2026, 5, 30))
        assert found.useful == Return(date(2026, 2, 1), 60, date(2026, 4, 1))  # one day abroad: one day more
        assert plan(ROLLING, [visit("2026-01-01")], date(2026, 1, 30), wished=61).wished == found.whole

    def test_per_entry_begins_anew_on_the_same_day(self) -> None:
        found = plan(terms(StayRule.PER_ENTRY, 30), [visit("2026-03-01")], date(2026, 3, 20))
        assert found.useful == found.whole == Return(date(2026, 3, 20), 30, date(2026, 4, 18))

    def test_days_in_a_row_begin_anew_after_a_full_day_abroad(self) -> None:
        rule = terms(StayRule.CONTINUOUS_WITHOUT_PERMIT, 90)
        found = plan(rule, [visit("2026-03-01")], date(2026, 3, 20))
        assert found.useful == found.whole == Return(date(2026, 3, 22), 90, date(2026, 6, 19))

    def test_days_of_a_year_begin_anew_in_january(self) -> None:
        rule = terms(StayRule.PER_YEAR, 180)
        found = plan(rule, [visit("2026-03-01")], date(2026, 8, 27), wished=30)  # 180 days from 1 March
        assert found.useful == found.wished == Return(date(2027, 1, 1), 180, date(2027, 6, 29))

    def test_with_two_readings_the_stricter_one_counts(self) -> None:
        rule = terms(StayRule.CONTINUOUS_WITHIN_WINDOW, 60, 180)
        found = plan(rule, [visit("2026-01-01")], date(2026, 3, 1), back=date(2026, 3, 10))
        assert found.back == Return(date(2026, 3, 10), 0, date(2026, 3, 9))  # 60 of the window are used

    def test_a_rule_nobody_can_count_is_taken_as_a_whole_year(self) -> None:
        found = plan(terms(None, 30), [visit("2026-01-01")], date(2026, 1, 30))
        assert found.useful == Return(date(2027, 1, 1), 30, date(2027, 1, 30))


class TestStayingInstead:
    def test_a_late_exit_says_by_how_much(self) -> None:
        found = plan(ROLLING, [visit("2026-01-01")], date(2026, 4, 5))
        assert found.days_over == 5
        assert Danger.OVERSTAYED in found.dangers

    def test_a_permit_counts_for_staying_and_not_for_coming_back(self) -> None:
        found = plan(
            ROLLING,
            [visit("2026-01-01")],
            date(2026, 4, 5),
            permits=[permit("2026-03-01", "2026-12-31")],
            back=date(2026, 4, 9),
        )
        assert (found.days_over, found.staying.last_lawful_day) == (0, date(2026, 12, 31))
        assert found.back is not None
        assert found.back.days == 0

    def test_nothing_helps_who_may_stay_longer_than_any_return_allows(self) -> None:
        found = plan(ROLLING, [visit("2026-01-01")], date(2026, 1, 10), permits=[permit("2026-01-01", "2029-12-31")])
        assert found.useful is None


class TestDangers:
    @pytest.mark.parametrize("visits", [[], [visit("2026-10-01")]])
    def test_no_plan_comes_without_the_first_warning(self, visits: list[Visit]) -> None:
        assert plan(ROLLING, visits, ON).dangers[0] is Danger.BORDER_MAY_REFUSE

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"wanted": Wanted.INTERSTATE}, Danger.WANTED),
            ({"wanted": Wanted.INTERNATIONAL}, Danger.WANTED),
            ({}, Danger.WANTED_NOT_CHECKED),
            ({"wanted": Wanted.NONE}, Danger.WANTED_NOT_CHECKED),
            ({"wanted": Wanted.NONE, "wanted_checked_on": day("2026-06-01")}, Danger.WANTED_NOT_CHECKED),
            ({"exit_refused": True}, Danger.EXIT_REFUSED),
            ({"asylum_pending": True}, Danger.ASYLUM_PENDING),
            ({"leave_by": day("2026-12-01")}, Danger.REFUSED_STAY),
            ({"permits": (permit("2026-01-01", "2027-01-01"),)}, Danger.PERMIT_MAY_LAPSE),
            ({"papers": None}, Danger.PAPERS_UNKNOWN),
            ({"papers": ()}, Danger.NO_PAPER_BACK),
            ({"papers": (Paper(kind=PaperKind.FIVE_YEAR, expires_on=day("2026-11-01")),)}, Danger.NO_PAPER_BACK),
        ],
    )
    def test_each_is_seen(self, facts: dict[str, Any], expected: Danger) -> None:
        assert expected in dangers(Facts(**facts), kazakhstan(), ON)

    def test_what_is_not_so_is_not_said(self) -> None:
        facts = Facts(
            wanted=Wanted.NONE,
            wanted_checked_on=day("2026-11-20"),
            exit_refused=False,
            papers=(Paper(kind=PaperKind.INTERNAL),),
        )
        assert dangers(facts, kazakhstan(), ON) == (Danger.BORDER_MAY_REFUSE, Danger.HANDS_OVER)


def kazakhstan() -> Profile:
    """As shipped: rolling, internal passports let in, people handed over."""
    profile = catalogue.get("KZ")
    assert profile is not None
    return profile


rules = st.sampled_from(
    [
        ROLLING,
        terms(StayRule.PER_ENTRY, 30),
        terms(StayRule.CONTINUOUS_WITHOUT_PERMIT, 60),
        terms(StayRule.PER_YEAR, 90),
    ]
)


@given(rules, st.integers(1, 120), st.integers(0, 200), st.integers(1, 60))
def test_no_earlier_return_helps_and_the_one_named_does(rule: StayTerms, since: int, later: int, wished: int) -> None:
    entered, leaving = ON - timedelta(since), ON
    visits = [Visit(PartialDate.of(entered))]
    found = plan(rule, visits, leaving, back=leaving + timedelta(later), wished=wished)
    closed = [Visit(PartialDate.of(entered), PartialDate.of(leaving))]

    def days_on(on: date) -> int:
        answer = count(rule, [*closed, Visit(PartialDate.of(on))], on)
        return max(0, (answer.last_lawful_day - on).days + 1)

    def helps(on: date) -> bool:
        return days_on(on) >= wished and on + timedelta(days_on(on) - 1) > found.staying.last_lawful_day

    assert found.back is not None
    assert found.back.days == days_on(found.back.on)
    if found.wished:
        assert helps(found.wished.on)
        assert not any(helps(leaving + timedelta(n)) for n in range((found.wished.on - leaving).days))
